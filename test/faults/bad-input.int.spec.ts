import BetterSqlite from 'better-sqlite3';
import { Client as Postgres } from 'pg';
import { Nomination } from '../../src/lists/index.js';
import { RaiseObjectionsHandler, RecordObjectionsHandler } from '../../src/objections/index.js';
import type { Databases } from '../../src/platform/database.js';
import type { DatabaseAddress } from '../../src/platform/config.js';
import { insertRows } from '../../src/platform/insert.js';
import { DATABASES } from '../../src/platform/platform.module.js';
import { Reader } from '../../src/platform/reader.js';
import { Setting } from '../../src/platform/setting.entity.js';
import { UnitOfWork } from '../../src/platform/unit-of-work.js';
import { clientOf, type Answer as ApiAnswer, type Client } from '../doors/api/client.js';
import { signIn, type Answer, type Console } from '../doors/office/console.js';
import { plant } from '../model/walk.js';
import { circulatedRound, draftRound, officer } from '../support/round.js';
import { eachService } from '../support/running.js';
import { startService, type Service } from '../support/service.js';
import { changedBetween, tablesOf } from '../support/tables.js';

const now = '2026-12-01T15:00:00.000Z';
const reason = { proposalReason: 'Test' };

// Nothing is sent or swept by itself: whatever changes is the work of what was asked.
eachService('bad input', { now, ticks: false }, (service, { database, kind }) => {
  let api: Client;
  let desk: Console;
  let draft: string;
  let listId: string;
  let ids: string[];
  beforeAll(async () => {
    service.holdTime(now);
    ({ listId: draft } = await draftRound(service, { names: 2 }));
    ({ listId, ids } = await circulatedRound(service, { names: 3 }));
    api = await clientOf(service);
    // A token's first use is noted once.
    await api.ask('GET', '/conferences');
    desk = await signIn(service);
  });
  beforeEach(() => service.holdTime(now));

  /** The tables that an act changed, among all that there are: lists, names, objections, the record, letters that wait, everything. */
  async function changed<T>(act: () => Promise<T>): Promise<{ result: T; tables: string[] }> {
    const before = await tablesOf(service);
    const result = await act();
    return { result, tables: changedBetween(before, await tablesOf(service)).sort() };
  }
  const importOf = (list: string): string => `/office/lists/${list}/import`;
  const preview = (text: string | Buffer, list = draft): Promise<Answer> => desk.upload(importOf(list), importOf(list), {}, { field: 'file', name: 'names.csv', text });
  const hidden = (text: string, name: string): string => new RegExp(`name="${name}" value="([^"]+)"`).exec(text)![1]!;
  const confirm = (from: Answer, list = draft, by = desk): Promise<Answer> =>
    by.post(`${importOf(list)}/confirm`, importOf(list), { upload: hidden(from.text, 'upload'), seen: hidden(from.text, 'seen') });
  const namesOn = (list: string): Promise<number> => service.get(Reader).manager.countBy(Nomination, { listId: list });

  describe('in a file of names', () => {
    it.each([
      ['other columns', 'title,place\nInvented,France\n', 'There is no column for the name of the organization. Columns found: title, place.'],
      ['bytes that are not UTF-8', Buffer.concat([Buffer.from('name\nInvented\nInvented '), Buffer.from([0xc3, 0x28, 0x0a])]), 'The file is not UTF-8 (line 3).'],
      ['a quote that is never closed', 'name\n"Invented\n', 'line 2'],
      ['more rows than can be read', `name\n${'Invented\n'.repeat(100_001)}`, 'The file has more than 100000 rows, and no more can be read.'],
    ])('%s is one clear refusal, and nothing changes', async (_, text, words) => {
      const { result, tables } = await changed(() => preview(text));
      expect([result.status, result.text.includes(words), tables]).toEqual([422, true, []]);
    });

    it('faults are said by row and field; the good rows alone are added, in one act', async () => {
      const rows = [
        'Invented Union of Gardens,FR,ngo', `${'x'.repeat(10_000)},FR,ngo`, '"Invented\u0007Bell",FR,ngo', 'Invented \u202EOverride,FR,ngo', '"=HYPERLINK(""https://invented.example"")",FR,ngo',
        'invented union of GARDENS,France,ngo', 'Invented Circle of Elsewhere,Nowhereland,ngo', 'Invented Guild,FR,pirates',
      ];
      const { result: page, tables: kept } = await changed(() => preview(`name,country,category\n${rows.join('\n')}\n`));
      expect([page.status, kept]).toEqual([200, ['upload']]);
      const beside = (line: number): string => new RegExp(`<tr[^>]*>(?:(?!<tr).)*?>${line}<(?:(?!</tr>).)*</tr>`, 's').exec(page.text)![0];
      for (const [line, words] of [
        [3, 'The name has 10000 characters; at most 500 are possible.'], [4, 'Character 9 is a control character'], [5, 'Character 10 turns the direction of text around'],
        [6, 'Begins like a formula.'], [7, 'Repeats line 2: “Invented Union of Gardens”.'], [8, '“Nowhereland” is not a Member State'], [9, 'pirates'],
      ] as const) expect([line, beside(line)]).toEqual([line, expect.stringContaining(words)]);
      const before = await namesOn(draft);
      const { result: done, tables } = await changed(() => confirm(page));
      expect([done.status, tables]).toEqual([303, ['idempotency', 'list', 'list_revision', 'nomination', 'record_entry', 'upload']]);
      expect(await namesOn(draft)).toBe(before + 3);
      expect((await api.ask('GET', `/lists/${draft}`)).json.names.map(({ name }: { name: string }) => name)).toContain('=HYPERLINK("https://invented.example")');
    });
  });

  describe('of two officers at one draft', () => {
    it('lets the first in, tells the second, and mixes nothing', async () => {
      const other = await signIn(service, 'other@office.example', 'Other Field');
      const { listId: shared } = await draftRound(service, { names: 1, addresses: false });
      const path = `/office/lists/${shared}/names/new`;
      const seen = hidden((await desk.get(path)).text, 'seen');
      const answers = await Promise.all([[desk, 'Invented Hand'] as const, [other, 'Invented Glove'] as const].map(([by, name]) => by.post(path, path, { name, country: 'FR', seen })));
      expect(answers.map(({ status }) => status).sort()).toEqual([303, 412]);
      const clash = answers.find(({ status }) => status === 412)!.text;
      expect([clash.includes('Somebody changed the list meanwhile'), /value="Invented (Hand|Glove)"/.test(clash), await namesOn(shared)]).toEqual([true, true, 2]);
    });
  });

  describe('in an act', () => {
    it.each([
      ['a deadline in the past', () => api.ask('POST', `/lists/${draft}/circulation`, { body: { wallTime: '2026-11-30T17:00', zone: 'America/New_York', ...reason } }), 422, 'deadline-in-past'],
      ['a deadline below the minimum', () => api.ask('POST', `/lists/${draft}/circulation`, { body: { wallTime: '2026-12-02T17:00', zone: 'America/New_York', ...reason } }), 422, 'deadline-below-minimum'],
      ['a State that is none, whose note verbale is recorded', () => api.ask('POST', `/lists/${listId}/objections`, { body: { memberStates: ['FR', 'XX'], reference: 'Note 1', receivedAt: now, objections: [{ nominationId: ids[0] }] } }), 422, 'state-unknown'],
      ['a name that is on no list, beside one that is', () => mission({ objections: [{ nominationId: ids[0] }, { nominationId: '00000000-0000-4000-8000-000000000000' }] }), 422, 'name-not-on-list'],
      ['an objection one second late', () => { service.holdTime('2026-12-15T22:00:01.000Z'); return mission({ objections: [{ nominationId: ids[0] }] }); }, 409, 'silence-not-running'],
    ])('%s is refused by its rule, and nothing changes', async (_, act: () => Promise<ApiAnswer>, status, rule) => {
      session = await api.enter(listId, 'CL');
      const { result: { status: got, json }, tables } = await changed(act);
      expect([got, json.errors?.[0]?.rule ?? json.rule, tables]).toEqual([status, rule, []]);
      expect(json.detail.length).toBeGreaterThan(10);
    });

    it.each([
      // The head of an image of 60,000 by 60,000 pixels.
      ['would fill the memory of whoever opens it', 'image-too-large', '89504e470d0a1a0a0000000d494844520000ea600000ea600801000000'],
      ['does not say how large it is', 'image-unreadable', 'ffd8ffe000040000ffda000800000000000000'],
    ])('a scan that %s is refused, and nothing changes', async (_, rule, image) => {
      const bytes = Buffer.from(image, 'hex');
      const { result, tables } = await changed(() => service.get(RecordObjectionsHandler).execute(
        { listId, states: ['BO'], items: [{ nominationId: ids[0]!, basis: null }], reference: 'Note 2', receivedAt: now, scan: { name: 'note.png', base64: bytes.toString('base64') } }, officer,
      ).catch((error: unknown) => error));
      expect([result, tables]).toEqual([expect.objectContaining({ faults: [expect.objectContaining({ field: 'scan', rule })] }), []]);
    });

    it('a filing that is sent again changes nothing, and is answered as it was', async () => {
      session = await api.enter(listId, 'PE');
      const body = { objections: [{ nominationId: ids[1], basis: 'Invented basis' }] };
      const first = await changed(() => mission(body));
      const again = await changed(() => mission(body));
      expect([first.result.status, first.tables.includes('objection'), again.tables]).toEqual([201, true, []]);
      expect(again.result.json).toEqual(first.result.json);
    });

    let session = '';
    const mission = (body: unknown): Promise<ApiAnswer> => api.ask('POST', '/mission/objections', { token: session, body });

    it('whose database has no room or is gone in the midst of it is told so, changes nothing, and is taken once it is back', async () => {
      session = await api.enter(listId, 'CL');
      const body = { objections: [{ nominationId: ids[2] }] };
      const { writing } = service.app.get<Databases>(DATABASES);
      if (kind === 'SQLite') await writing.query(`PRAGMA max_page_count = ${((await writing.query('PRAGMA page_count')) as [{ page_count: number }])[0].page_count}`);
      const remove = plant(service.get(RaiseObjectionsHandler), 'execute', (real) => (...command) => service.get(UnitOfWork).run(async (tx) => {
        const done = await real(...command);
        await (kind === 'SQLite' ? insertRows(tx, Setting, [{ key: 'large', value: 'x'.repeat(1e7) }]) : tx.query('SELECT pg_terminate_backend(pg_backend_pid())'));
        return done;
      }));
      const { result, tables } = await changed(() => mission(body));
      expect([result.status, result.json.rule, tables]).toEqual([503, 'storage-away', []]);
      remove();
      if (kind === 'SQLite') await writing.query('PRAGMA max_page_count = 1000000');
      expect((await mission(body)).status).toBe(201);
    });

    it('at a database that another holds is told so, changes nothing, and is taken once it is free', async () => {
      session = await api.enter(listId, 'UY');
      const body = { objections: [{ nominationId: ids[2] }] };
      // A second process that is sooner tired of waiting; SQLite is served by one alone.
      const second = kind === 'PostgreSQL' ? await startService({ database: impatient(database.address), keyFile: service.keyFile, now, ticks: false }) : null;
      const busy = second ? await clientOf(second) : api;
      const release = await hold(service, listId);
      const { result, tables } = await changed(() => busy.ask('POST', '/mission/objections', { token: session, body }));
      expect([result.status, result.json.rule, tables]).toEqual([503, 'database-busy', []]);
      await release();
      expect((await mission(body)).status).toBe(201);
      await second?.close();
    });
  });

  // Last, because every look at the tables takes long once it is there.
  it('of 100,000 rows is all good input: it comes in whole, and the next file is compared with it', async () => {
    const { listId: large } = await draftRound(service, { names: 1, addresses: false });
    const rows = Array.from({ length: 100_000 }, (_, n) => `Invented Association for Matter ${n},${['FR', 'KE', 'PE', 'JP'][n % 4]},ngo`);
    const page = await preview(`name,country,category\n${rows.join('\n')}\n`, large);
    expect([page.status, page.text.includes('Add these rows (100000)')]).toEqual([200, true]);
    expect([(await confirm(page, large)).status, await namesOn(large)]).toEqual([303, 100_001]);
    expect((await desk.get(`/office/lists/${large}/names?search=matter+99999`)).text).toContain('Invented Association for Matter 99999');
    const next = await preview('name,country\nInvented Association for Matter 7,JP\n', large);
    for (const words of ['is on the list already', 'Look-alikes were not searched']) expect(next.text).toContain(words);
  });
});

const impatient = (address: DatabaseAddress): DatabaseAddress => (address.kind === 'postgres' ? { ...address, url: `${address.url}?lock_timeout=500` } : address);

/** Another program holds what an act on the list must write, until it is told to let go. */
async function hold(service: Service, listId: string): Promise<() => Promise<unknown>> {
  const { options } = service.app.get<Databases>(DATABASES).writing;
  if (options.type === 'postgres') {
    const other = new Postgres(options.url);
    await other.connect();
    await other.query('BEGIN');
    await other.query('SELECT 1 FROM "list" WHERE "id" = $1 FOR UPDATE', [listId]);
    return async () => { await other.query('COMMIT'); await other.end(); };
  }
  const other = new BetterSqlite(String(options.database));
  other.exec('BEGIN IMMEDIATE');
  return async () => { other.exec('COMMIT'); other.close(); };
}
