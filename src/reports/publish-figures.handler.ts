import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
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
    return this.#tables(list, actor);
  }

  async execute({ listId }: { listId: string }, actor: Actor): Promise<void> {
    mustMay(actor, 'publishFigures');
    await this.work.run(async (tx) => {
      const at = this.clock.now();
      const list = await this.lists.lockSettled(tx, listId, at);
      await this.reports.publish(tx, list, await this.lists.conferenceOf(list), await this.#tables(list, actor, tx), at, actor);
    });
  }

  /** The tables with the figures on objections, where these may be published and are not yet. */
  async #tables(list: List, actor: Actor, tx?: EntityManager): Promise<ReportTables> {
    const { modality } = await this.lists.conferenceOf(list);
    if (modality.report.objections !== 'twoOfficers') throw new Refused('figures-not-published');
    const tables = publishedTables(await this.reports.complete(list.id, actor, tx), modality, true);
    if (!tables.columns.includes('objected')) throw new Refused('figures-not-published');
    if ((await this.reports.published(list.id))?.document.columns.includes('objected')) throw new Refused('figures-published');
    return tables;
  }
}
