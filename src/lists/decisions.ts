import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { mustMay } from '../officers/index.js';
import type { Actor } from '../platform/actor.js';
import { Keys } from '../platform/keys.js';
import { Reader } from '../platform/reader.js';
import { Decision, type DecisionFacts } from './decision.entity.js';

/** One size for all boxes, also for the longest reference in any script: none tells what was decided. */
const SIZE = 4_096;

/** What the body decided by name, sealed like the objections that made it decide. */
@Injectable()
export class Decisions {
  constructor(private readonly keys: Keys, private readonly reader: Reader) {}

  /** The decisions on names of a list, by name, for those who may know of objections. */
  async ofList(listId: string, actor: Actor): Promise<Map<string, DecisionFacts>> {
    mustMay(actor, 'readObjections');
    return this.standing(this.reader.manager, listId);
  }

  /** The same for handlers; on names that were withdrawn since, a decision stands and has no effect. */
  async standing(tx: EntityManager, listId: string): Promise<Map<string, DecisionFacts>> {
    const rows = await tx.findBy(Decision, { listId });
    return new Map(rows.map(({ nameTag, sealed }) => {
      const facts = JSON.parse(this.keys.ofList(listId).open(`decision:${nameTag}`, sealed)) as DecisionFacts;
      return [facts.nominationId, facts];
    }));
  }

  /** Keeps a decision in the place of an earlier one on the same name. The caller holds the list's lock. */
  async keep(tx: EntityManager, listId: string, facts: DecisionFacts): Promise<void> {
    const ring = this.keys.ofList(listId);
    const nameTag = ring.tag('decision', facts.nominationId);
    await tx.save(Decision, { nameTag, listId, sealed: ring.seal(`decision:${nameTag}`, JSON.stringify(facts), SIZE) }, { transaction: false });
  }
}
