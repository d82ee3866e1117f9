import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { applicationMachine } from '../../workflows/application.machine.js';
import { initial } from '../../workflows/step.js';
import { Conferences } from '../conferences/index.js';
import { AskedLetters } from '../outbox/index.js';
import { Clock, hours } from '../platform/clock.js';
import type { Language } from '../platform/i18n.js';
import { Ids } from '../platform/ids.js';
import { insertRows } from '../platform/insert.js';
import { tokenHash } from '../platform/keys.js';
import { Limits, type Limit } from '../platform/limits.js';
import { mailboxOf, mustBeMailAddress } from '../platform/mail-address.js';
import { oneByOne } from '../platform/one-by-one.js';
import { Reader } from '../platform/reader.js';
import { Refused } from '../platform/refused.js';
import { selectAmong } from '../platform/select.js';
import { UnitOfWork } from '../platform/unit-of-work.js';
import { Application, type Screening } from './application.entity.js';
import { ApplicationLetters } from './application-letters.js';
import { ApplicationLinks } from './application-links.js';
import { Applications, type OpenApplication } from './applications.js';
import { Calls, phaseOf } from './calls.js';

/**
 * Letters to one mailbox, whoever asks for them: nobody's mailbox is filled from many networks. The answer stays the same. Each way
 * counts for itself, and only where a letter is due, so that nobody is kept from applying by somebody who asks in vain.
 */
const LETTERS: Record<'begin' | 'remind', Limit> = { begin: { kind: 'apply-mailbox/begin', tries: 5, window: hours(1) }, remind: { kind: 'apply-mailbox/remind', tries: 5, window: hours(1) } };

/** Somebody asks for the lost link to what this address applied for, if it did. */
interface AskedLink {
  conferenceId: string;
  email: string;
}

const untouched: Screening = { checked: [], recommendation: null, decision: null };

/**
 * Somebody asks to apply: a letter with the link goes to the address, and to nobody else. Whoever has applied already gets the link
 * of that application, so that the page's answer is the same for everybody, and one organization has one application.
 */
@Injectable()
export class BeginApplicationHandler {
  constructor(
    private readonly work: UnitOfWork, private readonly clock: Clock, private readonly ids: Ids, private readonly calls: Calls,
    private readonly conferences: Conferences, private readonly applications: Applications, private readonly letters: ApplicationLetters,
    private readonly limits: Limits, private readonly links: ApplicationLinks, private readonly asked: AskedLetters, private readonly reader: Reader,
  ) {}

  async execute({ callId, email, language }: { callId: string; email: string; language: Language }): Promise<void> {
    mustBeMailAddress('email', email);
    await this.work.run(async (tx) => {
      const at = this.clock.now();
      const call = await this.calls.find(callId, tx);
      // Before the address is looked up: a call that is not open answers whoever asks alike. A lost link is sent by `remind`.
      const phase = phaseOf(call, at);
      if (phase !== 'open') throw new Refused(phase === 'closed' ? 'call-closed' : 'call-not-open', { opensAt: call.opensAt, closesAt: call.closesAt });
      const emailTag = this.applications.emailTag(call.conferenceId, call.track, email);
      // Two requests of one organization at one moment make one application.
      await oneByOne(tx, 'applicant', emailTag);
      const known = await tx.findOneBy(Application, { emailTag });
      if (known) return this.#write(tx, 'begin', await this.applications.open(known), at, known.generation);
      const id = this.ids.next();
      const { value, context } = initial(applicationMachine);
      const row: Application = {
        id, conferenceId: call.conferenceId, callId, track: call.track, state: value, context, version: 1, language, emailTag,
        ...this.applications.plain({}), sealed: this.applications.seal(id, { email: email.trim(), form: {} }),
        referenceHash: tokenHash(this.applications.reference(id)), generation: 1,
        createdAt: at, savedAt: at, remindedAt: null, endedAt: null, submittedAt: null, decidedAt: null, assigneeId: null, screening: untouched,
      };
      await insertRows(tx, Application, [row]);
      await this.#write(tx, 'begin', await this.applications.open(row), at, row.generation);
    });
  }

  /** The lost link is asked for. Whether the address has applied is looked at later, and whoever asks is answered alike. */
  async remind({ conferenceId, email }: AskedLink): Promise<void> {
    mustBeMailAddress('email', email);
    await this.conferences.byId(conferenceId);
    await this.asked.keep('lostLink', { conferenceId, email } satisfies AskedLink);
  }

  /** Sends the links that were asked for, under any track of the conference; called by the tick. The earlier ones end when the new one is opened. */
  async answer(): Promise<void> {
    await this.asked.answer<AskedLink>('lostLink', {
      known: async (asked) => {
        const tags = await Promise.all(asked.map((one) => this.#tags(one)));
        const rows = await selectAmong<{ emailTag: string }>(this.reader.manager, 'SELECT "emailTag" FROM "application" WHERE "emailTag" IN (?)', tags.flat());
        const known = new Set(rows.map(({ emailTag }) => emailTag));
        return tags.map((own) => own.some((tag) => known.has(tag)));
      },
      write: async (tx, asked) => {
        const at = this.clock.now();
        for (const emailTag of await this.#tags(asked)) {
          const known = await tx.findOneBy(Application, { emailTag });
          if (!known) continue;
          const application = await this.applications.lock(tx, known.id);
          await this.#write(tx, 'remind', application, at, await this.links.next(tx, application.row));
        }
      },
    });
  }

  async #tags({ conferenceId, email }: AskedLink): Promise<string[]> {
    const { modality } = await this.conferences.byId(conferenceId);
    return modality.tracks.map(({ key }) => this.applications.emailTag(conferenceId, key, email));
  }

  async #write(tx: EntityManager, way: keyof typeof LETTERS, application: OpenApplication, at: string, generation: number): Promise<void> {
    const notice = way === 'begin' ? 'applicationLink' : 'applicationLinkLost';
    if (await this.limits.allows(LETTERS[way], mailboxOf(application.email))) await this.letters.queue(tx, notice, application, at, { generation });
  }
}
