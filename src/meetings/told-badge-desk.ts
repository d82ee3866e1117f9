import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ToldRegistration, type Application } from '../applications/index.js';
import { Clock } from '../platform/clock.js';
import { oneByOne } from '../platform/one-by-one.js';
import { Webhooks } from '../webhooks/index.js';
import { Delegations } from './delegations.js';
import { HandOffs } from './hand-offs.js';
import { Namings } from './namings.js';
import { Representatives } from './representatives.js';

/** An organization that is registered no longer comes to no meeting, and its representatives do not either: the badge desk is told of each, and again should it come after all. */
@Injectable()
export class ToldBadgeDesk implements ToldRegistration {
  constructor(
    private readonly clock: Clock, private readonly delegations: Delegations, private readonly namings: Namings, private readonly people: Representatives, private readonly handOffs: HandOffs,
    private readonly webhooks: Webhooks,
  ) {}

  async changed(tx: EntityManager, { id: holderId, conferenceId }: Application): Promise<void> {
    // Nobody is named meanwhile who would be told as coming.
    await oneByOne(tx, 'delegation', conferenceId);
    const people = await this.people.of(holderId, tx);
    if (people.length === 0) return;
    const { conference, opens } = (await this.delegations.find(holderId, tx))!;
    for (const { rule } of await this.namings.of(conference, tx)) {
      if (!(await this.handOffs.mayLeave(conference, rule))) continue;
      const change = opens.includes(rule.scope) ? 'named' : 'unnamed';
      for (const { id, meetings } of people) {
        if (meetings.includes(rule.id)) await this.webhooks.queue(tx, this.clock.now(), 'representatives.changed', { conference: conference.slug, meeting: rule.id, representative: id, change });
      }
    }
  }
}
