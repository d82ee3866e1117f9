import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { isAdopted } from '../../workflows/adoption.js';
import { ListedNames } from '../lists/index.js';
import { mustMay, Officers, type OfficerActor } from '../officers/index.js';
import type { Actor } from '../platform/actor.js';
import { Clock } from '../platform/clock.js';
import type { Language } from '../platform/i18n.js';
import { Ids } from '../platform/ids.js';
import { insertRows } from '../platform/insert.js';
import { Keys } from '../platform/keys.js';
import { perform } from '../platform/perform.js';
import { refuseFields, Refused, type Fault } from '../platform/refused.js';
import { UnitOfWork } from '../platform/unit-of-work.js';
import { Records, type Acts } from '../records/index.js';
import { ApplicationNote, ApplicationQuestion, type Judgement } from './application.entity.js';
import { ApplicationLetters } from './application-letters.js';
import { Applications, type OpenApplication } from './applications.js';
import { checklistOf } from './checklist.js';

/** The reasons that are worded in six languages (apply:reason.*); `other` asks for a text. */
export const reasons = ['outsideCategories', 'notRelevant', 'incomplete', 'notVerified', 'doubleApplication', 'wrongTrack', 'other'] as const;

export interface JudgementGiven {
  outcome: 'eligible' | 'notEligible';
  reason?: string | null;
  text?: string | null;
  /** The language of the text. */
  language?: Language | null;
}

/** How each of several applications fared: moved, or the rule that kept it. */
export interface BulkResult {
  id: string;
  refused: Refused | null;
}

const MAX_TEXT = 2_000;

/** What the desk and the Office do with applications: questions, notes, the checklist, a recommendation by one, a decision by another. */
@Injectable()
export class ScreeningHandlers {
  constructor(
    private readonly work: UnitOfWork, private readonly clock: Clock, private readonly ids: Ids, private readonly keys: Keys, private readonly records: Records,
    private readonly applications: Applications, private readonly letters: ApplicationLetters, private readonly listed: ListedNames,
    private readonly officers: Officers,
  ) {}

