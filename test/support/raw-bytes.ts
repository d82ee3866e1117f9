import { existsSync, readFileSync } from 'node:fs';
import { Client } from 'pg';
import type { Database } from './databases.js';

/** Every byte that a thief of the database gets: the file with its WAL, or every row of every table. */
export async function rawBytes({ address }: Database): Promise<Buffer> {
  if (address.kind === 'sqlite') {
    return Buffer.concat(['', '-wal', '-shm'].map((end) => `${address.file}${end}`).filter((file) => existsSync(file)).map((file) => readFileSync(file)));
  }
  const client = new Client(address.url);
  await client.connect();
  const tables = await client.query<{ tablename: string }>(`SELECT tablename FROM pg_tables WHERE schemaname = 'public'`);
  const parts = [];
  for (const { tablename } of tables.rows) parts.push(asText((await client.query(`SELECT * FROM "${tablename}"`)).rows));
  await client.end();
  return Buffer.from(parts.join('\n'));
}

/** Rows as JSON, in which bytes stand as they are: what is not sealed in them is found. */
export const asText = (rows: object[]): string =>
  JSON.stringify(rows, function (this: Record<string, unknown>, name, value: unknown) { return Buffer.isBuffer(this[name]) ? this[name].toString('latin1') : value; });
