import type { EntityManager } from 'typeorm';

/**
 * A select in plain SQL with `?` for each value, for the few reads that every filing and every status look-up makes:
 * building the same query anew costs more than running it. Column names are quoted as in the migrations.
 */
export async function selectRows<T>(tx: EntityManager, sql: string, values: unknown[]): Promise<T[]> {
  let place = 0;
  const text = tx.connection.options.type === 'postgres' ? sql.replace(/\?/g, () => `$${++place}`) : sql;
  return (await tx.query(text, values)) as T[];
}
