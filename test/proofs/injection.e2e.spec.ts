import readExcel from 'read-excel-file/node';
import writeExcel from 'write-excel-file/node';
import type { Browser, Page } from 'playwright-core';
import { ApplicationsQuery } from '../../src/applications/index.js';
import { Lists, NameBook, readTable } from '../../src/lists/index.js';
import { Keys } from '../../src/platform/keys.js';
import { cookiesOf } from '../doors/office/console.js';
import { letters, type Letter } from '../rights/endpoints.js';
import { openBrowser } from '../support/browser.js';
import { eachDatabase } from '../support/databases.js';
import { answersOfSecond, second, verdictOf } from '../support/verifiers.js';
import { broken, texts } from './corpus.js';
import { through, type Outcome, type Way } from './fields.js';
import { COUNTED, FILE_NAMES, Hostile, SLUG } from './hostile.js';
import { formulasOf, plain, strangeInCalendar, strangeInLetter, strangeInLog, strangeInWorkbook, watch, type Watched } from './judges.js';
import { placesOf, type Places } from './places.js';
import { recordOf, waysOfApplicants, waysOfDrafts, waysOfTheList } from './ways.js';

const CIRCULATED = '2026-12-02T15:00:00.000Z';

eachDatabase('a hostile text', (open, kind) => {
  let hostile: Hostile;
  beforeAll(async () => { hostile = await Hostile.make(open); });
  afterAll(() => hostile.world.close());
  const get: Hostile['world']['get'] = (type) => hostile.world.get(type);

  /** What is wrong with these ways in. The databases differ in what they can keep, and not in what a door refuses: on one of them a part of the texts will do. */
  async function sent(ways: Way[]): Promise<string[]> {
    const wrong: string[] = [];
    for (const way of ways) {
      const among = way.among ?? [...texts, ...broken];
      const found = await through(kind === 'SQLite' ? way : { ...way, among: among.filter((text, at) => at % 5 === 0 || /[\0\p{Surrogate}]/u.test(text)) });
      wrong.push(...found.wrong);
    }
    return wrong;
  }

  it('is kept as it came or refused by the name of its field, in a draft and beside it', async () => {
    expect(await sent(waysOfDrafts(hostile))).toEqual([]);
  });

  it('is kept as it came or refused by the name of its field, by those who apply and whom they name', async () => {
    await hostile.registered();
    expect(await sent(await waysOfApplicants(hostile))).toEqual([]);
  });

  it('is kept as it came or refused by the name of its field, while the silence runs', async () => {
    await hostile.names(texts.length * 2 + 60, 'Invented name');
    await hostile.circulate(CIRCULATED);
    expect(await sent(await waysOfTheList(hostile))).toEqual([]);
  });

  describe('in what leaves', () => {
    beforeAll(() => hostile.finish());

    /** Every name that was taken, as it stands in the list. */
    const named = async (): Promise<string[]> => (await get(NameBook).of(await get(Lists).find(hostile.listId))).names.map(({ name }) => name);
    const file = async (path: string, cookie = ''): Promise<Buffer> => {
      const response = await fetch(hostile.world.url + path, { headers: { cookie } });
      expect([path, response.status, response.headers.get('x-content-type-options')]).toEqual([path, 200, 'nosniff']);
      return Buffer.from(await response.arrayBuffer());
    };
    const tables = (kinds: string[]): [string, string][] => {
      const office = hostile.drafter.forms.console.cookie;
      const list = `/office/lists/${hostile.listId}/export`;
      return kinds.flatMap((format): [string, string][] => [
        [`/c/${SLUG}/6b/proposed/names.${format}`, ''], [`/c/${SLUG}/6b/final/names.${format}?lang=ar`, ''], [`/m/list/${hostile.listId}/final.${format}`, hostile.missionCookie],
        [`${list}/proposed.${format}`, office], [`${list}/final-shared.${format}`, office],
      ]);
    };

    it('is a cell of a CSV file that no spreadsheet takes for a formula, and the same when read back', async () => {
      const names = new Set(await named());
      const others: [string, string][] = [
        [`/office/conferences/${SLUG}/balance.csv`, hostile.drafter.forms.console.cookie], [`/office/lists/${hostile.listId}/report/figures.csv`, hostile.drafter.forms.console.cookie], [`/c/${SLUG}/6b/report/figures.csv`, ''], [`/c/${COUNTED}/report/figures.csv`, ''],
        ...['csv', 'indico.csv'].map((form): [string, string] => [`/office/meetings/hand-offs/${hostile.handOff}/${form}`, hostile.desk.forms.console.cookie])];
      for (const [path, cookie] of [...tables(['csv']), ...others]) {
        const bytes = await file(path, cookie);
        expect([path, formulasOf(bytes.toString())]).toEqual([path, []]);
        if (!/names\.csv|export\/|^\/m\//.test(path)) continue;
        const read = await readTable(bytes);
        const back = read.ok ? read.table.rows.map(({ cells }) => cells[0]!) : [];
        expect(back.filter((name) => !names.has(name))).toEqual([]);
        if (path.includes('proposed')) expect(new Set(back)).toEqual(names);
      }
    });

    it('is a text in a workbook, which holds no formula and no link', async () => {
      const names = new Set(await named());
      for (const [path, cookie] of tables(['xlsx'])) {
        const bytes = await file(path, cookie);
        expect(strangeInWorkbook(bytes)).toEqual([]);
        const back = (((await readExcel(bytes, { trim: false } as never)) as unknown as { data: unknown[][] }[])[0]!.data).slice(1).map(([name]) => name as string);
        expect(back.filter((name) => !names.has(name))).toEqual([]);
        if (path.includes('proposed')) expect(new Set(back)).toEqual(names);
      }
    });

    it('comes back from the Office’s own files as it went, through the console', async () => {
      const { console } = hostile.drafter.forms;
      const names = new Set(await named());
      for (const [format, target] of [['csv', hostile.draftId], ['xlsx', await hostile.anotherDraft()]] as const) {
        const bytes = await file(`/office/lists/${hostile.listId}/export/proposed.${format}`, console.cookie);
        const preview = await console.upload(`/office/lists/${target}/import`, `/office/lists/${target}/import`, {}, { field: 'file', name: `${texts[0]}.${format}`, text: bytes });
        const upload = /name="upload" value="([^"]+)"/.exec(preview.text)![1]!;
        await console.post(`/office/lists/${target}/import/confirm`, `/office/lists/${target}/import`, { upload, seen: /name="seen" value="(\d+)"/.exec(preview.text)![1]! });
        expect(new Set((await get(NameBook).of(await get(Lists).find(target))).names.map(({ name }) => name))).toEqual(names);
      }
    });

    it('is words of a letter and nothing else: one addressee, the headers that a letter has, the text as written, one event in its calendar', async () => {
      const letters = await hostile.letters();
      expect(new Set(letters.map(({ notice }) => notice))).toEqual(new Set(['welcome', 'officersChanged', 'addressAdded', 'applicationLink', 'applicationReceived', 'informationRequested', 'applicationDecided', 'circulation', 'extension', 'acknowledgement', 'final', 'outcome']));
      const wrong: string[] = [];
      for (const { mail, notice, expected } of letters) wrong.push(...(await strangeInLetter(mail.raw, expected)).map((one) => `${notice} to ${mail.to}: ${one}`));
      expect(wrong).toEqual([]);
    });

    it('names a file that is sent as a download, and neither a folder, a header nor another kind of file', async () => {
      const { applicationId } = hostile.applicant;
      const files = await get(ApplicationsQuery).files(applicationId);
      expect(files).toHaveLength(FILE_NAMES.length);
      for (const { id, name } of files) {
        expect(name).not.toMatch(/[/\\\p{Cc}\p{Surrogate}\uFFFD\u202E]/u);
        const response = await fetch(`${hostile.world.url}/office/applications/a/${applicationId}/documents/${id}`, { headers: { cookie: hostile.drafter.forms.console.cookie } });
        expect([response.status, response.headers.get('content-type'), response.headers.get('set-cookie')]).toEqual([200, 'application/pdf', null]);
        expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="[^"\\]*"; filename\*=UTF-8''[\w.%!~*'()-]*$/);
      }
    });

    it('stands in the record as one entry a line, which both verifiers accept', async () => {
      const bytes = Buffer.from((await recordOf(hostile)).join(''));
      const asked = { key: get(Keys).publicKey, roots: [], receipts: [] };
      expect(verdictOf(bytes, asked)).toMatchObject({ ok: true });
      if (second.python) expect(answersOfSecond([{ file: bytes, ...asked }])).toMatchObject([{ ok: true }]);
    });

    it('makes no line of the log, whatever goes wrong with it', async () => {
      const book = get(NameBook);
      const honest = book.sorted.bind(book);
      book.sorted = () => Promise.reject(new Error([...texts, ...broken].join('\n')));
      expect((await fetch(`${hostile.world.url}/c/${SLUG}/6b/final?search=${encodeURIComponent(texts[0]!)}`)).status).toBe(500);
      book.sorted = honest;
      const lines = await hostile.log();
      expect(lines.join()).toContain('fault');
      expect(strangeInLog(lines)).toEqual([]);
    });
  });

  // Pages and letters do not depend on the database.
  if (kind !== 'SQLite') return;

  describe('would be seen', () => {
    it('where a field cuts a text, takes a sign that turns text around, refuses without a name, or breaks', async () => {
      const kept: string[] = [];
      const way = (put: Way['put']): Way => ({ name: 'planted', fields: ['field'], put, kept: () => kept });
      const keep = (text: string): Outcome => (kept.push(text), { status: 201, faulty: [] });
      expect((await through(way(({ field }) => Promise.resolve(keep(field!.trim().slice(0, 12)))))).wrong).toContain(`planted field lost ${JSON.stringify(texts[0])}`);
      expect((await through(way(({ field }) => Promise.resolve(keep(field!.trim()))))).wrong).toContain('planted field took "\u202EInvented"');
      for (const status of [422, 500]) expect((await through(way(() => Promise.resolve({ status, faulty: status === 500 ? ['field'] : [] })))).wrong.length).toBe(texts.length + broken.length);
    });

    it('where a CSV file has no guard, a cell of a workbook is a formula, or a text is not spelled as a workbook spells it', async () => {
      expect(formulasOf('name,country\r\n=1+1,France\r\n')).toContain('=1+1');
      expect(formulasOf('name,city\r\nInvented,"x;=1+2"\r\n')).toEqual(['=1+2"']);
      const book = async (cell: object): Promise<Buffer> => (writeExcel([[cell as never]]) as unknown as { toBuffer(): Promise<Buffer> }).toBuffer();
      expect(strangeInWorkbook(await book({ value: '=1+1', type: 'Formula' })).join()).toContain('<f>');
      expect(((await readExcel(await book({ value: '_x0041_', type: String }))) as unknown as { data: unknown[][] }[])[0]!.data).toEqual([['A']]);
      await expect(book({ value: 'constructor', type: String }).then((bytes) => readExcel(bytes))).rejects.toThrow('VALUE_INVALID');
    });

    it('where a header is put together from a text, a letter’s text is escaped like a page, or a calendar takes a line as it is', async () => {
      const write = (subject: string, text: string): Buffer => Buffer.from(`From: office@nemcon.example\r\nTo: a@invented.example\r\nSubject: ${subject}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${text}\r\n`);
      const found = (subject: string, text: string): Promise<string[]> => strangeInLetter(write(subject, text), { to: 'a@invented.example', subject, says: [texts[0]!] });
      expect(await found('Invented', texts[0]!)).toEqual(['no HTML']);
      expect(await found(broken[0]!, texts[0]!)).toContain('header bcc');
      expect((await found(texts[28]!, texts[0]!)).join()).toContain('subject Invented');
      expect((await found('Invented', '&lt;script&gt;alert(1)&lt;/script&gt;')).join()).toContain('not in the text');
      const [{ mail }] = (await hostile.letters()).filter(({ notice }) => notice === 'circulation') as [Awaited<ReturnType<Hostile['letters']>>[number]];
      const calendar = String(mail.parsed.attachments[0]!.content);
      expect(strangeInCalendar(calendar)).toEqual([]);
      for (const line of ['X\r\nATTENDEE:x', 'X\rY', 'X\nEND:VEVENT']) expect(strangeInCalendar(calendar.replace(/SUMMARY:.*/, `SUMMARY:${line}`))).not.toEqual([]);
    });

    it('where a line of the log is put together from a text', () => {
      expect(strangeInLog([`{"level":30,"msg":"${broken[1]}"}\n`])).toHaveLength(1);
      expect(strangeInLog([`{"level":30,"msg":${JSON.stringify(texts[0])}}\n`])).toHaveLength(1);
    });
  });

  describe('in a browser that runs scripts', () => {
    let browser: Browser;
    let places: Places;
    beforeAll(async () => {
      browser = await openBrowser();
      places = await placesOf(hostile);
    });
    afterAll(() => browser.close());

    /** Forms that take a text, by the officer who has them. */
    const forms = new Map<Letter, Map<string, { path: string; at: number }>>();
    const formsOn = async (page: Page): Promise<(string | null)[]> => (await page.evaluate(`(${actions.toString()})()`)) as (string | null)[];

    /** A browser in which nothing but the markup itself keeps a script from running, or one that obeys the policy. */
    async function look(bypassCSP: boolean, work: (page: Page, watched: Watched, as: (letter: Letter) => Promise<void>) => Promise<void>): Promise<void> {
      const context = await browser.newContext({ bypassCSP, locale: 'en-GB' });
      await context.route('**/assets/**', (route) => route.fulfill({ body: '' }));
      const page = await context.newPage();
      await work(page, watch(page, hostile.world.url), async (letter) => {
        await context.clearCookies();
        await context.addCookies([...places.cookies, ...cookiesOf(hostile.service, places.officers[letter].forms.console)].map((cookie) => ({ url: hostile.world.url, ...cookie })));
      });
      await context.close();
    }

    it('makes no element, no address and no request on any page, and runs nothing', async () => {
      const wrong: string[] = [];
      const [shown, known] = [new Set<string>(), new Set<string>()];
      await look(true, async (page, watched, as) => {
        for (const letter of letters) {
          await as(letter);
          for (const { path, url } of places.paths.get(letter) ?? []) {
            const status = (await page.goto(hostile.world.url + path))!.status();
            if (status >= 500) wrong.push(`${path}: ${status}`);
            if (status === 200) shown.add(url);
            wrong.push(...(await watched.faults()).map((fault) => `${path}: ${fault}`));
            for (const [at, action] of (await formsOn(page)).entries()) {
              const form = `${url} ${action}`;
              if (!action || known.has(form)) continue;
              known.add(form);
              forms.set(letter, (forms.get(letter) ?? new Map()).set(form, { path, at }));
            }
          }
        }
      });
      expect(wrong).toEqual([]);
      // Everything was seen but what is nowhere and the codes that this modality does not ask for.
      const missed = [...places.paths.values()].flat().map(({ url }) => url).filter((url) => !shown.has(url) && !/^\/(none|status\/none|\/evil|$)|:list\/codes\/./.test(url));
      expect([...new Set(missed)]).toEqual([]);
    });

    it('is read on the page as it was written', async () => {
      const { listId, runningId } = hostile;
      const namesOf = async (id: string): Promise<string[]> => (await get(NameBook).of(await get(Lists).find(id))).names.map(({ name }) => name);
      await look(true, async (page, watched, as) => {
        await as('D');
        for (const [path, wanted] of [
          [`/office/lists/${listId}/export/proposed`, await namesOf(listId)], [`/m/list/${runningId}/print`, await namesOf(runningId)], [`/c/another/6b/proposed/print`, await namesOf(runningId)],
          [`/m/list/${runningId}/check`, texts.map((text) => text.trim())],
        ] as const) {
          await page.goto(hostile.world.url + path);
          const read = await watched.texts();
          expect([path, wanted.filter((text) => !read.has(text))]).toEqual([path, []]);
        }
      });
    });

    it('is still a text where a form comes back with it', async () => {
      const wrong: string[] = [];
      await look(true, async (page, watched, as) => {
        for (const letter of letters) {
          await as(letter);
          for (const [form, { path, at }] of forms.get(letter) ?? []) {
            await page.goto(hostile.world.url + path);
            // What was sent before may have taken this form away.
            if ((await formsOn(page)).at(at) === undefined) continue;
            const [answer] = await Promise.all([page.waitForNavigation(), page.evaluate(`(${fill.toString()})(${at}, ${JSON.stringify(POLYGLOT)})`)]);
            if (answer!.status() >= 500) wrong.push(`${form}: ${answer!.status()}`);
            wrong.push(...(await watched.faults()).map((fault) => `${form}: ${fault}`));
          }
        }
      });
      expect(wrong).toEqual([]);
      expect([...forms.values()].reduce((sum, { size }) => sum + size, 0)).toBeGreaterThan(40);
    });

    it('is still a text in the HTML of a letter', async () => {
      await look(true, async (page, watched) => {
        await page.goto(`${hostile.world.url}/healthz`);
        const wrong: string[] = [];
        for (const { mail, notice, expected } of (await hostile.letters()).filter((_, at) => at % 4 === 0)) {
          await page.setContent(mail.parsed.html as string);
          wrong.push(...(await watched.faults()).filter((fault) => !/ style$/.test(fault)).map((fault) => `${notice}: ${fault}`));
          const text = squeezed((await page.evaluate('document.body.textContent')) as string);
          wrong.push(...expected.says.filter((one) => !text.includes(squeezed(one))).map((one) => `${notice} lost ${one}`));
        }
        expect(wrong).toEqual([]);
      });
    });

    describe('would be seen', () => {
      const page = '/c/another/6b/proposed';
      const bare = (html: string): string => html.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&#39;/g, '\'').replace(/&amp;/g, '&');
      const faults: [string, (html: string) => string][] = [
        ['a template prints texts as they are', bare],
        ['an attribute stands without quotation marks', (html) => html.replace('</main>', `${texts.map((text) => `<p title=${text.replace(/[<>&]/g, '')}>x</p>`).join('')}</main>`)],
        ['a website becomes an address', (html) => html.replace('</main>', `${texts.map((text) => `<a href="${text.replace(/[<>&"]/g, '')}">x</a>`).join('')}</main>`)],
        ['data stands in a script', (html) => html.replace('</main>', () => `<script type="application/json">${JSON.stringify(texts)}</script></main>`)],
        ['a remark holds a text', (html) => html.replace('</main>', () => `<!-- ${texts.join(' ')} --></main>`)],
      ];
      afterEach(() => { hostile.world.tamper = null; });

      it.each(faults)('where %s', async (_, fault) => {
        hostile.world.tamper = (request, __, payload) => (request.url.startsWith(page) ? fault(String(payload)) : payload);
        await look(true, async (tab, watched) => {
          await tab.goto(hostile.world.url + page);
          expect((await watched.faults()).join()).toMatch(/dialog 1|<script>|comment|onfocus|javascript:/);
        });
      });

      it('where a template prints texts as they are; then the policy of the pages still keeps all from running', async () => {
        hostile.world.tamper = (request, __, payload) => (request.url.startsWith(page) ? bare(String(payload)) : payload);
        await look(false, async (tab, watched) => {
          await tab.goto(hostile.world.url + page);
          const found = await watched.faults();
          expect(found).toContain('<script>');
          expect(found.filter((one) => /^(dialog|error|another)/.test(one))).toEqual([]);
        });
      });
    });
  });
});

