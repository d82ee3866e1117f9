import { Injectable } from '@nestjs/common';
import { ReportMisdirectionHandler, type SettleMisdirection } from '../missions/index.js';
import { mustMay } from '../officers/index.js';
import type { Actor } from '../platform/actor.js';
import { Clock } from '../platform/clock.js';
import { UnitOfWork } from '../platform/unit-of-work.js';
import { Lists } from './lists.js';

/** What the Office found of a report that a letter reached the wrong hands. That it did is a letter lost, also after the deadline. */
@Injectable()
export class SettleMisdirectionHandler {
  constructor(private readonly work: UnitOfWork, private readonly clock: Clock, private readonly lists: Lists, private readonly misdirections: ReportMisdirectionHandler) {}

  async execute(command: SettleMisdirection, actor: Actor): Promise<void> {
    if (command.reached === 'strangers') mustMay(actor, 'letterLost');
    await this.work.run(async (tx) => {
      const at = this.clock.now();
      const list = await this.lists.lockSettled(tx, command.listId, at);
      await this.misdirections.settle(command, actor);
      await this.lists.holdAgain(tx, list, at, actor);
    });
  }
}
