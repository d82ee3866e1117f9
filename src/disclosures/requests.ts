import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { desk, learnsByAsking } from '../../workflows/disclosure.js';
import { Lists, NameBook, type List } from '../lists/index.js';
import { BasisRequests } from '../objections/index.js';
import type { Actor } from '../platform/actor.js';
import { Ids } from '../platform/ids.js';
import { insertRows } from '../platform/insert.js';
import { randomReference } from '../platform/keys.js';
import { oneByOne } from '../platform/one-by-one.js';
import { Reader } from '../platform/reader.js';
import { refuseFields, Refused, type Fault } from '../platform/refused.js';
import { digestOf, Records } from '../records/index.js';
import { Disclosure, DisclosureRequest, type RequestFacts } from './disclosure.entity.js';
import { DisclosureBox, MOST_NAMES, type OpenRequest } from './disclosure-box.js';

/** What a State asks about: names of the list, or all. */
export type AskedNames = string[] | 'all';

/** That a request was received. The same whatever there is to know: taking a request reads no objection. */
export interface Received {
  reference: string;
  at: string;
}

/** The part of asking that the link and the note verbale share; called inside a unit of work. */
@Injectable()
export class Requests extends BasisRequests {
  constructor(
    private readonly reader: Reader, private readonly ids: Ids, private readonly records: Records, private readonly lists: Lists, private readonly book: NameBook,
    private readonly box: DisclosureBox,
  ) {
    super();
  }

  async take(tx: EntityManager, list: List, iso2: string, asked: AskedNames, source: RequestFacts['source'], at: string, actor: Actor): Promise<Received> {
    const { modality } = await this.lists.conferenceOf(list);
    if (!desk[list.state].ask || !learnsByAsking(modality, list.state).exists) throw new Refused('not-in-this-state', { state: list.state });
    const names = asked === 'all' ? asked : [...new Set(asked)];
    await this.#check(tx, list, names);
    const askerTag = this.box.asker(list.id, iso2);
    await oneByOne(tx, 'request', askerTag);
    const sameTag = this.box.same(list.id, iso2, names, source.kind === 'link' ? 'link' : `${source.reference} ${source.receivedAt}`);
    for (const row of await tx.findBy(DisclosureRequest, { askerTag, sameTag })) {
      const { reference, at: before } = this.box.openRequest(row);
      if (!(await tx.existsBy(Disclosure, { requestId: row.id }))) return { reference, at: before };
    }
    const id = this.ids.next();
    const reference = randomReference();
    const facts = { iso2, names, at, reference, source };
    await insertRows(tx, DisclosureRequest, [{ id, listId: list.id, askerTag, sameTag, sealed: this.box.sealRequest(list.id, id, facts) }]);
    this.records.append({
      act: source.kind === 'link' ? 'disclosure.requested' : 'disclosure.recorded', at, actor, listId: list.id, conferenceId: list.conferenceId,
      secret: {
        iso2, reference, names: names === 'all' ? [] : names, asked: names === 'all' ? 'all' : 'some', ...(source.kind === 'link' ? {} : { source }),
        content: { request: id, asked: digestOf(facts) },
      },
    });
    return { reference, at };
  }

  /** A request of this list. */
  async find(listId: string, id: string): Promise<OpenRequest> {
    const row = await this.reader.manager.findOneBy(DisclosureRequest, { id, listId });
    if (!row) throw new Refused('disclosure-request-unknown');
    return this.box.openRequest(row);
  }

  async asked(listId: string): Promise<(nominationId: string, iso2: string) => boolean> {
    const requests = (await this.reader.manager.findBy(DisclosureRequest, { listId })).map((row) => this.box.openRequest(row));
    return (nominationId, iso2) => requests.some((request) => request.iso2 !== iso2 && (request.names === 'all' || request.names.includes(nominationId)));
  }

  async #check(tx: EntityManager, list: List, names: AskedNames): Promise<void> {
    if (names === 'all') return;
    if (names.length === 0) throw refuseFields([{ field: 'names', rule: 'no-name-chosen' }]);
    if (names.length > MOST_NAMES) throw refuseFields([{ field: 'names', rule: 'names-too-many', params: { most: MOST_NAMES } }]);
    const { byId } = await this.book.of(list, tx);
    const faults = names.flatMap((id, at): Fault[] => (byId.has(id) ? [] : [{ field: 'names', row: at + 1, rule: 'name-not-on-list', params: { value: id.slice(0, 60) } }]));
    if (faults.length) throw refuseFields(faults);
  }
}
