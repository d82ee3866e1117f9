import { Global, Module } from '@nestjs/common';
import { WhoApplied } from '../lists/index.js';
import { Advice } from './advice.js';
import { ApplicationBook } from './application-book.js';
import { ApplicationRetention } from './application-retention.js';
import { ApplicationLetters } from './application-letters.js';
import { ApplicationLinks } from './application-links.js';
import { ApplicationSessions } from './application-sessions.js';
import { Applications } from './applications.js';
import { ApplicationsQuery } from './applications.query.js';
import { BalanceBoardQuery } from './balance-board.query.js';
import { ApplyHandlers } from './apply.handlers.js';
import { BeginApplicationHandler } from './begin-application.handler.js';
import { Calls } from './calls.js';
import { DeclineDoubleHandler } from './decline-double.handler.js';
import { JudgeMatchHandler } from './judge-match.handler.js';
import { Matches } from './matches.js';
import { ExtendCallHandler, OpenCallHandler } from './open-call.handler.js';
import { ProposeApplicationsHandler } from './propose-applications.handler.js';
import { ReplaceLinkHandler } from './replace-link.handler.js';
import { ScreeningHandlers } from './screening.handlers.js';
import { WhoAppliedForList } from './who-applied.js';

const doors = [
  Advice, ApplicationRetention, DeclineDoubleHandler, JudgeMatchHandler, Matches, ApplicationLinks, ApplicationSessions, Applications, ApplicationsQuery, ApplyHandlers, BalanceBoardQuery, BeginApplicationHandler, Calls, ExtendCallHandler, OpenCallHandler,
  ProposeApplicationsHandler, ReplaceLinkHandler, ScreeningHandlers,
];

@Global()
@Module({ providers: [...doors, ApplicationBook, ApplicationLetters, { provide: WhoApplied, useClass: WhoAppliedForList }], exports: [...doors, WhoApplied] })
export class ApplicationsModule {}
