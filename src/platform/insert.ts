import type { EntityManager, EntityMetadata, EntityTarget, ObjectLiteral } from 'typeorm';

const CHUNK = 512;

/** Inserts rows that need nothing back from the database, in chunks that stay below both databases' limits. */
export async function insertRows<T extends ObjectLiteral>(tx: EntityManager, entity: EntityTarget<T>, rows: Partial<T>[]): Promise<void> {
  const { columns: all, tableName } = tx.connection.getMetadata(entity);
  const columns = all.filter((c) => !c.isGenerated);
  const postgres = tx.connection.options.type === 'postgres';
  for (let at = 0; at < rows.length;) {
    const most = Math.min(CHUNK, rows.length - at);
    // On SQLite statements are kept: one for each power of two, not for each number of rows.
    const chunk = rows.slice(at, at += postgres ? most : 2 ** Math.floor(Math.log2(most)));
    const values = chunk.flatMap((row) => columns.map((column): unknown => {
      const value: unknown = row[column.propertyName] ?? null;
      // Only columns with a form of their own (JSON) need preparing.
      return column.transformer ? tx.connection.driver.preparePersistentValue(value, column) : value;
    }));
    await tx.query(statement(tableName, columns, chunk.length, postgres), values);
  }
}

/** Statements for SQLite, a few for each table: its driver knows the same text again at a glance. */
const known = new Map<string, string>();
function statement(table: string, columns: EntityMetadata['columns'], rows: number, postgres: boolean): string {
  const key = `${rows} ${table}`;
  const before = postgres ? undefined : known.get(key);
  if (before) return before;
  let place = 0;
  const tuples = Array.from({ length: rows }, () => `(${columns.map(() => (postgres ? `$${++place}` : '?')).join(',')})`);
  const words = `INSERT INTO "${table}" (${columns.map((c) => `"${c.databaseName}"`).join(',')}) VALUES ${tuples.join(',')}`;
  if (!postgres) known.set(key, words);
  return words;
}
