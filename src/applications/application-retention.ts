import { Injectable } from '@nestjs/common';
import { In, IsNull, Not, type EntityManager } from 'typeorm';
import { applicationsKeptUntil, draftKeptUntil } from '../../workflows/retention.js';
import { Conferences, type Conference } from '../conferences/index.js';
import { ListedNames, Lists } from '../lists/index.js';
import { Outbox } from '../outbox/index.js';
import { system } from '../platform/actor.js';
import { Clock } from '../platform/clock.js';
import { Reader } from '../platform/reader.js';
import { rowLock } from '../platform/row-lock.js';
import { UnitOfWork } from '../platform/unit-of-work.js';
import { Records } from '../records/index.js';
import { AfterMeetings } from './after-meetings.js';
import { Application, ApplicationFile, ApplicationLink, ApplicationNote, ApplicationQuestion, ApplicationSession } from './application.entity.js';
import { ApplicationLetters } from './application-letters.js';
import { Applications } from './applications.js';
import { Calls, type OpenCall } from './calls.js';

/** What an applicant reads of it: terms, and the dates as they stand today. */
export interface KeptTold {
  days: number;
  reminder: number;
  months: number;
  draft: string;
  sent: string;
}

const BATCH = 50;
/** What belongs to an application and goes with it. */
const PARTS = [ApplicationFile, ApplicationQuestion, ApplicationNote, ApplicationLink, ApplicationSession];

/**
 * Ends what applicants were told that it ends: drafts after a reminder, and what was sent when all is over. It decides nothing: dates
 * and the modality did. What counts organizations stays, and so does the record.
 */
@Injectable()
export class ApplicationRetention {
  constructor(
    private readonly reader: Reader, private readonly work: UnitOfWork, private readonly clock: Clock, private readonly conferences: Conferences, private readonly calls: Calls,
    private readonly lists: Lists, private readonly listed: ListedNames, private readonly meetings: AfterMeetings, private readonly applications: Applications, private readonly letters: ApplicationLetters,
    private readonly outbox: Outbox, private readonly records: Records,
  ) {}

  /** Until when what was sent under a call is kept, as far as is known today; a meeting or a list that is added makes it later. */
  async keptUntil(conference: Conference, { closesAt }: Pick<OpenCall, 'closesAt'>): Promise<{ until: string; settled: boolean }> {
    return applicationsKeptUntil(conference.modality, { closesAt, ends: await this.meetings.ends(conference.id), lists: await this.lists.of(conference.id) });
  }

  /** The same with a draft's own end, as applicants are told: `savedAt` of one that was begun, now before. */
  async told(conference: Conference, call: Pick<OpenCall, 'closesAt'>, savedAt: string): Promise<KeptTold> {
    const { drafts: { days, reminder }, applications: { months } } = conference.modality.retention;
    const draft = draftKeptUntil(conference.modality, { savedAt, closesAt: call.closesAt, remindedAt: null }).until;
    return { days, reminder, months, draft, sent: (await this.keptUntil(conference, call)).until };
  }

  async run(): Promise<void> {
    const now = this.clock.now();
    for (const conference of await this.conferences.all()) {
      const calls = await this.calls.of(conference.id);
      for (const call of calls) {
        await this.#drafts(conference, call, now);
        const { until, settled } = await this.keptUntil(conference, call);
        if (settled && until <= now) await this.#sent(conference, call, now);
      }
      const closesAt = calls.map((call) => call.closesAt).sort().at(-1);
      const { until, settled } = await this.keptUntil(conference, { closesAt: closesAt ?? conference.createdAt });
      if (settled && until <= now) await this.#people(conference, now);
    }
  }

  async #drafts({ modality }: Conference, { id: callId, closesAt }: OpenCall, now: string): Promise<void> {
    const drafts = await this.reader.manager.find(Application, { select: { id: true, savedAt: true, remindedAt: true }, where: { callId, state: 'draft' } });
    for (const { id, ...known } of drafts.filter((draft) => draftKeptUntil(modality, { ...draft, closesAt }).remindFrom <= now)) {
      if (known.remindedAt !== null && draftKeptUntil(modality, { ...known, closesAt }).until > now) continue;
      await this.work.run(async (tx) => {
        // Saved, sent or ended meanwhile: what is true is read again under its lock.
        const row = await tx.findOne(Application, { where: { id, state: 'draft' }, ...rowLock(tx) });
        if (!row) return;
        const { until, remindFrom } = draftKeptUntil(modality, { ...row, closesAt });
        if (remindFrom > now) return;
        const application = await this.applications.open(row);
        if (row.remindedAt === null) {
          await this.letters.queue(tx, 'applicationDraftEnds', application, now, { endsAt: draftKeptUntil(modality, { ...row, closesAt, remindedAt: now }).until });
          await tx.update(Application, { id }, { remindedAt: now });
        } else if (until <= now) {
          await this.#parts(tx, [id]);
          await this.outbox.forget(tx, [application.email]);
          await tx.delete(Application, { id });
        }
      });
    }
  }

  async #sent({ id: conferenceId }: Conference, { id: callId, track }: OpenCall, now: string): Promise<void> {
    for (let ended = BATCH; ended === BATCH;) {
      ended = await this.work.run(async (tx) => {
        const rows = await tx.find(Application, { where: { callId, state: Not('draft'), endedAt: IsNull() }, order: { id: 'ASC' }, take: BATCH, ...rowLock(tx) });
        if (rows.length === 0) return 0;
        const ids = rows.map(({ id }) => id);
        await this.outbox.forget(tx, await Promise.all(rows.map(async (row) => (await this.applications.open(row)).email)));
        for (const row of rows) {
          const { decision } = row.screening;
          await this.applications.write(tx, row, {
            // Nobody finds it by a mailbox, a reference or a name any more.
            endedAt: now, sealed: '', name: '', matchKey: '', emailTag: `ended/${row.id}`, referenceHash: `ended/${row.id}`, generation: row.generation + 1,
            screening: { checked: [], recommendation: null, decision: decision && { ...decision, text: null } },
          });
        }
        await this.#parts(tx, ids);
        await this.listed.forgetContacts(ids, tx);
        this.records.append({ act: 'applications.ended', at: now, actor: system, conferenceId, open: { track, applications: rows.length } });
        return rows.length;
      });
    }
  }

  async #people({ id: conferenceId }: Conference, now: string): Promise<void> {
    await this.work.run(async (tx) => {
      const people = await this.meetings.forget(conferenceId, tx);
      if (people) this.records.append({ act: 'representatives.ended', at: now, actor: system, conferenceId, open: { representatives: people } });
    });
  }

  async #parts(tx: EntityManager, ids: string[]): Promise<void> {
    for (const part of PARTS) await tx.delete(part, { applicationId: In(ids) });
  }
}
