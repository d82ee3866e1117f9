import { Global, Module } from '@nestjs/common';
import { AskedLetters } from './asked-letters.js';
import { Outbox } from './outbox.js';

@Global()
@Module({ providers: [AskedLetters, Outbox], exports: [AskedLetters, Outbox] })
export class OutboxModule {}
