import { createHash } from 'node:crypto';
import { MissionCodes, MissionLinks, MissionSessions, MissionVisits } from '../../src/missions/index.js';
import { MissionVisit } from '../../src/missions/mission-link.entity.js';
import { RaiseObjectionsHandler } from '../../src/objections/index.js';
import { Clock } from '../../src/platform/clock.js';
import { Ids } from '../../src/platform/ids.js';
import { Keys } from '../../src/platform/keys.js';
import { Reader } from '../../src/platform/reader.js';
import { UnitOfWork } from '../../src/platform/unit-of-work.js';
import { memberStates } from '../../src/directory/index.js';
import { eachDatabase, type Database } from '../support/databases.js';
import { codeBesideTheLink } from '../support/modalities.js';
import { circulatedRound } from '../support/round.js';
import { startService, type Service } from '../support/service.js';

/** Three lives of one installation, each with keys of its own: in two of them France acts, in the third Kenya, later in the same hour. */
const LIVES = [{ iso2: 'FR', at: '2026-12-02T11:12:13.000Z' }, { iso2: 'FR', at: '2026-12-02T11:12:13.000Z' }, { iso2: 'KE', at: '2026-12-02T11:47:58.000Z' }];
/** What keys and chance make: sealed boxes, tags, hashes, random letters. */
const UNREADABLE = /^(v1\.)?[\w-]{11,}$/;

