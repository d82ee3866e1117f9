import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { modalities } from '../../workflows/modalities/index.js';
import { CirculateListHandler, EditNamesHandler, ListFiles, Lists, NameBook, checkRows, readTable, toCsv, toXlsx } from '../../src/lists/index.js';
import { MissionLinks } from '../../src/missions/index.js';
import { Catalogs } from '../../src/platform/i18n.js';
import { checkName } from '../../src/platform/names.js';
import { eachDatabase, type Database } from '../support/databases.js';
import { draftRound, officer } from '../support/round.js';
import { startService, type Service } from '../support/service.js';

const { categories } = modalities[0]!;
const data = (name: string): Buffer => readFileSync(new URL(`../data/${name}`, import.meta.url));

async function imported(bytes: Buffer) {
  const read = await readTable(bytes);
  if (!read.ok) throw new Error(JSON.stringify(read.problem));
  const checked = checkRows(read.table, { categories, existing: [] });
  if ('missing' in checked) throw new Error('no name column');
  return { table: read.table, checked };
}

eachDatabase('5,906 real organizations', (open) => {
  let service: Service;
  let database: Database;
  beforeAll(async () => {
    database = await open();
    service = await startService({ database: database.address, now: '2026-12-01T15:00:00.000Z' });
  });
  afterAll(async () => {
    await service.close();
    await database.drop();
  });

  it('go through import, list, page, export and import again unchanged', async () => {
    const { checked, table } = await imported(data('organizations.csv'));
    const at = table.header.indexOf('name');
    // One of them carries an embedding, which is refused by row; nothing else is.
    const wrong = checked.refused.filter(({ problems }) => problems.some(({ rule }) => rule !== 'row-repeated'));
    expect(wrong.map(({ problems }) => problems.map(({ rule }) => rule))).toEqual([['name-bidi-control']]);
    expect(wrong[0]!.cells[at]).toMatch(/[\u202A-\u202E\u2066-\u2069]/u);
    expect(checked.accepted.length + checked.refused.length).toBe(5_906);
    const given = new Set(table.rows.map(({ cells }) => cells[at]!));
    const names = checked.accepted.map(({ name }) => name);
    expect(names.every(({ name }) => given.has(name))).toBe(true);

    const { listId } = await draftRound(service, { names: 1 });
    await service.get(EditNamesHandler).add({ listId, names }, officer);
    await service.get(CirculateListHandler).execute({ listId, wallTime: '2026-12-15T17:00', zone: 'America/New_York' }, officer);
    const list = await service.get(Lists).find(listId);
    const wanted = names.map(({ name }) => name).sort();
    const stored = (await service.get(NameBook).of(list)).names.map(({ name }) => name).filter((name) => given.has(name)).sort();
    expect(stored).toEqual(wanted);

    for (const kind of ['csv', 'xlsx'] as const) {
      const { bytes } = await service.get(ListFiles).make(list, 'proposed', kind, 'en', service.get(Catalogs).in('en'));
      const again = await imported(Buffer.from(bytes));
      expect(again.checked.refused).toEqual([]);
      expect(again.checked.accepted.map(({ name }) => name.name).filter((name) => given.has(name)).sort()).toEqual(wanted);
    }

    const answer = await fetch(`${service.url}/m/${service.get(MissionLinks).token(listId, 'FR', 1)}`, { method: 'POST', body: new URLSearchParams({ memberState: 'FR' }), redirect: 'manual' });
    const cookie = answer.headers.get('set-cookie')!.split(';')[0]!;
    const page = await (await fetch(`${service.url}/m/list/${listId}/print`, { headers: { cookie } })).text();
    const escaped = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;').replace(/'/g, '&#39;').replace(/`/g, '&#96;').replace(/\\/g, '&#92;');
    expect(wanted.filter((name) => !page.includes(`>${escaped(name)}<`))).toEqual([]);
  });
});

describe('awkward names', () => {
  it('go through import and export unchanged; those that turn text around are refused by row', async () => {
    const { checked, table } = await imported(data('awkward-names.csv'));
    const at = table.header.indexOf('name');
    const bidi = table.rows.filter(({ cells }) => /[\u202A-\u202E\u2066-\u2069]/u.test(cells[at]!)).map(({ line }) => line);
    expect(checked.refused.filter(({ problems }) => problems.some(({ rule }) => rule === 'name-bidi-control')).map(({ line }) => line)).toEqual(bidi);
    const names = checked.accepted.map(({ name }) => name.name);
    const given = new Set(table.rows.map(({ cells }) => cells[at]!));
    expect(names.length).toBeGreaterThan(50);
    expect(names.every((name) => given.has(name))).toBe(true);
    const sheet = { title: 'List', header: ['name'], rows: names.map((name) => [name]) };
    for (const bytes of [Buffer.from(toCsv(sheet)), await toXlsx(sheet)]) {
      expect((await imported(bytes)).checked.accepted.map(({ name }) => name.name)).toEqual(names);
    }
  });

  it('of any kind come back from CSV as they went', async () => {
    const hostile = fc.string({ unit: fc.oneof(fc.constantFrom('=', '+', '-', '@', '\'', '"', ',', ';', ' ', '<', '&', 'é', 'ش', '中', 'a', '1'), fc.string({ minLength: 1, maxLength: 1, unit: 'grapheme' })), minLength: 1, maxLength: 40 }).filter((name) => checkName(name).fault === null);
    await fc.assert(fc.asyncProperty(hostile, async (name) => {
      const read = await readTable(Buffer.from(toCsv({ title: 'x', header: ['name'], rows: [[name]] })));
      expect(read.ok && read.table.rows[0]!.cells[0]).toBe(name);
    }), { numRuns: 300 });
  });
});

/** The beginning of a zip and one line of its table of contents: a file that unpacks to so many bytes. */
function zipThatSays(bytes: number): Buffer {
  const zip = Buffer.alloc(30 + 46);
  zip.write('PK\x03\x04', 0, 'latin1');
  zip.write('PK\x01\x02', 30, 'latin1');
  zip.writeUInt32LE(bytes, 30 + 24);
  return zip;
}

describe('a file that cannot be read', () => {
  const csv = (text: string): Buffer => Buffer.from(text);
  it.each([
    ['empty', Buffer.alloc(0), 'file-empty'],
    ['without rows', csv('name,country\n'), 'file-without-rows'],
    ['with broken UTF-8', Buffer.concat([csv('name\nfine\n'), Buffer.from([0xc3, 0x28]), csv('\n')]), 'file-not-utf8'],
    ['with a quote left open', csv('name\n"open\n'), 'csv-broken'],
    ['that calls itself a spreadsheet', Buffer.concat([Buffer.from('504b0304', 'hex'), Buffer.alloc(40)]), 'xlsx-broken'],
    ['whose sheets unpack to more than 200 MB', zipThatSays(201 * 1024 * 1024), 'file-too-large'],
    ['whose sheets unpack to less', zipThatSays(199 * 1024 * 1024), 'xlsx-broken'],
    ['with 100,001 rows', csv(`name\n${Array.from({ length: 100_001 }, (_, n) => `n${n}`).join('\n')}`), 'too-many-rows'],
  ])('%s is refused by name', async (_, bytes, rule) => {
    const read = await readTable(bytes);
    expect(read).toMatchObject({ ok: false, problem: { rule } });
    if (rule === 'file-not-utf8') expect(read).toMatchObject({ problem: { line: 3 } });
  });

  it('with other columns names those that were found', async () => {
    const read = await readTable(csv('title,place\nx,y\n'));
    expect(read.ok && checkRows(read.table, { categories, existing: [] })).toEqual({ missing: 'name', found: ['title', 'place'] });
  });

  it('faulty rows are told apart from good ones, each with its line', async () => {
    const { checked } = await imported(csv('name,country,category,e-mail,website\nInvented A,France,ngo,,\nInvented B,France,pirates,,\nInvented C,France,,not-an-address,\n"=HYPERLINK(""x"")",KE,ngo,,\ninvented a,FR,ngo,,\nInvented D,Atlantis,ngo,,javascript:alert(1)\n'));
    expect(checked.accepted.map(({ line }) => line)).toEqual([2, 5]);
    expect(checked.accepted[1]!.flags).toContain('formula-like');
    expect(checked.refused.map(({ line, problems }) => [line, problems.map(({ rule }) => rule)])).toEqual([[3, ['category-unknown']], [4, ['email-shape']], [6, ['row-repeated']], [7, ['website-shape']]]);
  });
});
