import { Injectable } from '@nestjs/common';
import { Relay } from '../../delivery/index.js';
import { ApplicationRetention } from '../../applications/index.js';
import { Lists, Sweep, type List } from '../../lists/index.js';
import { Conferences } from '../../conferences/index.js';
import { Clock, hours, millisecondsBetween, minutes, plusMilliseconds, type Instant } from '../../platform/clock.js';
import { Refused } from '../../platform/refused.js';
import { Setting } from '../../platform/setting.entity.js';
import { UnitOfWork } from '../../platform/unit-of-work.js';

export type Jump = 'day' | 'real' | 'beforeDeadline' | 'afterDeadline';

/** The trial's clock: jumps, and then lets the service notice what has become due. */
@Injectable()
export class TrialClock {
  constructor(
    private readonly clock: Clock, private readonly work: UnitOfWork, private readonly sweep: Sweep, private readonly retention: ApplicationRetention, private readonly relay: Relay,
    private readonly conferences: Conferences, private readonly lists: Lists,
  ) {}

  /** Lists whose silence period is running, with their deadline. */
  async running(): Promise<List[]> {
    const all = await Promise.all((await this.conferences.all()).map(({ id }) => this.lists.of(id)));
    return all.flat().filter(({ state, deadline }) => state === 'circulated' && deadline !== null);
  }

  /** `beforeDeadline` and `afterDeadline` need the list. What was queued goes out first: it was sent before the jump. */
  async jump(jump: Jump, listId: string): Promise<void> {
    const offset = await this.#offset(jump, listId);
    await this.relay.drain();
    await this.work.run((tx) => tx.save(Setting, { key: 'trial.clockOffset', value: String(offset) }, { transaction: false }));
    this.clock.setOffset(offset);
    await this.sweep.run();
    await this.retention.run();
    await this.relay.drain();
  }

  async #offset(jump: Jump, listId: string): Promise<number> {
    if (jump === 'real') return 0;
    const to = jump === 'day' ? plusMilliseconds(this.clock.now(), hours(24)) : await this.#near(jump, listId);
    return Math.round(millisecondsBetween(this.clock.machine(), to));
  }

  async #near(jump: 'beforeDeadline' | 'afterDeadline', listId: string): Promise<Instant> {
    const list = (await this.running()).find(({ id }) => id === listId);
    if (!list) throw new Refused('list-unknown');
    return plusMilliseconds(list.deadline!, jump === 'beforeDeadline' ? -minutes(1) : 1_000);
  }
}
