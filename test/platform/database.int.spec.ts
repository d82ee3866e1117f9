import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { setTimeout as wait } from 'node:timers/promises';
import type { EntityManager } from 'typeorm';
import { modalities } from '../../workflows/modalities/index.js';
import { CreateConferenceHandler } from '../../src/conferences/index.js';
import { entities, migrations } from '../../src/entities.js';
import { CreateListHandler, Lists } from '../../src/lists/index.js';
import { RaiseObjectionsHandler } from '../../src/objections/index.js';
import { closeDatabases, DatabaseInUse, holdService, openDatabases, type Databases } from '../../src/platform/database.js';
import { insertRows } from '../../src/platform/insert.js';
import { DATABASES } from '../../src/platform/platform.module.js';
import { Reader } from '../../src/platform/reader.js';
import { Setting } from '../../src/platform/setting.entity.js';
import { UnitOfWork } from '../../src/platform/unit-of-work.js';
import { circulatedRound, officer } from '../support/round.js';
import { eachService } from '../support/running.js';
import { startService } from '../support/service.js';

eachService('the database', { now: '2026-12-01T15:00:00.000Z' }, (service, { database, kind }) => {
  /** Columns of a table as the database has them: name, and whether it may be null. */
  async function columns(table: string): Promise<string[]> {
    const source = service.app.get<Databases>(DATABASES).writing;
    const rows = (await source.query(source.options.type === 'postgres'
      ? `SELECT column_name AS name, is_nullable = 'YES' AS empty FROM information_schema.columns WHERE table_name = '${table}'`
      : `SELECT name, "notnull" = 0 AND pk = 0 AS empty FROM pragma_table_info('${table}')`)) as { name: string; empty: unknown }[];
    return rows.map(({ name, empty }) => `${name}${empty ? '?' : ''}`).sort();
  }

  describe('while another process changes keys', () => {
    const lock = (): string => join(`${service.keyFile}.store`, 'lock');
    // A process that lives and is not this one.
    beforeEach(() => writeFileSync(lock(), JSON.stringify({ pid: process.ppid, host: hostname(), mark: 'another' })));
    afterEach(() => rmSync(lock(), { force: true }));
    const draft = (conferenceId: string) => (): Promise<unknown> =>
      service.get(CreateListHandler).execute({ conferenceId, key: '6b' }, officer).then(() => 'made', (error: { rule?: string }) => error.rule);

    it('holds no filing back: whoever makes a key waits by itself, or is refused at once where others would wait for it', async () => {
      const work = service.get(UnitOfWork);
      const order: string[] = [];
      const { id } = await service.get(CreateConferenceHandler).execute({ slug: 'keys', title: { en: 'Invented Conference' }, modality: modalities[0]! }, officer);
      const waits = draft(id)().then((became) => order.push(`list ${String(became)}`));
      await work.run(() => Promise.resolve()).then(() => order.push('filing'));
      expect(order).toEqual(['filing']);
      expect(await work.run(draft(id))).toBe('keys-busy');
      rmSync(lock());
      await waits;
      expect(order).toEqual(['filing', 'list made']);
    });

    it('what is to be done afterwards waits by itself, and whoever asked for it is answered when it is done', async () => {
      const work = service.get(UnitOfWork);
      const order: string[] = [];
      let open = (): void => undefined;
      const gate = new Promise<void>((resolve) => { open = resolve; });
      const first = work.run(() => {
        work.afterwards(() => gate);
        return Promise.resolve();
      }).then(() => order.push('first'));
      await work.run(() => Promise.resolve()).then(() => order.push('filing'));
      open();
      await first;
      expect(order).toEqual(['filing', 'first']);
    });
  });

  it('has the tables and columns that the entities say, no more and no less', async () => {
    const source = service.app.get<Databases>(DATABASES).writing;
    for (const { tableName, columns: wanted } of source.entityMetadatas) {
      const expected = wanted.map(({ databaseName, isNullable }) => `${databaseName}${isNullable ? '?' : ''}`).sort();
      expect([tableName, await columns(tableName)]).toEqual([tableName, expected]);
    }
  });

  it('is left alone by a version that is older than it', async () => {
    const { writing } = service.app.get<Databases>(DATABASES);
    const open = () => openDatabases(database.address, entities, migrations).then(closeDatabases);
    await open();
    await writing.query(`INSERT INTO "migrations" ("timestamp", "name") VALUES (1800000000000, 'Later1800000000000')`);
    await expect(open()).rejects.toMatchObject({ why: 'databaseLater', params: { migration: 'Later1800000000000' } });
    await writing.query(`DELETE FROM "migrations" WHERE "timestamp" = 1800000000000`);
    await open();
  });

  it('answers every act that was done together with one whose end outside the database fails, and that one by its fault', async () => {
    const work = service.get(UnitOfWork);
    const ended = (key: string, end: () => Promise<void>): Promise<string> => work.run(async (tx) => {
      await insertRows(tx, Setting, [{ key, value: 'x' }]);
      work.afterwards(end);
      return key;
    });
    const late: string[] = [];
    const outcomes = await Promise.allSettled([
      ended('first', () => Promise.reject(new Error('Invented'))),
      ended('second', async () => { await wait(10); late.push('second'); }).then((key) => [key, ...late]),
    ]);
    expect(outcomes).toMatchObject([{ status: 'rejected', reason: { message: 'Invented' } }, { status: 'fulfilled', value: ['second', 'second'] }]);
    expect(await service.get(Reader).manager.countBy(Setting, { key: 'first' })).toBe(1);
  });

  it('writes what acts collect in their order, once, and not that of an act that fails after it had to see it', async () => {
    const work = service.get(UnitOfWork);
    const written: string[] = [];
    const write = async (tx: EntityManager, items: string[]): Promise<void> => {
      written.push(items.join(' '));
      await insertRows(tx, Setting, items.map((key) => ({ key, value: 'collected' })));
    };
    const act = (key: string, then: () => Promise<void> = () => Promise.resolve()): Promise<void> => work.run(async () => {
      work.collect(write, key);
      await then();
    });
    await Promise.allSettled([
      // While this one commits the others gather.
      work.run(() => Promise.resolve()),
      act('c1'),
      act('c2', async () => { await work.flush(write); throw new Error('Invented'); }),
      act('c3', () => work.flush(write)),
      act('c4'),
    ]);
    const kept = await service.get(Reader).manager.findBy(Setting, { value: 'collected' });
    expect(kept.map(({ key }) => key).sort()).toEqual(['c1', 'c3', 'c4']);
    // On SQLite the four share a transaction: who must see its own sees what those before it collected, and nothing stands twice.
    if (kind === 'SQLite') expect(written).toEqual(['c1 c2', 'c1 c3', 'c4']);
  });

  it('keeps what each of many acts at once wrote, and nothing of those that failed', async () => {
    const { listId, ids } = await circulatedRound(service, { names: 40, addresses: false });
    const states = ['FR', 'DE', 'KE', 'BR', 'JP'];
    const outcomes = await Promise.allSettled(states.flatMap((iso2) => ids.map((nominationId, at) => service.get(RaiseObjectionsHandler).execute(
      // Every fourth filing names a second name that does not exist: the whole filing must go.
      { items: [{ nominationId, basis: null }, ...(at % 4 === 0 ? [{ nominationId: 'nobody', basis: null }] : [])] }, { kind: 'mission', iso2, listId },
    ))));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(150);
    const rows = (await service.app.get<Databases>(DATABASES).reading.query(`SELECT COUNT(*) AS n FROM "objection" WHERE "listId" = '${listId}'`)) as { n: string }[];
    expect(Number(rows[0]!.n)).toBe(150);
    expect((await service.get(Lists).find(listId)).state).toBe('circulated');
  });

  // SQLite has one writer: there nobody waits for a row, and nothing that was read changes under an act.
  if (kind === 'PostgreSQL') {
    const write = (tx: EntityManager, key: string): Promise<unknown> => tx.update(Setting, { key }, { value: 'changed' });
    beforeAll(() => service.get(UnitOfWork).run((tx) => insertRows(tx, Setting, ['left', 'right'].map((key) => ({ key, value: 'as it was' })))));

    it('says that it is busy to one of two who wait for each other, takes all of its act back, and does the other', async () => {
      let holding = 0;
      const both = (first: string, second: string): Promise<unknown> => service.get(UnitOfWork).run(async (tx) => {
        await tx.query(`SET LOCAL deadlock_timeout = '20ms'`);
        await insertRows(tx, Setting, [{ key: `of ${first}`, value: '' }]);
        await write(tx, first);
        for (holding++; holding < 2;) await wait(5);
        await write(tx, second);
      });
      const outcomes = await Promise.allSettled([both('left', 'right'), both('right', 'left')]);
      const refused = outcomes.map(({ status }) => status === 'rejected');
      expect(refused.filter(Boolean)).toHaveLength(1);
      expect(outcomes[refused.indexOf(true)]).toMatchObject({ reason: { rule: 'database-busy' } });
      const { manager } = service.get(Reader);
      expect(await Promise.all(['of left', 'of right'].map((key) => manager.countBy(Setting, { key })))).toEqual(refused.map((was) => (was ? 0 : 1)));
    });

    it('has its connections asked whether the other end lives: who waits for a machine that is gone would wait for ever', async () => {
      const { setKeepAlive } = Socket.prototype;
      const asked: [on?: boolean, after?: number][] = [];
      Socket.prototype.setKeepAlive = function (...how) {
        asked.push(how);
        return setKeepAlive.apply(this, how);
      };
      await openDatabases(database.address, entities, migrations).then(closeDatabases).finally(() => { Socket.prototype.setKeepAlive = setKeepAlive; });
      expect([asked.length > 0, asked.every(([on, after]) => on && after! > 0 && after! <= 60_000)]).toEqual([true, true]);
    });

    it('says the same where what an act had read was changed meanwhile', async () => {
      const { writing } = service.app.get<Databases>(DATABASES);
      await expect(service.get(UnitOfWork).run(async (tx) => {
        await tx.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
        await tx.find(Setting);
        await writing.query(`UPDATE "setting" SET "value" = 'sooner' WHERE "key" = 'left'`);
        await write(tx, 'left');
      })).rejects.toMatchObject({ rule: 'database-busy' });
    });
  }
});

