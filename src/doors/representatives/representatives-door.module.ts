import { Module } from '@nestjs/common';
import { RepresentativesEntrance } from './entrance.js';
import { ConfirmationLettersController } from './letters.controller.js';
import { RepresentativesController } from './representatives.controller.js';

/** The door of organizations whose outcome opens meetings to them. It knows nothing of objections. */
@Module({ controllers: [ConfirmationLettersController, RepresentativesController], providers: [RepresentativesEntrance] })
export class RepresentativesDoorModule {}
