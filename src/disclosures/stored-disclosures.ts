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

  async differing(listId: string, acts: StoredAct[]): Promise<{ acts: string[]; without: string[]; exempt: number }> {
    const requests = new Map((await this.reader.manager.findBy(DisclosureRequest, { listId })).map((row) => [row.id, opened(() => {
      const { id: _, ...facts } = this.box.openRequest(row);
      return facts;
    })]));
    const answers = new Map((await this.reader.manager.findBy(Disclosure, { listId })).map((row) => [row.requestId, opened(() => this.box.openGiven(row))]));
    const digest = (facts: object | null | undefined): string | null => (facts ? digestOf(facts) : null);
    const ofDesk = acts.filter(({ act }) => act.startsWith('disclosure.'));
    const differs = ofDesk.filter(({ act, content }) => {
      const request = content?.['request'];
      return request && (act === 'disclosure.released' ? digest(answers.get(request)) !== content['given'] : digest(requests.get(request)) !== content['asked']);
    });
    // Acts of before do not say which row they made: each accounts for one that tells of the same State, instant and reference.
    const earlier = ofDesk.filter(({ content }) => !content);
    const without: string[] = [];
    let exempt = 0;
    const account = (rows: Map<string, { iso2: string; at: string } | null>, released: boolean): void => {
      const known = new Set(ofDesk.filter(({ act }) => (act === 'disclosure.released') === released).map(({ content }) => content?.['request']));
      for (const [id, facts] of rows) {
        if (known.has(id)) continue;
        const reference = requests.get(id)?.reference;
        const made = earlier.findIndex((act) => (act.act === 'disclosure.released') === released && act.iso2 === facts?.iso2 && act.at === facts?.at && act.reference === reference);
        if (made < 0) without.push(id);
        else exempt += earlier.splice(made, 1).length;
      }
    };
    account(requests, false);
    account(answers, true);
    return { acts: differs.map(({ id }) => id), without, exempt };
  }
}
