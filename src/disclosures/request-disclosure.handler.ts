import { Injectable } from '@nestjs/common';
import { Lists } from '../lists/index.js';
import type { Actor } from '../platform/actor.js';
import { Clock } from '../platform/clock.js';
import { UnitOfWork } from '../platform/unit-of-work.js';
import { Requests, type AskedNames, type Received } from './requests.js';

/** A Mission asks through its link for the information received on objections (footnote 5). No reason is needed. */
@Injectable()
export class RequestDisclosureHandler {
  constructor(private readonly work: UnitOfWork, private readonly clock: Clock, private readonly lists: Lists, private readonly requests: Requests) {}

  async execute({ names }: { names: AskedNames }, actor: Extract<Actor, { kind: 'mission' }>): Promise<Received> {
    return this.work.run(async (tx) => {
      const at = this.clock.now();
      const list = await this.lists.lock(tx, actor.listId, 'share');
      return this.requests.take(tx, list, actor.iso2, names, { kind: 'link' }, at, actor);
    });
  }
}
