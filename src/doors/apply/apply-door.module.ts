import { Module } from '@nestjs/common';
import { CallsController } from './calls.controller.js';
import { DocumentsController } from './documents.controller.js';
import { Entrance } from './entrance.js';
import { ApplicationFormController } from './form.controller.js';
import { ApplyLinkController } from './link.controller.js';
import { SendController } from './send.controller.js';

/** The door of those who apply. It knows nothing of objections: what it shows is the same whether or not there are any. */
@Module({ controllers: [CallsController, ApplyLinkController, SendController, DocumentsController, ApplicationFormController], providers: [Entrance] })
export class ApplyDoorModule {}
