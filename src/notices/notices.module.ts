import { Global, Module } from '@nestjs/common';
import { Letters } from './letters.js';
import { Notices } from './notices.js';

@Global()
@Module({ providers: [Notices, Letters], exports: [Notices, Letters] })
export class NoticesModule {}
