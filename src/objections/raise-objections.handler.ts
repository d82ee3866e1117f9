import { Injectable } from '@nestjs/common';
import { Lists, silenceRuns } from '../lists/index.js';
import type { Actor } from '../platform/actor.js';
import { Clock } from '../platform/clock.js';
import { Refused } from '../platform/refused.js';
import { UnitOfWork } from '../platform/unit-of-work.js';
import { FileObjections, type ObjectionItem, type Receipt } from './file-objections.js';

export interface RaiseObjections {
  /** The names objected to in one act; a basis is voluntary (footnote 5). */
  items: ObjectionItem[];
  /** The mark of the form that was sent, where a page sent one. */
  mark?: string;
}

/** A Mission objects through its link, to one or many names in one act, up to the deadline and not after. */
@Injectable()
export class RaiseObjectionsHandler {
  constructor(
    private readonly work: UnitOfWork, private readonly clock: Clock, private readonly lists: Lists, private readonly filing: FileObjections,
  ) {}

  /** Returns once the objections are durable. The same filing sent again, or the same form ever again, is answered with the first receipt. */
  async execute({ items, mark }: RaiseObjections, actor: Extract<Actor, { kind: 'mission' }>): Promise<Receipt> {
    return this.work.run(async (tx) => {
      const list = await this.lists.lockToFile(tx, actor.listId);
      const at = this.clock.now();
      const before = mark && await this.filing.sentBefore(tx, list.id, actor.iso2, mark);
      if (before) return before;
      if (list.state === 'withdrawn') throw new Refused('list-withdrawn');
      if (!silenceRuns(list, at)) throw new Refused('silence-not-running', { deadline: list.deadline ?? '' });
      const { modality } = await this.lists.conferenceOf(list);
      return (await this.filing.file(tx, list, actor.iso2, { items, source: { kind: 'link' }, mark }, at, actor, modality.reasons)).receipt;
    });
  }
}
