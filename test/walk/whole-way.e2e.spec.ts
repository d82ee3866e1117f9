import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { Officers, type Role } from '../../src/officers/index.js';
import { Relay } from '../../src/delivery/index.js';
import { memberStates } from '../../src/directory/index.js';
import { KeyStore } from '../../src/platform/key-store.js';
import { openBrowser, picture } from '../support/browser.js';
import { startService, type Service } from '../support/service.js';
import { startSmtp, type Smtp } from '../support/smtp.js';

/**
 * Paragraphs 6 and 9 from an empty database to the badge desk, by pages without scripts and letters of a real mail server alone.
 * Whoever takes part sees only what a page or a letter shows; nothing here reaches into the service but the clock, the first
 * officers (whom an operator adds on the command line) and the wait for letters.
 */
const SLUG = 'invented-2018';
const ARABIC = 'رابطة المهاجرين المخترعة';
const SPANISH = 'Asociación Inventada de Migrantes';
const FRENCH = 'Fondation inventée';
const LEAVING = 'Invented Circle of Bridges';
const CONSULTATIVE = '11197240 Canada Association';
const INSTITUTION = 'Austrian Ombudsman Board';

let smtp: Smtp;
let service: Service;
let browser: Browser;
let phone: Page;
const references = new Map<string, string>();

beforeAll(async () => {
  smtp = await startSmtp();
  const keyFile = join(tmpdir(), `nemcon-walk-${process.pid}`, 'key');
  KeyStore.init(keyFile);
  service = await startService({ smtpUrl: smtp.url, keyFile, config: { mode: 'live' } });
  browser = await openBrowser();
  service.setTime('2026-12-01T15:00:00.000Z');
  phone = await (await browser.newContext({ javaScriptEnabled: false, viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true })).newPage();
});
afterAll(async () => {
  await browser.close();
  await service.close();
  await smtp.close();
});

/** What is looked for in the newest letter to an address that says it, later than the first `after` letters. */
async function letter(to: string, wanted: RegExp, after = 0): Promise<string> {
  for (let turn = 0; turn < 1_000; turn++) {
    await service.get(Relay).drain();
    const found = smtp.mails.filter((mail) => mail.to === to).slice(after).map(({ parsed }) => wanted.exec(parsed.text!)?.[0]).filter(Boolean).at(-1);
    if (found) return found;
    await setTimeout(50);
  }
  throw new Error(`No letter to ${to} says ${wanted}: ${smtp.mails.filter((mail) => mail.to === to).map(({ parsed }) => parsed.text).join('\n---\n')}`);
}

const main = async (page: Page): Promise<string> => page.locator('main').innerText();
const press = (page: Page, name: string | RegExp): Promise<void> => page.locator('main').getByRole('button', { name }).or(page.locator('main').getByRole('link', { name })).first().click();

const consoles = new Map<string, Page>();
/** An officer's console; whose session has ended signs in with the letter that comes to the address. */
async function officer(email: string): Promise<Page> {
  const page = consoles.get(email) ?? await (await browser.newContext({ javaScriptEnabled: false, locale: 'en-GB', viewport: { width: 1280, height: 900 }, acceptDownloads: true })).newPage();
  consoles.set(email, page);
  await page.goto(`${service.url}/office`);
  if (!page.url().endsWith('/sign-in')) return page;
  const sent = smtp.mails.filter(({ to }) => to === email).length;
  await page.getByLabel('Your e-mail address').fill(email);
  await press(page, 'Send me the letter');
  await page.goto(await letter(email, /http\S+\/office\/sign-in\/[\w-]{43}/, sent));
  await page.getByLabel('The address to which').fill(email);
  await press(page, 'Sign in');
  await page.goto(`${service.url}/office`);
  return page;
}

let parts = 0;
let walked = 0;
/** A part of the walk; it begins where the one before it ended. */
function part(name: string, walk: () => Promise<void>): void {
  const before = parts++;
  it(name, async () => {
    if (walked !== before) throw new Error('An earlier part of the walk failed');
    await walk();
    walked++;
  });
}