eachDatabase('a round in which one State alone opened its link and filed', (open, kind) => {
  const databases: Database[] = [];
  const services: Service[] = [];
  let rounds = 0;

  beforeAll(async () => {
    for (const _ of LIVES) {
      const database = await open();
      const service = await startService({ database: database.address, ticks: false });
      databases.push(database);
      services.push(service);
      let id = 0;
      service.get(Ids).next = () => `00000000-0000-4000-8000-${String(++id).padStart(12, '0')}`;
      service.get(Clock).machine = () => service.get(Clock).now();
    }
  });
  afterAll(async () => {
    for (const service of services) await service.close();
    for (const database of databases) await database.drop();
  });

  /** One round more in each life: a code mistyped, the page opened, a name ticked, the objection filed; `entered` is what a fault adds. */
  async function round(entered: (service: Service, listId: string, iso2: string) => Promise<unknown> = async () => undefined): Promise<void> {
    rounds++;
    for (const [life, { iso2, at }] of LIVES.entries()) {
      const service = services[life]!;
      service.holdTime('2026-12-01T15:00:00.000Z');
      const { listId, ids } = await circulatedRound(service, { names: 3, addresses: false, modality: codeBesideTheLink(), slug: `round-${rounds}` });
      service.holdTime(at);
      const sessions = service.get(MissionSessions);
      const { code } = (await service.get(MissionCodes).ofList(listId)).find((one) => one.iso2 === iso2)!;
      const link = { token: service.get(MissionLinks).token(listId, iso2, 1), memberState: iso2 };
      await expect(sessions.open({ ...link, code: 'AAAAA-AAAAA' })).rejects.toThrow();
      await sessions.close((await sessions.open({ ...link, code })).session);
      const { session } = await sessions.open({ ...link, code });
      await sessions.keepDraft(session, listId, { names: [{ nominationId: ids[1]!, basis: '' }], basisForAll: 'Invented' });
      await service.get(RaiseObjectionsHandler).execute({ items: [{ nominationId: ids[1]!, basis: null }] }, { kind: 'mission', iso2, listId });
      await entered(service, listId, iso2);
    }
  }

  /** Everything that stands in a database, each cell by its place, rows in the order in which they lie there. */
  async function copy(service: Service): Promise<Map<string, string>> {
    const { manager } = service.get(Reader);
    const cells = new Map<string, string>();
    const put = (place: string, value: unknown): void => {
      if (Buffer.isBuffer(value)) return put(place, value.toString('base64url'));
      if (value !== null && typeof value === 'object') return Object.entries(value).forEach(([name, part]) => put(`${place}.${name}`, part));
      if (typeof value === 'string' && /^[[{]/.test(value)) return put(place, JSON.parse(value));
      cells.set(place, JSON.stringify(value));
    };
    for (const { tableName } of manager.connection.entityMetadatas) {
      const rows = (await manager.query(kind === 'SQLite' ? `SELECT rowid AS "place", * FROM "${tableName}" ORDER BY rowid` : `SELECT * FROM "${tableName}" ORDER BY ctid`)) as object[];
      rows.forEach((row, at) => put(`${tableName} ${at}`, row));
    }
    return cells;
  }

  /** Where the lives differ otherwise than by keys and chance: there a thief of the database reads, or works out, which State it was, or when. */
  async function telling(): Promise<string[]> {
    const [first, second, other] = (await Promise.all(services.map(copy))) as [Map<string, string>, Map<string, string>, Map<string, string>];
    const unreadable = (cell: string): boolean => UNREADABLE.test(cell.slice(1, -1));
    return [...new Set([...first.keys(), ...other.keys()])].filter((place) => {
      const [one, again, elsewhere] = [first.get(place), second.get(place), other.get(place)];
      if (one === again || one === undefined || again === undefined || elsewhere === undefined) return one !== elsewhere;
      return ![one, again, elsewhere].every((cell) => unreadable(cell) && cell.length === one.length);
    });
  }

  it('differs in nothing but what keys and chance make, and that has one size, from the round in which it was another State', async () => {
    await round();
    expect(await telling()).toEqual([]);
    // The look into the tables sees every link and the session, and none opens without its key.
    const cells = [...(await copy(services[0]!)).keys()];
    expect([cells.filter((place) => /^mission_link \d+\.iso2$/.test(place)).length, cells.filter((place) => /^mission_session \d+\.sealed$/.test(place)).length]).toEqual([193, 1]);
    expect(Object.keys((await services[2]!.get(MissionVisits).of(await listOf(services[2]!)))!)).toEqual(['KE']);
  });
  const listOf = async (service: Service): Promise<string> => (await service.get(Reader).manager.find(MissionVisit))[0]!.listId;

  const write = (service: Service, sql: string): Promise<unknown> => service.get(UnitOfWork).run((tx) => tx.query(sql));
  /** Keys that do one thing otherwise for sessions, until the round is over. */
  function keysThat<K extends 'seal' | 'tag'>(does: K, otherwise: Keys[K]): () => void {
    const all = services.map((service) => service.get(Keys));
    for (const keys of all) {
      const real = Keys.prototype[does].bind(keys) as Keys[K];
      keys[does] = ((...of: Parameters<Keys[K]>) => (of[0]!.startsWith('mission-session') ? otherwise : real as (...of: unknown[]) => string)(...of as [never, never])) as never;
    }
    return () => all.forEach((keys) => delete (keys as Partial<Keys>)[does]);
  }

  const faults: [string, () => { entered?: Parameters<typeof round>[0]; undo?: () => void }][] = [
    ['the State in the clear', () => ({ undo: keysThat('seal', (_, text) => text), entered: async () => undefined })],
    ['a tag without a key', () => ({ undo: keysThat('tag', (...parts) => createHash('sha256').update(parts.join()).digest('base64url')) })],
    ['the moment at which a session ends', () => ({ entered: (service) => write(service, `UPDATE "mission_session" SET "expiresAt" = '${service.get(Clock).now()}'`) })],
    ['a mark at the link that was opened', () => ({ entered: (service, listId, iso2) => write(service, `UPDATE "mission_link" SET "issuedAt" = '2026-12-02T12:00:00.000Z' WHERE "listId" = '${listId}' AND "iso2" = '${iso2}'`) })],
    ['a row of its own for each Mission that came', () => ({ entered: (service, listId, iso2) => write(service, `INSERT INTO "mission_visit" SELECT '${listId} ${iso2}', "sealed" FROM "mission_visit" WHERE "listId" = '${listId}'`) })],
    ['tries that are counted beside the code', () => ({ entered: (service, listId, iso2) => write(service, `UPDATE "mission_code" SET "tries" = "tries" - 1 WHERE "listId" = '${listId}' AND "iso2" = '${iso2}'`) })],
    // SQLite writes a row where it was; PostgreSQL writes it behind all others.
    ...(kind === 'SQLite' ? [] : [['a row that is written again as it was', () => ({ entered: (service: Service, listId: string, iso2: string) => write(service, `UPDATE "mission_code" SET "tries" = "tries" WHERE "listId" = '${listId}' AND "iso2" = '${iso2}'`) })] as [string, () => object]]),
  ];
  it.each(faults)('would be caught with %s', async (_, plant) => {
    const before = new Set(await telling());
    const { entered, undo } = plant();
    await round(entered).finally(undo);
    expect((await telling()).filter((place) => !before.has(place))).not.toEqual([]);
  });

  /** How many sizes the box of a list's visits has: before anybody came, after one, and after all. */
  async function sizes(): Promise<number> {
    const service = services[0]!;
    const { listId } = await circulatedRound(service, { names: 1, addresses: false });
    const visits = service.get(MissionVisits);
    const found = new Set<number>();
    for (const states of [[], ['FR'], memberStates().map(({ iso2 }) => iso2)]) {
      await service.get(UnitOfWork).run(async (tx) => {
        for (const iso2 of states) await visits.change(tx, listId, iso2, () => ({ openedAt: '2026-12-02T12:00:00.000Z', tries: 20 }));
        found.add((await visits.hold(tx, listId)).sealed.length);
      });
    }
    return found.size;
  }

  it('does not show how many came; would be caught with a box as long as what it holds', async () => {
    expect(await sizes()).toBe(1);
    const keys = services[0]!.get(Keys);
    const ofList = keys.ofList.bind(keys);
    keys.ofList = (listId) => {
      const ring = ofList(listId);
      return Object.assign(Object.create(ring) as typeof ring, { seal: (context: string, text: string) => ring.seal(context, text), open: ring.open.bind(ring), tag: ring.tag.bind(ring) });
    };
    expect(await sizes().finally(() => { keys.ofList = ofList; })).toBeGreaterThan(1);
  });
});
