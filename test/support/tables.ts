import type { Databases } from '../../src/platform/database.js';
import { DATABASES } from '../../src/platform/platform.module.js';
import type { Service } from './service.js';

export type Tables = Record<string, string>;

/** JSON of SQLite holds no bytes; PostgreSQL writes them as hex by itself. */
const shown = (column: string): string => `CASE typeof(${column}) WHEN 'blob' THEN hex(${column}) ELSE ${column} END`;

/**
 * The contents of every table, in one question: of those that belong to a list the rows of this one, of the others all; of every list
 * where none is named. Letters laid in the trial's mailbox and checkpoints are counted: they only grow.
 */
export async function tablesOf({ app }: Service, { listId, conferenceId }: { listId?: string; conferenceId?: string } = {}): Promise<Tables> {
  const { reading } = app.get<Databases>(DATABASES);
  const postgres = reading.options.type === 'postgres';
  const parts = reading.entityMetadatas.map(({ tableName, columns }) => {
    const names = columns.map(({ databaseName }) => `"${databaseName}"`);
    const of = !listId ? '1 = 1' : tableName === 'list' ? `"id" = '${listId}'` : tableName === 'conference' ? `"id" = '${conferenceId}'` : names.includes('"listId"') ? `"listId" = '${listId}'` : '1 = 1';
    const rows = `(SELECT * FROM "${tableName}" WHERE ${of} ORDER BY ${names[0]}, ${names[1] ?? names[0]}) AS x`;
    const what = ['trial_mail', 'record_checkpoint'].includes(tableName) ? `SELECT CAST(COUNT(*) AS text) FROM "${tableName}"`
      : postgres ? `SELECT json_agg(x)::text FROM ${rows}` : `SELECT json_group_array(json_array(${names.map(shown).join(',')})) FROM ${rows}`;
    return `SELECT '${tableName}' AS "table", (${what}) AS "rows"`;
  });
  const found = (await reading.query(parts.join(' UNION ALL '))) as { table: string; rows: string }[];
  return Object.fromEntries(found.map(({ table, rows }) => [table, rows]));
}

/** The tables whose contents differ. */
export const changedBetween = (before: Tables, after: Tables): string[] => Object.keys(after).filter((table) => after[table] !== before[table]);
