import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RecordHead } from '../../src/custody/index.js';
import { Reader } from '../../src/platform/reader.js';
import { UnitOfWork } from '../../src/platform/unit-of-work.js';
import { selectRows } from '../../src/platform/select.js';
import { ResendNoticeHandler } from '../../src/lists/index.js';
import { MissionLinks, MissionSessions } from '../../src/missions/index.js';
import { greeting } from '../../src/start.js';
import { installation, machineReadable, nemcon, type Env, type Said } from '../support/cli.js';
import { copyOf, eachDatabase, type Database } from '../support/databases.js';
import { circulatedRound, officer } from '../support/round.js';
import { startService } from '../support/service.js';

const now = '2026-12-01T15:00:00.000Z';

eachDatabase('a database and keys that do not belong to one moment', (open) => {
  let database: Database;
  /** As it was before a link was replaced. */
  let older: Database;
  let folder: string;
  let keyFile: string;
  let listId: string;
  let name: string;
  const calls = (of: Database): { env: Env; say(...args: string[]): Promise<Said>; told(exit: number, ...args: string[]): Promise<any> } => {
    const env = installation(of.address, folder);
    const say = (...args: string[]): Promise<Said> => nemcon(env, args, { ahead: Date.parse(now) - Date.now() });
    return {
      env, say,
      async told(exit, ...args) {
        const said = await say(...args, '--json');
        const told = machineReadable(said);
        expect([told, said.exit]).toEqual([told, exit]);
        return told;
      },
    };
  };
  const service = (of: Database) => startService({ database: of.address, keyFile, now, ticks: false });
  /** Whether the token of this generation opens the page of France. */
  const opens = (links: MissionLinks, generation: number): Promise<boolean> => links.byToken(links.token(listId, 'FR', generation)).then(Boolean);

  beforeAll(async () => {
    database = await open();
    folder = mkdtempSync(join(tmpdir(), 'nemcon-custody-'));
    keyFile = join(folder, 'key');
    const first = await service(database);
    ({ listId } = await circulatedRound(first, { names: 3, addresses: true }));
    const [row] = await selectRows<{ name: string }>(first.get(Reader).manager, `SELECT c."slug" || '/' || l."key" AS "name" FROM "list" l JOIN "conference" c ON c."id" = l."conferenceId"`, []);
    name = row!.name;
    const token = first.get(MissionLinks).token(listId, 'FR', 1);
    await first.get(MissionSessions).open({ token, memberState: 'FR' });
    await first.close();
    older = await copyOf(database);
    const second = await service(database);
    await second.get(ResendNoticeHandler).execute({ listId, iso2: 'FR', newLink: true }, officer);
    expect([await opens(second.get(MissionLinks), 1), await opens(second.get(MissionLinks), 2)]).toEqual([false, true]);
    await second.close();
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await database.drop();
    await older.drop();
  });
  const keyOfList = (): string => join(`${keyFile}.store`, `list-${listId}.key`);
  const note = (): string => join(`${keyFile}.store`, 'record-head');

  it('are refused by name where the key of a list is missing, and the record is not in order', async () => {
    const { say, told } = calls(database);
    const kept = readFileSync(keyOfList(), 'utf8');
    expect(await told(0, 'record', 'check')).toMatchObject({ ok: true });
    // Whoever takes a key away may put the word in its place as well: the record alone says that one was destroyed.
    for (const put of [() => renameSync(keyOfList(), `${keyOfList()}.away`), () => writeFileSync(keyOfList(), 'destroyed 2026-11-01T00:00:00.000Z\n')]) {
      put();
      for (const args of [['serve'], ['officer', 'list']]) {
        const said = await say(...args);
        expect([said.exit, said.err]).toEqual([3, expect.stringContaining(`does not say that they were destroyed: ${name}.`)]);
      }
      expect(await told(1, 'record', 'check')).toEqual({ ok: false, beside: [{ fault: 'keyMissing', list: name }] });
    }
    writeFileSync(keyOfList(), kept);
    expect(await told(0, 'officer', 'list')).toEqual([]);
  });

  it('are refused by name where the database is an older copy, or has gone on from one', async () => {
    const { say, told } = calls(older);
    const { seq, hash } = JSON.parse(readFileSync(note(), 'utf8')) as { seq: number; hash: string };
    for (const args of [['serve'], ['officer', 'list']]) {
      const said = await say(...args);
      expect([said.exit, said.err]).toEqual([3, expect.stringContaining(`entry ${seq} is noted (${hash})`)]);
    }
    expect(await told(1, 'record', 'check')).toEqual({ ok: false, beside: [{ fault: 'behind', entry: seq, hash }] });
    expect((await calls(database).told(1, 'record', 'restored', '--reason', 'Invented')).rule).toBe('record-not-behind');
    // What only looks at it, or is refused, leaves the note as it was.
    expect(JSON.parse(readFileSync(note(), 'utf8'))).toEqual({ seq, hash });
  });

  it('go on in silence without the note beside the keys, and the revoked link opens again', async () => {
    renameSync(note(), `${note()}.away`);
    const copy = await copyOf(older);
    expect(await calls(copy).told(0, 'officer', 'list')).toEqual([]);
    const blind = await service(copy);
    expect(await opens(blind.get(MissionLinks), 1)).toBe(true);
    await blind.close();
    await copy.drop();
    renameSync(`${note()}.away`, note());
  });

  it('are told of in the log where the older copy came while the service ran; the note stays as it was', async () => {
    const noted = readFileSync(note(), 'utf8');
    renameSync(note(), `${note()}.away`);
    const copy = await copyOf(older);
    const running = await service(copy);
    await running.get(RecordHead).note();
    renameSync(`${note()}.away`, note());
    await running.get(ResendNoticeHandler).execute({ listId, iso2: 'FR', newLink: false }, officer);
    await expect(running.get(RecordHead).note()).rejects.toMatchObject({ name: 'DatabaseBehindRecord' });
    await running.close();
    expect(readFileSync(note(), 'utf8')).toBe(noted);
    await copy.drop();
  });

  it('are refused where the database is empty: it is most likely not the right one', async () => {
    const empty = await open();
    const said = await calls(empty).say('officer', 'list');
    expect([said.exit, said.err]).toEqual([3, expect.stringContaining('The database is empty, but beside the keys entry')]);
    expect(said.err).not.toContain('record restored');
    await empty.drop();
  });

  it('go on from the older copy with an entry that says so, and nothing that was given before opens', async () => {
    const { say, told } = calls(older);
    const lost = JSON.parse(readFileSync(note(), 'utf8')) as { seq: number; hash: string };
    expect((await told(1, 'record', 'restored', '--reason', ' ')).rule).toBe('fields-invalid');
    const restored = await told(0, 'record', 'restored', '--reason', 'The disk was lost');
    expect(restored).toMatchObject({ lost, lists: [{ name, state: 'circulated', links: 193 }], tokens: 0 });
    expect(restored.last.seq).toBeLessThan(lost.seq);
    expect(await told(0, 'record', 'check')).toMatchObject({ ok: true });
    await told(0, 'record', 'export', join(folder, 'export.jsonl'));
    const lines = readFileSync(join(folder, 'export.jsonl'), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as { act?: string; seq?: number; open?: object });
    expect(lines.findLast(({ act }) => act)).toMatchObject({ act: 'record.restored', seq: restored.last.seq + 1, open: { lostEntry: lost.seq, lostHash: lost.hash, links: 193, reason: 'The disk was lost' } });

    const after = await service(older);
    const links = after.get(MissionLinks);
    expect([await opens(links, 1), await opens(links, 2), await opens(links, 3)]).toEqual([false, false, false]);
    expect(await opens(links, await links.generation(listId, 'FR'))).toBe(true);
    expect(await after.get(UnitOfWork).run((tx) => selectRows(tx, `SELECT "tokenHash" FROM "mission_session"`, []))).toEqual([]);
    await after.close();
    // The database that was given up is now the one that is refused.
    expect((await calls(database).say('serve')).err).toContain('The database holds another record');
    expect(await say('officer', 'list')).toMatchObject({ exit: 0 });
  });

  it('go on without a key once the record says that it is lost; one that comes back afterwards is destroyed again, and named', async () => {
    const { say, told } = calls(older);
    const lost = ['key', 'lost', name, '--reason', 'No backup had it'];
    const [, key] = name.split('/');
    expect((await told(1, ...lost, '--confirm', key!)).rule).toBe('key-lives');
    cpSync(keyOfList(), join(folder, 'backup'));
    rmSync(keyOfList());
    expect((await told(1, ...lost, '--confirm', 'other')).rule).toBe('confirmation-differs');
    expect(await told(0, ...lost, '--confirm', key!)).toEqual({ lost: name });
    expect((await told(1, ...lost, '--confirm', key!)).rule).toBe('key-destroyed');
    expect(await told(0, 'record', 'check')).toMatchObject({ ok: true });
    expect(await told(0, 'officer', 'list')).toEqual([]);

    cpSync(join(folder, 'backup'), keyOfList());
    expect(await told(1, 'record', 'check')).toEqual({ ok: false, beside: [{ fault: 'keyReturned', list: name }] });
    expect((await say('officer', 'list')).exit).toBe(0);
    expect(readFileSync(keyOfList(), 'utf8')).toMatch(/^destroyed /);
    expect(greeting({ url: '', host: '', port: 1, returned: [name], keyOpen: null, trial: null })[1]).toContain(`The destroyed key of ${name} had come back`);
    expect(greeting({ url: '', host: '', port: 1, returned: [], keyOpen: keyFile, trial: null })[1]).toContain(`may read ${keyFile}`);
  });
});
