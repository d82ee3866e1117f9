import { Injectable } from '@nestjs/common';
import { mustMay } from '../officers/index.js';
import type { Actor } from '../platform/actor.js';
import { Clock } from '../platform/clock.js';
import { givenReason } from '../platform/given-reason.js';
import { Keys } from '../platform/keys.js';
import { Refused } from '../platform/refused.js';
import { UnitOfWork } from '../platform/unit-of-work.js';
import { Records } from '../records/index.js';

/** The key of a list is lost for good. The record says so and why, before the installation goes on without it. */
@Injectable()
export class KeyLostHandler {
  constructor(private readonly work: UnitOfWork, private readonly clock: Clock, private readonly records: Records, private readonly keys: Keys) {}

  async execute({ listId, conferenceId, reason }: { listId: string; conferenceId: string; reason: string }, actor: Actor): Promise<void> {
    if (actor.kind !== 'system') mustMay(actor, 'rotateKey');
    const words = givenReason(reason, 1_000);
    if (this.keys.stateOf(listId) === 'lives') throw new Refused('key-lives');
    if ((await this.records.endedKeys()).has(listId)) throw new Refused('key-destroyed');
    const at = this.clock.now();
    await this.work.run(async () => {
      this.records.append({ act: 'key.lost', at, actor, listId, conferenceId, open: { reason: words } });
      this.work.afterwards(() => this.keys.destroyForList(listId, at));
    });
  }
}
