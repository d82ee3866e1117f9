import { randomBytes } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import type { DatabaseAddress } from '../../src/platform/config.js';

export interface Database {
  address: DatabaseAddress;
  drop(): Promise<void>;
}

async function sqlite(): Promise<Database> {
  const folder = mkdtempSync(join(tmpdir(), 'nemcon-sqlite-'));
  return {
    address: { kind: 'sqlite', file: join(folder, 'test.sqlite') },
    drop: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

export async function postgres(template?: string): Promise<Database> {
  const server = process.env['NEMCON_TEST_POSTGRES'];
  if (!server) throw new Error('PostgreSQL was not started: test/support/global-setup.ts starts it for .int, .model and .e2e specs');
  const name = `t_${randomBytes(6).toString('hex')}`;
  const ask = async (statement: string): Promise<void> => {
    const client = new Client(server);
    await client.connect();
    await client.query(statement).finally(() => client.end());
  };
  await ask(`CREATE DATABASE ${name}${template ? ` TEMPLATE ${template}` : ''}`);
  return {
    address: { kind: 'postgres', url: server.replace(/\/postgres$/, `/${name}`) },
    drop: () => ask(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

/** Another database that holds what this one holds now; nobody may be connected to it. */
export async function copyOf({ address }: Database): Promise<Database> {
  const copy = address.kind === 'sqlite' ? await sqlite() : await postgres(new URL(address.url).pathname.slice(1));
  if (address.kind === 'sqlite' && copy.address.kind === 'sqlite') cpSync(address.file, copy.address.file);
  return copy;
}

/** Runs a block of tests on SQLite and on real PostgreSQL. */
export function eachDatabase(title: string, block: (open: () => Promise<Database>, kind: 'SQLite' | 'PostgreSQL') => void): void {
  describe.each([['SQLite', sqlite], ['PostgreSQL', postgres]] as const)(`${title} on %s`, (kind, open) => block(open, kind));
}
