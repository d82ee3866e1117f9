import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { mustMay } from '../officers/index.js';
import type { Actor } from '../platform/actor.js';
import { Keys } from '../platform/keys.js';
import { Reader } from '../platform/reader.js';
import { digestOf, opened, StoredActs, type KeepsActs, type StoredAct } from '../records/index.js';
import { Decision, type DecisionFacts } from './decision.entity.js';

/** One size for all boxes, also for the longest reference in any script: none tells what was decided. */
const SIZE = 4_096;

/** What the body decided by name, sealed like the objections that made it decide. */
@Injectable()
export class Decisions implements KeepsActs {
  constructor(stored: StoredActs, private readonly keys: Keys, private readonly reader: Reader) {
    stored.join(this);
  }

  /** The decisions on names of a list, by name, for those who may know of objections. */
  async ofList(listId: string, actor: Actor): Promise<Map<string, DecisionFacts>> {
    mustMay(actor, 'readObjections');
    return this.standing(this.reader.manager, listId);
  }

  /** The same for handlers; on names that were withdrawn since, a decision stands and has no effect. */
  async standing(tx: EntityManager, listId: string): Promise<Map<string, DecisionFacts>> {
    const rows = await tx.findBy(Decision, { listId });
    return new Map(rows.map((row) => this.#open(row)).map((facts) => [facts.nominationId, facts]));
  }

  /** Of each name the last decision stands. */
  async differing(listId: string, acts: StoredAct[]): Promise<{ acts: string[]; without: string[] }> {
    const kept = (await this.reader.manager.findBy(Decision, { listId })).map((row) => opened(() => this.#open(row))).filter((facts) => facts !== null);
    const last = new Map(acts.filter(({ act }) => act === 'nomination.decided').map((act) => [act.names, act]));
    const byName = new Map(kept.map((facts) => [digestOf([facts.nominationId]), facts]));
    const differs = [...last].filter(([name, { content }]) => content && (!byName.has(name) || digestOf(byName.get(name)) !== content['decided'])).map(([, { id }]) => id);
    return { acts: differs, without: [...byName].filter(([name]) => !last.has(name)).map(([, { nominationId }]) => nominationId) };
  }

  /** Keeps a decision in the place of an earlier one on the same name. The caller holds the list's lock. */
  async keep(tx: EntityManager, listId: string, facts: DecisionFacts): Promise<void> {
    const nameTag = this.#tag(listId, facts.nominationId);
    await tx.save(Decision, { nameTag, listId, sealed: this.keys.ofList(listId).seal(`decision:${nameTag}`, JSON.stringify(facts), SIZE) }, { transaction: false });
  }

  #open({ listId, nameTag, sealed }: Decision): DecisionFacts {
    return JSON.parse(this.keys.ofList(listId).open(`decision:${nameTag}`, sealed)) as DecisionFacts;
  }

  #tag(listId: string, nominationId: string): string {
    return this.keys.ofList(listId).tag('decision', nominationId);
  }
}
