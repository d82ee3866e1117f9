import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { NameRepresentativesHandler } from '../../src/meetings/index.js';
import { Officers } from '../../src/officers/index.js';
import { KeepWebhooksHandler, WebhookRelay } from '../../src/webhooks/index.js';
import { cookiesOf, signIn } from '../doors/office/console.js';
import { accessibilityFaults, look, openBrowser } from '../support/browser.js';
import { officer } from '../support/round.js';
import { startService, type Service } from '../support/service.js';
import { delegation, finalize, makeMeetings, someone, type MeetingsWorld } from './world.js';

let service: Service;
let browser: Browser;
let world: MeetingsWorld;
beforeAll(async () => {
  service = await startService();
  world = await makeMeetings(service);
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await service.close();
});

it('is walked by the registration desk: a meeting is announced and moved, its names are handed off and taken as files; no page has an accessibility fault or scrolls sideways at 320 px', async () => {
  const receiver = createServer((_, response) => response.writeHead(500).end());
  await new Promise<void>((done) => receiver.listen(0, '127.0.0.1', done));
  const { slug } = world.conference;
  await service.get(Officers).add({ name: 'Invented Desk', email: 'desk@office.example', roles: ['registrationDesk'] });
  const console = await signIn(service, 'desk@office.example', 'Invented Desk');
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 900 }, acceptDownloads: true });
  await context.addCookies(cookiesOf(service, console));
  const page = await context.newPage();
  const faults: string[] = [];
  const meeting = `${service.url}/office/meetings/c/${slug}/m/negotiation-1`;
  await page.goto(meeting);
  expect(await page.locator('main').innerText()).toContain('Nothing leaves before.');
  expect(await page.locator('form[action$=hand-off]').count()).toBe(0);
  await finalize(service, world);
  const { id } = await service.get(KeepWebhooksHandler).add({ url: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/badges`, label: 'Badges' }, officer);
  for (const n of [1, 2]) await service.get(NameRepresentativesHandler).save({ id: null, person: someone(`n${n}@invented.example`, { familyName: `Person ${n}` }), meetings: ['negotiation-1'] }, delegation(world.fine));
  await page.goto(`${service.url}/office/meetings`);
  faults.push(...(await look(page, 'meetings-home')));
  await page.click(`a[href="/office/meetings/c/${slug}"]`);
  faults.push(...(await look(page, 'meetings-all')));
  await page.click('a[href$="/m/negotiation-1"]');
  await page.click('a[href$="/announce"]');
  faults.push(...(await look(page, 'meetings-announce')));
  await page.fill('#place', 'Marrakech');
  await page.click('main form button.govuk-button');
  expect(await page.locator('.govuk-error-summary a').getAttribute('href')).toBe('#reason');
  expect(await page.inputValue('#place')).toBe('Marrakech');
  await page.fill('#reason', 'The Assembly moved it');
  await page.click('main form button.govuk-button');
  for (const words of ['Marrakech', 'Announced before']) expect(await page.locator('main').innerText()).toContain(words);
  await page.click('form[action$=hand-off] button');
  faults.push(...(await look(page, 'meetings-meeting')));
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('a[href$="indico.csv"]')]);
  expect(download.suggestedFilename()).toMatch(/^negotiation-1-\d{4}-\d\d-\d\d-representatives\.indico\.csv$/);
  await service.get(WebhookRelay).drain();
  await page.goto(`${service.url}/office/webhooks`);
  faults.push(...(await look(page, 'meetings-webhooks')));
  await page.goto(`${service.url}/office/webhooks/${id}`);
  faults.push(...(await look(page, 'meetings-webhook')));
  expect(await page.locator('main').innerText()).toContain('Answered 500');
  // Who may read webhooks and not keep them is offered no act.
  expect(await page.locator('main form').count()).toBe(0);
  receiver.close();
  expect(faults).toEqual([]);
  // The planted fault: a picture without words is found by the same look.
  await page.evaluate(`document.querySelector('main').insertAdjacentHTML('beforeend', '<img src="/assets/mark.svg">')`);
  expect(await accessibilityFaults(page)).not.toEqual([]);
}, 240_000);
