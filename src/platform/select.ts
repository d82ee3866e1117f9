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

/** The same with `IN (?)` for any number of keys: one statement for each power of two, not for each number, since prepared statements are kept. */
export function selectAmong<T>(tx: EntityManager, sql: string, keys: string[]): Promise<T[]> {
  const places = [...keys];
  while (places.length & (places.length - 1)) places.push(keys[0]!);
  return selectRows<T>(tx, sql.replace('IN (?)', `IN (${places.map(() => '?').join(',')})`), places);
}