/** What an HTML page shows of white space. */
const squeezed = (text: string): string => plain(text).replace(/\s+/g, ' ').trim();
const POLYGLOT = '"\'></textarea></title><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}';

/* The next two run in the page. */
declare const document: { forms: Iterable<any> & { [at: number]: any } };
/** Where each form goes, in the order of the page; null where it takes no text. */
const actions = (): (string | null)[] => [...document.forms].map((form) => ([...form.elements].some(({ type }) => /^(text|textarea|email|search)$/.test(type)) ? form.getAttribute('action').replace(/[0-9a-f-]{36}|[\w-]{43}|\?.*/g, '') : null));
function fill(at: number, text: string): void {
  const form = document.forms[at];
  const chosen = new Set<string>();
  for (const field of form.elements) {
    if (field.type === 'textarea' || field.type === 'text' || field.type === 'email' || field.type === 'search') field.value = text;
    else if (field.type === 'date') field.value = '2026-12-20';
    else if (field.type === 'time') field.value = '17:00';
    else if (field.type === 'select-one' && field.options.length) field.selectedIndex = field.options.length - 1;
    else if ((field.type === 'checkbox' || field.type === 'radio') && !chosen.has(field.name)) field.checked = Boolean(chosen.add(field.name));
  }
  form.constructor.prototype.submit.call(form);
}
