import type { EntityManager, EntityTarget, ObjectLiteral } from 'typeorm';

const CHUNK = 512;

/** Inserts rows that need nothing back from the database, in chunks that stay below both databases' limits. */
export async function insertRows<T extends ObjectLiteral>(tx: EntityManager, entity: EntityTarget<T>, rows: Partial<T>[]): Promise<void> {
  const { columns: all, tableName: table } = tx.connection.getMetadata(entity);
  const columns = all.filter((c) => !c.isGenerated);
  const postgres = tx.connection.options.type === 'postgres';
  for (let at = 0; at < rows.length;) {
    const most = Math.min(CHUNK, rows.length - at);
    // On SQLite statements are kept: one for each power of two, not for each number of rows.
    const chunk = rows.slice(at, at += postgres ? most : 2 ** Math.floor(Math.log2(most)));
    const values: unknown[] = [];
    const tuples = chunk.map((row) => {
      const places = columns.map((column) => {
        const value: unknown = row[column.propertyName] ?? null;
        // Only columns with a form of their own (JSON) need preparing.
        values.push(column.transformer ? tx.connection.driver.preparePersistentValue(value, column) : value);
        return postgres ? `$${values.length}` : '?';
      });
      return `(${places.join(',')})`;
    });
    await tx.query(`INSERT INTO "${table}" (${columns.map((c) => `"${c.databaseName}"`).join(',')}) VALUES ${tuples.join(',')}`, values);
  }
}
