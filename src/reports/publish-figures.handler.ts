import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Modality } from '../../workflows/modality.js';
import { publishedTables, type ReportFigures, type ReportTables } from '../../workflows/report.js';
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
    return publishedTables(...(await this.#figures(list, actor)), true);
  }

  async execute({ listId }: { listId: string }, actor: Actor): Promise<void> {
    mustMay(actor, 'publishFigures');
    await this.work.run(async (tx) => {
      const at = this.clock.now();
      const list = await this.lists.lockSettled(tx, listId, at);
      const [figures] = await this.#figures(list, actor, tx);
      await this.reports.publish(tx, list, await this.lists.conferenceOf(list), figures, true, at, actor);
    });
  }

  /** All figures, where those on objections may be published and are not yet. */
  async #figures(list: List, actor: Actor, tx?: EntityManager): Promise<[ReportFigures, Modality]> {
    const { modality } = await this.lists.conferenceOf(list);
    if (modality.report.objections !== 'twoOfficers') throw new Refused('figures-not-published');
    const figures = await this.reports.complete(list.id, actor, tx);
    if (!publishedTables(figures, modality, true).columns.includes('objected')) throw new Refused('figures-not-published');
    if ((await this.reports.published(list.id))?.document.columns.includes('objected')) throw new Refused('figures-published');
    return [figures, modality];
  }
}
