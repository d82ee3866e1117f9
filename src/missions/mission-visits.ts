import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Instant } from '../platform/clock.js';
import { insertRows } from '../platform/insert.js';
import { Keys } from '../platform/keys.js';
import { Reader } from '../platform/reader.js';
import { rowLock } from '../platform/row-lock.js';
import { UnitOfWork } from '../platform/unit-of-work.js';
import { MissionVisit } from './mission-link.entity.js';

/** What a Mission has done at its link. */
export interface Visit {
  /** When the link was first exchanged: what the delivery register calls "opened". */
  openedAt: Instant | null;
  /** Codes tried since the last right one. */
  tries: number;
}

const NONE: Visit = { openedAt: null, tries: 0 };
/** So much holds every State, opened and mistaken, without being deflated. */
const SIZE = 16_384;
const PLAIN = 'plain:';

/**
 * Which Missions have opened a list: one row for all of them, there from circulation on and written whole whenever one comes. A row or
 * a mark of its own for each, however sealed, would show by its place in the database whose it is.
 */
@Injectable()
export class MissionVisits implements OnApplicationBootstrap {
  constructor(private readonly work: UnitOfWork, private readonly reader: Reader, private readonly keys: Keys) {}

  /** Of a list that goes out. */
  async begin(tx: EntityManager, listId: string): Promise<void> {
    await insertRows(tx, MissionVisit, [{ listId, sealed: this.#seal(listId, {}) }]);
  }

  /** Holds a list's row: until the transaction ends no Mission comes in, and no link is replaced. */
  hold(tx: EntityManager, listId: string): Promise<MissionVisit> {
    return tx.findOneOrFail(MissionVisit, { where: { listId }, ...rowLock(tx) });
  }

  /** Writes what one Mission does, and gives it as it is then. */
  async change(tx: EntityManager, listId: string, iso2: string, change: (visit: Visit) => Partial<Visit>): Promise<Visit> {
    const visits = this.#opened(await this.hold(tx, listId));
    const before = visits[iso2] ?? NONE;
    const visit = { ...before, ...change(before) };
    await tx.update(MissionVisit, { listId }, { sealed: this.#seal(listId, { ...visits, [iso2]: visit }) });
    return visit;
  }

  /** What the Missions of a list have done, by State; of some nothing. Null once the list's key is destroyed. */
  async of(listId: string, tx: EntityManager = this.reader.manager): Promise<Record<string, Visit> | null> {
    if (!this.keys.lives(listId)) return null;
    const row = await tx.findOneBy(MissionVisit, { listId });
    return row ? this.#opened(row) : {};
  }

  /** Seals what a migration, which has no key, could only mark; what belongs to a destroyed key goes with it. */
  async onApplicationBootstrap(): Promise<void> {
    const written = (): Promise<MissionVisit[]> => this.reader.manager.createQueryBuilder(MissionVisit, 'v').where('v.sealed LIKE :plain', { plain: `${PLAIN}%` }).getMany();
    if ((await written()).length === 0) return;
    await this.work.run(async (tx) => {
      for (const { listId, sealed } of await written()) {
        const visits = JSON.parse(sealed.slice(PLAIN.length)) as Record<string, Visit>;
        await tx.update(MissionVisit, { listId }, { sealed: this.keys.lives(listId) ? this.#seal(listId, visits) : '' });
      }
    });
  }

  #seal(listId: string, visits: Record<string, Visit>): string {
    return this.keys.ofList(listId).seal(`visits:${listId}`, JSON.stringify(visits), SIZE);
  }

  #opened({ listId, sealed }: MissionVisit): Record<string, Visit> {
    return JSON.parse(this.keys.ofList(listId).open(`visits:${listId}`, sealed)) as Record<string, Visit>;
  }
}
