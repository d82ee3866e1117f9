import type { BrowserContext, Page } from 'playwright-core';
import { MissionLinks } from '../../src/missions/index.js';
import { cookiesOf, signIn } from '../doors/office/console.js';
import { accessibilityFaults, look, openBrowser } from '../support/browser.js';
import { basisOnlyIfAsked, basisToWhoeverAsks, objectorToWhoeverAsks } from '../support/modalities.js';
import { circulatedRound } from '../support/round.js';
import { running } from '../support/running.js';
import { startService } from '../support/service.js';
import { deskOf } from './desk.js';

const browser = running(openBrowser);
const service = running(() => startService({ now: '2026-12-01T15:00:00.000Z' }));

async function asMission(page: Page, listId: string, iso2: string): Promise<void> {
  await page.goto(`${service.url}/m/${service.get(MissionLinks).token(listId, iso2, 1)}`);
  await page.selectOption('#memberState', iso2);
  await page.click('form button');
}
async function asOfficer(context: BrowserContext, email?: string, name?: string): Promise<void> {
  await context.addCookies(cookiesOf(service, await signIn(service, email, name)));
}

it('takes a request to its answer with scripts off: the Mission asks, one officer proposes, another releases, the Mission reads', async () => {
  const { listId, ids } = await circulatedRound(service, { names: 60, addresses: false, modality: basisToWhoeverAsks() });
  await deskOf(service, listId).object('FR', ids[41]!, 'Invented basis');
  const context = await browser.newContext({ javaScriptEnabled: false, locale: 'en-GB' });
  const page = await context.newPage();
  const strangers: string[] = [];
  page.on('request', (request) => { if (!request.url().startsWith(service.url)) strangers.push(request.url()); });
  await asMission(page, listId, 'JP');
  await page.getByRole('link', { name: 'Request the information received on objections' }).click();
  await page.getByRole('button', { name: 'Make a request' }).click();
  await page.getByLabel('Only the names ticked below').check();
  await page.fill('#search', 'Association 41');
  // Enter searches: it sends no request.
  await page.press('#search', 'Enter');
  expect(await page.getByLabel('Only the names ticked below').isChecked()).toBe(true);
  await page.getByLabel('Invented Association 41').check();
  await page.getByRole('button', { name: 'Find', exact: true }).last().click();
  expect(await page.getByLabel('Invented Association 41').isChecked()).toBe(true);
  await page.getByRole('button', { name: 'Send the request' }).click();
  expect(await page.getByText('Your request has been received.').isVisible()).toBe(true);
  expect(await page.getByText('The answer of the Office will stand here.').isVisible()).toBe(true);

  const office = await context.newPage();
  await asOfficer(context);
  await office.goto(`${service.url}/office/lists/${listId}`);
  await office.getByRole('link', { name: 'Requests for information on objections, and what was given' }).click();
  await office.getByRole('link', { name: 'See what would be given' }).click();
  expect(await office.getByText('General basis: \u2068Invented basis\u2069').isVisible()).toBe(true);
  await office.getByLabel('Why do you propose this?').fill('A State has asked.');
  await office.getByRole('button', { name: 'Propose to another officer' }).click();
  const proposal = office.url();
  expect(await office.getByRole('button', { name: 'Approve and do it now' }).count()).toBe(0);
  await page.reload();
  expect(await page.getByText('The answer of the Office will stand here.').isVisible()).toBe(true);

  await asOfficer(context, 'second@office.example', 'Other Approver');
  await office.goto(proposal);
  expect(await office.getByText('General basis: \u2068Invented basis\u2069').isVisible()).toBe(true);
  await office.getByLabel('Type 6b to confirm').fill('6b');
  await office.getByRole('button', { name: 'Approve and do it now' }).click();
  expect(office.url()).toBe(`${service.url}/office/lists/${listId}/disclosures`);
  await office.getByRole('link', { name: 'What was given' }).click();
  expect(await office.locator('article').getByText('Invented basis').isVisible()).toBe(true);

  await page.goto(`${service.url}/m/list/${listId}/information`);
  await page.getByRole('link', { name: 'Read the answer' }).click();
  const note = page.locator('article');
  for (const words of ['Permanent Mission: Japan', 'Invented Association 41', 'Objections that stand: 1.', 'Invented basis']) expect(await note.getByText(words).first().isVisible()).toBe(true);
  expect(await page.content()).not.toContain('France');
  // One rule between the summary and the first name, not two.
  expect(await page.evaluate(`[...document.querySelectorAll('article .n-answer')].map((one) => getComputedStyle(one).borderTopWidth)[0]`)).toBe('0px');
  // On paper: the note and nothing that is for the screen.
  await page.emulateMedia({ media: 'print' });
  expect([await note.isVisible(), await page.getByText('This page can be printed as a note.').isVisible()]).toEqual([true, false]);
  expect(strangers).toEqual([]);
});

