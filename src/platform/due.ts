import type { EntityManager, ObjectLiteral, Repository } from 'typeorm';
import { minutes, plusMilliseconds, type Instant } from './clock.js';
import { rowsChanged } from './select.js';

/** What waits to be sent, and for how long one process has taken it in hand. */
export interface Due extends ObjectLiteral {
  id: string;
  dueAt: Instant | null;
  claimedUntil: Instant | null;
}

const CLAIM_LENGTH = minutes(10);

export interface Claim {
  limit: number;
  /** No try is put off for longer, in milliseconds: a row that would wait longer was written while the machine's clock was wrong, and is due. */
  longest: number;
  /** What this process has in hand already, whatever the clock has done meanwhile. */
  inHand?: ReadonlySet<string>;
}

/** Takes up to `limit` rows that are due and that nobody else has in hand; where a process is lost with them, they are due again after ten minutes. */
export async function claimDue<Row extends Due>(tx: EntityManager, entity: new () => Row, now: Instant, { limit, longest, inHand = new Set() }: Claim): Promise<Row[]> {
  const repository = tx.getRepository(entity) as Repository<Row>;
  const due = (when: string): Promise<Row[]> => {
    const params = { now, never: plusMilliseconds(now, longest), inHand: [...inHand] };
    // By random identifiers, or the order of a batch would follow from where the database happens to keep its rows.
    const query = repository.createQueryBuilder('due')
      .where(`${when} AND (due.claimedUntil IS NULL OR due.claimedUntil <= :now OR due.claimedUntil > :never)`, params)
      .orderBy('due.dueAt').addOrderBy('due.id').limit(limit);
    if (inHand.size) query.andWhere('due.id NOT IN (:...inHand)', params);
    if (tx.connection.options.type === 'postgres') query.setLock('pessimistic_write').setOnLocked('skip_locked');
    return query.getMany();
  };
  const found = await due('due.dueAt <= :now');
  // Asked apart: both at once follow no index, and each claim would sort all that waits.
  const rows = found.length ? found : await due('due.dueAt > :never');
  const claimedUntil = plusMilliseconds(now, CLAIM_LENGTH);
  if (rows.length) await tx.createQueryBuilder().update(entity).set({ claimedUntil } as never).whereInIds(rows.map(({ id }) => id)).execute();
  return rows.map((row) => Object.assign(row, { claimedUntil }));
}

/** Whether a row in hand may still be begun: who begins it late might send what another has taken in hand meanwhile. */
export const mayBegin = ({ claimedUntil }: Due, now: Instant): boolean => plusMilliseconds(now, CLAIM_LENGTH / 2) <= claimedUntil!;

/**
 * Writes what came of a row that this process took in hand, as its columns keep it, and gives it back. Only while it still has it: what
 * came of it in another's hand is not overwritten by a result that comes late. Says whether it was written.
 */
export async function settleClaimed(tx: EntityManager, table: string, { id, claimedUntil }: Due, facts: Record<string, string | number | null> & { dueAt: Instant | null }): Promise<boolean> {
  const columns = Object.keys(facts).map((column) => `"${column}" = ?`).join(', ');
  return (await rowsChanged(tx, `UPDATE "${table}" SET ${columns}, "claimedUntil" = NULL WHERE "id" = ? AND "claimedUntil" = ?`, [...Object.values(facts), id, claimedUntil])) > 0;
}
