import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { overStates } from '../../workflows/list-phase.js';
import { keptUntil } from '../../workflows/retention.js';
import { Conferences, type Conference } from '../conferences/index.js';
import { Clock } from '../platform/clock.js';
import { Keys } from '../platform/keys.js';
import { Reader } from '../platform/reader.js';
import { List } from './list.entity.js';

/** How long what is sealed of lists is kept. It proposes and destroys nothing: two officers do. */
@Injectable()
export class RetentionQuery {
  constructor(private readonly reader: Reader, private readonly conferences: Conferences, private readonly keys: Keys, private readonly clock: Clock) {}

  /** Until when what is sealed of a list is kept: null while the list goes on, and once its key is destroyed. */
  until(list: List, { modality }: Conference): string | null {
    return this.keys.lives(list.id) ? keptUntil(modality, list) : null;
  }

  /** Lists that have been kept for as long as the modality says, and whose key still lives; the one that is over for longest first. */
  async over(): Promise<{ list: List; conference: Conference; until: string }[]> {
    const now = this.clock.now();
    const lists = await this.reader.manager.findBy(List, { state: In(overStates) });
    const kept = await Promise.all(lists.map(async (list) => {
      const conference = await this.conferences.byId(list.conferenceId);
      return { list, conference, until: this.until(list, conference) };
    }));
    return kept.filter((one): one is typeof one & { until: string } => one.until !== null && one.until <= now).sort((a, b) => (a.until < b.until ? -1 : 1));
  }
}
