import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import type { Browser, Page } from 'playwright-core';
import rules from '../../templates/locales/en/rules.json' with { type: 'json' };
import { modalities } from '../../workflows/modalities/index.js';
import { Relay } from '../../src/delivery/index.js';
import { checkRows, CirculateListHandler, EditNamesHandler, NameBook, readTable } from '../../src/lists/index.js';
import { MissionLinks } from '../../src/missions/index.js';
import { Letters, type LetterFacts } from '../../src/notices/index.js';
import { OutboxMessage } from '../../src/outbox/index.js';
import { Clock } from '../../src/platform/clock.js';
import { languages } from '../../src/platform/i18n.js';
import { Reader } from '../../src/platform/reader.js';
import { UnitOfWork } from '../../src/platform/unit-of-work.js';
import { signIn, type Console } from '../doors/office/console.js';
import { plain } from '../proofs/judges.js';
import { swap, takeOut } from '../proofs/swap.js';
import { openBrowser } from '../support/browser.js';
import { eachDatabase, type Database } from '../support/databases.js';
import { circulatedRound, draftRound, officer } from '../support/round.js';
import { running } from '../support/running.js';
import { startService, type Service } from '../support/service.js';
import { startSmtp, type Smtp } from '../support/smtp.js';

const { categories } = modalities[0]!;
type Row = Record<string, string>;
const rowsOf = (file: string): Row[] => parse(readFileSync(new URL(`../data/${file}`, import.meta.url)), { bom: true, columns: true }) as Row[];
const ORGANIZATIONS = rowsOf('organizations.csv');
// Each with a contact of its own, so that each gets a letter; its language says in which.
const AWKWARD: Row[] = rowsOf('awkward-names.csv').map((row, at) => ({ ...row, 'e-mail': `contact${at}@awkward.example`, language: languages[at % 6]! }));
const TURNING = ['\u202A', '\u202B', '\u202C', '\u202D', '\u202E', '\u2066', '\u2067', '\u2068', '\u2069'];
const JOINER = '\u2060';
const MARKS = ['\u200E', '\u200F', '\u061C'];
const hex = (sign: string): string => sign.charCodeAt(0).toString(16);
/** Real names, and after them an invented one with each sign that turns text around, and with each mark that does not. */
const AWKWARD_FILE: Row[] = [...AWKWARD, ...[...TURNING, ...MARKS].map((sign) => ({ id: hex(sign), name: `Invented ${hex(sign)}${sign} Union`, 'e-mail': `${hex(sign)}@awkward.example` }))];

const sorted = (names: string[]): string[] => [...names].sort();
const csvOf = (rows: Row[]): Buffer => Buffer.from(stringify(rows, { header: true, columns: Object.keys(rows[0]!) }));

/** Lines of the file that are refused, by the rule. */
type Refusals = Record<string, number[]>;

/** The rule whose words an officer reads beside the row: of those whose words fit, the one that says most. */
const ruleOf = (said: string): string => Object.entries(rules).sort(([, a], [, b]) => b.length - a.length)
  .find(([, text]) => new RegExp(`^${text.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{\{\w+\}\}/g, '.*')}$`, 's').test(said))![0];

let browser: Browser;
let page: Page;
beforeAll(async () => {
  browser = await openBrowser();
  page = await browser.newPage();
});
afterAll(() => browser.close());

/** The one name that a letter is about: as its text says it, and as a browser reads its HTML. */
async function namesIn(letters: { text: string; html: string }[]): Promise<{ text: string[]; html: string[] }> {
  const read = `(letters) => letters.map((html) => [...new DOMParser().parseFromString(html, 'text/html').querySelectorAll('strong > bdi')].map((e) => e.textContent).join('|'))`;
  const html = await page.evaluate(`(${read})(${JSON.stringify(letters.map((letter) => letter.html))})`) as string[];
  // What the letter says, the name, and what it says of it: a blank line stands between them.
  const text = letters.map((letter) => letter.text.replace(/\r\n/g, '\n').split('\n\n')[1]!);
  return { text, html };
}

