import { Global, Module } from '@nestjs/common';
import { Officers } from './officers.js';

@Global()
@Module({ providers: [Officers], exports: [Officers] })
export class OfficersModule {}
