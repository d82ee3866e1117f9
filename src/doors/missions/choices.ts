import { Injectable } from '@nestjs/common';
import { NameBook } from '../../lists/index.js';
import type { Draft } from '../../missions/index.js';
import { namesObjectedTo, ObjectionsQuery } from '../../objections/index.js';
import type { Visit } from './entrance.js';

/** Of what a Mission has ticked: what can be filed, and what cannot any more. */
export interface Choice {
  draft: Draft;
  gone: { name: string; why: 'withdrawn' | 'objected' }[];
  /** All names to which the State objects now. */
  objected: Set<string>;
}

/**
 * Takes out of a choice what has become impossible since it was ticked: names of organizations that withdrew, and names to which the
 * State has objected meanwhile, perhaps by a colleague. The session keeps them until something is filed, so that each page can say so.
 */
@Injectable()
export class Choices {
  constructor(private readonly book: NameBook, private readonly objections: ObjectionsQuery) {}

  async of({ list, session }: Visit, draft = session.draft): Promise<Choice> {
    const { byId } = await this.book.of(list);
    const { objections } = await this.objections.ofState(list.id, session.iso2);
    const objected = namesObjectedTo(objections);
    const choice: Choice = { draft: { ...draft, names: [] }, gone: [], objected };
    for (const ticked of draft.names) {
      const { name = '', state } = byId.get(ticked.nominationId) ?? {};
      if (state === 'withdrawn') choice.gone.push({ name, why: 'withdrawn' });
      else if (objected.has(ticked.nominationId)) choice.gone.push({ name, why: 'objected' });
      else choice.draft.names.push(ticked);
    }
    return choice;
  }
}
