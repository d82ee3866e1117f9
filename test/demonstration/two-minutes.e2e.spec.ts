import type { Browser } from 'playwright-core';
import { makeDemonstration, type DemonstrationLinks } from '../../src/demonstration/index.js';
import { openBrowser } from '../support/browser.js';
import { startService, type Service } from '../support/service.js';

const OBJECTED = ['Lantern Bay Migrants’ Assembly', 'Fundación Río Inventado'];

let service: Service;
let browser: Browser;
let links: DemonstrationLinks;
beforeAll(async () => {
  service = await startService();
  links = await makeDemonstration(service.get);
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await service.close();
});

it('shows a newcomer the whole procedure, without scripts: object, pass the deadline, make the list final, see the status', async () => {
  const page = await (await browser.newContext({ javaScriptEnabled: false, locale: 'en-US' })).newPage();
  const go = (path: string) => page.goto(service.url + path);
  const press = (name: string | RegExp) => page.getByRole('button', { name }).first().click();
  const main = async (): Promise<string> => (await page.locator('main').textContent()) ?? '';

  await go(links.status);
  expect(await main()).toContain(OBJECTED[0]);
  expect(await main()).toContain('Under consideration');

  await go(links.mission.path);
  await page.getByLabel('Which Member State do you act for?').selectOption({ label: links.mission.state });
  await press('Open the list');
  for (const name of OBJECTED) await page.getByLabel(name).check();
  await press('Continue');
  await press('Continue');
  await press('File the objection');
  expect(await main()).toMatch(/[0-9A-Z]{5}-[0-9A-Z]{5}/);

  await go(links.status);
  expect(await main()).toContain('Under consideration');

  await go('/dev/clock');
  await press('Jump to just after the deadline');

  await go(links.office);
  await page.getByRole('link', { name: /Intergovernmental Conference/ }).first().click();
  await page.getByRole('link', { name: 'List under paragraph 6 (b)' }).first().click();
  await press('Make final');
  expect(await main()).toContain('193 Missions, 201 addresses');
  await page.getByLabel('Why do you propose this?').fill('The silence is over.');
  await press('Propose to another officer');
  expect(await main()).toContain('Another officer');

  await go('/dev/enter?as=approver');
  await page.getByRole('link', { name: 'Make the list final' }).click();
  expect(await main()).toContain('193 Missions, 201 addresses');
  await page.getByLabel(/Type 6b/).fill('6b');
  await press('Approve and do it now');
  expect(await main()).toContain('To Permanent Missions');

  await go(links.status);
  expect(await main()).toContain('Not on the final list');
  await go('/c/demo/6b/final');
  expect(await page.locator('tbody tr').count()).toBe(70);
  for (const name of OBJECTED) expect(await main()).not.toContain(name);
});
