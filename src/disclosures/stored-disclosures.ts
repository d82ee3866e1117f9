import { Injectable } from '@nestjs/common';
import { Reader } from '../platform/reader.js';
import { digestOf, opened, StoredActs, type KeepsActs, type StoredAct } from '../records/index.js';
import { Disclosure, DisclosureRequest } from './disclosure.entity.js';
import { DisclosureBox } from './disclosure-box.js';

/** Holds requests and answers against the acts that made them. */
@Injectable()
export class StoredDisclosures implements KeepsActs {
  constructor(stored: StoredActs, private readonly reader: Reader, private readonly box: DisclosureBox) {
    stored.join(this);
  }

  async differing(listId: string, acts: StoredAct[]): Promise<{ acts: string[]; without: string[] }> {
    const asked = new Map((await this.reader.manager.findBy(DisclosureRequest, { listId })).map((row) => [row.id, opened(() => {
      const { id: _, ...facts } = this.box.openRequest(row);
      return digestOf(facts);
    })]));
    const given = new Map((await this.reader.manager.findBy(Disclosure, { listId })).map((row) => [row.requestId, opened(() => digestOf(this.box.openGiven(row)))]));
    const ofDesk = acts.filter(({ act }) => act.startsWith('disclosure.'));
    const differs = ofDesk.filter(({ act, content }) => {
      const request = content?.['request'];
      return request && (act === 'disclosure.released' ? given.get(request) !== content['given'] : asked.get(request) !== content['asked']);
    });
    // Acts of before tell no request: then none can be missed.
    const earlier = ofDesk.some(({ content }) => !content);
    const known = (released: boolean): Set<unknown> => new Set(ofDesk.filter(({ act }) => (act === 'disclosure.released') === released).map(({ content }) => content?.['request']));
    const without = [...[...asked.keys()].filter((id) => !known(false).has(id)), ...[...given.keys()].filter((id) => !known(true).has(id))];
    return { acts: differs.map(({ id }) => id), without: earlier ? [] : without };
  }
}
