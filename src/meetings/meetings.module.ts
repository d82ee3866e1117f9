import { Global, Module } from '@nestjs/common';
import { AfterMeetings, ToldRegistration } from '../applications/index.js';
import { AfterMeetingsOfConference } from './after-meetings.js';
import { Confirmations } from './confirmations.js';
import { Delegations } from './delegations.js';
import { HandOffHandler } from './hand-off.handler.js';
import { HandOffs } from './hand-offs.js';
import { NameRepresentativesHandler } from './name-representatives.handler.js';
import { Namings } from './namings.js';
import { OpenNamingHandler } from './open-naming.handler.js';
import { Places } from './places.js';
import { RepresentativeSessions } from './representative-sessions.js';
import { Representatives } from './representatives.js';
import { ToldBadgeDesk } from './told-badge-desk.js';

const parts = [Confirmations, Delegations, HandOffHandler, HandOffs, NameRepresentativesHandler, Namings, OpenNamingHandler, Places, RepresentativeSessions, Representatives];

@Global()
@Module({ providers: [...parts, { provide: ToldRegistration, useClass: ToldBadgeDesk }, { provide: AfterMeetings, useClass: AfterMeetingsOfConference }], exports: [...parts, ToldRegistration, AfterMeetings] })
export class MeetingsModule {}
