import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { DataSource, MigrationExecutor, type DataSourceOptions, type MixedList, type EntitySchema } from 'typeorm';
import type { DatabaseAddress } from './config.js';
import { StartFault } from './start-fault.js';

type Classes = MixedList<Function | string | EntitySchema>;

export interface Databases {
  /** All writes; on SQLite one connection, used by the unit of work alone. */
  writing: DataSource;
  /** All reads outside a unit of work. On SQLite a second, read-only connection: a page never shows an uncommitted fact. */
  reading: DataSource;
}

/** Another service process holds this SQLite file. */
export class DatabaseInUse extends StartFault {
  constructor(file: string) {
    super('databaseInUse', { file });
  }
}

// A look-up by `undefined` must fail, never match the first row.
const common = { synchronize: false, migrationsRun: false, invalidWhereValuesBehavior: { null: 'throw', undefined: 'throw' } } as const;

/** How long PostgreSQL lets an act wait for what another holds, in milliseconds; the act is refused then, and nothing of it is done. `lock_timeout` in the address says otherwise. */
const LOCK_WAIT = 30_000;

/** After how many milliseconds a connection on which nothing comes is asked whether its other end still lives: whoever waits for an answer of a machine that is gone would wait for ever. */
const ASKED_AFTER = 30_000;

/** Opens the database, runs the migrations that are missing, and returns the writing and the reading side. */
export async function openDatabases(address: DatabaseAddress, entities: Classes, migrations: MixedList<Function | string>): Promise<Databases> {
  if (address.kind === 'postgres') {
    const source = await new DataSource({ type: 'postgres', url: address.url, entities, migrations, ...common, extra: { max: 16, lock_timeout: LOCK_WAIT, keepAlive: true, keepAliveInitialDelayMillis: ASKED_AFTER } }).initialize();
    await migrate(source);
    return { writing: source, reading: source };
  }
  mkdirSync(dirname(address.file), { recursive: true });
  const options = (readonly: boolean): DataSourceOptions => ({
    type: 'better-sqlite3', database: address.file, entities, migrations, ...common, readonly,
    timeout: 100, statementCacheSize: 500,
    prepareDatabase: (db: Database.Database) => {
      if (!readonly) {
        db.pragma('journal_mode = WAL');
        // WAL alone leaves NORMAL, which loses acknowledged rows at a power cut.
        db.pragma('synchronous = FULL');
        // Random keys touch the same pages again and again: the longer the log (64 MB), the fewer of them pass through the file. A thousand would come with every second commit.
        db.pragma('wal_autocheckpoint = 16000');
        // Each unit stands in a savepoint; what takes one back is never needed after a crash, and need not pass through a file.
        db.pragma('temp_store = MEMORY');
        // What is deleted or changed is written over, in free pages too: a copy of the file holds nothing that has ended.
        db.pragma('secure_delete = ON');
        if (db.pragma('synchronous', { simple: true }) !== 2) throw new Error('SQLite does not keep synchronous = FULL');
      }
      db.pragma('foreign_keys = ON');
    },
  });
  const writing = await new DataSource(options(false)).initialize();
  await migrate(writing);
  const reading = await new DataSource(options(true)).initialize();
  return { writing, reading };
}

/** What a later version has changed already is left alone: migrations go forward only, and its rows may mean something else by now. */
async function migrate(source: DataSource): Promise<void> {
  // The thirteen digits at the end of a name put migrations in their order.
  const newest = Math.max(...source.migrations.map(({ name }) => Number(name!.slice(-13))));
  const later = (await new MigrationExecutor(source).getExecutedMigrations()).find(({ timestamp }) => timestamp > newest);
  if (later) throw new StartFault('databaseLater', { migration: later.name });
  await source.runMigrations({ transaction: 'each' });
}

export async function closeDatabases({ writing, reading }: Databases): Promise<void> {
  if (reading !== writing) await reading.destroy();
  await writing.destroy();
}

/** What SQLite says of its file or its disk and not of what is in it; what PostgreSQL or the network says where it is not to be had: not reached, broken off, no way in, no right, no room, stopping or starting. */
const OF_STORAGE = /^(SQLITE_(CANTOPEN|READONLY|PERM|NOTADB|CORRUPT|FULL|IOERR)\w*|ENOSPC|EROFS|ECONNREFUSED|ECONNRESET|EPIPE|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|08\w{3}|28\w{3}|3D000|42501|53\w{3}|57P\w\w)$/;

/** What a fault says, where it is one of the database as a whole, of its disk or of the way to it; null where it is any other. */
export function storageFault(error: unknown): string | null {
  const { code = '', message = '' } = (error as { driverError?: NodeJS.ErrnoException } | null)?.driverError ?? (error as NodeJS.ErrnoException);
  return OF_STORAGE.test(code) || message.startsWith('Connection terminated') ? message || code : null;
}

/**
 * Has what was deleted leave the write-ahead log of SQLite as well, which would keep it for up to 16,000 pages more. Where somebody
 * writes at this moment the log stays, until the next time.
 */
export function emptyLog(address: DatabaseAddress): void {
  if (address.kind === 'postgres') return;
  const db = new Database(address.file, { timeout: 0 });
  try {
    db.pragma('wal_checkpoint(TRUNCATE)');
  } finally {
    db.close();
  }
}

/**
 * Marks this process as the one that serves a SQLite file. The mark is a lock of SQLite's own on a file beside it,
 * so that it goes away with the process, whatever ends it.
 */
export function holdService(address: DatabaseAddress): () => void {
  if (address.kind === 'postgres') return () => undefined;
  mkdirSync(dirname(address.file), { recursive: true });
  const mark = new Database(`${address.file}.service`, { timeout: 0 });
  try {
    mark.pragma('locking_mode = EXCLUSIVE');
    mark.exec('BEGIN EXCLUSIVE; CREATE TABLE IF NOT EXISTS mark (held INTEGER); COMMIT; BEGIN EXCLUSIVE');
  } catch (error) {
    mark.close();
    // Whatever else it is, such as a full disk, has nothing to do with another process.
    throw (error as { code?: string }).code === 'SQLITE_BUSY' ? new DatabaseInUse(address.file) : error;
  }
  return () => mark.close();
}
