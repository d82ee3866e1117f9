import type { Browser, BrowserContext, Page } from 'playwright-core';
import { ApplyHandlers, BeginApplicationHandler, OpenCallHandler } from '../../src/applications/index.js';
import { Lists } from '../../src/lists/index.js';
import { MissionLinks } from '../../src/missions/index.js';
import { UnitOfWork } from '../../src/platform/unit-of-work.js';
import { applicantOf, complete, link } from '../doors/apply/applicant.js';
import { openBrowser } from '../support/browser.js';
import { eachDatabase } from '../support/databases.js';
import { dice } from '../support/dice.js';
import { officer } from '../support/round.js';
import { finalize } from './acts.js';
import type { History } from './history.js';
import { quiet } from './leaks.js';
import type { Mission } from './mission.js';
import { addressesOf, routesOf, valuesOf } from './observers.js';
import { BEGIN, DEADLINES, openRound, type Round } from './round.js';
import { number } from './size.js';
import { changesBetween, tablesOf } from './tables.js';
import { headerOf, type Asked } from './wire.js';
import { World } from './world.js';

/** NEMCON_PROOF_SCANS raises it; the proof of record is 10000. */
const SCANS = number('NEMCON_PROOF_SCANS', 1_000);
const history = { ...quiet, decisions: [], acts: [], late: [], afterwards: [] } satisfies History;
/** A crawl ends by itself; this only keeps a fault from making it endless. */
const MOST_PAGES = 80;

