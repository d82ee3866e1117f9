import { Application, ApplicationLink, ApplicationFile, ApplicationNote, ApplicationQuestion, ApplicationSession } from './applications/application.entity.js';
import { MatchJudgement } from './applications/match-judgement.entity.js';
import { Call, CallDeadline } from './applications/call.entity.js';
import { Conference } from './conferences/conference.entity.js';
import { TrialMail } from './delivery/trial-mail.entity.js';
import { Mission, MissionAddress } from './directory/mission.entity.js';
import { Disclosure, DisclosureRequest } from './disclosures/disclosure.entity.js';
import { Idempotency } from './doors/once.entity.js';
import { Upload } from './doors/office/upload.entity.js';
import { Decision } from './lists/decision.entity.js';
import { List } from './lists/list.entity.js';
import { ListRevision } from './lists/list-revision.entity.js';
import { Nomination } from './lists/nomination.entity.js';
import { Reminder } from './lists/reminder.entity.js';
import { ServiceRecord } from './lists/service-record.entity.js';
import { SilencePeriod } from './lists/silence-period.entity.js';
import { Confirmation, HandOff, MeetingNaming, Representative, RepresentativeMeeting, RepresentativeSession } from './meetings/meeting.entity.js';
import { TheRound1700000000001 } from './migrations/1700000000001-the-round.js';
import { Uploads1700000000002 } from './migrations/1700000000002-uploads.js';
import { TwoOfficers1700000000003 } from './migrations/1700000000003-two-officers.js';
import { Disclosures1700000000004 } from './migrations/1700000000004-disclosures.js';
import { Officers1700000000005 } from './migrations/1700000000005-officers.js';
import { Marks1700000000006 } from './migrations/1700000000006-marks.js';
import { Applications1700000000010 } from './migrations/1700000000010-applications.js';
import { Registers1700000000014 } from './migrations/1700000000014-registers.js';
import { LettersInOrder1700000000012 } from './migrations/1700000000012-letters-in-order.js';
import { MissionCodes1700000000013 } from './migrations/1700000000013-mission-codes.js';
import { Addenda1700000000017 } from './migrations/1700000000017-addenda.js';
import { SealedStates1700000000024 } from './migrations/1700000000024-sealed-states.js';
import { MissionCode } from './missions/mission-code.entity.js';
import { ConferenceReports1700000000022 } from './migrations/1700000000022-conference-reports.js';
import { Doors1700000000025 } from './migrations/1700000000025-doors.js';
import { LimitsWithoutEffect1700000000026 } from './migrations/1700000000026-limits-without-effect.js';
import { TakenBack1700000000028 } from './migrations/1700000000028-taken-back.js';
import { StandingInvitations1700000000029 } from './migrations/1700000000029-standing-invitations.js';
import { QuietRounds1700000000027 } from './migrations/1700000000027-quiet-rounds.js';
import { SameNames1700000000030 } from './migrations/1700000000030-same-names.js';
import { WhoWasTold1700000000031 } from './migrations/1700000000031-who-was-told.js';
import { AskedLetters1700000000032 } from './migrations/1700000000032-asked-letters.js';
import { SealedProposals1700000000023 } from './migrations/1700000000023-sealed-proposals.js';
import { Meetings1700000000016 } from './migrations/1700000000016-meetings.js';
import { Reports1700000000018 } from './migrations/1700000000018-reports.js';
import { Applicants1700000000021 } from './migrations/1700000000021-applicants.js';
import { Retention1700000000020 } from './migrations/1700000000020-retention.js';
import { Decisions1700000000019 } from './migrations/1700000000019-decisions.js';
import { Revisions1700000000015 } from './migrations/1700000000015-revisions.js';
import { NothingLeftBehind1700000000033 } from './migrations/1700000000033-nothing-left-behind.js';
import { BoxesInBytes1700000000034 } from './migrations/1700000000034-boxes-in-bytes.js';
import { NothingReplaced1700000000035 } from './migrations/1700000000035-nothing-replaced.js';
import { Misdirection, MissionLink, MissionSession, MissionVisit } from './missions/mission-link.entity.js';
import { Attachment, Filing, Objection } from './objections/objection.entity.js';
import { Officer, OfficerFactor, OfficerRecoveryCode, OfficerSession, OfficerSignIn, OfficerToken } from './officers/officer.entity.js';
import { AskedLetter } from './outbox/asked-letter.entity.js';
import { OutboxMessage } from './outbox/outbox-message.entity.js';
import { Attempt } from './platform/attempt.entity.js';
import { RegisterEdition, RegisterEntry } from './registers/register.entity.js';
import { ListReport, PublishedReport, RegistrationReport } from './reports/report.entity.js';
import { Setting } from './platform/setting.entity.js';
import { Proposal } from './proposals/proposal.entity.js';
import { RecordCheckpoint, RecordEntry } from './records/record-entry.entity.js';
import { Webhook, WebhookDelivery } from './webhooks/webhook.entity.js';

/** Every table, in one place; the migrations beside it build exactly these (a test compares them on both databases). */
export const entities = [
  Setting, Attempt, Officer, OfficerToken, OfficerSignIn, OfficerSession, OfficerFactor, OfficerRecoveryCode,
  Mission, MissionAddress, Conference, List, ListRevision, SilencePeriod, Nomination,
  ServiceRecord, Reminder, MissionLink, MissionSession, MissionVisit, MissionCode, Misdirection, Objection, Filing, Attachment, Decision, RecordEntry, RecordCheckpoint,
  AskedLetter, OutboxMessage, Idempotency, Proposal, Upload, TrialMail, DisclosureRequest, Disclosure,
  Call, CallDeadline, Application, ApplicationLink, ApplicationSession, ApplicationFile, ApplicationNote, ApplicationQuestion,
  MeetingNaming, Representative, RepresentativeMeeting, Confirmation, RepresentativeSession, HandOff,
  RegisterEdition, RegisterEntry, MatchJudgement,
  ListReport, PublishedReport, RegistrationReport,
  Webhook, WebhookDelivery,
];

export const migrations = [
  TheRound1700000000001, Uploads1700000000002, TwoOfficers1700000000003, Disclosures1700000000004, Officers1700000000005, Marks1700000000006, Applications1700000000010,
  LettersInOrder1700000000012, MissionCodes1700000000013,
  Meetings1700000000016,
  Registers1700000000014, Revisions1700000000015,
  Addenda1700000000017, Reports1700000000018,
  Applicants1700000000021,
  Decisions1700000000019, Retention1700000000020,
  ConferenceReports1700000000022,
  Doors1700000000025, LimitsWithoutEffect1700000000026, TakenBack1700000000028, StandingInvitations1700000000029,
  SealedProposals1700000000023,
  SealedStates1700000000024,
  QuietRounds1700000000027,
  SameNames1700000000030,
  WhoWasTold1700000000031,
  AskedLetters1700000000032,
  NothingLeftBehind1700000000033,
  BoxesInBytes1700000000034,
  NothingReplaced1700000000035,
];
