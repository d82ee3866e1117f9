import { Injectable } from '@nestjs/common';
import { In, type EntityManager } from 'typeorm';
import { mustMay } from '../officers/index.js';
import type { Actor } from '../platform/actor.js';
import { Clock } from '../platform/clock.js';
import { isLanguage } from '../platform/i18n.js';
import { Reader } from '../platform/reader.js';
import { refuseFields, Refused } from '../platform/refused.js';
import { UnitOfWork } from '../platform/unit-of-work.js';
import { isWebAddress, withScheme } from '../platform/web-address.js';
import { Records } from '../records/index.js';
import { EditNamesHandler } from './edit-names.handler.js';
import type { NewName } from './import/index.js';
import { List } from './list.entity.js';
import { Lists, ruleOf } from './lists.js';
import { Nomination, onFinalList, sameness } from './nomination.entity.js';

export interface CarriedName {
  id: string;
  /** null of a name that is not offered: whatever it is, nothing of it is said. */
  name: string | null;
  outcome: 'carried' | 'listed' | 'notOffered';
}

interface Offer {
  from: List | null;
  names: Nomination[];
  listed: Set<string>;
}

/**
 * Puts names of one final list onto the draft of another, where the modality allows it. Only what stands on the final list
 * and did not withdraw from further ones is offered; of any other name nothing is said, neither that it was proposed nor why it is missing. The application stays with
 * the list for which it was made; what is remembered is the name that this one was carried over from, so that it stays one organization.
 */
@Injectable()
export class CarryOverHandler {
  constructor(
    private readonly work: UnitOfWork, private readonly reader: Reader, private readonly clock: Clock, private readonly lists: Lists, private readonly names: EditNamesHandler,
    private readonly records: Records,
  ) {}

  /** The final list that names may come from, and its final names and those of its addenda in the order in which they were proposed; `listed` stand there already. */
  async offered(list: List, tx: EntityManager = this.reader.manager): Promise<Offer> {
    const { modality } = await this.lists.conferenceOf(list);
    const { carriesFrom } = ruleOf(modality, list);
    if (!carriesFrom) throw new Refused('carry-over-not-foreseen');
    const from = (await tx.find(List, { where: { conferenceId: list.conferenceId, ofKey: carriesFrom }, order: { createdAt: 'ASC' } })).filter(({ finalizedAt }) => finalizedAt !== null);
    const names = (await Promise.all(from.map(({ id }) => tx.find(Nomination, { where: { listId: id }, order: { position: 'ASC' } })))).flat().filter(({ state, leftAt }) => onFinalList(state) && leftAt === null);
    const known = new Set((await tx.findBy(Nomination, { listId: In((await this.lists.family(list, tx)).map(({ id }) => id)) })).map(sameness));
    return { from: from[0] ?? null, names, listed: new Set(names.filter((name) => known.has(sameness(name))).map(({ id }) => id)) };
  }

  /** How each would fare now. */
  async preview({ listId, nominationIds }: { listId: string; nominationIds: string[] }): Promise<CarriedName[]> {
    return faring(await this.offered(await this.lists.find(listId)), nominationIds);
  }

  /** Puts those onto the draft that can be, all in one act, and says of each how it went. */
  async execute({ listId, nominationIds, seen }: { listId: string; nominationIds: string[]; seen?: number }, actor: Actor): Promise<CarriedName[]> {
    mustMay(actor, 'editNames');
    if (nominationIds.length === 0) throw refuseFields([{ field: 'name', rule: 'no-name-chosen' }]);
    return this.work.run(async (tx) => {
      const list = await this.lists.lock(tx, listId, 'update');
      const offer = await this.offered(list, tx);
      const { from, names } = offer;
      const results = faring(offer, nominationIds);
      const carried = new Set(results.filter(({ outcome }) => outcome === 'carried').map(({ id }) => id));
      if (!from || carried.size === 0) return results;
      await this.names.add({ listId, names: names.filter(({ id }) => carried.has(id)).map(copyOf), ...(seen === undefined ? {} : { seen }) }, actor);
      this.records.append({ act: 'names.carriedOver', at: this.clock.now(), actor, listId, conferenceId: list.conferenceId, open: { names: carried.size, fromList: from.ofKey } });
      return results;
    });
  }
}

function faring({ names, listed }: Offer, nominationIds: string[]): CarriedName[] {
  const byId = new Map(names.map((name) => [name.id, name]));
  return [...new Set(nominationIds)].map((id) => ({ id, name: byId.get(id)?.name ?? null, outcome: !byId.has(id) ? 'notOffered' : listed.has(id) ? 'listed' : 'carried' }));
}

/** What was stored as a website before it was held against a web address is none: a final list cannot be mended, and no name may be lost for it. */
const webAddressIn = (website: string | null): string | null => (website && isWebAddress(withScheme(website)) ? website : null);

const copyOf = ({ id, name, acronym, countryIso2, countryText, category, website, city, contactEmail, contactLanguage, womenLed }: Nomination): NewName => (
  { name, acronym, countryIso2, countryText, category, website: webAddressIn(website), city, contactEmail, contactLanguage: isLanguage(contactLanguage) ? contactLanguage : null, womenLed, carriedFrom: id }
);