eachDatabase('a scanner of mail', (open, kind) => {
  let world: World;
  let round: Round;
  let kenya: Mission;
  let applicationId: string;
  /** Every address of the service that stands in a letter. */
  let led: string[];

  beforeAll(async () => {
    world = await World.alone(open, { plain: true });
    let past: Round;
    await world.step('a first list', BEGIN, async () => { past = await openRound(world, history, 0); });
    await world.step('its end', '2026-12-15T22:30:00.000Z', () => finalize(past));
    await world.step('a second list', '2026-12-16T15:00:00.000Z', async () => {
      round = await openRound(world, history, 1, DEADLINES[4]);
      const { conferenceId } = await world.get(Lists).find(round.listId);
      const { id: callId } = await world.get(OpenCallHandler).execute({ conferenceId, track: '6c', opensAt: null, ...DEADLINES[3]! }, officer);
      await world.get(BeginApplicationHandler).execute({ callId, email: 'applicant@invented.example', language: 'en' });
      ({ applicationId } = await applicantOf(world, conferenceId, 'applicant@invented.example', '6c'));
    });
    // There is something that an empty form would take away.
    await world.get(ApplyHandlers).save({ typed: complete }, { kind: 'applicant', applicationId });
    kenya = round.missions[3]!;
    const urls = world.sent.flatMap(({ parsed }) => [parsed.text, parsed.html || '', ...parsed.attachments.map(({ content }) => String(content).replace(/\r\n /g, ''))].join(' ').replaceAll('&amp;', '&').match(/https?:\/\/[^\s"'<>)]+/g) ?? []);
    led = [...new Set(urls)].filter((url) => url.startsWith(world.url)).map((url) => url.slice(world.url.length));
    // The link of the application that can still be changed comes first of its kind.
    const own = link(world, { kind: 'applicant', applicationId });
    led.sort((a, b) => Number(b.startsWith(own)) - Number(a.startsWith(own)));
  });
  afterAll(() => world.close());

  const linkOf = (start: string): string => led.find((path) => path.startsWith(start))!.replace(/\?.*/, '');

  it('finds links of every kind in the letters', () => {
    // The list in circulation; the outcome of a list before it; the application that was begun.
    for (const start of ['/m/', '/status/', '/apply/link/']) expect(led.filter((path) => path.startsWith(start)).length).toBeGreaterThan(0);
  });

  /** The way in, as a person goes it: it works, whatever a scanner did before. */
  async function entered(): Promise<{ mission: string; applicant: string }> {
    await kenya.enter(true);
    expect((await kenya.get(kenya.list)).body.toString()).toContain('Invented Zeta');
    const answer = await world.ask(null, { path: linkOf('/apply/link/'), method: 'POST', form: [['open', 'yes']], from: '203.0.113.20' });
    expect([answer.status, headerOf(answer, 'location')]).toEqual([303, `/apply/a/${applicationId}`]);
    const applicant = headerOf(answer, 'set-cookie')!.split(';')[0]!;
    expect((await world.ask(null, { path: `/apply/a/${applicationId}`, from: '203.0.113.20', cookie: applicant })).status).toBe(200);
    return { mission: kenya.cookie(), applicant };
  }

  /** HEAD, GET and OPTIONS of what letters lead to and of every GET route, by a stranger and by who has a Mission's or an applicant's session. */
  async function storm(paths: string[], many: number): Promise<{ changes: string[]; statuses: Map<number, number> }> {
    const { mission, applicant } = await entered();
    const { below } = dice('NEMCON_PROOF_SEED');
    const before = await tablesOf(world);
    const statuses = new Map<number, number>();
    const visitors: Partial<Asked>[] = [{ cookie: `${mission}; ${applicant}` }, {}, { bearer: kenya.secrets().at(-1)! }];
    const methods = ['GET', 'HEAD', 'OPTIONS'];
    let order: string[] = [];
    for (let at = 0; at < many; at++) {
      // Each round goes through all addresses in another order; the visitors and the methods take turns.
      const [lap, place] = [Math.floor(at / paths.length), at % paths.length];
      if (place === 0) order = [...paths].map((path) => [below(1 << 30), path] as const).sort(([a], [b]) => a - b).map(([, path]) => path);
      const asked = { path: order[place]!, method: methods[lap % 3]!, from: `10.${(at >> 16) & 255}.${(at >> 8) & 255}.${at & 255}`, language: ['en', 'ar'][below(2)]!, ...visitors[Math.floor(lap / 3) % 3] };
      const { status } = await world.ask(null, asked);
      if (status >= 500) throw new Error(`${asked.method} ${asked.path}: ${status}`);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
    return { changes: changesBetween(before, await tablesOf(world)), statuses };
  }

  /** What letters lead to, and every GET route of the router with values that are known. */
  async function everyAddress(): Promise<string[]> {
    const { objections, filings } = await kenya.own();
    const values = valuesOf(round, (await kenya.link()).slice(3), { objectionId: objections[0]!.id, filingId: filings[0]!.id }, { objectionId: 'unknown', filingId: 'unknown' });
    values['token']!.push(linkOf('/apply/link/').slice('/apply/link/'.length));
    Object.assign(values, { id: [applicationId], section: ['organization', 'people'], track: ['6b'] });
    return [...new Set([...led, ...routesOf(round).flatMap((template) => addressesOf(template, values))])];
  }

  it(`changes nothing by ${SCANS} requests of HEAD, GET and OPTIONS, and the links work afterwards`, async () => {
    await kenya.enter();
    await kenya.act('page', { names: [0], basis: 'short' }, { names: [0], basis: 'short' });
    await kenya.tick([1], 'continue');
    const paths = await everyAddress();
    const { changes, statuses } = await storm(paths, Math.max(SCANS, paths.length));
    expect(changes).toEqual([]);
    // It was let in, and not only turned away.
    expect(statuses.get(200)! / paths.length).toBeGreaterThan(0.2);
    await entered();
  }, 120_000 + 40 * SCANS);

  it('would be seen where a GET or a HEAD writes', async () => {
    const links = world.get(MissionLinks);
    const find = links.byToken.bind(links);
    let written = 0;
    links.byToken = async (token) => {
      await world.get(UnitOfWork).run((tx) => tx.query(`UPDATE "mission_link" SET "issuedAt" = '2026-12-16T16:00:0${written++}.000Z' WHERE "iso2" = 'KE' AND "listId" = '${round.listId}'`));
      return find(token);
    };
    const { changes } = await storm([linkOf('/m/')], 2);
    delete (links as Partial<MissionLinks>).byToken;
    expect(changes.join()).toContain('mission_link +');
  });

  // Pages and their forms are the same on both databases.
  if (kind !== 'SQLite') return;

  describe('in a browser', () => {
    let browser: Browser;
    beforeAll(async () => { browser = await openBrowser(); });
    afterAll(() => browser.close());

    /** What a browser that runs scripts, follows every link from here and sends every form empty and as it stands changes. */
    async function crawl(starts: string[]): Promise<{ changes: string[]; pages: number; forms: number }> {
      const before = await tablesOf(world);
      const context = await browser.newContext();
      await context.route('**/assets/**', (route) => route.abort());
      const done = await new Crawl(world.url, context).from(starts);
      await context.close();
      return { ...done, changes: changesBetween(before, await tablesOf(world)) };
    }

    it('that runs scripts, clicks all and sends every form empty and as it stands changes nothing, and the links work afterwards', async () => {
      const { changes, pages, forms } = await crawl([...led, `${linkOf('/m/')}/not-us`]);
      expect(changes).toEqual([]);
      expect(pages).toBeGreaterThan(15);
      expect(forms).toBeGreaterThan(20);
      await entered();
    });

    it.each([
      ['the box of "this is not us" is ticked', '/m/', 'sure', 'misdirection +'],
      ['the box that opens an application is ticked', '/apply/link/', 'open', 'application +'],
    ])('would be seen where %s at first', async (_, start, box, change) => {
      world.tamper = (_, __, payload) => (typeof payload === 'string' ? payload.replace(new RegExp(`id="${box}" name="${box}"`), `$& checked`) : payload);
      const { changes } = await crawl([linkOf(start) + (start === '/m/' ? '/not-us' : '')]);
      world.tamper = null;
      expect(changes.join()).toContain(change);
    });
  });
});

/** A button of a form: places of both, and what tells it from others. A language is a language. */
interface Button {
  form: number;
  place: number;
  what: string;
}
const BUTTONS = `[...document.forms].flatMap((form, at) => [...form.querySelectorAll('button, input[type=submit]')].map((button, place) => {
  const action = button.getAttribute('formaction') ?? form.getAttribute('action') ?? '';
  const value = button.value.replace(/^(lang|page|drop)-.*|^(ar|zh|en|fr|ru|es)$/, '$1');
  return { form: at, place, what: [form.method, new URL(action, location.href).pathname, button.name, value].join(' ') };
}))`;

/**
 * A crawl through a browser: each address once, whatever the values of its query; each button of each form twice. Forms of the
 * pages that were found last go first: what ends a session stands on the page where it began.
 */
class Crawl {
  readonly #seen = new Set<string>();
  readonly #sent = new Set<string>();
  readonly #queue: string[] = [];
  readonly #pages: { url: string; buttons: Button[] }[] = [];

  constructor(private readonly origin: string, private readonly context: BrowserContext) {}

  async from(starts: string[]): Promise<{ pages: number; forms: number }> {
    const page = await this.context.newPage();
    this.#queue.push(...starts.map((path) => this.origin + path));
    for (;;) {
      while (this.#queue.length && this.#seen.size < MOST_PAGES) await this.#visit(page, new URL(this.#queue.shift()!));
      const last = this.#pages.pop();
      if (!last) return { pages: this.#seen.size, forms: this.#sent.size };
      for (const button of last.buttons.filter(({ what }) => !this.#sent.has(what))) {
        this.#sent.add(button.what);
        for (const blank of [true, false]) {
          await open(page, last.url);
          await this.#send(page, button, blank);
        }
      }
    }
  }

  async #visit(page: Page, url: URL): Promise<void> {
    const key = `${url.pathname}?${[...url.searchParams.keys()].sort().join()}`;
    if (url.origin !== this.origin || this.#seen.has(key) || /\.(csv|xlsx|ics)$|^\/(assets|api)\//.test(url.pathname)) return;
    this.#seen.add(key);
    if (!await open(page, url.href)) return;
    await this.#look(page);
    this.#pages.push({ url: url.href, buttons: await page.evaluate(BUTTONS) as Button[] });
    await page.evaluate(`document.querySelectorAll('summary, button[type=button], [onclick]').forEach((each) => each.click())`);
  }

  async #look(page: Page): Promise<void> {
    this.#queue.push(page.url(), ...await page.evaluate('[...document.querySelectorAll("a[href]")].map((each) => each.href.split("#")[0])') as string[]);
  }

  async #send(page: Page, { form, place }: Button, blank: boolean): Promise<void> {
    const left = page.waitForEvent('framenavigated', { timeout: 5_000 }).catch(() => null);
    const there = await page.evaluate(`((form, button, blank) => {
      if (!form) return false;
      form.noValidate = true;
      if (blank) for (const field of form.elements) {
        if (field.type === 'checkbox' || field.type === 'radio') field.checked = false;
        else if (!['button', 'submit', 'hidden', 'file'].includes(field.type)) field.value = '';
      }
      form.querySelectorAll('button, input[type=submit]')[button].click();
      return true;
    })(document.forms[${form}], ${place}, ${blank})`);
    if (!there) return;
    await left;
    await page.waitForLoadState('domcontentloaded');
    await this.#look(page);
  }
}

/** false for what is not a page but a download. */
const open = (page: Page, url: string): Promise<boolean> => page.goto(url, { waitUntil: 'domcontentloaded' }).then(() => true, (error: Error) => {
  if (/download|ERR_ABORTED/i.test(error.message)) return false;
  throw error;
});
