import { Reader } from '../../src/platform/reader.js';
import type { Service } from '../support/service.js';

/** What visits may change, and nothing else may: sessions, the mark "opened", tries that are counted. */
export const OF_VISITS = ['mission_session', 'mission_visit', 'officer_session', 'application_session', 'representative_session', 'attempt'];

export type Tables = Map<string, string[]>;

/** Every row of every table, but for those of visits. */
export async function tablesOf(service: Pick<Service, 'get'>): Promise<Tables> {
  const { manager } = service.get(Reader);
  const postgres = manager.connection.options.type === 'postgres';
  const names = (await manager.query(postgres
    ? `SELECT tablename AS "name" FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`
    : `SELECT "name" FROM sqlite_master WHERE "type" = 'table' AND "name" NOT LIKE 'sqlite_%' ORDER BY 1`)) as { name: string }[];
  const tables: Tables = new Map();
  for (const { name } of names.filter((table) => !OF_VISITS.includes(table.name))) {
    tables.set(name, ((await manager.query(`SELECT * FROM "${name}"`)) as object[]).map((row) => JSON.stringify(row)).sort());
  }
  return tables;
}

/** Rows that came, went or changed, by table. */
export function changesBetween(before: Tables, after: Tables): string[] {
  return [...after].flatMap(([table, rows]) => {
    const old = new Set(before.get(table));
    const now = new Set(rows);
    return [...rows.filter((row) => !old.has(row)).map((row) => `${table} + ${row}`), ...[...old].filter((row) => !now.has(row)).map((row) => `${table} - ${row}`)];
  });
}
