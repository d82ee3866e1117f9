import { Injectable } from '@nestjs/common';
import { Lists } from '../lists/index.js';
import type { Actor } from '../platform/actor.js';
import { Clock } from '../platform/clock.js';
import { UnitOfWork } from '../platform/unit-of-work.js';
import { Records } from '../records/index.js';
import { basisDigest, filingContent, stands } from './objection-box.js';
import { ObjectionsQuery } from './objections.query.js';

/**
 * A Mission asks for a statement of what stands now in its State's name: names, or none. It is a receipt like that of a filing,
 * of the same form and size, so that holding one tells nobody that the State objected.
 */
@Injectable()
export class MakeStatementHandler {
  constructor(
    private readonly work: UnitOfWork, private readonly clock: Clock, private readonly lists: Lists,
    private readonly records: Records, private readonly objections: ObjectionsQuery,
  ) {}

  /** Returns the id of the statement's entry in the record. */
  async execute({ listId, iso2 }: Extract<Actor, { kind: 'mission' }>): Promise<string> {
    const actor = { kind: 'mission', listId, iso2 } as const;
    return this.work.run(async (tx) => {
      const list = await this.lists.lock(tx, listId, 'share');
      const { objections } = await this.objections.ofState(listId, iso2);
      const standing = objections.filter(stands).map(({ nominationId, basis }) => ({ nominationId, basis: basisDigest(basis) }));
      return this.records.append({
        act: 'statement.made', at: this.clock.now(), actor, listId, conferenceId: list.conferenceId,
        secret: { iso2, names: standing.map(({ nominationId }) => nominationId), content: filingContent(null, { kind: 'link' }, standing, null) },
      });
    });
  }
}
