import { Injectable } from '@nestjs/common';
import { mustMay } from '../officers/index.js';
import type { Actor } from '../platform/actor.js';
import { Clock } from '../platform/clock.js';
import { Keys } from '../platform/keys.js';
import { Refused } from '../platform/refused.js';
import { UnitOfWork } from '../platform/unit-of-work.js';
import { Records } from '../records/index.js';
import { Lists } from './lists.js';

/**
 * At the end of a list's retention its key is destroyed: who objected to whom and why can never be read again, in the database
 * or in any copy of it. The record still verifies.
 */
@Injectable()
export class DestroyKeyHandler {
  constructor(
    private readonly work: UnitOfWork, private readonly clock: Clock, private readonly records: Records, private readonly lists: Lists,
    private readonly keys: Keys,
  ) {}

  async execute({ listId }: { listId: string }, actor: Actor): Promise<void> {
    mustMay(actor, 'destroyKey');
    const at = this.clock.now();
    await this.work.run(async (tx) => {
      const list = await this.lists.lockSettled(tx, listId, at);
      if (!['finalized', 'noted', 'withdrawn'].includes(list.state)) throw new Refused('not-in-this-state', { state: list.state });
      if (!this.keys.lives(listId)) throw new Refused('key-destroyed');
      this.records.append({ act: 'key.destroyed', at, actor, listId, conferenceId: list.conferenceId });
      // Only once the record says so: a key destroyed without a word in the record could not be told from one that was stolen.
      this.work.afterwards(() => this.keys.destroyForList(listId, at));
    });
  }
}
