import { Injectable } from '@nestjs/common';
import { IsNull, type EntityManager } from 'typeorm';
import { fileKind, imageFault } from '../platform/file-kind.js';
import type { Actor } from '../platform/actor.js';
import { Clock } from '../platform/clock.js';
import { isLanguage } from '../platform/i18n.js';
import { Ids } from '../platform/ids.js';
import { insertRows } from '../platform/insert.js';
import { Keys } from '../platform/keys.js';
import { fileName } from '../platform/names.js';
import { perform } from '../platform/perform.js';
import { refuseFields, Refused } from '../platform/refused.js';
import { UnitOfWork } from '../platform/unit-of-work.js';
import { Records } from '../records/index.js';
import { ApplicationFile, ApplicationQuestion, type Application } from './application.entity.js';
import { ApplicationLetters } from './application-letters.js';
import { Applications, type OpenApplication } from './applications.js';
import { Calls } from './calls.js';
import { fieldsOf, formFaults, missingFields, type ApplicationForm, type FieldName } from './form.js';
import { ListedNames } from '../lists/index.js';

/** The applicant, as the link's session says. */
export type Applicant = Extract<Actor, { kind: 'applicant' }>;

export const MAX_FILE = 10 * 1024 * 1024;
export const MAX_FILES = 5;
/** What a document is for, so that the desk sees whether what shows the legal status is there. */
export const documentKinds = ['legalStatus', 'document'] as const;
export type DocumentKind = (typeof documentKinds)[number];

/** What an applicant does with its own application. */
@Injectable()
export class ApplyHandlers {
  constructor(
    private readonly work: UnitOfWork, private readonly clock: Clock, private readonly ids: Ids, private readonly keys: Keys, private readonly records: Records,
    private readonly applications: Applications, private readonly calls: Calls, private readonly letters: ApplicationLetters, private readonly listed: ListedNames,
  ) {}

  /**
   * Keeps what was typed in these fields. A draft is kept whenever it is sent, complete or not, the call open or closed: nothing
   * typed is lost. A form that was submitted is amended until the call closes. Faulty fields are refused by name.
   */
  async save({ typed, seen }: { typed: ApplicationForm; seen?: number }, actor: Applicant): Promise<void> {
    await this.work.run(async (tx) => {
      const at = this.clock.now();
      const application = await this.applications.lock(tx, actor.applicationId);
      this.applications.mustBeAt(application, seen);
      const { row, track, email } = application;
      const names = new Set<string>(fieldsOf(track).map(({ name }) => name));
      const given = Object.fromEntries(Object.entries(typed).filter(([name]) => names.has(name))) as ApplicationForm;
      const faults = formFaults(given, track, at);
      if (faults.length) throw refuseFields(faults);
      const form = { ...application.form, ...given };
      const facts = {
        ...this.applications.plain(form), sealed: this.applications.seal(row.id, { email, form }), ...(isLanguage(form.letterLanguage) ? { language: form.letterLanguage } : {}),
      };
      if (row.state === 'draft') return this.applications.write(tx, row, { ...facts, savedAt: at, remindedAt: null });
      // Looked through and sent again as it was: nothing is amended, and what was found on it stands.
      if (Object.entries(given).every(([name, value]) => value === (application.form[name as FieldName] ?? ''))) return;
      const missing = missingFields(form, track);
      if (missing.length) throw lacking(missing);
      await this.#change(tx, application, at, actor, facts);
    });
  }

  /** Hands the form in: complete, and before the call closes. */
  async submit({ seen }: { seen?: number }, actor: Applicant): Promise<{ reference: string }> {
    return this.work.run(async (tx) => {
      const at = this.clock.now();
      const application = await this.applications.lock(tx, actor.applicationId);
      this.applications.mustBeAt(application, seen);
      const { row, track, form } = application;
      const missing = missingFields(form, track);
      const { closesAt } = await this.calls.find(row.callId, tx);
      if (row.state === 'draft' && missing.length && at <= closesAt) throw lacking(missing);
      const effects = await this.applications.step(tx, application, { type: 'form.submitted', at, closesAt, missing: missing.length }, { submittedAt: at });
      await perform(effects, { 'acknowledge.application': () => this.letters.queue(tx, 'applicationReceived', application, at) });
      this.#append('application.submitted', at, application);
      return { reference: this.applications.reference(row.id) };
    });
  }

  /** A document: a PDF or an image by its first bytes, whatever its name says. */
  async addFile({ field, name, bytes }: { field: DocumentKind; name: string; bytes: Buffer }, actor: Applicant): Promise<{ id: string }> {
    return this.work.run(async (tx) => {
      const at = this.clock.now();
      const application = await this.applications.lock(tx, actor.applicationId);
      const type = fileKind(bytes);
      if (bytes.length > MAX_FILE) throw refuseFields([{ field, rule: 'file-too-large', params: { megabytes: MAX_FILE / 1024 / 1024 } }]);
      if (!type) throw refuseFields([{ field, rule: 'file-kind' }]);
      const broken = imageFault(bytes);
      if (broken) throw refuseFields([{ field, ...broken }]);
      if ((await tx.countBy(ApplicationFile, { applicationId: application.row.id, removedAt: IsNull() })) >= MAX_FILES) throw refuseFields([{ field, rule: 'files-too-many', params: { most: MAX_FILES } }]);
      const id = this.ids.next();
      await insertRows(tx, ApplicationFile, [{
        id, applicationId: application.row.id, field, name: fileName(name, 'document'), type, size: bytes.length,
        sealed: this.keys.seal(`application-file:${id}`, bytes.toString('base64')), addedAt: at, removedAt: null,
      }]);
      await this.#change(tx, application, at, actor);
      return { id };
    });
  }

