import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { adoptionFaults, differences, isAdopted } from '../../workflows/adoption.js';
import type { Modality } from '../../workflows/modality.js';
import { checkModality } from '../../workflows/modality.check.js';
import { Conference, Conferences, modalityFaults } from '../conferences/index.js';
import { mustMay } from '../officers/index.js';
import type { Actor } from '../platform/actor.js';
import { Clock } from '../platform/clock.js';
import { dayOf } from '../platform/dates.js';
import { isDay } from '../platform/day.js';
import { refuseFields, Refused, type Fault } from '../platform/refused.js';
import { rowLock } from '../platform/row-lock.js';
import { UnitOfWork } from '../platform/unit-of-work.js';
import { Records } from '../records/index.js';
import { List } from './list.entity.js';
import { Lists } from './lists.js';

export interface AdoptModality {
  slug: string;
  /** Symbol of the resolution as adopted, and the day of its adoption. */
  symbol: string;
  adopted: string;
  /** The modality as adopted, where more of it differs from what was announced. */
  modality?: unknown;
}

/** What would hold, and which fields of it say something else than was announced. */
export interface Adoption {
  conference: Conference;
  modality: Modality;
  differs: string[];
}

/** The resolution under which a conference was opened early is adopted: from here on its lists can be circulated, and its modality does not change any more. */
@Injectable()
export class AdoptModalityHandler {
  constructor(
    private readonly work: UnitOfWork, private readonly clock: Clock, private readonly records: Records, private readonly conferences: Conferences,
    private readonly lists: Lists,
  ) {}

  async preview(command: AdoptModality): Promise<Adoption> {
    const conference = await this.conferences.bySlug(command.slug);
    const modality = this.#checked(conference, command);
    return { conference, modality, differs: differences(conference.modality, modality) };
  }

  async execute(command: AdoptModality, actor: Actor): Promise<{ symbol: string; adopted: string }> {
    mustMay(actor, 'adoptModality');
    return this.work.run(async (tx) => {
      const conference = await this.#lock(tx, command.slug);
      const modality = this.#checked(conference, command);
      const { symbol, adopted } = modality.source as { symbol: string; adopted: string };
      await tx.save(Conference, Object.assign(conference, { modality }), { transaction: false });
      // Nothing was circulated yet, so that every list is a draft.
      for (const { id, ofKey } of await tx.findBy(List, { conferenceId: conference.id })) {
        const list = await this.lists.lock(tx, id, 'update');
        await tx.update(List, { id }, { title: modality.lists.find(({ key }) => key === ofKey)!.title });
        await this.lists.touch(tx, list, undefined);
      }
      this.records.append({ act: 'modality.adopted', at: this.clock.now(), actor, conferenceId: conference.id, open: { symbol, on: adopted } });
      return { symbol, adopted };
    });
  }

  async #lock(tx: EntityManager, slug: string): Promise<Conference> {
    const { id } = await this.conferences.bySlug(slug);
    return tx.findOneOrFail(Conference, { where: { id }, ...rowLock(tx) });
  }

  #checked({ modality: announced }: Conference, { symbol, adopted, modality }: AdoptModality): Modality {
    if (isAdopted(announced)) throw new Refused('resolution-adopted', { symbol: announced.source.symbol, adopted: announced.source.adopted! });
    const faults: Fault[] = [];
    if (!symbol.trim()) faults.push({ field: 'symbol', rule: 'field-empty' });
    if (!isDay(adopted)) faults.push({ field: 'adopted', rule: 'date-shape' });
    else if (adopted > dayOf(this.clock.now())) faults.push({ field: 'adopted', rule: 'adoption-in-future' });
    const given = (modality === undefined ? announced : modality) as Modality | null;
    const next = { ...given, source: { ...given?.source, symbol: symbol.trim(), adopted } } as Modality;
    if (faults.length === 0) {
      const wrong = checkModality(next);
      faults.push(...modalityFaults(wrong.length ? wrong : adoptionFaults(announced, next)));
    }
    if (faults.length) throw refuseFields(faults);
    return next;
  }
}
