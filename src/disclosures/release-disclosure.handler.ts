import { Injectable } from '@nestjs/common';
import { desk, learnsByAsking } from '../../workflows/disclosure.js';
import { Lists } from '../lists/index.js';
import { mustMay } from '../officers/index.js';
import type { Actor } from '../platform/actor.js';
import { Clock } from '../platform/clock.js';
import { insertRows } from '../platform/insert.js';
import { Reader } from '../platform/reader.js';
import { Refused } from '../platform/refused.js';
import { UnitOfWork } from '../platform/unit-of-work.js';
import { digestOf, Records } from '../records/index.js';
import { Answers } from './answers.js';
import { Disclosure } from './disclosure.entity.js';
import { DisclosureBox } from './disclosure-box.js';
import { Requests } from './requests.js';

export interface ReleaseDisclosure {
  listId: string;
  /** The request that is answered. */
  request: string;
  /** Tag of the answer as the officer saw it. */
  facts: string;
}

/** Two officers give a State that asked what the modality discloses to it, and keep it as it was given. No letter goes out. */
@Injectable()
export class ReleaseDisclosureHandler {
  constructor(
    private readonly work: UnitOfWork, private readonly reader: Reader, private readonly clock: Clock, private readonly lists: Lists, private readonly records: Records,
    private readonly requests: Requests, private readonly answers: Answers, private readonly box: DisclosureBox,
  ) {}

  async execute({ listId, request, facts }: ReleaseDisclosure, actor: Actor): Promise<{ reference: string; at: string }> {
    mustMay(actor, 'disclose');
    return this.work.run(async (tx) => {
      const at = this.clock.now();
      // Locked against filings: what is given is what stood at one moment.
      const list = await this.lists.lockSettled(tx, listId, at);
      const { modality } = await this.lists.conferenceOf(list);
      if (!desk[list.state].release || !learnsByAsking(modality, list.state).exists) throw new Refused('not-in-this-state', { state: list.state });
      const asked = await this.requests.find(listId, request);
      if (await tx.existsBy(Disclosure, { requestId: request })) throw new Refused('disclosure-given');
      const { tag, ...answer } = await this.answers.compose(list, asked);
      if (tag !== facts) throw new Refused('disclosure-changed');
      const { iso2, reference } = asked;
      const [officer, proposer] = [actor.name, actor.proposer!.name];
      const given = { ...answer, iso2, at, officer, proposer };
      await insertRows(tx, Disclosure, [{ requestId: request, listId, askerTag: this.box.asker(listId, iso2), sealed: this.box.sealGiven(listId, request, given) }]);
      this.records.append({
        act: 'disclosure.released', at, actor, listId, conferenceId: list.conferenceId,
        secret: {
          iso2, reference, names: answer.names.map(({ nominationId }) => nominationId),
          given: digestOf(answer), content: { request, given: digestOf(given) },
        },
      });
      return { reference, at };
    });
  }

  /** Whether what was proposed is still what would be given; not once it was given. */
  async stands({ listId, request, facts }: ReleaseDisclosure): Promise<boolean> {
    if (await this.reader.manager.existsBy(Disclosure, { requestId: request })) return false;
    const { tag } = await this.answers.compose(await this.lists.find(listId), await this.requests.find(listId, request));
    return tag === facts;
  }
}
