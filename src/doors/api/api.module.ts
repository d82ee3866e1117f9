import { Module } from '@nestjs/common';
import { ApplicantApiController, ApplyApiController, DeskApiController } from './applications.controller.js';
import { BalanceApiController } from './balance.controller.js';
import { ApplicantGuard, OfficerGuard, MissionGuard } from './guards.js';
import { Once } from '../once.js';
import { ConfirmationsApiController, MeetingsApiController, RepresentativesApiController } from './meetings.controller.js';
import { Published } from '../published.js';
import { StatusLookup } from '../status-lookup.js';
import { MissionApiController, MissionSessionApiController } from './mission.controller.js';
import { WebhooksApiController } from './webhooks.controller.js';
import { OfficeApiController } from './office.controller.js';
import { RegistersApiController } from './registers.controller.js';
import { PublicApiController } from './public.controller.js';

@Module({
  controllers: [
    OfficeApiController, MissionSessionApiController, MissionApiController, PublicApiController, DeskApiController, BalanceApiController, ApplyApiController, ApplicantApiController,
    MeetingsApiController, RepresentativesApiController, ConfirmationsApiController, RegistersApiController, WebhooksApiController,
  ],
  providers: [OfficerGuard, MissionGuard, ApplicantGuard, Once, Published, StatusLookup],
})
export class ApiModule {}
