import { Injectable } from '@nestjs/common';
import { IsNull, type EntityManager } from 'typeorm';
import type { ListState } from '../../workflows/list.machine.js';
import { isUnderWay } from '../../workflows/list-phase.js';
import { mustMay } from '../officers/index.js';
import type { Actor } from '../platform/actor.js';
import { Clock } from '../platform/clock.js';
import { Reader } from '../platform/reader.js';
import { Refused } from '../platform/refused.js';
import { UnitOfWork } from '../platform/unit-of-work.js';
import { Records } from '../records/index.js';
import { lineReason } from './line-reason.js';
import { Lists } from './lists.js';
import { ServiceRecord } from './service-record.entity.js';

export interface TakeBackService {
  listId: string;
  serviceId: string;
  reason: string;
}

/** An entry of service was wrong: it serves no longer, and a silence that rests on it does not count. */
@Injectable()
export class TakeBackServiceHandler {
  constructor(private readonly work: UnitOfWork, private readonly clock: Clock, private readonly records: Records, private readonly lists: Lists, private readonly reader: Reader) {}

  async execute({ listId, serviceId, reason }: TakeBackService, actor: Actor): Promise<{ iso2: string; state: ListState }> {
    const words = lineReason(reason);
    return this.work.run(async (tx) => {
      const at = this.clock.now();
      const list = await this.lists.lockSettled(tx, listId, at);
      // What ended a hold, or kept a list from one, is taken back by two officers, as it takes two to enter it.
      mustMay(actor, list.state === 'circulated' ? 'service' : 'serviceBackLate');
      if (!isUnderWay(list.state)) throw new Refused('not-in-this-state', { state: list.state });
      const { iso2, reference, servedAt } = await this.#entry(tx, listId, serviceId);
      await tx.update(ServiceRecord, { id: serviceId }, { takenBackAt: at, takenBackWhy: words });
      this.records.append({ act: 'service.takenBack', at, actor, listId, conferenceId: list.conferenceId, open: { iso2, reference, servedAt, reason: words } });
      await this.lists.holdAgain(tx, list, at, actor);
      return { iso2, state: list.state };
    });
  }

  /** The entry that would be taken back. */
  async preview({ listId, serviceId, reason }: TakeBackService): Promise<ServiceRecord> {
    lineReason(reason);
    return this.#entry(this.reader.manager, listId, serviceId);
  }

  async #entry(tx: EntityManager, listId: string, id: string): Promise<ServiceRecord> {
    const entry = await tx.findOneBy(ServiceRecord, { id, listId, takenBackAt: IsNull() });
    if (!entry) throw new Refused('service-unknown');
    return entry;
  }
}
