import { Global, Module } from '@nestjs/common';
import { ChangeMissionsHandler } from './change-missions.handler.js';
import { Missions } from './missions.js';

const parts = [Missions, ChangeMissionsHandler];

@Global()
@Module({ providers: parts, exports: parts })
export class DirectoryModule {}
