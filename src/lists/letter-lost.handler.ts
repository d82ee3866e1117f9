import { Injectable } from '@nestjs/common';
import { IsNull, Not } from 'typeorm';
import { isUnderWay } from '../../workflows/list-phase.js';
import { mustMay } from '../officers/index.js';
import { OutboxMessage } from '../outbox/index.js';
import type { Actor } from '../platform/actor.js';
import { Clock } from '../platform/clock.js';
import { shownAddress } from '../platform/mail-address.js';
import { Refused } from '../platform/refused.js';
import { rowLock } from '../platform/row-lock.js';
import { UnitOfWork } from '../platform/unit-of-work.js';
import { Records } from '../records/index.js';
import { lineReason } from './line-reason.js';
import { Lists } from './lists.js';

/** A letter that a mail server took and that came back, or never reached the Mission: it is no service, and a list whose objections are considered is held again for it. */
@Injectable()
export class LetterLostHandler {
  constructor(private readonly work: UnitOfWork, private readonly clock: Clock, private readonly records: Records, private readonly lists: Lists) {}

  async execute({ listId, letterId, reason }: { listId: string; letterId: string; reason: string }, actor: Actor): Promise<{ iso2: string }> {
    mustMay(actor, 'letterLost');
    const words = lineReason(reason);
    return this.work.run(async (tx) => {
      const at = this.clock.now();
      const list = await this.lists.lockSettled(tx, listId, at);
      if (!isUnderWay(list.state)) throw new Refused('not-in-this-state', { state: list.state });
      const letter = await tx.findOne(OutboxMessage, { where: { id: letterId, listId, iso2: Not(IsNull()) }, ...rowLock(tx) });
      if (!letter) throw new Refused('letter-unknown');
      if (letter.state !== 'accepted') throw new Refused('letter-not-accepted');
      await tx.update(OutboxMessage, { id: letterId }, { state: 'refused', response: words, settledAt: at });
      this.records.append({
        act: 'notice.lost', at, actor, listId, conferenceId: list.conferenceId, open: { iso2: letter.iso2!, address: shownAddress(letter.address), reason: words },
      });
      await this.lists.holdAgain(tx, list, at, actor);
      return { iso2: letter.iso2! };
    });
  }
}
