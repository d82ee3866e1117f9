import { Global, Module } from '@nestjs/common';
import { ImportRegisterHandler } from './import-register.handler.js';
import { Registers } from './registers.js';

const parts = [Registers, ImportRegisterHandler];

@Global()
@Module({ providers: parts, exports: parts })
export class RegistersModule {}
