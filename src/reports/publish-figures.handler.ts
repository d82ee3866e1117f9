import { Injectable } from '@nestjs/common';
import { publishedTables, type ReportTables } from '../../workflows/report.js';
import { Lists, type List } from '../lists/index.js';
import { mustMay } from '../officers/index.js';
import type { Actor } from '../platform/actor.js';
import { Clock } from '../platform/clock.js';
import { Refused } from '../platform/refused.js';
import { UnitOfWork } from '../platform/unit-of-work.js';
import { Reports } from './reports.js';

/** Two officers publish the figures on objections that the modality keeps with the Office unless they decide otherwise. */
@Injectable()
export class PublishFiguresHandler {
  constructor(private readonly work: UnitOfWork, private readonly clock: Clock, private readonly lists: Lists, private readonly reports: Reports) {}

  /** The report as it would be published. */
  async preview(list: List, actor: Actor): Promise<ReportTables> {
    const { modality } = await this.lists.conferenceOf(list);
    return publishedTables(await this.reports.complete(list.id, actor), modality, true);
  }

  async execute({ listId }: { listId: string }, actor: Actor): Promise<void> {
    mustMay(actor, 'publishFigures');
    await this.work.run(async (tx) => {
      const at = this.clock.now();
      const list = await this.lists.lockSettled(tx, listId, at);
      const conference = await this.lists.conferenceOf(list);
      if (conference.modality.report.objections !== 'twoOfficers') throw new Refused('figures-not-published');
      const figures = await this.reports.complete(listId, actor, tx);
      const tables = publishedTables(figures, conference.modality, true);
      if (!tables.columns.includes('objected')) throw new Refused('figures-not-published');
      if ((await this.reports.published(listId))?.document.columns.includes('objected')) throw new Refused('figures-published');
      await this.reports.publish(tx, list, conference, figures, true, at, actor);
    });
  }
}
