import { Injectable } from '@nestjs/common';
import { isInstant } from '../../workflows/deadline.js';
import type { EntityManager } from 'typeorm';
import { isFinal, isOut } from '../../workflows/list-phase.js';
import { Missions } from '../directory/index.js';
import { MissionLinks, MissionVisits } from '../missions/index.js';
import { Notices } from '../notices/index.js';
import { system, type Actor } from '../platform/actor.js';
import { mustMay } from '../officers/index.js';
import { allDone } from '../platform/all-done.js';
import { Clock } from '../platform/clock.js';
import { Ids } from '../platform/ids.js';
import { isMailAddress, shownAddress } from '../platform/mail-address.js';
import { Reader } from '../platform/reader.js';
import { refuseFields, Refused } from '../platform/refused.js';
import { UnitOfWork } from '../platform/unit-of-work.js';
import { Records } from '../records/index.js';
import type { List } from './list.entity.js';
import { Lists, silenceRuns } from './lists.js';
import { Reminder } from './reminder.entity.js';

/** Sends a Mission the letter of circulation again, to its addresses or to another one; with a new link where it is asked for. */
@Injectable()
export class ResendNoticeHandler {
  constructor(
    private readonly work: UnitOfWork, private readonly clock: Clock, private readonly records: Records, private readonly lists: Lists,
    private readonly missions: Missions, private readonly links: MissionLinks, private readonly notices: Notices,
  ) {}

  /** `newLink` revokes the links sent before, e.g. when a letter reached the wrong hands. */
  async execute({ listId, iso2, address, newLink = false }: { listId: string; iso2: string; address?: string; newLink?: boolean }, actor: Actor): Promise<{ addresses: string[] }> {
    mustMay(actor, address || newLink ? 'resendElsewhere' : 'resend');
    if (address && !isMailAddress(address)) throw refuseFields([{ field: 'address', rule: 'email-shape', params: { value: address.slice(0, 80) } }]);
    return this.work.run(async (tx) => {
      const at = this.clock.now();
      const list = await this.lists.lockSettled(tx, listId, at);
      if (!isOut(list.state)) throw new Refused('not-in-this-state', { state: list.state });
      if (!silenceRuns(list, at)) throw new Refused('resend-after-silence');
      const conference = await this.lists.conferenceOf(list);
      const mission = (await this.missions.electorate(conference.modality, tx)).find((m) => m.iso2 === iso2);
      if (!mission) throw new Refused('state-unknown', { value: iso2 });
      const addresses = address ? [{ id: '', address }] : mission.addresses;
      if (addresses.length === 0) throw new Refused('mission-without-address', { iso2 });
      if (newLink) {
        const generation = await this.links.reissue(tx, listId, iso2, at);
        this.records.append({ act: 'link.reissued', at, actor, listId, conferenceId: list.conferenceId, open: { iso2, generation } });
      }
      const period = (await this.lists.periods(listId, tx)).at(-1);
      const facts = this.notices.factsOf(conference, list, { names: (await this.lists.sizes(listId, tx)).standing, zone: period?.zone ?? conference.modality.silence.zone });
      await this.notices.toMissions(tx, 'circulation', facts, [{ ...mission, addresses }], at);
      if (address) await this.notices.elsewhere(tx, mission, address, newLink, at);
      for (const a of addresses) {
        this.records.append({ act: 'notice.resent', at, actor, listId, conferenceId: list.conferenceId, open: { iso2, address: shownAddress(a.address) } });
      }
      return { addresses: addresses.map((a) => a.address) };
    });
  }
}

/** Reminders at chosen times: to every Mission alike, or to those that have not opened the page. */
@Injectable()
export class RemindersHandler {
  constructor(
    private readonly reader: Reader, private readonly work: UnitOfWork, private readonly clock: Clock, private readonly ids: Ids, private readonly records: Records,
    private readonly lists: Lists, private readonly missions: Missions, private readonly visits: MissionVisits, private readonly notices: Notices,
  ) {}

  /** Plans a reminder; `dueAt` null means now. */
  async plan({ listId, dueAt, audience }: { listId: string; dueAt: string | null; audience: Reminder['audience'] }, actor: Actor): Promise<{ id: string }> {
    mustMay(actor, 'remind');
    return this.work.run(async (tx) => {
      const at = this.clock.now();
      const list = await this.lists.lockSettled(tx, listId, at);
      const due = dueAt ?? at;
      if (!isInstant(due)) throw refuseFields([{ field: 'dueAt', rule: 'instant-shape' }]);
      if (due < at) throw refuseFields([{ field: 'dueAt', rule: 'reminder-in-past' }]);
      if (!silenceRuns(list, at)) throw new Refused('not-in-this-state', { state: list.state });
      if (due > list.deadline!) throw refuseFields([{ field: 'dueAt', rule: 'reminder-after-deadline' }]);
      const reminder: Reminder = { id: this.ids.next(), listId, dueAt: due, audience, sentAt: null, withdrawnAt: null };
      await tx.insert(Reminder, reminder);
      this.records.append({ act: 'reminder.planned', at, actor, listId, conferenceId: list.conferenceId, open: { dueAt: due, audience } });
      if (due === at) await this.#send(tx, list, reminder, at, actor);
      return { id: reminder.id };
    });
  }

