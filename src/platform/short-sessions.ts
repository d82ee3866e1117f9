import type { EntityManager, FindOptionsWhere } from 'typeorm';
import { hours, plusMilliseconds, type Clock, type Instant } from './clock.js';
import { sweepExpired } from './expired.js';
import { insertRows } from './insert.js';
import { randomToken, tokenHash } from './keys.js';
import type { Reader } from './reader.js';
import type { UnitOfWork } from './unit-of-work.js';

const LENGTH = hours(12);

/** The browser of somebody, as a table of sessions keeps it. */
interface ShortSession {
  tokenHash: string;
  csrf: string;
  expiresAt: Instant;
}

/** Short sessions of organizations: what stands in their letters is exchanged by one deliberate press, never by opening it, and may be exchanged many times. */
export abstract class ShortSessions<Row extends ShortSession> {
  constructor(private readonly table: new () => Row, protected readonly work: UnitOfWork, protected readonly reader: Reader, private readonly clock: Clock) {}

  protected async begin(tx: EntityManager, whose: Omit<Row, keyof ShortSession>): Promise<{ session: string; seconds: number }> {
    const session = randomToken();
    await insertRows(tx, this.table, [{ ...whose, tokenHash: tokenHash(session), csrf: randomToken(), expiresAt: plusMilliseconds(this.clock.machine(), LENGTH) } as Row]);
    return { session, seconds: LENGTH / 1000 };
  }

  /** null when it is unknown or over. */
  protected async live(session: string | undefined): Promise<Row | null> {
    const row = session ? await this.reader.manager.findOneBy(this.table, { tokenHash: tokenHash(session) } as FindOptionsWhere<Row>) : null;
    return row && row.expiresAt > this.clock.machine() ? row : null;
  }

  async close(session: string): Promise<void> {
    await this.work.run((tx) => tx.delete(this.table, { tokenHash: tokenHash(session) }));
  }

  async sweep(): Promise<void> {
    await sweepExpired(this.work, this.table, this.clock.machine());
  }
}
