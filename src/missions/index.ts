export { MissionCodes } from './mission-codes.js';
export { MissionLinks } from './mission-links.js';
export { emptyDraft, LONGEST_SESSION, MissionSessions, type Draft, type DraftSession } from './mission-sessions.js';
export { MissionVisits } from './mission-visits.js';
export { MissionsModule } from './missions.module.js';
export { ReportMisdirectionHandler, type SettleMisdirection } from './report-misdirection.handler.js';
export { ResetCodeHandler } from './reset-code.handler.js';