describe('SQLite beside other processes', () => {
  it('waits for a command line that writes', async () => {
    const service = await startService({ now: '2026-12-01T15:00:00.000Z' });
    const { listId, ids } = await circulatedRound(service, { names: 3, addresses: false });
    const file = String(service.app.get<Databases>(DATABASES).writing.options.database);
    const other = new Database(file);
    const file1 = (at: number) => service.get(RaiseObjectionsHandler).execute({ items: [{ nominationId: ids[at]!, basis: null }] }, { kind: 'mission', iso2: 'FR', listId });
    other.exec('BEGIN IMMEDIATE');
    const patient = file1(0);
    await wait(300);
    other.exec('COMMIT');
    expect((await patient).names).toBe(1);
    other.close();
    await service.close();
  });

  it('keeps what it tells as done, after a full disk ended a transaction and another process had the file', async () => {
    const service = await startService({ now: '2026-12-01T15:00:00.000Z' });
    const { listId, ids } = await circulatedRound(service, { names: 3, addresses: false });
    const { writing } = service.app.get<Databases>(DATABASES);
    const [{ page_count: pages }] = (await writing.query('PRAGMA page_count')) as [{ page_count: number }];
    await writing.query(`PRAGMA max_page_count = ${pages}`);
    const large = (): Promise<unknown> => service.get(UnitOfWork).run((tx) => insertRows(tx, Setting, [{ key: 'large', value: 'x'.repeat(1e6) }]));
    await expect(large()).rejects.toMatchObject({ code: 'SQLITE_FULL' });
    await writing.query('PRAGMA max_page_count = 1000000');
    const other = new Database(String(writing.options.database));
    other.exec('BEGIN IMMEDIATE');
    const filing = service.get(RaiseObjectionsHandler).execute({ items: [{ nominationId: ids[0]!, basis: null }] }, { kind: 'mission', iso2: 'FR', listId });
    await wait(300);
    other.exec('COMMIT');
    await filing;
    expect(other.prepare('SELECT COUNT(*) AS n FROM "filing"').get()).toEqual({ n: 1 });
    other.close();
    await service.close();
  });

  it('is served by one process; a second is refused by name', () => {
    const address = { kind: 'sqlite' as const, file: join(mkdtempSync(join(tmpdir(), 'nemcon-mark-')), 'x.sqlite') };
    const release = holdService(address);
    expect(() => holdService(address)).toThrow(DatabaseInUse);
    release();
    holdService(address)();
  });
});