part('begins with an empty database: officers, a conference under 71/280, the addresses of 193 Missions, registers, and calls', async () => {
  for (const [name, roles] of [['drafter', ['drafter']], ['approver', ['approver']], ['desk', ['registrationDesk']]] as const) {
    await service.get(Officers).add({ name: `Invented ${name}`, email: `${name}@office.example`, roles: [...roles] as Role[] });
  }
  const drafter = await officer('drafter@office.example');
  expect(await main(drafter)).toContain('There is no conference yet.');
  await press(drafter, 'Open a conference');
  await drafter.fill('#title', 'Invented Conference 2018');
  await drafter.fill('#slug', SLUG);
  await drafter.getByLabel(/A\/RES\/71\/280/).check();
  await press(drafter, 'Open the conference');
  expect(await main(drafter)).toContain('No list has been drawn up yet.');

  await drafter.goto(`${service.url}/office/missions`);
  await press(drafter, 'Import addresses');
  const addresses = ['state,address,language', ...memberStates().map(({ iso2, name }) => `"${name.en}",mission@${iso2.toLowerCase()}.example,`)].join('\n');
  await drafter.setInputFiles('#file', { name: 'missions.csv', mimeType: 'text/csv', buffer: Buffer.from(addresses) });
  await press(drafter, 'Import');
  expect(await main(drafter)).toContain('193 Missions, 193 addresses, 0 Missions without one');

  for (const [kind, file] of [['ecosoc', 'ecosoc-granted.csv'], ['nhri', 'nhri-status.csv']] as const) {
    await drafter.goto(`${service.url}/office/registers/import`);
    await drafter.locator(`input[name=kind][value=${kind}]`).check();
    await drafter.fill('#asOf', '2024-12-01');
    await drafter.setInputFiles('#file', { name: file, mimeType: 'text/csv', buffer: readFileSync(`data/registers/${file}`) });
    await drafter.locator('main form button.govuk-button').first().click();
    await drafter.locator('main form button.govuk-button').first().click();
  }
  for (const track of ['consultative-status', '6b', '6c', 'nhri']) {
    await drafter.goto(`${service.url}/office/applications/c/${SLUG}/calls`);
    await drafter.locator(`input[name=track][value="${track}"]`).check();
    await drafter.fill('#deadline', '2026-12-08');
    await drafter.fill('#time', '17:00');
    await press(drafter, 'Open the call');
  }
  await picture(drafter, 'calls');
  expect(await drafter.locator('.n-cards li').count()).toBe(4);
});

interface Applying {
  lang: string;
  track: string;
  email: string;
  name: string;
  latin?: string;
  country: string;
}

/** One organization applies on a phone: from the call, by the link in the letter, to the reference number. */
async function applies({ lang, track, email, name, latin, country }: Applying): Promise<void> {
  const next = (): Promise<void> => phone.click('button[value=on].govuk-button');
  await phone.context().clearCookies();
  await phone.goto(`${service.url}/apply/c/${SLUG}?lang=${lang}`);
  await phone.click(`a[href="/apply/c/${SLUG}/track/${track}"]`);
  await phone.fill('#email', email);
  await phone.press('#email', 'Enter');
  await phone.goto(await letter(email, /http\S+\/apply\/link\/\S+/));
  await phone.check('#open');
  await press(phone, /./);
  await phone.click('main ul.n-names a');
  await phone.fill('#name', name);
  if (latin) await phone.fill('#latinName', latin);
  if (await phone.locator('#category').count()) await phone.check('#category');
  await phone.fill('#country', country);
  await phone.fill('#year', '1998');
  await picture(phone, `apply-${lang}-${track}`);
  await next();
  await phone.fill('#purpose', name);
  await phone.fill('#relevance', name);
  await next();
  await phone.fill('#headName', name);
  await phone.fill('#contactName', name);
  await next();
  await phone.check('#consent');
  await next();
  await phone.setInputFiles('#document', { name: 'statutes.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7 invented') });
  await phone.click('button[value=add]');
  await next();
  await phone.click('main form button.govuk-button');
  await picture(phone, `applied-${lang}-${track}`);
  expect(await phone.getAttribute('html', 'lang')).toBe(lang);
  references.set(name, await phone.locator('.n-code').innerText());
}

