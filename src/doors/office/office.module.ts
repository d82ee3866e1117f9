import { Module } from '@nestjs/common';
import { Institution } from '../../officers/index.js';
import { AccountController } from './account.controller.js';
import { HelpController } from './help.controller.js';
import { actProviders } from './acts/acts.js';
import { ActsController } from './acts.controller.js';
import { AdoptionController } from './adoption.controller.js';
import { BoardController } from './board.controller.js';
import { CarryOverController } from './carry-over.controller.js';
import { CodesController } from './codes.controller.js';
import { ConferencesController } from './conferences.controller.js';
import { DeliveriesController } from './deliveries.controller.js';
import { Once } from '../once.js';
import { ApplicationController } from './applications/application.controller.js';
import { OfficeCallsController } from './applications/calls.controller.js';
import { MatchesController } from './applications/matches.controller.js';
import { QueueController } from './applications/queue.controller.js';
import { Desk } from './desk.js';
import { DisclosuresController } from './disclosures.controller.js';
import { ExportsController } from './exports.controller.js';
import { ImportController } from './import.controller.js';
import { InstitutionController } from './institution.controller.js';
import { ListController } from './list.controller.js';
import { HandOffController } from './meetings/hand-off.controller.js';
import { OfficeMeetingsController } from './meetings/meetings.controller.js';
import { MissionsController } from './missions.controller.js';
import { ModalityController } from './modality.controller.js';
import { NamesController } from './names.controller.js';
import { ObjectionsController } from './objections.controller.js';
import { OfficeGuard } from './office.guard.js';
import { OfficersController } from './officers.controller.js';
import { ProposalsController } from './proposals.controller.js';
import { RecordDisclosureController } from './record-disclosure.controller.js';
import { RecordObjectionsController } from './record-objections.controller.js';
import { RemindersController } from './reminders.controller.js';
import { RegistersController } from './registers/registers.controller.js';
import { OfficeReportController } from './report.controller.js';
import { ReturnedController } from './returned.controller.js';
import { RevisionsController } from './revisions.controller.js';
import { SecondFactorController } from './second-factor.controller.js';
import { SignInController } from './sign-in.controller.js';
import { Tidy } from './tidy.js';
import { Uploads } from './uploads.js';
import { OfficeWebhooksController } from './webhooks/webhooks.controller.js';
import { WholeRecordController } from './whole-record.controller.js';

/** The Office's console under /office. */
@Module({
  controllers: [
    SignInController, InstitutionController, SecondFactorController, AccountController, HelpController, ModalityController, ConferencesController, AdoptionController, BoardController, ListController, NamesController, RevisionsController, CarryOverController, ImportController, ActsController, DeliveriesController,
    OfficeCallsController, QueueController, MatchesController, ApplicationController, RegistersController, MissionsController, OfficersController, ProposalsController, RecordObjectionsController, ObjectionsController, RecordDisclosureController, DisclosuresController, RemindersController, ExportsController,
    CodesController, ReturnedController, WholeRecordController, OfficeReportController,
    OfficeMeetingsController, HandOffController, OfficeWebhooksController,
  ],
  providers: [Desk, Once, OfficeGuard, Uploads, Tidy, Institution, ...actProviders],
})
export class OfficeModule {}
