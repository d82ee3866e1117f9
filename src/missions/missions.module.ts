import { Global, Module } from '@nestjs/common';
import { MissionLinks } from './mission-links.js';
import { MissionSessions } from './mission-sessions.js';
import { ReportMisdirectionHandler } from './report-misdirection.handler.js';

const parts = [MissionLinks, MissionSessions, ReportMisdirectionHandler];

@Global()
@Module({ providers: parts, exports: parts })
export class MissionsModule {}
