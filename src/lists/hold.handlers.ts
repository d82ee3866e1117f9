import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { isInstant, isOnTime } from '../../workflows/deadline.js';
import { Missions } from '../directory/index.js';
import { mustMay } from '../officers/index.js';
import type { Actor } from '../platform/actor.js';
import { Clock } from '../platform/clock.js';
import { Ids } from '../platform/ids.js';
import { insertRows } from '../platform/insert.js';
import { lineFaults } from '../platform/names.js';
import { Reader } from '../platform/reader.js';
import { refuseFields, Refused, type Fault } from '../platform/refused.js';
import { UnitOfWork } from '../platform/unit-of-work.js';
import { Records } from '../records/index.js';
import type { List } from './list.entity.js';
import { Lists } from './lists.js';
import { ServiceRecord } from './service-record.entity.js';
import { SilencePeriod } from './silence-period.entity.js';

export interface RecordService {
  listId: string;
  iso2: string;
  means: ServiceRecord['means'];
  reference: string;
  /** The attested instant of service. */
  servedAt: string;
}

/** Records that a Mission was told by other means; a held list goes on once nobody is left unserved. */
@Injectable()
export class RecordServiceHandler {
  constructor(
    private readonly work: UnitOfWork, private readonly clock: Clock, private readonly ids: Ids, private readonly records: Records,
    private readonly lists: Lists, private readonly missions: Missions, private readonly reader: Reader,
  ) {}

  async execute(command: RecordService, actor: Extract<Actor, { kind: 'officer' }>): Promise<{ state: string }> {
    const { listId, iso2, means, reference, servedAt } = command;
    return this.work.run(async (tx) => {
      const at = this.clock.now();
      const list = await this.lists.lockSettled(tx, listId, at);
      // A list that is held goes on by such an entry: two officers answer for a time that one of them attests.
      mustMay(actor, list.state === 'circulated' ? 'service' : 'serviceLate');
      await this.#mustServe(tx, list, command, at);
      await insertRows(tx, ServiceRecord, [
        { id: this.ids.next(), listId, iso2, means, reference: reference.trim(), servedAt, recordedAt: at, officerId: actor.id },
      ]);
      this.records.append({
        act: 'service.recorded', at, actor, listId, conferenceId: list.conferenceId, open: { iso2, means, reference: reference.trim(), servedAt },
      });
      if (list.state === 'held' && (await this.lists.uncounted(tx, list)).length === 0) {
        await this.lists.step(tx, list, { type: 'service.completed', unserved: 0 });
        this.records.append({ act: 'service.completed', at, actor, listId, conferenceId: list.conferenceId, open: {} });
      }
      return { state: list.state };
    });
  }

  /** Refuses what would be refused as things stand; nothing is recorded. */
  async preview(command: RecordService): Promise<void> {
    const tx = this.reader.manager;
    await this.#mustServe(tx, await this.lists.find(command.listId), command, this.clock.now());
  }

  /** An entry that would not make the silence count is refused: whoever made it would take the Mission for served. */
  async #mustServe(tx: EntityManager, list: List, { iso2, reference, servedAt }: RecordService, at: string): Promise<void> {
    const { modality } = await this.lists.conferenceOf(list);
    const faults: Fault[] = [];
    if (!(await this.missions.electorate(modality, tx)).some((mission) => mission.iso2 === iso2)) faults.push({ field: 'iso2', rule: 'state-unknown', params: { value: iso2 } });
    if (!reference.trim()) faults.push({ field: 'reference', rule: 'reference-empty' });
    faults.push(...lineFaults('reference', reference));
    const since = await this.lists.silenceSince(list.id, tx);
    if (!isInstant(servedAt)) faults.push({ field: 'servedAt', rule: 'instant-shape' });
    else if (!isOnTime(servedAt, at)) faults.push({ field: 'servedAt', rule: 'served-in-future' });
    else if (list.circulatedAt && servedAt < list.circulatedAt) faults.push({ field: 'servedAt', rule: 'served-before-circulation' });
    else if (servedAt < since) faults.push({ field: 'servedAt', rule: 'served-before-period' });
    else if (list.state === 'held' && !isOnTime(servedAt, list.deadline!)) faults.push({ field: 'servedAt', rule: 'served-after-deadline' });
    if (faults.length) throw refuseFields(faults);
    if (list.state !== 'circulated' && list.state !== 'held') throw new Refused('not-in-this-state', { state: list.state });
  }
}

/** The Office decides that the silence counts although some Missions were not served; the reason stands in the record. */
@Injectable()
export class OverrideHoldHandler {
  constructor(
    private readonly work: UnitOfWork, private readonly clock: Clock, private readonly records: Records, private readonly lists: Lists,
  ) {}

  async execute({ listId, reason }: { listId: string; reason: string }, actor: Actor): Promise<void> {
    mustMay(actor, 'override');
    if (!reason.trim()) throw refuseFields([{ field: 'reason', rule: 'reason-empty' }]);
    await this.work.run(async (tx) => {
      const at = this.clock.now();
      const list = await this.lists.lockSettled(tx, listId, at);
      const unserved = await this.lists.unserved(tx, list);
      await this.lists.step(tx, list, { type: 'hold.overridden' });
      await tx.update(SilencePeriod, { id: (await this.lists.periods(listId, tx)).at(-1)!.id }, { overridden: unserved });
      this.records.append({
        act: 'hold.overridden', at, actor, listId, conferenceId: list.conferenceId, open: { reason: reason.trim(), unserved: unserved.length },
      });
    });
  }
}
