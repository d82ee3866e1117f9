import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { addendumKey, addendumNumber } from '../../workflows/addenda.js';
import { mustMay } from '../officers/index.js';
import type { Actor } from '../platform/actor.js';
import { Clock } from '../platform/clock.js';
import { Catalogs, languages, type SixLanguages } from '../platform/i18n.js';
import { Ids } from '../platform/ids.js';
import { Keys } from '../platform/keys.js';
import { Reader } from '../platform/reader.js';
import { Refused } from '../platform/refused.js';
import { UnitOfWork } from '../platform/unit-of-work.js';
import { Records } from '../records/index.js';
import { draftOf } from './create-list.handler.js';
import { List } from './list.entity.js';
import { Lists } from './lists.js';

/** Opens the draft of an addendum: names added to a list that is out, on a list of their own with a silence of its own. */
@Injectable()
export class CreateAddendumHandler {
  constructor(
    private readonly work: UnitOfWork, private readonly reader: Reader, private readonly clock: Clock, private readonly ids: Ids, private readonly records: Records,
    private readonly lists: Lists, private readonly keys: Keys, private readonly catalogs: Catalogs,
  ) {}

  /** Key and title that the next addendum gets. */
  async preview(listId: string): Promise<{ key: string; title: SixLanguages }> {
    return this.#next(this.reader.manager, await this.lists.find(listId));
  }

  async execute({ listId }: { listId: string }, actor: Actor): Promise<{ id: string; key: string }> {
    mustMay(actor, 'createList');
    // What is refused anyway makes no key. The key is made before anything is held here, since whoever changes keys may take long.
    await this.preview(listId);
    const id = this.ids.next();
    await this.keys.createForList(id, this.work.opened !== undefined);
    return this.work.run(async (tx) => {
      const at = this.clock.now();
      // The lock on the list itself orders two officers who draft at the same time.
      const to = await this.lists.lockSettled(tx, listId, at);
      const { key, title } = await this.#next(tx, to);
      await tx.insert(List, draftOf({ id, conferenceId: to.conferenceId, key, ofKey: to.ofKey, addendumTo: to.id, title }, at));
      this.records.append({ act: 'addendum.created', at, actor, conferenceId: to.conferenceId, listId: id, open: { key, addendumTo: to.key } });
      return { id, key };
    });
  }

  async #next(tx: EntityManager, to: List): Promise<{ key: string; title: SixLanguages }> {
    if (to.addendumTo) throw new Refused('addendum-to-addendum', { key: to.ofKey });
    await this.lists.mustTakeAddenda(to);
    const { conferenceId, ofKey } = to;
    // Every addendum under this paragraph counts, so that no key that was once made known is given again.
    const all = await tx.findBy(List, { conferenceId, ofKey });
    const open = all.find(({ addendumTo, state }) => addendumTo === to.id && state === 'draft');
    if (open) throw new Refused('addendum-open', { key: open.key });
    const number = Math.max(0, ...all.map(({ key }) => addendumNumber(key))) + 1;
    const title = Object.fromEntries(languages.map((language) => [language, this.catalogs.in(language)('common:addendum', { list: to.title[language], number })]));
    return { key: addendumKey(ofKey, number), title: title as SixLanguages };
  }
}
