import { Module } from '@nestjs/common';
import { ApplicantApiController, ApplyApiController, DeskApiController } from './applications.controller.js';
import { BalanceApiController } from './balance.controller.js';
import { ApplicantGuard, OfficerGuard, MissionGuard } from './guards.js';
import { Once } from '../once.js';
import { DraftsApiController } from './drafts.controller.js';
import { LettersApiController, MissionsApiController } from './letters.controller.js';
import { TwoOfficers } from './two-officers.js';
import { ConfirmationsApiController, MeetingsApiController, RepresentativesApiController } from './meetings.controller.js';
import { ShownModule } from '../shown.module.js';
import { MissionApiController, MissionSessionApiController } from './mission.controller.js';
import { WebhooksApiController } from './webhooks.controller.js';
import { OfficeApiController } from './office.controller.js';
import { RegistersApiController } from './registers.controller.js';
import { PublicApiController } from './public.controller.js';

@Module({
  imports: [ShownModule],
  controllers: [
    OfficeApiController, MissionSessionApiController, MissionApiController, PublicApiController, DeskApiController, BalanceApiController, ApplyApiController, ApplicantApiController,
    DraftsApiController, LettersApiController, MissionsApiController, MeetingsApiController, RepresentativesApiController, ConfirmationsApiController, RegistersApiController, WebhooksApiController,
  ],
  providers: [TwoOfficers, OfficerGuard, MissionGuard, ApplicantGuard, Once],
})
export class ApiModule {}
