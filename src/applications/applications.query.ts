import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { applicationStatus, type ApplicationStatus } from '../../workflows/public-status.js';
import { ListedNames, type Stage, type Withdrawal } from '../lists/index.js';
import { mustMay } from '../officers/index.js';
import type { Actor } from '../platform/actor.js';
import { Clock } from '../platform/clock.js';
import type { Language } from '../platform/i18n.js';
import { Keys } from '../platform/keys.js';
import { matchKey } from '../platform/names.js';
import { Reader } from '../platform/reader.js';
import { Refused } from '../platform/refused.js';
import { ApplicationBook, type QueuedApplication } from './application-book.js';
import { type Application, ApplicationFile, ApplicationNote, ApplicationQuestion, type Judgement } from './application.entity.js';
import { Applications, type OpenApplication } from './applications.js';
import { earlier } from './apply.handlers.js';
import { Calls } from './calls.js';
import { Matches } from './matches.js';

/**
 * What the queue can be narrowed to. `country`: ISO code of a Member State, or a place as typed. `assignee`: id of an officer; `none` for
 * those that nobody looks after. `recommended`, `yes`: an officer has recommended, and another is waited for. `alike`, `yes`: a look-alike
 * stands beside it that nobody has judged yet.
 */
export const queueFilters = ['track', 'state', 'category', 'country', 'assignee', 'recommended', 'alike', 'search'] as const;
export type QueueFilter = Partial<Record<(typeof queueFilters)[number], string>>;

/** A question with its box opened. */
export interface Question {
  id: string;
  officer: string;
  askedAt: string;
  question: string;
  answer: string | null;
  answeredAt: string | null;
}

export interface StatusOfApplication {
  application: OpenApplication;
  status: ApplicationStatus;
  /** When the outcome was told: the list's finalization, or the desk's decision where that is told at once. */
  outcomeAt: string | null;
  /** Key of the worded reason, where the desk's decision is told and has one. */
  reason: string | null;
  /** What the officer wrote beside it, told with it as it was written; null of what was written before officers were told that it is. */
  words: { text: string; language: Language | null } | null;
  /** What the applicant looks it up by; null before the form was sent. */
  reference: string | null;
  /** Whether the form can be changed now. */
  changeable: boolean;
  /** What a withdrawal would do now, as far as lists go; null where the organization cannot withdraw. */
  withdrawal: (Withdrawal & { further: boolean }) | null;
  /** `due`: by when the resolution wants it, `2018-04` or a day, where that is still ahead and no date is known. */
  steps: (Step & { next: boolean; due: string | null })[];
  /** What the applicant could still do; null where nothing is asked of it any more. */
  missing: { questions: number; documents: boolean } | null;
}

interface Step {
  step: ApplicationStep;
  at: string | null;
  done: boolean;
}

export type ApplicationStep = 'received' | 'asked' | 'answered' | 'answerAwaited' | 'callCloses' | 'circulated' | 'statesDeadline' | 'outcome' | 'withdrawn';

/** Applications for the desk, and what an applicant may know of its own. */
@Injectable()
export class ApplicationsQuery {
  constructor(
    private readonly reader: Reader, private readonly keys: Keys, private readonly clock: Clock, private readonly listed: ListedNames, private readonly calls: Calls,
    private readonly applications: Applications, private readonly book: ApplicationBook, private readonly matches: Matches,
  ) {}

  /** The queue, those that wait longest first; drafts are nobody's business yet. */
  async queue(conferenceId: string, filter: QueueFilter, actor: Actor): Promise<QueuedApplication[]> {
    mustMay(actor, 'readApplications');
    const rows = (await this.book.of(conferenceId)).filter(({ endedAt }) => endedAt === null);
    const words = matchKey(filter.search ?? '').split(' ').filter(Boolean);
    const found = rows.filter((row) => isAmong(row, filter) && words.every((word) => row.matchKey.includes(word)));
    if (!filter.alike) return found;
    const unanswered = await this.matches.unanswered(found.map(({ id }) => id));
    return found.filter(({ id }) => unanswered.has(id));
  }

  async questions(applicationId: string): Promise<Question[]> {
    const rows = await this.reader.manager.find(ApplicationQuestion, { where: { applicationId }, order: { askedAt: 'ASC', id: 'ASC' } });
    return rows.map(({ id, officer, askedAt, answeredAt, sealed }) => ({ id, officer, askedAt, answeredAt, ...(JSON.parse(this.keys.open(`application-question:${id}`, sealed)) as Pick<Question, 'question' | 'answer'>) }));
  }

  async notes(applicationId: string, actor: Actor): Promise<{ officer: string; at: string; words: string }[]> {
    mustMay(actor, 'readApplications');
    const rows = await this.reader.manager.find(ApplicationNote, { where: { applicationId }, order: { at: 'ASC', id: 'ASC' } });
    return rows.map(({ id, officer, at, sealed }) => ({ officer, at, words: this.keys.open(`application-note:${id}`, sealed) }));
  }

  /** The documents without their bytes, which may be many megabytes. */
  async files(applicationId: string): Promise<Omit<ApplicationFile, 'sealed'>[]> {
    return this.reader.manager.find(ApplicationFile, { select: WITHOUT_BYTES, where: { applicationId, removedAt: IsNull() }, order: { addedAt: 'ASC', id: 'ASC' } });
  }

