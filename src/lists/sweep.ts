import { Injectable } from '@nestjs/common';
import { allDone } from '../platform/all-done.js';
import { Clock } from '../platform/clock.js';
import { Reader } from '../platform/reader.js';
import { UnitOfWork } from '../platform/unit-of-work.js';
import { List } from './list.entity.js';
import { Lists } from './lists.js';
import { RemindersHandler } from './notify.handlers.js';

/** Notices what has become due when nobody calls. It decides nothing: the clock did, and any act would have noticed as well. */
@Injectable()
export class Sweep {
  constructor(
    private readonly reader: Reader, private readonly work: UnitOfWork, private readonly clock: Clock,
    private readonly lists: Lists, private readonly reminders: RemindersHandler,
  ) {}

  async run(): Promise<void> {
    const now = this.clock.now();
    const due = await this.reader.manager.createQueryBuilder(List, 'l')
      .where('l.state = :state AND l.deadline < :now', { state: 'circulated', now }).getMany();
    // A fault of one keeps no other list open and no reminder back.
    await allDone([...due.map(({ id }) => this.work.run((tx) => this.lists.lockSettled(tx, id, this.clock.now()))), this.reminders.sendDue()]);
  }
}
