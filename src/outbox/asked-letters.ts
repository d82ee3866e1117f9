import { Injectable } from '@nestjs/common';
import { In, type EntityManager } from 'typeorm';
import { Clock, minutes, plusMilliseconds } from '../platform/clock.js';
import { Ids } from '../platform/ids.js';
import { insertRows } from '../platform/insert.js';
import { Keys } from '../platform/keys.js';
import { Reader } from '../platform/reader.js';
import { UnitOfWork } from '../platform/unit-of-work.js';
import { AskedLetter, type AskedFor } from './asked-letter.entity.js';

const AT_ONCE = 1_000;
/** What nobody looked at for so long is given up. */
const KEPT = minutes(60);
/** Whatever address is typed, its box is of this size. */
const BOX = 512;

/** Who answers what is asked for: `known` says of many at once whether each is known, `write` writes to one that is. */
export interface Answering<T> {
  known(asked: T[]): Promise<boolean[]>;
  write(tx: EntityManager, one: T): Promise<void>;
}

/**
 * Letters that anybody may ask for by typing an address. Whether the address is known is not looked up while somebody waits: the answer,
 * the statements and the time they take are the same for every address (docs/decisions/0036-asked-now-answered-later.md).
 */
@Injectable()
export class AskedLetters {
  constructor(
    private readonly work: UnitOfWork, private readonly reader: Reader, private readonly clock: Clock, private readonly ids: Ids, private readonly keys: Keys,
  ) {}

  async keep(kind: AskedFor, asked: object): Promise<void> {
    const id = this.ids.next();
    const sealed = this.keys.seal(`asked:${id}`, JSON.stringify(asked), BOX);
    await this.work.run((tx) => insertRows(tx, AskedLetter, [{ id, kind, sealed, at: this.clock.machine() }]));
  }

  /**
   * Answers all that was asked for, the newest first, so that whoever just asked is not kept behind a flood of addresses that are
   * nobody's: those go away a thousand at a time, without a letter.
   */
  async answer<T extends object>(kind: AskedFor, { known, write }: Answering<T>): Promise<void> {
    await this.work.run((tx) => tx.createQueryBuilder().delete().from(AskedLetter).where('"kind" = :kind AND "at" <= :old', { kind, old: plusMilliseconds(this.clock.machine(), -KEPT) }).execute());
    for (let full = true; full;) {
      const rows = await this.reader.manager.find(AskedLetter, { where: { kind }, order: { at: 'DESC' }, take: AT_ONCE });
      if (rows.length === 0) return;
      full = rows.length === AT_ONCE;
      const asked = rows.map(({ id, sealed }) => ({ id, one: JSON.parse(this.keys.open(`asked:${id}`, sealed)) as T }));
      const isKnown = await known(asked.map(({ one }) => one));
      const strange = asked.filter((_, at) => !isKnown[at]).map(({ id }) => id);
      if (strange.length) await this.work.run((tx) => tx.delete(AskedLetter, { id: In(strange) }));
      for (const { id, one } of asked.filter((_, at) => isKnown[at])) {
        await this.work.run(async (tx) => {
          const { affected } = await tx.delete(AskedLetter, { id });
          // Otherwise another process was quicker.
          if (affected) await write(tx, one);
        });
      }
    }
  }
}