eachDatabase('real organizations', (open) => {
  let service: Service;
  let database: Database;
  let smtp: Smtp;
  let desk: Console;
  let first = true;
  beforeAll(async () => {
    database = await open();
    smtp = await startSmtp();
    service = await startService({ database: database.address, smtpUrl: smtp.url, now: '2026-12-01T15:00:00.000Z', ticks: false });
    desk = await signIn(service);
  });
  afterAll(async () => {
    await service.close();
    await smtp.close();
    await database.drop();
  });
  afterEach(takeOut);

  async function emptyDraft(): Promise<string> {
    const { listId, ids } = await draftRound(service, { names: 1, addresses: first });
    first = false;
    await service.get(EditNamesHandler).remove({ listId, nominationId: ids[0]! }, officer);
    return listId;
  }

  /** A file taken in at the console: what its preview says, then all rows without a fault. */
  async function takeIn(listId: string, file: Buffer): Promise<{ accepted: number; refused: number; refusals: Refusals }> {
    const at = `/office/lists/${listId}/import`;
    const preview = (await desk.upload(at, at, {}, { field: 'file', name: 'names', text: file })).text;
    await page.setContent(preview);
    const [accepted, refused] = (await page.locator('.n-facts dd').allTextContents()).map((text) => Number(text.replace(',', '')));
    const refusals: Refusals = {};
    for (const row of await page.locator('tr:has(.govuk-error-message)').all()) {
      const rule = (await row.locator('.govuk-error-message').allTextContents()).map(ruleOf).join(' ');
      (refusals[rule] ??= []).push(Number(await row.locator('th').textContent()));
    }
    const upload = /name="upload" value="([^"]+)"/.exec(preview)![1]!;
    const seen = /name="seen" value="([^"]+)"/.exec(preview)![1]!;
    expect((await desk.post(`${at}/confirm`, at, { upload, seen })).status).toBe(303);
    return { accepted: accepted!, refused: refused!, refusals };
  }

  const namesOf = async (listId: string): Promise<string[]> => (await service.get(Reader).manager.query(`SELECT "name" FROM "nomination" WHERE "listId" = '${listId}'`) as { name: string }[]).map(({ name }) => name);
  const circulate = (listId: string) => service.get(CirculateListHandler).execute({ listId, wallTime: '2026-12-15T17:00', zone: 'America/New_York' }, officer);

  /** The Office's own file, byte by byte. */
  async function exported(listId: string, kind: 'csv' | 'xlsx'): Promise<Buffer> {
    const answer = await fetch(`${service.url}/office/lists/${listId}/export/proposed.${kind}`, { headers: { cookie: desk.cookie } });
    return Buffer.from(await answer.arrayBuffer());
  }

  async function readAgain(file: Buffer): Promise<string[]> {
    const read = await readTable(file);
    if (!read.ok) throw new Error(read.problem.rule);
    const checked = checkRows(read.table, { categories, existing: [] });
    if ('missing' in checked) throw new Error('no column of names');
    expect(checked.refused).toEqual([]);
    return checked.accepted.map(({ name }) => name.name);
  }

  /** The names on a Mission's pages, as a browser reads them. */
  async function onPages(listId: string): Promise<{ list: string[]; print: string[] }> {
    await page.goto(`${service.url}/m/${service.get(MissionLinks).token(listId, 'GB', 1)}`);
    if (await page.locator('select[name=memberState]').count()) {
      await page.locator('select[name=memberState]').selectOption('GB');
      await page.getByRole('button', { name: 'Open the list' }).click();
    }
    const names = async (path: string): Promise<string[]> => {
      await page.goto(`${service.url}/m/list/${listId}${path}`);
      return page.locator('.n-names bdi.n-name').allTextContents();
    };
    return { list: await names(''), print: await names('/print') };
  }

  it('5,906 of them go through import, list, page, export and import again; what is refused is refused by row', async () => {
    const listId = await emptyDraft();
    const taken = await takeIn(listId, csvOf(ORGANIZATIONS));
    expect(taken).toEqual({ accepted: 5_900, refused: 6, refusals: { 'row-repeated': [2_486, 2_697, 3_463, 5_247, 5_700], 'name-bidi-control': [2_989] } });
    const refused = new Set(Object.values(taken.refusals).flat());
    const wanted = sorted(ORGANIZATIONS.filter((_, at) => !refused.has(at + 2)).map(({ name }) => name!));
    expect(sorted(await namesOf(listId))).toEqual(wanted);
    await circulate(listId);
    expect(sorted((await onPages(listId)).print)).toEqual(wanted);
    for (const kind of ['csv', 'xlsx'] as const) expect(sorted(await readAgain(await exported(listId, kind)))).toEqual(wanted);
  });

  /** A list's names at every place where one stands on its way, as it is read there. */
  async function everywhere(listId: string): Promise<Record<string, string[]>> {
    smtp.mails.splice(0);
    // Letters to organizations go out anew; the letters themselves are made when they are sent.
    await service.get(UnitOfWork).run((tx) => tx.update(OutboxMessage, { listId, notice: 'acknowledgement' }, { state: 'queued', dueAt: service.get(Clock).machine(), settledAt: null }));
    await service.get(Relay).drain();
    const letters = smtp.mails.filter(({ to }) => to.endsWith('@awkward.example')).map(({ parsed }) => ({ text: parsed.text!, html: parsed.html as string }));
    const { text, html } = await namesIn(letters);
    const places = {
      ...(await onPages(listId)), text: text.map(plain), html: html.map(plain),
      csv: await readAgain(await exported(listId, 'csv')), xlsx: await readAgain(await exported(listId, 'xlsx')),
    };
    return Object.fromEntries(Object.entries(places).map(([place, names]) => [place, sorted(names)]));
  }

  describe('awkward ones', () => {
    let listId: string;
    let wanted: string[];
    beforeAll(async () => {
      listId = await emptyDraft();
    });

    it('go the same way and by letter; those that turn text around are refused by row', async () => {
      expect(await takeIn(listId, csvOf(AWKWARD_FILE))).toEqual({ accepted: 55 + 3, refused: 9, refusals: { 'name-bidi-control': [57, 58, 59, 60, 61, 62, 63, 64, 65] } });
      wanted = sorted([...AWKWARD, ...AWKWARD_FILE.slice(-MARKS.length)].map(({ name }) => name!));
      expect(sorted(await namesOf(listId))).toEqual(wanted);
      await circulate(listId);
      expect(await everywhere(listId)).toEqual({ list: wanted, print: wanted, text: wanted, html: wanted, csv: wanted, xlsx: wanted });
    });

    it.each(['csv', 'xlsx'] as const)('come back from the Office\'s own %s into another list, refused nowhere', async (kind) => {
      const again = await emptyDraft();
      expect(await takeIn(again, await exported(listId, kind))).toEqual({ accepted: wanted.length, refused: 0, refusals: {} });
      expect(sorted(await namesOf(again))).toEqual(wanted);
    });

    it.each([
      ['composes letters and their marks anew', (name) => name.normalize('NFC')],
      ['takes out a space within', (name) => name.replace(/ {2}/g, ' ')],
      ['takes off the spaces at the ends', (name) => name.trim()],
      ['takes out what nobody sees', (name) => name.replace(/\p{Cf}/gu, '')],
    ] as [string, (name: string) => string][])('would be found changed in each place by one that %s', async (_, fault) => {
      swap(service.get(NameBook), 'sorted', (real) => async (...asked) => (await real(...asked)).map((one) => ({ ...one, name: fault(one.name) })));
      swap(service.get(Letters), 'ofRow', (real) => (row) => real({ ...row, data: { ...(row.data as { name: string }), name: fault((row.data as { name: string }).name) } }));
      const read = await everywhere(listId);
      expect(Object.entries(read).filter(([, names]) => names.join() === wanted.join()).map(([place]) => place)).toEqual([]);
    });
  });
});