  async removeFile({ fileId }: { fileId: string }, actor: Applicant): Promise<void> {
    await this.work.run(async (tx) => {
      const at = this.clock.now();
      const application = await this.applications.lock(tx, actor.applicationId);
      const { affected } = await tx.update(ApplicationFile, { id: fileId, applicationId: application.row.id }, { removedAt: at, sealed: '' });
      if (!affected) throw new Refused('attachment-unknown');
      await this.#change(tx, application, at, actor);
    });
  }

  /** Answers a question of the desk; when none is left open the application is back in the queue. What was recommended before the answer lapses. */
  async answer({ questionId, answer }: { questionId: string; answer: string }, actor: Applicant): Promise<void> {
    const words = answer.trim();
    if (!words) throw refuseFields([{ field: 'answer', rule: 'field-empty' }]);
    if ([...words].length > 5_000) throw refuseFields([{ field: 'answer', rule: 'text-too-long', params: { most: 5_000 } }]);
    await this.work.run(async (tx) => {
      const at = this.clock.now();
      const application = await this.applications.lock(tx, actor.applicationId);
      const question = await tx.findOneBy(ApplicationQuestion, { id: questionId, applicationId: application.row.id });
      if (!question || question.answeredAt) throw new Refused('question-unknown');
      const { question: asked } = JSON.parse(this.keys.open(`application-question:${questionId}`, question.sealed)) as { question: string };
      await tx.update(ApplicationQuestion, { id: questionId }, { answeredAt: at, sealed: this.keys.seal(`application-question:${questionId}`, JSON.stringify({ question: asked, answer: words })) });
      const { row } = application;
      const decided = row.state === 'eligible' || row.state === 'notEligible';
      // A decision that was not told stays, with what it was made on; the desk reads the answer and may take the decision back.
      const screening = decided ? row.screening : { ...row.screening, recommendation: null };
      await this.applications.step(tx, application, { type: 'information.received', open: await this.applications.openQuestions(row.id, tx), told: told(application) }, { screening });
      this.#append('application.answered', at, application);
    });
  }

  /**
   * An organization takes itself back, at any time before the list is final; a list that is out keeps its name, marked as withdrawn.
   * Where it may stand on an addendum without being told, so can whoever is not on the final list. One on a final list leaves the further ones alone: its application stays what it is, with all that the final list opens.
   */
  async withdraw(actor: Applicant): Promise<void> {
    await this.work.run(async (tx) => {
      const at = this.clock.now();
      const application = await this.applications.lock(tx, actor.applicationId);
      const { row, track, conference } = application;
      const own = (await this.listed.of(row.id, tx)).map(({ nomination }) => nomination);
      const left = await this.listed.withdraw(tx, own, conference, at, actor);
      if (left === 'further') return;
      // Final for everybody who applied under the track: a name that was screened out is not told from one that was objected to. The lists are held by now.
      const stage = track.way.kind === 'list' ? await this.listed.stage(track.way.list, row, tx) : null;
      const unseen = track.way.kind === 'list' && this.listed.mayStandUntold(track.way.list, conference.modality, stage!.status);
      await this.applications.step(tx, application, { type: 'organization.withdrew', final: !unseen && (left === 'final' || Boolean(stage?.finalizedAt)) });
      this.#append('application.withdrawn', at, application);
    });
  }

  /**
   * A change of what was typed or added. What was submitted is amended until the call closes or the list goes out, and screened
   * anew; it makes no difference to the applicant whether somebody had decided on it meanwhile. A question keeps the form open until it
   * is answered; of a name that Member States have seen by then, the form alone changes.
   */
  async #change(tx: EntityManager, application: OpenApplication, at: string, actor: Applicant, facts: Partial<Application> = {}): Promise<void> {
    const { row, track } = application;
    const { closesAt } = await this.calls.find(row.callId, tx);
    if (row.state === 'draft' && at > closesAt) throw new Refused('call-closed', { closesAt });
    if (row.state === 'draft') return this.applications.write(tx, row, { ...facts, savedAt: at, remindedAt: null });
    const { circulatedAt } = track.way.kind === 'list' ? await this.listed.stage(track.way.list, row, tx) : { circulatedAt: null };
    const open = await this.applications.openQuestions(row.id, tx);
    const out = open > 0 && row.state === 'eligible' && (await this.listed.circulated(row.id, tx));
    const undone = out ? {} : { decidedAt: null, screening: { ...row.screening, recommendation: null, decision: null } };
    const effects = await this.applications.step(tx, application, {
      type: 'form.amended', at, closesAt: open > 0 ? null : earlier(closesAt, circulatedAt), told: told(application), open, out,
    }, { ...facts, ...undone });
    // The list may have gone out since it was looked at: takeOut locks it and looks again.
    await perform(effects, { 'undo.decision': () => this.listed.takeOut(tx, row.id, at, actor, new Refused('call-closed', { closesAt })) });
    this.#append('application.amended', at, application);
  }

  #append(act: 'application.amended' | 'application.submitted' | 'application.answered' | 'application.withdrawn', at: string, { row }: OpenApplication): void {
    this.records.append({ act, at, actor: { kind: 'applicant', applicationId: row.id }, conferenceId: row.conferenceId, open: { application: row.id, track: row.track } });
  }
}

const told = ({ row, track }: OpenApplication): boolean => row.decidedAt !== null && track.toldAt === 'decision';

export const earlier = (closesAt: string, other: string | null): string => (other !== null && other < closesAt ? other : closesAt);

const lacking = (missing: (keyof ApplicationForm)[]): Refused => refuseFields(missing.map((field) => ({ field, rule: field === 'consent' ? 'consent-missing' : 'field-empty' })));
