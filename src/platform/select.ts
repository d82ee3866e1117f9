import type { EntityManager } from 'typeorm';

/**
 * A select in plain SQL with `?` for each value, for the few reads that every filing and every status look-up makes:
 * building the same query anew costs more than running it. Column names are quoted as in the migrations.
 */
export const selectRows = <T>(tx: EntityManager, sql: string, values: unknown[]): Promise<T[]> => runSql(tx, sql, values) as Promise<T[]>;

/** The same for a statement that gives no rows back. */
export function runSql(tx: EntityManager, sql: string, values: unknown[]): Promise<unknown> {
  let place = 0;
  const text = tx.connection.options.type === 'postgres' ? sql.replace(/\?/g, () => `$${++place}`) : sql;
  return tx.query(text, values);
}

/** The same with `IN (?)` for any number of keys: one statement for each power of two, not for each number, since prepared statements are kept. */
export function selectAmong<T>(tx: EntityManager, sql: string, keys: string[]): Promise<T[]> {
  const places = [...keys];
  while (places.length & (places.length - 1)) places.push(keys[0]!);
  return selectRows<T>(tx, sql.replace('IN (?)', `IN (${places.map(() => '?').join(',')})`), places);
}
