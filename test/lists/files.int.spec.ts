import fc from 'fast-check';
import { modalities } from '../../workflows/modalities/index.js';
import { checkRows, readTable, toCsv } from '../../src/lists/index.js';
import { checkName } from '../../src/platform/names.js';
import { deflatedSpaces, workbook, workbookOf, zipOf, type Part } from '../support/workbook.js';

const { categories } = modalities[0]!;

async function imported(bytes: Buffer) {
  const read = await readTable(bytes);
  if (!read.ok) throw new Error(JSON.stringify(read.problem));
  const checked = checkRows(read.table, { categories, existing: [] });
  if ('missing' in checked) throw new Error('no name column');
  return { table: read.table, checked };
}

describe('names', () => {
  it('of any kind come back from CSV as they went', async () => {
    const hostile = fc.string({ unit: fc.oneof(fc.constantFrom('=', '+', '-', '@', '\'', '"', ',', ';', ' ', '<', '&', 'é', 'ش', '中', 'a', '1'), fc.string({ minLength: 1, maxLength: 1, unit: 'grapheme' })), minLength: 1, maxLength: 40 }).filter((name) => checkName(name).fault === null);
    await fc.assert(fc.asyncProperty(hostile, async (name) => {
      const read = await readTable(Buffer.from(toCsv({ title: 'x', header: ['name'], rows: [[name]] })));
      expect(read.ok && read.table.rows[0]!.cells[0]).toBe(name);
    }), { numRuns: 300 });
  });
});