part('takes applications on a phone: in Arabic, Spanish, French and English, of an NGO in consultative status and a national institution', async () => {
  await applies({ lang: 'ar', track: '6b', email: 'ar@invented.example', name: ARABIC, latin: 'Invented Migrants League', country: 'مصر' });
  await applies({ lang: 'es', track: '6b', email: 'es@invented.example', name: SPANISH, country: 'España' });
  await applies({ lang: 'fr', track: '6c', email: 'fr@invented.example', name: FRENCH, country: 'Sénégal' });
  await applies({ lang: 'en', track: '6b', email: 'leaving@invented.example', name: LEAVING, country: 'Peru' });
  await applies({ lang: 'en', track: 'consultative-status', email: 'ngo@invented.example', name: CONSULTATIVE, country: 'Canada' });
  await applies({ lang: 'en', track: 'nhri', email: 'nhri@invented.example', name: INSTITUTION, country: 'Austria' });
  expect(references.size).toBe(6);
});

/** One act on all applications that the page shows: a look at what will happen, then the act; none of them is left as it is. */
async function bulk(page: Page, act: string): Promise<void> {
  for (const box of await page.locator('input[name=application]').all()) await box.check();
  await page.selectOption('#act', act);
  await press(page, 'See what will happen');
  expect(await main(page)).toContain('0 would be left as they are');
  await page.locator('main form button.govuk-button').click();
}

part('screens: the desk recommends and another officer decides; who is in a register is found there', async () => {
  const queue = `${service.url}/office/applications/c/${SLUG}`;
  const desk = await officer('desk@office.example');
  await desk.goto(queue);
  expect(await desk.locator('tbody tr').count()).toBe(6);
  for (const [name, says] of [[CONSULTATIVE, '11197240 Canada Association'], [INSTITUTION, 'Austrian Ombudsman Board']] as const) {
    await desk.goto(queue);
    await press(desk, name);
    expect(await main(desk)).toContain(says);
    await picture(desk, `screening-${references.get(name)}`);
    await desk.locator('input[name=outcome][value=eligible]').check();
    await press(desk, 'Decide');
  }
  for (const track of ['6b', '6c']) {
    await desk.goto(`${queue}?track=${track}&state=submitted`);
    await bulk(desk, 'recommendEligible');
  }
  const approver = await officer('approver@office.example');
  await approver.goto(`${queue}?recommended=yes`);
  await picture(approver, 'queue');
  await bulk(approver, 'decideEligible');
  await phone.goto(`${service.url}/status/${references.get(ARABIC)}?lang=ar`);
  await picture(phone, 'status-screened-ar');
});

/** What takes two officers: one proposes with a reason, the other sees the same, types the key of the list and approves. */
async function byTwo(key: string, act: string, fill: (page: Page) => Promise<void>, title = new RegExp(`paragraph 6 \\(${key.at(-1)}\\)`)): Promise<void> {
  const [drafter, approver] = [await officer('drafter@office.example'), await officer('approver@office.example')];
  await drafter.goto(`${service.url}/office/conferences/${SLUG}`);
  await press(drafter, title);
  await press(drafter, act);
  await fill(drafter);
  await picture(drafter, `${act}-${key}`);
  await drafter.fill('#proposalReason', 'Invented reason');
  await press(drafter, 'Propose to another officer');
  await approver.goto(`${service.url}/office/proposals`);
  await approver.locator('main').getByRole('link').last().click();
  await approver.fill('#typed', key);
  await press(approver, 'Approve and do it now');
  await picture(approver, `${act}-${key}-done`);
}

part('puts eligible organizations onto the drafts of both lists, looks at the balance, and circulates both to 193 Missions', async () => {
  service.setTime('2026-12-09T15:00:00.000Z');
  const drafter = await officer('drafter@office.example');
  for (const key of ['6b', '6c']) {
    await drafter.goto(`${service.url}/office/conferences/${SLUG}`);
    await press(drafter, `Draw up list ${key}`);
    await drafter.goto(`${service.url}/office/applications/c/${SLUG}?track=${key}&state=eligible`);
    await bulk(drafter, 'propose');
  }
  await drafter.goto(`${service.url}/office/conferences/${SLUG}/balance`);
  await picture(drafter, 'board');
  expect(await main(drafter)).toMatch(/African States/);
  for (const key of ['6b', '6c']) {
    await byTwo(key, 'Circulate', async (page) => {
      await page.fill('#deadline', '2026-12-18');
      await page.fill('#time', '17:00');
      await press(page, 'See what will happen');
      expect(await main(page)).toContain('193 Missions, 193 addresses');
    });
  }
  await letter('mission@zw.example', /\/m\/[\w-]+/);
});