  async withdraw({ listId, reminderId }: { listId: string; reminderId: string }, actor: Actor): Promise<void> {
    mustMay(actor, 'remind');
    await this.work.run(async (tx) => {
      const at = this.clock.now();
      const list = await this.lists.lock(tx, listId, 'update');
      const reminder = await tx.findOneBy(Reminder, { id: reminderId, listId });
      if (!reminder || reminder.sentAt || reminder.withdrawnAt) throw new Refused('reminder-unknown');
      await tx.update(Reminder, { id: reminderId }, { withdrawnAt: at });
      this.records.append({ act: 'reminder.withdrawn', at, actor, listId, conferenceId: list.conferenceId, open: { dueAt: reminder.dueAt } });
    });
  }

  /** All reminders of a list, by the time they are due. */
  of(listId: string): Promise<Reminder[]> {
    return this.reader.manager.find(Reminder, { where: { listId }, order: { dueAt: 'ASC', id: 'ASC' } });
  }

  /** Sends what is due; called by the sweep. A reminder whose silence has closed meanwhile is not sent. */
  async sendDue(): Promise<void> {
    const now = this.clock.now();
    const due = await this.reader.manager.createQueryBuilder(Reminder, 'r').where('r.sentAt IS NULL AND r.withdrawnAt IS NULL AND r.dueAt <= :now', { now }).getMany();
    await allDone(due.map(({ id, listId }) => this.work.run(async (tx) => {
      const list = await this.lists.lock(tx, listId, 'update');
      const reminder = await tx.findOneByOrFail(Reminder, { id });
      if (reminder.sentAt || reminder.withdrawnAt) return; // another process, or an officer, was quicker
      if (silenceRuns(list, now)) await this.#send(tx, list, reminder, now, system);
      else await tx.update(Reminder, { id }, { withdrawnAt: now });
    })));
  }

  async #send(tx: EntityManager, list: List, reminder: Reminder, at: string, actor: Actor): Promise<void> {
    const conference = await this.lists.conferenceOf(list);
    const all = await this.missions.electorate(conference.modality, tx);
    const visits = reminder.audience === 'notOpened' ? await this.visits.of(list.id, tx) : null;
    const missions = all.filter(({ iso2 }) => !visits?.[iso2]?.openedAt);
    const period = (await this.lists.periods(list.id, tx)).at(-1)!;
    const facts = this.notices.factsOf(conference, list, { names: (await this.lists.sizes(list.id, tx)).standing, zone: period.zone });
    await this.notices.toMissions(tx, 'reminder', facts, missions, at);
    await tx.update(Reminder, { id: reminder.id }, { sentAt: at });
    this.records.append({ act: 'reminder.sent', at, actor, listId: list.id, conferenceId: list.conferenceId, open: { audience: reminder.audience, missions: missions.length } });
  }
}

/** The final list to every Mission once more, e.g. when the document symbol is known. */
@Injectable()
export class SendFinalListHandler {
  constructor(
    private readonly work: UnitOfWork, private readonly clock: Clock, private readonly records: Records, private readonly lists: Lists,
    private readonly missions: Missions, private readonly notices: Notices,
  ) {}

  async execute({ listId }: { listId: string }, actor: Actor): Promise<{ missions: number }> {
    mustMay(actor, 'sendFinal');
    return this.work.run(async (tx) => {
      const at = this.clock.now();
      const list = await this.lists.lock(tx, listId, 'update');
      if (!isFinal(list.state)) throw new Refused('not-in-this-state', { state: list.state });
      const conference = await this.lists.conferenceOf(list);
      const missions = await this.missions.electorate(conference.modality, tx);
      const facts = this.notices.factsOf(conference, list, { names: (await this.lists.sizes(listId, tx)).final, zone: conference.modality.silence.zone });
      await this.notices.toMissions(tx, 'final', facts, missions, at);
      this.records.append({ act: 'finalList.sent', at, actor, listId, conferenceId: list.conferenceId, open: { missions: missions.length } });
      return { missions: missions.length };
    });
  }
}
