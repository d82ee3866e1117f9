import type { Actor } from '../platform/actor.js';
import { Refused } from '../platform/refused.js';

export const roles = ['drafter', 'approver', 'registrationDesk', 'auditor', 'operator'] as const;
export type Role = (typeof roles)[number];
export type OfficerActor = Extract<Actor, { kind: 'officer' }>;

const OFFICE: readonly Role[] = ['drafter', 'approver'];

/** Who may do what: the one table. Handlers ask it; pages and API ask it again, so that nobody is offered what is refused. */
const RIGHTS = {
  readLists: ['drafter', 'approver', 'registrationDesk', 'auditor'],
  readMissions: ['drafter', 'approver', 'auditor', 'operator'],
  readDeliveries: ['drafter', 'approver', 'auditor', 'operator'],
  /** That an objection was raised, by whom, to whom. */
  readObjections: ['drafter', 'approver', 'auditor'],
  /** The general basis, and the scan of a note verbale that may hold one. */
  readReasons: OFFICE,
  /** Who asked for the information received on objections, and what was given; the basis in it only with readReasons. */
  readDisclosures: ['drafter', 'approver', 'auditor'],
  readApplications: ['drafter', 'approver', 'registrationDesk', 'auditor'],
  /** Questions, notes, checklist, recommendation and decision; where two are needed the procedure says so itself. */
  screen: ['drafter', 'approver', 'registrationDesk'],
  /** Registers of status, against which applications are held. */
  keepRegisters: ['drafter', 'registrationDesk'],
  keepCalls: ['drafter', 'registrationDesk'],
  /** Meetings, how many are named for each, and what was handed off; who is named stands in the files, with handOff. */
  readMeetings: ['drafter', 'approver', 'registrationDesk', 'auditor'],
  keepMeetings: ['drafter', 'registrationDesk'],
  handOff: ['drafter', 'registrationDesk'],
  readWebhooks: ['drafter', 'registrationDesk', 'auditor', 'operator'],
  keepWebhooks: ['drafter', 'operator'],
  /** The whole record as it is verified: confidential acts as commitments. */
  exportRecord: ['drafter', 'approver', 'auditor'],
  readTimeline: ['drafter', 'approver', 'auditor'],
  readProposals: ['drafter', 'approver', 'auditor'],
  /** Those who act on lists see who else may: nobody is added unseen. */
  readOfficers: ['drafter', 'approver', 'auditor', 'operator'],
  manageOfficers: ['operator'],
  /** What opens to somebody what the Office reads or decides: an operator proposes, an approver consents. */
  addOfficer: ['operator'],
  changeRoles: ['operator'],
  resetFactor: ['operator'],
  rotateKey: ['operator'],
  createConference: ['drafter'],
  createList: ['drafter'],
  editNames: ['drafter'],
  keepMissions: ['drafter', 'registrationDesk'],
  service: OFFICE,
  /** The letter of circulation again, to the addresses in the directory. */
  resend: ['drafter', 'approver', 'operator'],
  /** To another address, also one added to the directory while links are out, or with a new link: whoever gets it holds the key to the Mission's page. */
  resendElsewhere: OFFICE,
  /** That a letter which a mail server took did not arrive. */
  letterLost: OFFICE,
  remind: OFFICE,
  settleMisdirection: ['drafter', 'approver', 'operator'],
  recordObjections: OFFICE,
  recordDisclosureRequest: OFFICE,
  /** The codes that Missions are asked for beside their links: reading, printing, giving a new one. */
  keepCodes: OFFICE,
  withdrawObjection: OFFICE,
  withdrawName: ['drafter', 'approver', 'registrationDesk'],
  decide: OFFICE,
  sendFinal: OFFICE,
  inform: OFFICE,
  noted: OFFICE,
  /** What was entered of the Assembly and is public stands corrected by an approver. */
  correctAssembly: ['approver'],
  /** A list that was never out; once it is circulated, two officers take it back. */
  withdrawDraft: OFFICE,
  /** What two officers do together: these may propose; who approves must be an approver, and another person. */
  circulate: OFFICE,
  extend: OFFICE,
  withdrawList: OFFICE,
  override: OFFICE,
  finalize: OFFICE,
  disclose: OFFICE,
  recordLate: OFFICE,
  /** After the deadline a State cannot object again: two officers take its objection back. */
  withdrawLate: OFFICE,
  /** Once the silence period has closed: the attested time of service alone makes the silence count. */
  serviceLate: OFFICE,
  /** That an entry of service was wrong: the silence that rests on it counts no longer. */
  serviceBackLate: OFFICE,
  publishModality: OFFICE,
  /** That the resolution of a conference which was opened before is adopted, and what it says. */
  adoptModality: OFFICE,
  destroyKey: OFFICE,
  /** The figures on objections in a report. */
  publishFigures: OFFICE,
} as const satisfies Record<string, readonly Role[]>;

export type Right = keyof typeof RIGHTS;

export const twoOfficerActs = ['circulate', 'extend', 'withdrawList', 'override', 'finalize', 'disclose', 'recordLate', 'withdrawLate', 'serviceLate', 'serviceBackLate', 'publishModality', 'adoptModality', 'destroyKey', 'publishFigures', 'addOfficer', 'changeRoles', 'resetFactor'] as const satisfies Right[];
export type TwoOfficerAct = (typeof twoOfficerActs)[number];
export const needsTwo = (right: string): right is TwoOfficerAct => (twoOfficerActs as readonly string[]).includes(right);

/** Roles that reach objections, the Missions' addresses or the officers themselves: a letter alone does not open the console to them. */
const WITH_FACTOR: readonly Role[] = ['drafter', 'approver', 'auditor', 'operator'];
export const mustShowFactor = (held: readonly string[]): boolean => WITH_FACTOR.some((role) => held.includes(role));

const has = (actor: OfficerActor, allowed: readonly Role[]): boolean => allowed.some((role) => actor.roles.includes(role));

/** Whether the officer may do it; where two officers are needed, whether the officer may propose it. */
export function may(actor: Actor, right: Right): boolean {
  return actor.kind === 'officer' && has(actor, RIGHTS[right]);
}

/** Whether the officer may approve what this other one proposed. */
export function mayApprove(actor: OfficerActor, proposerId: string): boolean {
  return has(actor, ['approver']) && actor.id !== proposerId;
}

/** Refuses where the officer's roles do not allow the act; of an act of two officers, which whoever proposed it might propose, where the other one is missing. */
export function mustMay(actor: Actor, right: Right): asserts actor is OfficerActor {
  if (actor.kind === 'officer' && needsTwo(right) && actor.proposer && mayApprove(actor, actor.proposer.id)) return;
  if (!may(actor, right)) throw new Refused('role-lacks-right', { right });
  if (needsTwo(right)) throw new Refused('second-officer-missing', { right });
}
