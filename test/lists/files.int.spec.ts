import fc from 'fast-check';
import { modalities } from '../../workflows/modalities/index.js';
import { checkRows, readTable, toCsv } from '../../src/lists/index.js';
import { checkName } from '../../src/platform/names.js';

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
