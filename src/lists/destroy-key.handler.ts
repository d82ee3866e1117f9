import { Injectable } from '@nestjs/common';
import { isOver } from '../../workflows/list-phase.js';
import { keptUntil } from '../../workflows/retention.js';
import { mustMay } from '../officers/index.js';
import type { Actor } from '../platform/actor.js';
import { Clock } from '../platform/clock.js';
import { Keys } from '../platform/keys.js';
import { refuseFields, Refused } from '../platform/refused.js';
import { UnitOfWork } from '../platform/unit-of-work.js';
import { Records } from '../records/index.js';
import { Lists } from './lists.js';

export interface DestroyKey {
  listId: string;
  /** Why before the end of the retention, where it is not over: a reason of its own beside that of the proposal. */
  early?: string;
}

const MAX_REASON = 1_000;

/** Why a key is destroyed before its time; null where its time has come. Refuses where no reason is given, and names the day. */
export function reasonBefore(until: string | null, now: string, early = ''): string | null {
  if (until === null || until <= now) return null;
  const fault = { rule: 'retention-not-over', params: { until: until.slice(0, 10) } };
  if (!early.trim()) throw new Refused(fault.rule, fault.params, [{ field: 'early', ...fault }]);
  if ([...early].length > MAX_REASON) throw refuseFields([{ field: 'early', rule: 'reason-too-long', params: { max: MAX_REASON } }]);
  return early.trim();
}

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

  async execute({ listId, early }: DestroyKey, actor: Actor): Promise<void> {
    mustMay(actor, 'destroyKey');
    const at = this.clock.now();
    await this.work.run(async (tx) => {
      const list = await this.lists.lockSettled(tx, listId, at);
      if (!isOver(list.state)) throw new Refused('not-in-this-state', { state: list.state });
      if (!this.keys.lives(listId)) throw new Refused('key-destroyed');
      const until = keptUntil((await this.lists.conferenceOf(list)).modality, list);
      this.records.append({ act: 'key.destroyed', at, actor, listId, conferenceId: list.conferenceId, open: { keptUntil: until, early: reasonBefore(until, at, early) } });
      // Only once the record says so: a key destroyed without a word in the record could not be told from one that was stolen.
      this.work.afterwards(() => this.keys.destroyForList(listId, at));
    });
  }
}
