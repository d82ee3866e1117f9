import type { EntityManager } from 'typeorm';

/**
 * A select in plain SQL with `?` for each value, for the few reads that every filing and every status look-up makes:
 * building the same query anew costs more than running it. Column names are quoted as in the migrations.
 */
export const selectRows = <T>(tx: EntityManager, sql: string, values: unknown[]): Promise<T[]> => tx.query(placed(tx, sql), values);

/** The same for a statement that gives no rows back, inside a transaction: how many it changed. */
export async function rowsChanged(tx: EntityManager, sql: string, values: unknown[]): Promise<number> {
  return (await tx.queryRunner!.query(placed(tx, sql), values, true)).affected ?? 0;
}

function placed(tx: EntityManager, sql: string): string {
  let place = 0;
  return tx.connection.options.type === 'postgres' ? sql.replace(/\?/g, () => `$${++place}`) : sql;
}

/** A power of two. */
const AT_ONCE = 512;

/**
 * The same with `IN (?)` at its end for any number of keys, after the values for what stands before it: one statement for each power of
 * two, not for each number, since prepared statements are kept.
 */
export async function selectAmong<T>(tx: EntityManager, sql: string, keys: string[], before: unknown[] = []): Promise<T[]> {
  const found: T[] = [];
  for (let at = 0; at < keys.length; at += AT_ONCE) {
    const some = keys.slice(at, at + AT_ONCE);
    while (some.length & (some.length - 1)) some.push(some[0]!);
    found.push(...await selectRows<T>(tx, sql.replace('IN (?)', `IN (${some.map(() => '?').join(',')})`), [...before, ...some]));
  }
  return found;
}