describe('a file that cannot be read', () => {
  const csv = (text: string): Buffer => Buffer.from(text);
  it.each([
    ['empty', Buffer.alloc(0), 'file-empty'],
    ['without rows', csv('name,country\n'), 'file-without-rows'],
    ['with broken UTF-8', Buffer.concat([csv('name\nfine\n'), Buffer.from([0xc3, 0x28]), csv('\n')]), 'file-not-utf8'],
    ['with a quote left open', csv('name\n"open\n'), 'csv-broken'],
    ['that calls itself a spreadsheet', Buffer.concat([Buffer.from('504b0304', 'hex'), Buffer.alloc(40)]), 'xlsx-broken'],
    ['with 100,001 rows', csv(`name\n${Array.from({ length: 100_001 }, (_, n) => `n${n}`).join('\n')}`), 'too-many-rows'],
    // What would take minutes to read is not read to its end.
    ['with millions of rows of nothing', csv(`name\nInvented\n${',\n'.repeat(2_000_000)}`), 'too-many-rows'],
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

describe('what a row says', () => {
  const csv = (text: string) => imported(Buffer.from(text));

  it('is not moved into other columns by a comma of the name, nor lost behind the last one', async () => {
    const { checked } = await csv('name,country\nInvented A, Inc.,France\n"Invented B, Inc.",France\nInvented C,France,\n');
    expect(checked.refused.map(({ line, problems }) => [line, problems.map(({ rule }) => rule)])).toEqual([[2, ['row-too-wide']]]);
    expect(checked.accepted.map(({ name: { name, countryIso2 } }) => [name, countryIso2])).toEqual([['Invented B, Inc.', 'FR'], ['Invented C', 'FR']]);
  });

  it('of a language is read by its name as by its code, and is pointed out where nothing of it is kept', async () => {
    const { checked } = await csv('name,country,category,language,women-led\nA,FR,ngo,French,oui\nB,FR,ngo,Español,-\nC,FR,ngo,العربية,\nD,FR,ngo,German,perhaps\n');
    expect(checked.accepted.map(({ name: { contactLanguage, womenLed }, remarks }) => [contactLanguage, womenLed, remarks.map(({ rule }) => rule)])).toEqual([
      ['fr', true, []], ['es', null, []], ['ar', null, []], [null, null, ['contact-language-unclear', 'women-led-unclear']],
    ]);
  });

  it.each(['n/a', '-', 'none', '3.5', 'https://localhost'])('of a website is refused where it is “%s”', async (website) => {
    expect((await csv(`name,website\nInvented A,${website}\n`)).checked.refused[0]?.problems[0]).toMatchObject({ column: 'website', rule: 'website-shape' });
  });

  it('has its cells apart by what its own first line says, or by what stands in its heading', async () => {
    const cells = async (text: string) => {
      const read = await readTable(Buffer.from(text));
      return read.ok ? [read.table.header, ...read.table.rows.map(({ line, cells: row }) => [line, ...row])] : read.problem.rule;
    };
    expect(await cells('sep=;\r\nname;country\r\n"Invented, Inc";FR\r\n')).toEqual([['name', 'country'], [3, 'Invented, Inc', 'FR']]);
    expect(await cells('\uFEFFsep=\t\nname\tcountry\nInvented; Inc\tFR\n')).toEqual([['name', 'country'], [3, 'Invented; Inc', 'FR']]);
    expect(await cells('\n;;\nname;country;city\nInvented;FR;Paris\n')).toEqual([['name', 'country', 'city'], [4, 'Invented', 'FR', 'Paris']]);
  });

  it('begins below the heading, wherever that stands', async () => {
    expect((await csv('\n,\nname,country\nInvented A,FR\n')).checked.accepted[0]).toMatchObject({ line: 4, name: { name: 'Invented A', countryIso2: 'FR' } });
  });
});

describe('a workbook', () => {
  const cell = (at: string, text: string): string => `<c r="${at}" t="inlineStr"><is><t>${text}</t></is></c>`;
  const fine = workbook(`<row r="1">${cell('A1', 'name')}</row><row r="2">${cell('A2', 'Invented A')}</row>`);
  const sheet = 'xl/worksheets/sheet1.xml';
  const withSheet = (rows: string): Buffer => zipOf(workbook(rows));
  const bomb = (part: Partial<Part>, megabytes = 300): Buffer =>
    zipOf([{ name: 'xl/worksheets/sheet2.xml', data: deflatedSpaces(megabytes), deflated: true, says: { local: 10, directory: 10 }, ...part }, ...fine]);

  it.each([
    ['as it should be', zipOf(fine)],
    ['whose headers claim 4 GB where a few bytes are', zipOf(fine.map((part) => ({ ...part, says: { local: 0xffffffff, directory: 0xffffffff } })))],
    ['whose sizes stand after the data', zipOf(fine.map((part) => ({ ...part, descriptor: true })))],
    ['with a bomb among parts that nobody opens', bomb({ name: 'xl/media/image1.png' })],
    ['with another workbook in it', zipOf([{ name: 'xl/embeddings/book.xlsx', data: bomb({}) }, ...fine])],
  ])('%s is read', async (_, bytes) => {
    const read = await readTable(bytes);
    expect(read.ok && read.table.rows).toEqual([{ line: 2, cells: ['Invented A'] }]);
  });

  /** A sheet of four columns, the second with a heading and the third without; a fifth holds nothing. */
  const hiding = (columns: string): Buffer => zipOf(workbook(`<row r="1">${cell('A1', 'name')}${cell('B1', 'website')}${cell('D1', 'country')}</row><row r="2">${cell('A2', 'Invented A')}${cell('C2', 'Invented City')}${cell('D2', 'FR')}</row>`)
    .map((part) => (part.name === sheet ? { ...part, data: Buffer.from(String(part.data).replace('<sheetData>', `<cols>${columns}</cols><sheetData>`)) } : part)));
  const named = (name: string, attributes = ''): string => `<row r="1">${cell('A1', 'name')}</row><row r="2">${cell('A2', 'Invented Z')}</row><row r="3"${attributes}>${cell('A3', name)}</row><row r="4" hidden="1"/>`;
  it('gives the sheet that is shown, whatever is hidden before it or empty beside it', async () => {
    const read = await readTable(zipOf(workbookOf({ name: 'Old', state: 'hidden', rows: named('Invented O') }, { name: 'List', rows: named('Invented A') }, { name: 'Sheet3', rows: '' })));
    expect(read.ok && read.table.rows.map(({ cells }) => cells[0])).toEqual(['Invented Z', 'Invented A']);
  });
  it.each([
    ['whose sheet hides a row with a name', zipOf(workbookOf({ name: 'List', rows: named('Invented A', ' hidden="1"') })), { rule: 'rows-hidden', params: { lines: '3' } }],
    ['whose sheet hides columns that hold something', hiding('<col min="2" max="3" hidden="1"/><col min="5" max="16384" hidden="true"/>'), { rule: 'columns-hidden', params: { columns: 'B (website), C (Invented City)' } }],
    ['whose sheet gives a column no width', hiding('<col min="2" max="2" width="0" customWidth="1"/>'), { rule: 'columns-hidden', params: { columns: 'B (website)' } }],
    ['whose sheet gives a row no height', zipOf(workbookOf({ name: 'List', rows: named('Invented A', ' ht="0" customHeight="1"') })), { rule: 'rows-hidden', params: { lines: '3' } }],
    ['with two lists', zipOf(workbookOf({ name: 'Africa', rows: named('Invented A') }, { name: 'Asia &amp; Pacific', rows: named('Invented B') })), { rule: 'sheets-several', params: { sheets: 'Africa, Asia & Pacific' } }],
  ])('%s is refused: nobody sees what would be added or left out', async (_, bytes, problem) => {
    expect(await readTable(bytes)).toMatchObject({ ok: false, problem });
  });

  it('hides nothing by a column that is narrow, or that holds nothing', async () => {
    const read = await readTable(hiding('<col min="1" max="4" width="2"/><col min="5" max="16384" hidden="1"/>'));
    expect(read.ok && read.table.rows[0]!.cells).toEqual(['Invented A', '', 'Invented City', 'FR']);
  });

  it('whose sheet that is shown is blank is empty, whatever a hidden one holds', async () => {
    expect(await readTable(zipOf(workbookOf({ name: 'Old', state: 'hidden', rows: named('Invented O') }, { name: 'List', rows: '' })))).toMatchObject({ ok: false, problem: { rule: 'file-empty' } });
  });
  it('keeps no cell beyond its heading without a word', async () => {
    const { checked } = await imported(withSheet(`<row r="1">${cell('A1', 'name')}</row><row r="2">${cell('A2', 'Invented A')}${cell('B2', 'Inc.')}</row><row r="3">${cell('A3', 'Invented B')}</row>`));
    expect(checked.refused.map(({ problems }) => problems)).toEqual([[{ line: 2, rule: 'row-too-wide', params: { columns: 1, cells: 2 } }]]);
    expect(checked.accepted.map(({ line }) => line)).toEqual([3]);
  });

  const parts = (...all: Part[]): Part[] => [...all, ...fine];
  const rows = named('Invented A');
  const megabyteOf = (text: string): string => text.repeat(1024 * 1024 / text.length);
  it.each([
    ['that unpacks to 300 MB and says it is small', bomb({}), 'file-too-large'],
    ['that unpacks to 300 MB and says nothing before it', bomb({ descriptor: true }), 'file-too-large'],
    ['of 19 MB that unpacks to 18 GB', bomb({}, 18_000), 'file-too-large'],
    ['of many parts that unpack to too much together', zipOf(parts(...[1, 2, 3].map((n): Part => ({ name: `xl/${n}.xml`, data: deflatedSpaces(90), deflated: true })))), 'file-too-large'],
    ['with a cell far to the right', withSheet('<row r="1"><c r="ZZZZZZ1"><v>1</v></c></row>'), 'file-too-large'],
    ['that is a header alone and claims 4 GB', zipOf([{ name: sheet, data: Buffer.alloc(0), says: { local: 0xffffffff } }]).subarray(0, 30 + sheet.length), 'xlsx-broken'],
    ['whose entries lie over one another', overlaid(zipOf(fine)), 'xlsx-broken'],
    ['whose sheet goes on with rows that never end', withSheet(rows + megabyteOf('<row r="9">')), 'xlsx-broken'],
    ['whose sheet is cut', zipOf([...fine.slice(0, 2), { name: sheet, data: deflatedSpaces(1).subarray(0, 90), deflated: true }]), 'xlsx-broken'],
  ])('%s is refused, and takes no memory of the service', async (_, bytes, rule) => {
    const before = process.resourceUsage().maxRSS;
    expect(await readTable(bytes)).toMatchObject({ ok: false, problem: { rule } });
    expect(process.resourceUsage().maxRSS - before).toBeLessThan(150 * 1024);
  });
});

/** The table of contents names the first entry once for each entry that there is. */
function overlaid(zip: Buffer): Buffer {
  for (let at = zip.indexOf('PK\x01\x02'); at >= 0; at = zip.indexOf('PK\x01\x02', at + 46)) {
    zip.writeUInt32LE(zip.length - 200, at + 20);
    zip.writeUInt32LE(0, at + 42);
  }
  return zip;
}
