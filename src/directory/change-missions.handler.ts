import { Injectable } from '@nestjs/common';
import { IsNull, type EntityManager } from 'typeorm';
import { may, mustMay, type OfficerActor } from '../officers/index.js';
import { Outbox } from '../outbox/index.js';
import type { Actor } from '../platform/actor.js';
import { Clock } from '../platform/clock.js';
import { isLanguage, type Language } from '../platform/i18n.js';
import { Ids } from '../platform/ids.js';
import { insertRows } from '../platform/insert.js';
import { isMailAddress, mustBeMailAddress, shownAddress } from '../platform/mail-address.js';
import { refuseFields, Refused, type Fault } from '../platform/refused.js';
import { UnitOfWork } from '../platform/unit-of-work.js';
import { Records } from '../records/index.js';
import { ListsOut } from './lists-out.js';
import { Mission, MissionAddress } from './mission.entity.js';
import { defaultLanguage, memberState, resolveState } from './states.js';

/** One row of a Missions file: State (code or name), address, language of correspondence (optional). */
export interface MissionRow {
  row: number;
  state: string;
  address: string;
  language: string;
}

/** Keeps the directory of Missions: addresses and languages of correspondence. */
@Injectable()
export class ChangeMissionsHandler {
  constructor(private readonly work: UnitOfWork, private readonly clock: Clock, private readonly ids: Ids, private readonly records: Records, private readonly lists: ListsOut, private readonly outbox: Outbox) {}

  /** Every fault of the rows, by row and field; empty when all can be imported. */
  check(rows: MissionRow[]): Fault[] {
    return rows.flatMap(({ row, state, address, language }) => {
      const faults: Fault[] = [];
      if (!resolveState(state)) faults.push({ row, field: 'state', rule: 'state-unknown', params: { value: state.slice(0, 80) } });
      if (address && !isMailAddress(address)) faults.push({ row, field: 'address', rule: 'email-shape', params: { value: address.slice(0, 80) } });
      if (!address && !language) faults.push({ row, field: 'address', rule: 'address-empty' });
      if (language && !isLanguage(language)) faults.push({ row, field: 'language', rule: 'language-unknown', params: { value: language.slice(0, 20) } });
      return faults;
    });
  }

  /** Adds the addresses of all rows and sets languages; all rows or none. Addresses already there stay as they are. */
  async import(rows: MissionRow[], actor: Actor): Promise<{ missions: number; addresses: number }> {
    mustMay(actor, 'keepMissions');
    const faults = this.check(rows);
    if (faults.length) throw refuseFields(faults);
    const at = this.clock.now();
    return this.work.run(async (tx) => {
      let addresses = 0;
      const before = (await tx.find(MissionAddress)).filter((a) => !a.removedAt);
      const known = new Set(before.map((a) => `${a.iso2} ${a.address}`));
      const missions = new Set<string>();
      const fresh: MissionAddress[] = [];
      for (const { state, address, language } of rows) {
        const iso2 = resolveState(state)!;
        missions.add(iso2);
        if (language) await this.#language(tx, iso2, language as Language);
        if (!address || known.has(`${iso2} ${address}`)) continue;
        known.add(`${iso2} ${address}`);
        fresh.push({ id: this.ids.next(), iso2, address, addedAt: at, removedAt: null });
        addresses++;
      }
      if (fresh.length) await this.#mustAdd(tx, actor);
      await insertRows(tx, MissionAddress, fresh);
      await this.#tell(tx, at, 'addressAdded', before, fresh);
      this.records.append({ act: 'missions.imported', at, actor, open: { missions: missions.size, addresses } });
      return { missions: missions.size, addresses };
    });
  }

  async addAddress({ iso2, address }: { iso2: string; address: string }, actor: Actor): Promise<{ id: string }> {
    mustMay(actor, 'keepMissions');
    if (!memberState(iso2)) throw new Refused('state-unknown', { value: iso2 });
    mustBeMailAddress('address', address);
    const at = this.clock.now();
    return this.work.run(async (tx) => {
      const before = await tx.findBy(MissionAddress, { iso2, removedAt: IsNull() });
      const same = before.find((a) => a.address === address);
      if (same) return { id: same.id };
      await this.#mustAdd(tx, actor);
      const id = this.ids.next();
      const added = { id, iso2, address, addedAt: at, removedAt: null };
      await insertRows(tx, MissionAddress, [added]);
      await this.#tell(tx, at, 'addressAdded', before, [added]);
      this.records.append({ act: 'address.added', at, actor, open: { iso2, address: shownAddress(address) } });
      return { id };
    });
  }

  async removeAddress({ id, iso2 }: { id: string; iso2: string }, actor: Actor): Promise<void> {
    mustMay(actor, 'keepMissions');
    const at = this.clock.now();
    await this.work.run(async (tx) => {
      const before = await tx.findBy(MissionAddress, { iso2, removedAt: IsNull() });
      const row = before.find((a) => a.id === id);
      if (!row) throw new Refused('address-unknown');
      await tx.update(MissionAddress, { id }, { removedAt: at });
      await this.#tell(tx, at, 'addressRemoved', before, [row]);
      this.records.append({ act: 'address.removed', at, actor, open: { iso2: row.iso2, address: shownAddress(row.address) } });
    });
  }

  async setLanguage({ iso2, language }: { iso2: string; language: string }, actor: Actor): Promise<void> {
    mustMay(actor, 'keepMissions');
    if (!memberState(iso2)) throw new Refused('state-unknown', { value: iso2 });
    if (!isLanguage(language)) throw refuseFields([{ field: 'language', rule: 'language-unknown', params: { value: language } }]);
    await this.work.run(async (tx) => {
      await this.#language(tx, iso2, language);
      this.records.append({ act: 'language.set', at: this.clock.now(), actor, open: { iso2, language } });
    });
  }

  /** The next letter goes to an added address as well, with the Mission's link: while links are out that is the same as sending one there. */
  async #mustAdd(tx: EntityManager, actor: OfficerActor): Promise<void> {
    if (!may(actor, 'resendElsewhere') && await this.lists.any(tx)) throw new Refused('address-while-out');
  }

  /**
   * Tells the addresses of a Mission that were known before, the one that is taken out among them: whoever turns its letters elsewhere
   * cannot do so unseen. One letter to each, however many change at once; none to a Mission whose first addresses these are.
   */
  async #tell(tx: EntityManager, at: string, notice: 'addressAdded' | 'addressRemoved', before: MissionAddress[], changed: MissionAddress[]): Promise<void> {
    const states = new Set(changed.map(({ iso2 }) => iso2));
    const languages = new Map((await tx.find(Mission)).map(({ iso2, language }) => [iso2, language]));
    await this.outbox.queue(tx, at, before.filter(({ iso2 }) => states.has(iso2)).map(({ iso2, address }) => ({
      notice, address, language: languages.get(iso2) ?? defaultLanguage(iso2), iso2,
      data: { iso2, addresses: changed.filter((one) => one.iso2 === iso2).map((one) => shownAddress(one.address)) },
    })));
  }

  async #language(tx: EntityManager, iso2: string, language: Language): Promise<void> {
    await tx.upsert(Mission, { iso2, language }, ['iso2']);
  }
}