/** A Mission opens the list with the link in its letter, after the one deliberate answer. */
async function mission(iso2: string, paragraph: string): Promise<Page> {
  const page = await (await browser.newContext({ javaScriptEnabled: false, viewport: { width: 1280, height: 900 } })).newPage();
  const found = await letter(`mission@${iso2.toLowerCase()}.example`, new RegExp(`${paragraph}[^]*?http\\S+/m/\\S+`));
  await page.goto(/http\S+\/m\/\S+/.exec(found)![0]);
  await page.selectOption('#memberState', iso2);
  await page.locator('main form button').click();
  return page;
}

part('lets Missions look, object to names in one act and withdraw; organizations and the public are told nothing of it', async () => {
  const before = [];
  for (const name of [ARABIC, SPANISH]) {
    await phone.goto(`${service.url}/status/${references.get(name)}?lang=es`);
    before.push(await main(phone));
  }
  const kenya = await mission('KE', '6 \\(b\\)');
  for (const name of [SPANISH, ARABIC]) await kenya.getByLabel(name).check();
  await picture(kenya, 'mission-list');
  await press(kenya, 'Continue');
  await kenya.fill('#basisForAll', 'An invented basis');
  await press(kenya, 'Continue');
  await press(kenya, 'File the objection');
  await picture(kenya, 'mission-receipt');
  const arabic = await mission('SA', '6\\s\\(ج\\)');
  expect(await arabic.getAttribute('html', 'dir')).toBe('rtl');
  await picture(arabic, 'mission-list-ar');
  const again = await mission('KE', '6 \\(b\\)');
  await press(again, /Your objections: 2/);
  await again.locator('li', { hasText: ARABIC }).getByRole('link', { name: /^Withdraw/ }).click();
  await press(again, 'Withdraw the objection');
  await picture(again, 'mission-own');
  for (const [at, name] of [ARABIC, SPANISH].entries()) {
    await phone.goto(`${service.url}/status/${references.get(name)}?lang=es`);
    expect(await main(phone)).toBe(before[at]);
  }
});

part('lets an organization take itself off a list that is out', async () => {
  await phone.context().clearCookies();
  await phone.goto(await letter('leaving@invented.example', /http\S+\/apply\/link\/\S+/));
  await phone.check('#open');
  await press(phone, /./);
  await phone.click('a[href$="/withdraw"]');
  await phone.check('#sure');
  await picture(phone, 'withdraw');
  await press(phone, /^Withdraw$/);
  expect(await main(phone)).toContain('The application was withdrawn at the request of the organization.');
});

part('makes both lists final: the outcomes go out in one batch, and the Assembly is informed', async () => {
  service.setTime('2026-12-18T22:30:00.000Z');
  for (const key of ['6b', '6c']) await byTwo(key, 'Make final', async () => undefined);
  for (const [at, name, final] of [['ar', ARABIC, true], ['es', SPANISH, false], ['fr', FRENCH, true]] as const) {
    await letter(`${at}@invented.example`, new RegExp(references.get(name)!));
    await phone.goto(`${service.url}/status/${references.get(name)}?lang=en`);
    await picture(phone, `outcome-${at}`);
    expect(await main(phone)).toContain(final ? 'On the final list' : 'Not on the final list');
    expect(await main(phone)).not.toMatch(/object|Kenya/i);
  }
  await phone.goto(`${service.url}/c/${SLUG}?lang=en`);
  await picture(phone, 'public');
  await phone.goto(`${service.url}/c/${SLUG}/6b/final?lang=en`);
  expect(await main(phone)).toContain(ARABIC);
  for (const name of [SPANISH, LEAVING]) expect(await main(phone)).not.toContain(name);
  const drafter = await officer('drafter@office.example');
  await drafter.goto(`${service.url}/office/conferences/${SLUG}`);
  await press(drafter, /paragraph 6 \(b\)/);
  await press(drafter, 'Proposed list to the Assembly');
  await drafter.fill('#symbol', 'A/72/INF/1');
  await press(drafter, 'See what will happen');
  await drafter.fill('#typed', '6b');
  await press(drafter, 'Record it');
  await picture(drafter, 'informed');
  expect(await main(drafter)).toMatch(/Proposed list brought to the attention of the Assembly\s+A\/72\/INF\/1/);
});

