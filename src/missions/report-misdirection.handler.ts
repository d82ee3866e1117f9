import { Injectable } from '@nestjs/common';
import { mustMay } from '../officers/index.js';
import type { Actor } from '../platform/actor.js';
import { Clock } from '../platform/clock.js';
import { Ids } from '../platform/ids.js';
import { insertRows } from '../platform/insert.js';
import { Reader } from '../platform/reader.js';
import { Refused } from '../platform/refused.js';
import { UnitOfWork } from '../platform/unit-of-work.js';
import { Records } from '../records/index.js';
import { MissionLinks } from './mission-links.js';
import { Misdirection } from './mission-link.entity.js';

/** "This is not us": whoever holds a link can tell the Office that it reached the wrong hands. Nothing else changes. */
@Injectable()
export class ReportMisdirectionHandler {
  constructor(
    private readonly work: UnitOfWork, private readonly reader: Reader, private readonly clock: Clock, private readonly ids: Ids,
    private readonly records: Records, private readonly links: MissionLinks,
  ) {}

  async execute({ token, note }: { token: string; note: string }): Promise<void> {
    const link = await this.links.byToken(token);
    if (!link) throw new Refused('link-unusable');
    const at = this.clock.now();
    const { listId, iso2 } = link;
    await this.work.run(async (tx) => {
      await insertRows(tx, Misdirection, [{ id: this.ids.next(), listId, iso2, at, note: note.trim().slice(0, 1_000) || null, settledAt: null }]);
      this.records.append({ act: 'misdirection.reported', at, actor: { kind: 'mission', iso2, listId }, listId, open: { iso2 } });
    });
  }

  open(listId: string): Promise<Misdirection[]> {
    return this.reader.manager.createQueryBuilder(Misdirection, 'm')
      .where('m.listId = :listId AND m.settledAt IS NULL', { listId }).orderBy('m.at').getMany();
  }

  async settle({ id }: { id: string }, actor: Actor): Promise<void> {
    mustMay(actor, 'settleMisdirection');
    const at = this.clock.now();
    await this.work.run(async (tx) => {
      const row = await tx.findOneBy(Misdirection, { id });
      if (!row || row.settledAt) return;
      await tx.update(Misdirection, { id }, { settledAt: at });
      this.records.append({ act: 'misdirection.settled', at, actor, listId: row.listId, open: { iso2: row.iso2 } });
    });
  }
}