describe('a letter to an organization', () => {
  const service = running(() => startService({ ticks: false }));
  let row: OutboxMessage;
  beforeAll(async () => {
    await circulatedRound(service, { names: 1, addresses: false });
    row = await service.get(Reader).manager.findOneByOrFail(OutboxMessage, { notice: 'acknowledgement' });
  });

  // One letter is made like the other: the second is made for those names alone that hold a sign at all.
  it.each(['acknowledgement', 'outcome'] as const)('names each real organization as it was given in both parts of the %s, but for what keeps a name from becoming a link', async (notice) => {
    const names = [...ORGANIZATIONS, ...AWKWARD].map(({ name }) => name!).filter((name) => notice === 'acknowledgement' || /[.@:/]/.test(name));
    expect(names.filter((name) => name.includes(JOINER))).toEqual([]);
    expect(names).toHaveLength(notice === 'acknowledgement' ? 5_906 + 55 : 238);
    const facts = row.data as unknown as LetterFacts;
    const read = await namesIn(names.map((name, at) => service.get(Letters).render(notice, { ...facts, name }, languages[at % 6]!, row.queuedAt)));
    const unlinked = names.map((name) => name.replace(/[.@:/]/g, `$&${JOINER}`));
    expect(read).toEqual({ text: unlinked, html: unlinked });
    expect(read.text.map(plain)).toEqual(names);
  });
});