part('carries a name of the final list 6 (b) over to 6 (c) by an addendum, which goes to all Missions again and becomes final', async () => {
  const drafter = await officer('drafter@office.example');
  await drafter.goto(`${service.url}/office/conferences/${SLUG}`);
  await press(drafter, /paragraph 6 \(c\)/);
  await press(drafter, 'Draft an addendum');
  await press(drafter, 'Draft the addendum');
  await press(drafter, 'Carry names over from the final list');
  for (const name of [SPANISH, LEAVING]) expect(await main(drafter)).not.toContain(name);
  await drafter.getByLabel(ARABIC).check();
  await press(drafter, 'See what will happen');
  await press(drafter, 'Put them onto the draft');
  await picture(drafter, 'carried-over');
  await byTwo('6c-add1', 'Circulate', async (page) => {
    await page.fill('#deadline', '2026-12-28');
    await page.fill('#time', '17:00');
    await press(page, 'See what will happen');
  }, /addendum 1/);
  await letter('mission@zw.example', /addendum 1[^]*\/m\/[\w-]+/);
  service.setTime('2026-12-28T22:30:00.000Z');
  await byTwo('6c-add1', 'Make final', async () => undefined, /addendum 1/);
  await phone.goto(`${service.url}/c/${SLUG}/6c-add1/final?lang=en`);
  await picture(phone, 'addendum-final');
  expect(await main(phone)).toContain(ARABIC);
});

part('publishes the report: what the lists show stands in it, and figures on objections stay with the Office', async () => {
  await phone.goto(`${service.url}/c/${SLUG}?lang=en`);
  await press(phone, /Report in figures: .*6 \(b\)/);
  await picture(phone, 'report');
  expect(await main(phone)).toContain('Figures on objections are not part of this report.');
  await phone.goto(`${service.url}/c/${SLUG}/6b/report?lang=ar`);
  await picture(phone, 'report-ar');
  const figures = await (await fetch(`${service.url}/c/${SLUG}/6b/report/figures.csv`)).text();
  expect(figures).toMatch(/Proposed.*Final/);
  expect(figures).not.toMatch(/object/i);
  const approver = await officer('approver@office.example');
  await approver.goto(`${service.url}/office/conferences/${SLUG}`);
  await press(approver, /paragraph 6 \(b\)/);
  await press(approver, 'Report in figures');
  await picture(approver, 'report-office');
  expect(await main(approver)).toContain('Objected to');
});

part('opens a meeting: accredited organizations of both lists name their representatives, hold letters that can be checked, and are handed to the badge desk', async () => {
  const desk = await officer('desk@office.example');
  await desk.goto(`${service.url}/office/meetings/c/${SLUG}/m/negotiation-1/announce`);
  for (const [field, value] of Object.entries({ startsOn: '2027-02-15', endsOn: '2027-02-17', quota: '2', deadline: '2027-01-10', time: '17:00' })) await desk.fill(`#${field}`, value);
  await desk.locator('main form button.govuk-button').click();
  for (const [name, lang, delegate] of [[FRENCH, 'fr', { familyName: 'Inventée', givenName: 'Déléguée', function: 'Conseillère', email: 'deleguee@invented.example' }], [ARABIC, 'ar', { familyName: 'مخترع', givenName: 'ممثل', function: 'مستشار', email: 'delegate@invented.example' }]] as const) {
    await phone.goto(`${service.url}/status/${references.get(name)}?lang=${lang}`);
    await phone.locator('main form button').first().click();
    await picture(phone, `representatives-${lang}`);
    await phone.locator('main .govuk-button').first().click();
    for (const [field, value] of Object.entries(delegate)) await phone.fill(`#${field}`, value);
    await phone.check('#meeting-negotiation-1');
    await phone.locator('main form .govuk-button').click();
    await phone.locator('a[href$="/letter"]').first().click();
    await picture(phone, `letter-${lang}`);
  }
  await phone.goto(await phone.locator('.n-address').innerText());
  expect(await main(phone)).toContain(ARABIC);
  await desk.goto(`${service.url}/office/meetings/c/${SLUG}/m/negotiation-1`);
  await press(desk, 'Hand off now');
  await picture(desk, 'hand-off');
  const [download] = await Promise.all([desk.waitForEvent('download'), desk.click('a[href$="indico.csv"]')]);
  const handed = readFileSync((await download.path())!, 'utf8');
  for (const email of ['delegate@invented.example', 'deleguee@invented.example']) expect(handed).toContain(email);
});
