import { Injectable } from '@nestjs/common';
import { IsNull, type EntityManager } from 'typeorm';
import { applicationMachine, type ApplicationEvent } from '../../workflows/application.machine.js';
import type { Track } from '../../workflows/modality.js';
import { applicationStatus } from '../../workflows/public-status.js';
import { step } from '../../workflows/step.js';
import { Conferences, type Conference } from '../conferences/index.js';
import { Keys, readReference, tokenHash } from '../platform/keys.js';
import { mailboxOf } from '../platform/mail-address.js';
import { matchKey } from '../platform/names.js';
import { Reader } from '../platform/reader.js';
import { Refused } from '../platform/refused.js';
import { rowLock } from '../platform/row-lock.js';
import { Application, ApplicationQuestion } from './application.entity.js';
import { placeOf, trackOf, type ApplicationForm } from './form.js';
import { ToldRegistration } from './told-registration.js';

/** What is sealed of an application: where it is written to, and the form as typed. */
export interface SealedApplication {
  email: string;
  form: ApplicationForm;
}

/** An application with its box opened, and the rules it stands under. */
export interface OpenApplication extends SealedApplication {
  row: Application;
  conference: Conference;
  track: Track;
}

/** What is left of what was typed when the retention is over. */
const ENDED: SealedApplication = { email: '', form: {} };

/** Applications as the handlers take them: locked, opened, moved by one step of the machine. */
@Injectable()
export class Applications {
  constructor(private readonly reader: Reader, private readonly keys: Keys, private readonly conferences: Conferences, private readonly told: ToldRegistration) {}

  async find(id: string): Promise<OpenApplication> {
    return this.open(await this.reader.manager.findOneBy(Application, { id }));
  }

  /** null for a reference that is not known. */
  async byReference(reference: string): Promise<OpenApplication | null> {
    const row = await this.reader.manager.findOneBy(Application, { referenceHash: tokenHash(readReference(reference)) });
    return row && this.open(row);
  }

  /** The row, locked until the transaction ends; one whose retention is over is known to nobody who acts. */
  async lock(tx: EntityManager, id: string): Promise<OpenApplication> {
    return this.open(await tx.findOne(Application, { where: { id, endedAt: IsNull() }, ...rowLock(tx) }));
  }

  async open(row: Application | null): Promise<OpenApplication> {
    if (!row) throw new Refused('application-unknown');
    const conference = await this.conferences.byId(row.conferenceId);
    return { row, conference, track: trackOf(conference.modality, row.track)!, ...(row.endedAt === null ? (JSON.parse(this.keys.open(`application:${row.id}`, row.sealed)) as SealedApplication) : ENDED) };
  }

  /** Questions that wait for an answer, whatever was decided meanwhile. */
  openQuestions(applicationId: string, tx: EntityManager): Promise<number> {
    return tx.countBy(ApplicationQuestion, { applicationId, answeredAt: IsNull() });
  }

  seal(id: string, content: SealedApplication): string {
    return this.keys.seal(`application:${id}`, JSON.stringify(content));
  }

  /** What a form says openly, for the queue. */
  plain(form: ApplicationForm): Pick<Application, 'name' | 'matchKey' | 'countryIso2' | 'countryText' | 'category'> {
    const name = form.name?.trim() ? form.name : '';
    return { name, matchKey: matchKey(name), ...placeOf(form), category: form.category?.trim() || null };
  }

  /** One step of the machine, or the named refusal; writes state, context, version and the facts given. Returns the effects. */
  async step(tx: EntityManager, { row, track }: OpenApplication, event: ApplicationEvent, facts: Partial<Application> = {}): Promise<string[]> {
    const result = step(applicationMachine, { value: row.state, context: row.context }, event);
    if (!result.ok) throw new Refused(result.rule, { ...result.params, state: row.state });
    const registered = (): boolean => applicationStatus(row.state, track.toldAt, null) === 'registered';
    const before = registered();
    await this.write(tx, row, { ...facts, state: result.next.value, context: result.next.context });
    if (registered() !== before) await this.told.changed(tx, row);
    return result.effects;
  }

  /** Writes facts and counts the version on: whoever saw an older one is told. */
  async write(tx: EntityManager, row: Application, facts: Partial<Application>): Promise<void> {
    Object.assign(row, facts, { version: row.version + 1 });
    await tx.save(Application, row, { transaction: false });
  }

  mustBeAt({ row }: OpenApplication, seen: number | undefined): void {
    if (seen !== undefined && seen !== row.version) throw new Refused('application-changed', { seen, version: row.version });
  }

  reference(id: string): string {
    return this.keys.reference(`application/${id}`);
  }

  emailTag(conferenceId: string, track: string, email: string): string {
    return this.keys.tag('application', conferenceId, track, mailboxOf(email));
  }
}
