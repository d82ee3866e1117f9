import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { initial } from '../../workflows/step.js';
import { listMachine } from '../../workflows/list.machine.js';
import { Conferences } from '../conferences/index.js';
import { mustMay } from '../officers/index.js';
import type { Actor } from '../platform/actor.js';
import { Clock } from '../platform/clock.js';
import { Ids } from '../platform/ids.js';
import { Keys } from '../platform/keys.js';
import { oneByOne } from '../platform/one-by-one.js';
import { Reader } from '../platform/reader.js';
import { Refused } from '../platform/refused.js';
import { UnitOfWork } from '../platform/unit-of-work.js';
import { Records } from '../records/index.js';
import { List } from './list.entity.js';

/** Opens the draft of a list that the modality names, e.g. `6b`. */
@Injectable()
export class CreateListHandler {
  constructor(
    private readonly work: UnitOfWork, private readonly reader: Reader, private readonly clock: Clock, private readonly ids: Ids,
    private readonly records: Records, private readonly conferences: Conferences, private readonly keys: Keys,
  ) {}

  async execute({ conferenceId, key }: { conferenceId: string; key: string }, actor: Actor): Promise<{ id: string }> {
    mustMay(actor, 'createList');
    const { modality } = await this.conferences.byId(conferenceId);
    const wanted = modality.lists.find((list) => list.key === key);
    if (!wanted) throw new Refused('list-key-unknown', { key, keys: modality.lists.map((list) => list.key).join(', ') });
    const at = this.clock.now();
    const mustBeFree = async (tx: EntityManager): Promise<void> => {
      if ((await tx.findBy(List, { conferenceId, key })).some((list) => list.state !== 'withdrawn')) throw new Refused('list-exists', { key });
    };
    // What is refused anyway makes no key. The key is made before anything is held here, since whoever changes keys may take long.
    await mustBeFree(this.reader.manager);
    const id = this.ids.next();
    await this.keys.createForList(id, this.work.opened !== undefined);
    await this.work.run(async (tx) => {
      // Two officers who draft the same list at one moment draft one.
      await oneByOne(tx, 'draft', `${conferenceId} ${key}`);
      await mustBeFree(tx);
      await tx.insert(List, draftOf({ id, conferenceId, key, ofKey: key, addendumTo: null, title: wanted.title }, at));
      this.records.append({ act: 'list.created', at, actor, conferenceId, listId: id, open: { key } });
    });
    return { id };
  }
}

/** A list at its beginning. */
export function draftOf(facts: Pick<List, 'id' | 'conferenceId' | 'key' | 'ofKey' | 'addendumTo' | 'title'>, at: string): List {
  const { value, context } = initial(listMachine);
  return {
    ...facts, state: value as List['state'], context: context as List['context'], version: 1, placeLabels: {}, createdAt: at,
    circulatedAt: null, deadline: null, finalizedAt: null, withdrawnAt: null, proposedSymbol: null, finalSymbol: null, notedSymbol: null, notedOn: null,
  };
}
