import { Global, Module } from '@nestjs/common';
import { MissionCodes } from './mission-codes.js';
import { MissionLinks } from './mission-links.js';
import { MissionSessions } from './mission-sessions.js';
import { MissionVisits } from './mission-visits.js';
import { ResetCodeHandler } from './reset-code.handler.js';
import { ReportMisdirectionHandler } from './report-misdirection.handler.js';

const parts = [MissionVisits, MissionLinks, MissionCodes, MissionSessions, ResetCodeHandler, ReportMisdirectionHandler];

@Global()
@Module({ providers: parts, exports: parts })
export class MissionsModule {}