it('has no accessibility fault, and nothing to scroll sideways at 320 px, in English and Arabic', async () => {
  const context = await browser.newContext({ locale: 'en-GB' });
  const page = await context.newPage();
  const faults: string[] = [];
  async function lookAt(path: string, name: string, officer: boolean): Promise<void> {
    for (const lang of officer ? ['en', 'fr'] : ['en', 'ar']) {
      await page.goto(`${service.url}${path}${path.includes('?') ? '&' : '?'}lang=${lang}`);
      faults.push(...(await look(page, `${name}-${lang}`, lang === 'en' ? 1280 : officer ? null : 320)));
    }
  }
  const long = 'An invented basis that is longer than a line on a telephone and ends with ThirtyOneLettersWithoutAnySpace.';
  const a = await circulatedRound(service, { names: 12, addresses: false, modality: basisToWhoeverAsks() });
  const desk = deskOf(service, a.listId);
  await desk.object('FR', a.ids[0]!, long);
  await desk.object('KE', a.ids[0]!);
  await desk.object('KE', a.ids[1]!);
  await desk.given('JP', a.ids.slice(0, 3));
  await desk.given('JP', 'all');
  await desk.ask('JP', [a.ids[4]!]);
  const answers = (await desk.query.ofState(a.listId, 'JP')).filter(({ given }) => given).map(({ request }) => request.id);
  await asMission(page, a.listId, 'JP');
  const m = `/m/list/${a.listId}`;
  for (const [path, name] of [[m, 'list'], [`${m}/information`, 'information'], [`${m}/information/ask`, 'ask'], [`${m}/information/${answers[0]}`, 'answer-all'], [`${m}/information/${answers[1]}`, 'answer']] as const) await lookAt(path, `m-${name}`, false);
  await page.goto(`${service.url}${m}?lang=en`);
  await page.locator('input[name=name]').first().check();
  await page.click('button[value=continue]');
  await lookAt(`${m}/basis`, 'm-basis', false);

  const c = await circulatedRound(service, { names: 3, addresses: false, modality: objectorToWhoeverAsks() });
  await deskOf(service, c.listId).object('KE', c.ids[0]!);
  await deskOf(service, c.listId).given('JP', 'all');
  await asMission(page, c.listId, 'JP');
  await lookAt(`/m/list/${c.listId}/information/${await deskOf(service, c.listId).requestOf('JP')}`, 'm-answer-objector', false);
  await asMission(page, c.listId, 'KE');
  await lookAt(`/m/list/${c.listId}/own`, 'm-own-told', false);

  const b = await circulatedRound(service, { names: 3, addresses: false, modality: basisOnlyIfAsked() });
  await deskOf(service, b.listId).object('KE', b.ids[0]!);
  await deskOf(service, b.listId).ask('JP', 'all');
  await asMission(page, b.listId, 'KE');
  await lookAt(`/m/list/${b.listId}/own`, 'm-own-asked', false);

  await asOfficer(context);
  const o = `/office/lists/${a.listId}`;
  const [given, waiting] = [answers[1]!, await desk.requestOf('JP')];
  for (const [path, name] of [
    [o, 'list'], [`${o}/disclosures`, 'desk'], [`${o}/disclosures/record`, 'record'], [`${o}/disclosures/${given}`, 'note'], [`${o}/disclosures/${given}?in=ar`, 'note-ar'], [`${o}/disclosures/${waiting}`, 'waiting'],
    [`${o}/acts/disclose?request=${waiting}`, 'release'], [`/office/lists/${b.listId}/acts/disclose?request=${await deskOf(service, b.listId).requestOf('JP')}`, 'release-warned'],
  ] as const) await lookAt(path, `o-${name}`, true);
  expect(faults).toEqual([]);
  // The planted fault: a picture without words is found by the same look.
  await page.evaluate(`document.querySelector('main').insertAdjacentHTML('beforeend', '<img src="/assets/mark.svg">')`);
  expect(await accessibilityFaults(page)).not.toEqual([]);
});
