import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { isInstant, isOnTime } from '../../workflows/deadline.js';
import type { ListState } from '../../workflows/list.machine.js';
import { takesService } from '../../workflows/list-phase.js';
import { Missions } from '../directory/index.js';
import { mustMay } from '../officers/index.js';
import type { Actor } from '../platform/actor.js';
import { Clock } from '../platform/clock.js';
import { givenReason } from '../platform/given-reason.js';
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

/** One Mission that was told, by what reference, and the attested instant of it. */
export type Served = Pick<ServiceRecord, 'iso2' | 'reference' | 'servedAt'>;

/** One Mission, or several told by the same means. */
export type RecordService = { listId: string; means: ServiceRecord['means'] } & (Served | { services: Served[] });

/** Records that Missions were told by other means; a held list goes on once nobody is left unserved. */
@Injectable()
export class RecordServiceHandler {
  constructor(
    private readonly work: UnitOfWork, private readonly clock: Clock, private readonly ids: Ids, private readonly records: Records,
    private readonly lists: Lists, private readonly missions: Missions, private readonly reader: Reader,
  ) {}

  async execute(command: RecordService, actor: Extract<Actor, { kind: 'officer' }>): Promise<{ state: ListState }> {
    const { listId, means } = command;
    return this.work.run(async (tx) => {
      const at = this.clock.now();
      const list = await this.lists.lockSettled(tx, listId, at);
      // A list that is held goes on by such an entry: two officers answer for a time that one of them attests.
      mustMay(actor, list.state === 'circulated' ? 'service' : 'serviceLate');
      await this.#mustServe(tx, list, command, at);
      for (const { iso2, reference, servedAt } of servicesOf(command)) {
        const open = { iso2, means, reference: reference.trim(), servedAt };
        await insertRows(tx, ServiceRecord, [{ id: this.ids.next(), listId, ...open, recordedAt: at, officerId: actor.id }]);
        this.records.append({ act: 'service.recorded', at, actor, listId, conferenceId: list.conferenceId, open });
      }
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
  async #mustServe(tx: EntityManager, list: List, command: RecordService, at: string): Promise<void> {
    const { modality } = await this.lists.conferenceOf(list);
    const electorate = new Set((await this.missions.electorate(modality, tx)).map(({ iso2 }) => iso2));
    const since = await this.lists.silenceSince(list.id, tx);
    const services = servicesOf(command);
    if (services.length === 0) throw refuseFields([{ field: 'iso2', rule: 'state-missing' }]);
    const faults = services.flatMap((served, index) => {
      const found = faultsOf(served, list, electorate, since, at);
      // Of several Missions each fault names whose it is.
      return 'services' in command ? found.map((fault) => ({ ...fault, field: `${fault.field}-${served.iso2}`, row: index + 1 })) : found;
    });
    if (faults.length) throw refuseFields(faults);
    if (!takesService(list.state)) throw new Refused('not-in-this-state', { state: list.state });
  }
}

const servicesOf = (command: RecordService): Served[] => ('services' in command ? command.services : [command]);

function faultsOf({ iso2, reference, servedAt }: Served, list: List, electorate: Set<string>, since: string, at: string): Fault[] {
  const faults: Fault[] = lineFaults('reference', reference);
  if (!electorate.has(iso2)) faults.push({ field: 'iso2', rule: 'state-unknown', params: { value: iso2 } });
  if (!reference.trim()) faults.push({ field: 'reference', rule: 'reference-empty' });
  if (!isInstant(servedAt)) faults.push({ field: 'servedAt', rule: 'instant-shape' });
  else if (!isOnTime(servedAt, at)) faults.push({ field: 'servedAt', rule: 'served-in-future' });
  else if (list.circulatedAt && servedAt < list.circulatedAt) faults.push({ field: 'servedAt', rule: 'served-before-circulation' });
  else if (servedAt < since) faults.push({ field: 'servedAt', rule: 'served-before-period' });
  else if (list.state === 'held' && !isOnTime(servedAt, list.deadline!)) faults.push({ field: 'servedAt', rule: 'served-after-deadline' });
  return faults;
}

/** The Office decides that the silence counts although some Missions were not served; the reason stands in the record. */
@Injectable()
export class OverrideHoldHandler {
  constructor(
    private readonly work: UnitOfWork, private readonly clock: Clock, private readonly records: Records, private readonly lists: Lists,
  ) {}

  async execute({ listId, reason }: { listId: string; reason: string }, actor: Actor): Promise<void> {
    mustMay(actor, 'override');
    const words = givenReason(reason);
    await this.work.run(async (tx) => {
      const at = this.clock.now();
      const list = await this.lists.lockSettled(tx, listId, at);
      const unserved = await this.lists.unserved(tx, list);
      await this.lists.step(tx, list, { type: 'hold.overridden' });
      await tx.update(SilencePeriod, { id: (await this.lists.periods(listId, tx)).at(-1)!.id }, { overridden: unserved });
      this.records.append({
        act: 'hold.overridden', at, actor, listId, conferenceId: list.conferenceId, open: { reason: words, unserved: unserved.length },
      });
    });
  }
}
