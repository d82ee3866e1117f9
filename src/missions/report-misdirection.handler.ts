import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { mustMay } from '../officers/index.js';
import { OutboxMessage } from '../outbox/index.js';
import type { Actor } from '../platform/actor.js';
import { Clock, hours } from '../platform/clock.js';
import { Ids } from '../platform/ids.js';
import { insertRows } from '../platform/insert.js';
import { Keys } from '../platform/keys.js';
import { Limits, type Limit } from '../platform/limits.js';
import { Reader } from '../platform/reader.js';
import { refuseFields, Refused } from '../platform/refused.js';
import { rowLock } from '../platform/row-lock.js';
import { UnitOfWork } from '../platform/unit-of-work.js';
import { Records } from '../records/index.js';
import { MissionLinks } from './mission-links.js';
import { Misdirection, MissionLink } from './mission-link.entity.js';

const PLAIN = 'plain:';
const MAX_NOTE = 1_000;
/** Reports by one link that say something new. The first one tells the Office; who has only the link must not fill the record, which keeps each for ever. */
const REPORTS: Limit = { kind: 'misdirection', tries: 20, window: hours(1) };

export interface SettleMisdirection {
  id: string;
  listId: string;
  /** Whom the letter reached, as the Office found. */
  reached: NonNullable<Misdirection['reached']>;
}

/** "This is not us": whoever holds a link can tell the Office that it reached the wrong hands. Letters accepted until then are no service. */
@Injectable()
export class ReportMisdirectionHandler implements OnApplicationBootstrap {
  constructor(
    private readonly work: UnitOfWork, private readonly reader: Reader, private readonly clock: Clock, private readonly ids: Ids,
    private readonly keys: Keys, private readonly records: Records, private readonly links: MissionLinks, private readonly limits: Limits,
  ) {}

  /** The same words once more, while the first ones wait for the Office and no letter came since, add nothing. */
  async execute({ token, note }: { token: string; note: string }): Promise<void> {
    const link = await this.links.byToken(token);
    if (!link) throw new Refused('link-unusable');
    const words = note.trim();
    if ([...words].length > MAX_NOTE) throw refuseFields([{ field: 'note', rule: 'text-too-long', params: { most: MAX_NOTE } }]);
    const at = this.clock.now();
    const { listId, iso2, tokenHash } = link;
    const sameTag = this.keys.ofList(listId).tag('misdirection', iso2, words);
    await this.work.run(async (tx) => {
      await tx.findOne(MissionLink, { where: { tokenHash }, ...rowLock(tx) });
      const before = await tx.createQueryBuilder(Misdirection, 'm').where('m.sameTag = :sameTag AND m.settledAt IS NULL', { sameTag }).getOne();
      if (before && !(await this.#written(tx, before))) return;
      if (!before) await this.limits.take(REPORTS, tokenHash);
      const id = this.ids.next();
      // Of a later letter the same words say something new.
      if (before) await tx.update(Misdirection, { id: before.id }, { at });
      else await insertRows(tx, Misdirection, [{ id, listId, iso2, at, note: words ? this.#seal(listId, id, words) : null, sameTag, settledAt: null, reached: null }]);
      this.records.append({ act: 'misdirection.reported', at, actor: { kind: 'mission', iso2, listId }, listId, open: { iso2 } });
    });
  }

  /** Reports that wait for the Office, with the note as written; null once the list's key is destroyed. */
  async open(listId: string): Promise<Misdirection[]> {
    const rows = await this.reader.manager.createQueryBuilder(Misdirection, 'm')
      .where('m.listId = :listId AND m.settledAt IS NULL', { listId }).orderBy('m.at').getMany();
    const lives = this.keys.lives(listId);
    return rows.map((row) => ({ ...row, note: row.note && lives ? this.keys.ofList(listId).open(`misdirection:${row.id}`, row.note) : null }));
  }

  /**
   * When the last report came on each State: of those until the deadline, whether or not the Office has dealt with them; of later ones,
   * that the Office found to be true. Whoever holds a link holds no list by it once the silence has closed.
   */
  async last(tx: EntityManager, listId: string, deadline: string): Promise<Map<string, string>> {
    const rows = await tx.createQueryBuilder(Misdirection, 'm').select('m.iso2', 'iso2').addSelect('MAX(m.at)', 'last')
      .where('m.listId = :listId', { listId }).andWhere(`(m.at <= :deadline OR m.reached = 'strangers')`, { deadline }).groupBy('m.iso2').getRawMany<{ iso2: string; last: string }>();
    return new Map(rows.map(({ iso2, last }) => [iso2, last]));
  }

  #written(tx: EntityManager, { listId, iso2, at }: Misdirection): Promise<boolean> {
    return tx.createQueryBuilder(OutboxMessage, 'm').where('m.listId = :listId AND m.iso2 = :iso2 AND m.settledAt > :at', { listId, iso2, at })
      .andWhere(`m.state = 'accepted'`).getExists();
  }

  async settle({ id, listId, reached }: SettleMisdirection, actor: Actor): Promise<void> {
    mustMay(actor, 'settleMisdirection');
    const at = this.clock.now();
    await this.work.run(async (tx) => {
      const row = await tx.findOne(Misdirection, { where: { id, listId }, ...rowLock(tx) });
      if (!row || row.settledAt) return;
      await tx.update(Misdirection, { id }, { settledAt: at, reached });
      this.records.append({ act: 'misdirection.settled', at, actor, listId: row.listId, open: { iso2: row.iso2, reached } });
    });
  }

  /** Seals what a migration, which has no key, could only mark; what belongs to a destroyed key goes with it. */
  async onApplicationBootstrap(): Promise<void> {
    const written = (): Promise<Misdirection[]> => this.reader.manager.createQueryBuilder(Misdirection, 'm').where('m.note LIKE :plain', { plain: `${PLAIN}%` }).getMany();
    if ((await written()).length === 0) return;
    await this.work.run(async (tx) => {
      for (const { id, listId, note } of await written()) {
        await tx.update(Misdirection, { id }, { note: this.keys.lives(listId) ? this.#seal(listId, id, note!.slice(PLAIN.length)) : null });
      }
    });
  }

  #seal(listId: string, id: string, words: string): string {
    return this.keys.ofList(listId).seal(`misdirection:${id}`, words);
  }
}
