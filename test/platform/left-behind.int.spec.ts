import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { Tidy } from '../../src/doors/office/tidy.js';
import { MissionLinks, MissionSessions } from '../../src/missions/index.js';
import { MissionSession } from '../../src/missions/mission-link.entity.js';
import type { Databases } from '../../src/platform/database.js';
import { Keys } from '../../src/platform/keys.js';
import { DATABASES } from '../../src/platform/platform.module.js';
import { UnitOfWork } from '../../src/platform/unit-of-work.js';
import { eachDatabase, type Database as TestDatabase } from '../support/databases.js';
import { rawBytes } from '../support/raw-bytes.js';
import { circulatedRound } from '../support/round.js';
import { startService, type Service } from '../support/service.js';

eachDatabase('what has ended', (open, kind) => {
  let database: TestDatabase;
  let service: Service;
  let listId: string;
  const folder = mkdtempSync(join(tmpdir(), 'nemcon-'));
  const start = (): Promise<Service> => startService({ database: database.address, now: '2026-12-01T15:00:00.000Z', ticks: false, keyFile: join(folder, 'key') });
  beforeAll(async () => {
    database = await open();
    service = await start();
    ({ listId } = await circulatedRound(service, { names: 1, addresses: false }));
  });
  afterAll(async () => {
    await service.close();
    await database.drop();
    rmSync(folder, { recursive: true });
  });

  /** What is sealed of a Mission's session that is over, and whether a copy of the database still holds it. */
  async function left(): Promise<boolean[]> {
    await service.get(MissionSessions).open({ token: service.get(MissionLinks).token(listId, 'FR', 1), memberState: 'FR' });
    const [{ sealed, draft }] = await service.get(UnitOfWork).run(async (tx) => {
      const rows = await tx.find(MissionSession);
      await tx.update(MissionSession, { tokenHash: rows[0]!.tokenHash }, { expiresAt: '2020-01-01T00:00:00.000Z' });
      return rows as [MissionSession];
    });
    // Of a long box its middle: it lies on pages of its own.
    const parts = [sealed.slice(-40), draft.slice(40_000, 40_040)];
    const held = async (): Promise<boolean> => { const bytes = await rawBytes(database); return parts.some((part) => bytes.includes(part)); };
    const before = await held();
    await service.get(Tidy).run();
    return [before, await held()];
  }

  it('is in no byte of the database, its log and its free pages too', async () => {
    expect(await left()).toEqual([true, false]);
  });

  it('of a key that was destroyed is in no file beside it, and never was in the database', async () => {
    const { folder: store } = service.get(Keys);
    const wrapped = readFileSync(join(store, `list-${listId}.key`), 'utf8').trim();
    await service.get(Keys).destroyForList(listId, '2026-12-01T15:00:00.000Z');
    expect(wrapped.length).toBeGreaterThan(60);
    const files = readdirSync(store).map((file) => readFileSync(join(store, file)));
    expect([...files, await rawBytes(database)].filter((bytes) => bytes.includes(wrapped))).toEqual([]);
    ({ listId } = await circulatedRound(service, { names: 1, addresses: false }));
  });

  // On PostgreSQL what is left lies in files that no dump holds (docs/operations.md).
  if (kind === 'SQLite') {
    it('and was left by an earlier version goes away with the first start of this one', async () => {
      await service.get(UnitOfWork).run((tx) => tx.query(`DELETE FROM "migrations" WHERE "name" LIKE 'NothingLeftBehind%'`));
      await service.close();
      const earlier = new Database((database.address as { file: string }).file);
      earlier.exec(`CREATE TABLE "earlier" ("told" text); INSERT INTO "earlier" VALUES ('Canary-${'x'.repeat(9_000)}-of-before'); DROP TABLE "earlier"`);
      earlier.close();
      expect((await rawBytes(database)).includes('-of-before')).toBe(true);
      service = await start();
      await service.get(Tidy).run();
      expect((await rawBytes(database)).includes('-of-before')).toBe(false);
    });

    it('would be caught where SQLite leaves it', async () => {
      const { writing } = service.app.get<Databases>(DATABASES);
      await writing.query('PRAGMA secure_delete = OFF');
      expect(await left()).toEqual([true, true]);
    });
  }
});
