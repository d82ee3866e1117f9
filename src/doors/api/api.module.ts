import { Module } from '@nestjs/common';
import { OfficerGuard, MissionGuard } from './guards.js';
import { Once } from '../once.js';
import { MissionApiController, MissionSessionApiController } from './mission.controller.js';
import { OfficeApiController } from './office.controller.js';
import { PublicApiController } from './public.controller.js';

@Module({
  controllers: [OfficeApiController, MissionSessionApiController, MissionApiController, PublicApiController],
  providers: [OfficerGuard, MissionGuard, Once],
})
export class ApiModule {}