  async ask({ applicationId, question }: { applicationId: string; question: string }, actor: Actor): Promise<{ id: string }> {
    const words = text('question', question);
    return this.#act(applicationId, undefined, actor, async (tx, application, at, officer) => {
      const id = this.ids.next();
      await insertRows(tx, ApplicationQuestion, [{
        id, applicationId, officer: officer.name, askedAt: at, sealed: this.keys.seal(`application-question:${id}`, JSON.stringify({ question: words, answer: null })), answeredAt: null,
      }]);
      const effects = await this.applications.step(tx, application, { type: 'information.requested' });
      await perform(effects, { 'ask.applicant': () => this.letters.queue(tx, 'informationRequested', application, at) });
      this.#append('application.asked', at, officer, application, {});
      return { id };
    });
  }

  async note({ applicationId, words }: { applicationId: string; words: string }, actor: Actor): Promise<{ id: string }> {
    const note = text('words', words);
    return this.#act(applicationId, undefined, actor, async (tx, application, at, officer) => {
      const id = this.ids.next();
      await insertRows(tx, ApplicationNote, [{ id, applicationId, officer: officer.name, at, sealed: this.keys.seal(`application-note:${id}`, note) }]);
      this.#append('application.noted', at, officer, application, {});
      return { id };
    });
  }

  /** Who looks after it; null for nobody. */
  async assign({ applicationId, officerId }: { applicationId: string; officerId: string | null }, actor: Actor): Promise<void> {
    await this.#act(applicationId, undefined, actor, async (tx, application, at, officer) => {
      const assignee = officerId === null ? null : (await this.officers.all()).find(({ id }) => id === officerId);
      if (assignee === undefined) throw refuseFields([{ field: 'officer', rule: 'choice-unknown', params: { value: officerId!.slice(0, 60) } }]);
      await this.applications.write(tx, application.row, { assigneeId: officerId });
      this.#append('application.assigned', at, officer, application, { assignee: assignee?.name ?? null });
    });
  }

  async check({ applicationId, checked }: { applicationId: string; checked: string[] }, actor: Actor): Promise<void> {
    await this.#act(applicationId, undefined, actor, async (tx, application, at, officer) => {
      const { row, track } = application;
      const points = checklistOf(track).filter((point) => checked.includes(point));
      await this.applications.write(tx, row, { screening: { ...row.screening, checked: points } });
      this.#append('application.checked', at, officer, application, { checked: points.join(', ') });
    });
  }

  async recommend({ applicationId, seen, ...given }: { applicationId: string; seen?: number } & JudgementGiven, actor: Actor): Promise<void> {
    await this.#act(applicationId, seen, actor, async (tx, application, at, officer) => {
      const recommendation = judged(given, officer, at);
      await this.applications.step(tx, application, { type: 'screening.recommended', outcome: given.outcome }, { screening: { ...application.row.screening, recommendation } });
      this.#append('application.recommended', at, officer, application, { outcome: given.outcome });
    });
  }

  /** Decides; where the track asks for two officers, on another's recommendation. */
  async decide({ applicationId, seen, ...given }: { applicationId: string; seen?: number } & JudgementGiven, actor: Actor): Promise<void> {
    await this.#act(applicationId, seen, actor, async (tx, application, at, officer) => {
      const { row, track } = application;
      // Where an outcome is told at once, a paragraph that may yet be decided otherwise must hold first.
      if (track.toldAt === 'decision' && !isAdopted(application.conference.modality)) throw new Refused('resolution-not-adopted');
      const { recommendation } = row.screening;
      const decision = { ...judged(given, officer, at), recommendedBy: recommendation?.officer ?? null };
      const effects = await this.applications.step(tx, application, {
        type: 'screening.decided', outcome: given.outcome, two: track.screening === 'two', byOther: recommendation !== null && recommendation.officerId !== officer.id,
      }, { decidedAt: at, screening: { ...row.screening, decision } });
      await perform(effects, {
        // Where outcomes come in one batch, nobody is written to now: not even that something was decided may be told.
        'tell.decision': async () => { if (track.toldAt === 'decision') await this.letters.queue(tx, 'applicationDecided', application, at); },
      });
      this.#append('application.decided', at, officer, application, { outcome: given.outcome });
    });
  }

  /** Takes a decision back, until Member States have seen the name. */
  async reopen({ applicationId, reason }: { applicationId: string; reason: string }, actor: Actor): Promise<void> {
    const words = text('reason', reason);
    await this.#act(applicationId, undefined, actor, async (tx, application, at, officer) => {
      const listed = await this.listed.circulated(applicationId, tx);
      const { row } = application;
      await this.applications.step(tx, application, { type: 'screening.reopened', listed, open: await this.applications.openQuestions(applicationId, tx) }, { decidedAt: null, screening: { ...row.screening, recommendation: null, decision: null } });
      await this.listed.takeOut(tx, applicationId, at, officer);
      this.#append('application.reopened', at, officer, application, { reason: words });
    });
  }

  /** The same act on many applications, each in a transaction of its own: those that a rule keeps back do not hold up the others. */
  async each(ids: string[], act: (applicationId: string) => Promise<unknown>): Promise<BulkResult[]> {
    return this.#results(ids, act);
  }

  /** How each would fare now: everything is done as in earnest and taken back. */
  async rehearse(ids: string[], act: (applicationId: string) => Promise<unknown>): Promise<BulkResult[]> {
    return this.#results(ids, (id) => this.work.rehearse(() => act(id)));
  }

  async #results(ids: string[], act: (applicationId: string) => Promise<unknown>): Promise<BulkResult[]> {
    const results: BulkResult[] = [];
    for (const id of new Set(ids)) {
      results.push(await act(id).then(() => ({ id, refused: null }), (error: unknown) => {
        if (!(error instanceof Refused)) throw error;
        return { id, refused: error };
      }));
    }
    return results;
  }

  #act<T>(id: string, seen: number | undefined, actor: Actor, act: (tx: EntityManager, application: OpenApplication, at: string, officer: OfficerActor) => Promise<T>): Promise<T> {
    mustMay(actor, 'screen');
    return this.work.run(async (tx) => {
      const application = await this.applications.lock(tx, id);
      this.applications.mustBeAt(application, seen);
      return act(tx, application, this.clock.now(), actor);
    });
  }

  #append<A extends keyof Acts & `application.${string}`>(act: A, at: string, actor: OfficerActor, { row }: OpenApplication, more: Omit<Acts[A], 'application' | 'track'>): void {
    this.records.append({ act, at, actor, conferenceId: row.conferenceId, open: { application: row.id, track: row.track, ...more } as unknown as Acts[A] });
  }
}

function text(field: string, words: string): string {
  if (!words.trim()) throw refuseFields([{ field, rule: 'field-empty' }]);
  if ([...words].length > MAX_TEXT) throw refuseFields([{ field, rule: 'text-too-long', params: { most: MAX_TEXT } }]);
  return words.trim();
}

function judged({ outcome, reason = null, text: words = null, language = null }: JudgementGiven, { id, name }: OfficerActor, at: string): Judgement {
  const faults: Fault[] = [];
  if (outcome !== 'eligible' && outcome !== 'notEligible') faults.push({ field: 'outcome', rule: 'choice-unknown', params: { value: String(outcome).slice(0, 60) } });
  if (reason !== null && !(reasons as readonly string[]).includes(reason)) faults.push({ field: 'reason', rule: 'choice-unknown', params: { value: reason.slice(0, 60) } });
  if (outcome === 'notEligible' && reason === null) faults.push({ field: 'reason', rule: 'field-empty' });
  if (reason === 'other' && !words?.trim()) faults.push({ field: 'text', rule: 'field-empty' });
  if (words && [...words].length > MAX_TEXT) faults.push({ field: 'text', rule: 'text-too-long', params: { most: MAX_TEXT } });
  if (faults.length) throw refuseFields(faults);
  return { outcome, reason, text: words?.trim() || null, language: words?.trim() ? language : null, officerId: id, officer: name, at };
}
