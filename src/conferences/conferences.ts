import { Injectable } from '@nestjs/common';
import { isAdopted } from '../../workflows/adoption.js';
import { Reader } from '../platform/reader.js';
import { Refused } from '../platform/refused.js';
import { Conference } from './conference.entity.js';

/** Conferences by id or by the name in addresses. A conference does not change once its resolution is adopted, so it is kept in memory. */
@Injectable()
export class Conferences {
  readonly #known = new Map<string, Conference>();

  constructor(private readonly reader: Reader) {}

  all(): Promise<Conference[]> {
    return this.reader.manager.find(Conference, { order: { createdAt: 'ASC' } });
  }

  async byId(id: string): Promise<Conference> {
    return this.#known.get(id) ?? this.#remember(await this.reader.manager.findOneBy(Conference, { id }));
  }

  async bySlug(slug: string): Promise<Conference> {
    return this.#remember(await this.reader.manager.findOneBy(Conference, { slug }));
  }

  #remember(conference: Conference | null): Conference {
    if (!conference) throw new Refused('conference-unknown');
    if (isAdopted(conference.modality)) this.#known.set(conference.id, conference);
    return conference;
  }
}