  /** The bytes of a document, for the applicant whose it is and for officers who may read applications. */
  async file(applicationId: string, fileId: string): Promise<{ name: string; type: string; bytes: Buffer }> {
    const row = await this.reader.manager.findOneBy(ApplicationFile, { id: fileId, applicationId });
    if (!row || row.removedAt) throw new Refused('attachment-unknown');
    return { name: row.name, type: row.type, bytes: Buffer.from(this.keys.open(`application-file:${fileId}`, row.sealed), 'base64') };
  }

  /** What the applicant may know. Nothing in it changes with a screening or an objection before the outcomes are told. */
  async status(application: OpenApplication): Promise<StatusOfApplication> {
    const { row, track } = application;
    const now = this.clock.now();
    const { closesAt } = await this.calls.find(row.callId);
    const stage = track.way.kind === 'list' ? await this.listed.stage(track.way.list, row) : null;
    const told = track.toldAt === 'decision' && row.decidedAt !== null;
    const open = ['submitted', 'eligible', 'notEligible'].includes(row.state) && !told && now <= earlier(closesAt, stage?.circulatedAt ?? null);
    const outcomeAt = stage?.finalizedAt ?? (told ? row.decidedAt : null);
    const over = row.state === 'withdrawn' || outcomeAt !== null;
    const questions = await this.questions(row.id);
    const asked = over ? 0 : questions.filter(({ answer }) => answer === null).length;
    const status = applicationStatus(row.state, track.toldAt, stage?.status ?? null, asked > 0);
    const changeable = open || (row.state === 'draft' && now <= closesAt) || asked > 0;
    return {
      application, status, outcomeAt, ...(status === 'notRegistered' ? toldOf(row.screening.decision) : untold),
      reference: row.submittedAt && this.applications.reference(row.id), changeable, withdrawal: await this.#withdrawal(application, stage),
      steps: row.state === 'withdrawn' ? withdrawn(row) : steps(application, closesAt, stage, outcomeAt, questions, asked > 0, now),
      missing: over ? null : { questions: asked, documents: changeable && (await this.files(row.id)).length === 0 },
    };
  }

  async #withdrawal({ row, track: { way }, conference: { modality } }: OpenApplication, stage: Stage | null): Promise<StatusOfApplication['withdrawal']> {
    if (row.state === 'withdrawn') return null;
    if (!stage?.finalizedAt) return { leaves: modality.lists.filter(({ key }) => way.kind === 'list' && key === way.list).map(({ title }) => title), stays: [], further: false };
    const further = await this.listed.further(await this.listed.everywhere(row.id), modality);
    if (further) return { leaves: further.leaves, stays: further.stays, further: true };
    return way.kind === 'list' && this.listed.mayStandUntold(way.list, modality, stage.status) ? { leaves: [], stays: [], further: false } : null;
  }
}

/** Whether a row is among those that the filter asks for, but for what is searched or compared. */
export const isAmong = (row: QueuedApplication, { track, state, category, country, assignee, recommended }: QueueFilter): boolean => (
  (!track || row.track === track) && (!state || row.state === state) && (!category || row.category === category)
  && (!country || row.countryIso2 === country || row.countryText === country)
  && (!assignee || row.assigneeId === (assignee === 'none' ? null : assignee)) && (!recommended || row.context.recommended !== null)
);

const untold = { reason: null, words: null };
const toldOf = (decision: Judgement | null): Pick<StatusOfApplication, 'reason' | 'words'> => (
  decision ? { reason: decision.reason, words: decision.text === null || decision.language === undefined ? null : { text: decision.text, language: decision.language } } : untold
);

const WITHOUT_BYTES = { id: true, applicationId: true, field: true, name: true, type: true, size: true, addedAt: true, removedAt: true } as const;

const withdrawn = ({ submittedAt }: Application): StatusOfApplication['steps'] =>
  [...(submittedAt ? [{ step: 'received' as const, at: submittedAt }] : []), { step: 'withdrawn' as const, at: null }].map((one) => ({ ...one, done: true, next: false, due: null }));

/**
 * Dates of the application, of the call and of the list as a whole; never of the name on it. What is behind stands in the order of its
 * dates, what is ahead in the order of the procedure; the first of that is the next step. A register waits for no closing.
 */
function steps(
  { row, track, conference: { modality } }: OpenApplication, closesAt: string, stage: { circulatedAt: string | null; deadline: string | null } | null, outcomeAt: string | null, questions: Question[], asked: boolean, now: string,
): StatusOfApplication['steps'] {
  const happened = (step: ApplicationStep, at: string | null): Step => ({ step, at, done: at !== null });
  const ends = (step: ApplicationStep, at: string | null): Step => ({ step, at, done: at !== null && at < now });
  const all = [
    happened('received', row.submittedAt),
    ...questions.flatMap(({ askedAt, answeredAt }) => [happened('asked', askedAt), ...(answeredAt ? [happened('answered', answeredAt)] : asked ? [happened('answerAwaited', null)] : [])]),
    ends('callCloses', closesAt),
    ...(stage ? [happened('circulated', stage.circulatedAt), ends('statesDeadline', stage.deadline)] : []), happened('outcome', outcomeAt),
  ];
  const behind = all.filter(({ done }) => done).sort((a, b) => (a.at! < b.at! ? -1 : a.at! > b.at! ? 1 : 0));
  const ahead = all.filter(({ done }) => !done);
  const next = outcomeAt === null ? ahead.find(({ step }) => stage !== null || step !== 'callCloses') : undefined;
  const { way } = track;
  const due = way.kind === 'list' ? (modality.lists.find(({ key }) => key === way.list)?.due ?? null) : null;
  return [...behind, ...ahead].map((one) => ({ ...one, next: one === next, due: one.step === 'circulated' && !one.done && due !== null && due >= now.slice(0, due.length) ? due : null }));
}
