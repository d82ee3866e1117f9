import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { isOut } from '../../workflows/list-phase.js';
import { publicStatus } from '../../workflows/public-status.js';
import { Conferences } from '../conferences/index.js';
import { Clock } from '../platform/clock.js';
import { readReference, tokenHash } from '../platform/keys.js';
import { Reader } from '../platform/reader.js';
import { Refused } from '../platform/refused.js';
import { UnitOfWork } from '../platform/unit-of-work.js';
import { List } from './list.entity.js';
import { ListedNames, type Withdrawal } from './listed-names.js';
import { Nomination } from './nomination.entity.js';

/** An organization that never applied withdraws by the reference of its letter; whoever applied does so behind the link of the application. */
@Injectable()
export class LeaveByReferenceHandler {
  constructor(
    private readonly work: UnitOfWork, private readonly reader: Reader, private readonly clock: Clock, private readonly conferences: Conferences, private readonly listed: ListedNames,
  ) {}

  /** What it would leave now and where it stays; null where there is nothing left. */
  async offered(reference: string): Promise<(Withdrawal & { further: boolean }) | null> {
    const { manager } = this.reader;
    const found = await this.#find(manager, reference);
    if (!found) return null;
    const { nomination, list } = found;
    if (list.finalizedAt === null) return publicStatus(list.state, nomination.state) === 'underConsideration' ? { leaves: [list.title], stays: [], further: false } : null;
    const { modality } = await this.conferences.byId(list.conferenceId);
    const further = await this.listed.further(await this.listed.carriedOn([nomination]), modality);
    return further && { leaves: further.leaves, stays: further.stays, further: true };
  }

  async execute(reference: string): Promise<void> {
    await this.work.run(async (tx) => {
      const found = await this.#find(tx, reference);
      if (!found) throw new Refused('status-unknown');
      const { nomination, list } = found;
      if (nomination.state === 'withdrawn') return;
      const left = await this.listed.withdraw(tx, [nomination], await this.conferences.byId(list.conferenceId), this.clock.now(), { kind: 'delegation', holderId: nomination.id });
      if (left === 'final') throw new Refused('list-already-final');
    });
  }

  async #find(tx: EntityManager, reference: string): Promise<{ nomination: Nomination; list: List } | null> {
    const nomination = await tx.findOneBy(Nomination, { referenceHash: tokenHash(readReference(reference)) });
    const list = nomination && (await tx.findOneByOrFail(List, { id: nomination.listId }));
    return list && nomination.applicationId === null && isOut(list.state) ? { nomination, list } : null;
  }
}
