import { Injectable } from '@nestjs/common';
import { isInstant, isOnTime } from '../../workflows/deadline.js';
import { memberState } from '../directory/index.js';
import { Lists } from '../lists/index.js';
import { mustMay } from '../officers/index.js';
import type { Actor } from '../platform/actor.js';
import { Clock } from '../platform/clock.js';
import { referenceFaults } from '../platform/names.js';
import { refuseFields, type Fault } from '../platform/refused.js';
import { UnitOfWork } from '../platform/unit-of-work.js';
import { Requests, type AskedNames, type Received } from './requests.js';

export interface RecordDisclosureRequest {
  listId: string;
  iso2: string;
  names: AskedNames;
  /** Reference of the note verbale. */
  reference: string;
  /** Attested instant of receipt. */
  receivedAt: string;
}

/** The Office records a request that came by note verbale. Any Member State may ask, the electorate's or not. */
@Injectable()
export class RecordDisclosureRequestHandler {
  constructor(private readonly work: UnitOfWork, private readonly clock: Clock, private readonly lists: Lists, private readonly requests: Requests) {}

  async execute({ listId, iso2, names, reference, receivedAt }: RecordDisclosureRequest, actor: Actor): Promise<Received> {
    mustMay(actor, 'recordDisclosureRequest');
    return this.work.run(async (tx) => {
      const at = this.clock.now();
      const list = await this.lists.lock(tx, listId, 'share');
      const faults: Fault[] = [];
      if (!iso2) faults.push({ field: 'state', rule: 'state-missing' });
      else if (!memberState(iso2)) faults.push({ field: 'state', rule: 'state-unknown', params: { value: iso2.slice(0, 60) } });
      faults.push(...referenceFaults(reference));
      if (!isInstant(receivedAt)) faults.push({ field: 'receivedAt', rule: 'instant-shape' });
      else if (!isOnTime(receivedAt, at)) faults.push({ field: 'receivedAt', rule: 'received-in-future' });
      else if (list.circulatedAt && receivedAt < list.circulatedAt) faults.push({ field: 'receivedAt', rule: 'received-before-circulation' });
      if (faults.length) throw refuseFields(faults);
      return this.requests.take(tx, list, iso2, names, { kind: 'noteVerbale', reference: reference.trim(), receivedAt, officer: actor.name }, at, actor);
    });
  }
}
