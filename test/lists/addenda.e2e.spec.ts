import type { Page } from 'playwright-core';
import { Conferences } from '../../src/conferences/index.js';
import { FinalizeListHandler, Lists, OverrideHoldHandler } from '../../src/lists/index.js';
import { MissionLinks } from '../../src/missions/index.js';
import { RaiseObjectionsHandler } from '../../src/objections/index.js';
import { modalities } from '../../workflows/modalities/index.js';
import { cookiesOf, signIn } from '../doors/office/console.js';
import { look, openBrowser } from '../support/browser.js';
import { circulatedRound, invented, officer } from '../support/round.js';
import { running } from '../support/running.js';
import { startService } from '../support/service.js';

const browser = running(openBrowser);
const service = running(() => startService({ now: '2026-12-01T15:00:00.000Z' }));
let page: Page;
beforeAll(async () => { page = await (await browser.newContext({ locale: 'en-GB' })).newPage(); });

const officerIs = async (email: string, name: string): Promise<void> => page.context().addCookies(cookiesOf(service, await signIn(service, email, name)));

it('an addendum goes by the pages from the list that is out to its own final list', async () => {
  const modality = structuredClone(modalities[0]!);
  modality.disclosure.proposedNames.public = 'atCirculation';
  const { conferenceId, listId, ids } = await circulatedRound(service, { names: 4, addresses: false, modality });
  const { slug } = await service.get(Conferences).byId(conferenceId);
  const faults: string[] = [];
  const seen = async (name: string, thoroughAt: 320 | 1280 | null = 1280): Promise<void> => void faults.push(...await look(page, `addendum-${name}`, thoroughAt));

  await officerIs('officer@office.example', 'Amal Field');
  await page.goto(`${service.url}/office/lists/${listId}`);
  await page.getByRole('button', { name: 'Draft an addendum' }).click();
  await seen('draft-act');
  await page.getByRole('button', { name: 'Draft the addendum' }).click();
  const addendum = page.url().split('/').at(-1)!;
  await page.goto(`${service.url}/office/lists/${addendum}/names/new`);
  // What stands on the list is not taken again; what was typed stays.
  await page.fill('#name', 'Invented Association 1');
  await page.selectOption('#country', invented(1).countryIso2);
  await page.locator('main form button.govuk-button').first().click();
  expect(await page.locator('.govuk-error-summary').innerText()).toContain('stands on 6b already');
  await page.fill('#name', 'Invented Harbour Association');
  await page.locator('main form button.govuk-button').first().click();
  await page.goto(`${service.url}/office/lists/${addendum}`);
  await seen('draft');
  await page.getByRole('button', { name: 'Circulate' }).click();
  await page.getByLabel('Date of the deadline').fill('2026-12-20');
  await page.getByLabel('Time', { exact: true }).fill('17:00');
  await page.getByRole('button', { name: 'See what will happen' }).click();
  await page.getByText('العربية').click();
  await seen('circulation');
  await page.getByLabel('Why do you propose this?').fill('It was forgotten.');
  await page.getByRole('button', { name: 'Propose to another officer' }).click();
  const proposal = page.url();
  await officerIs('second@office.example', 'Other Approver');
  await page.goto(proposal);
  await page.getByLabel('Type 6b-add1 to confirm').fill('6b-add1');
  await page.getByRole('button', { name: 'Approve and do it now' }).click();
  expect((await service.get(Lists).find(addendum)).state).toBe('circulated');
  await page.goto(`${service.url}/office/lists/${listId}`);
  await seen('list');

  await page.goto(`${service.url}/m/${service.get(MissionLinks).token(addendum, 'KE', 1)}?lang=ar`);
  await page.selectOption('#memberState', 'KE');
  await page.click('form button');
  expect(await page.locator('main').innerText()).toContain('هذه إضافة إلى القائمة');
  await seen('mission-ar', 320);
  for (const language of ['en', 'ar']) {
    await page.goto(`${service.url}/c/${slug}?lang=${language}`);
    await seen(`public-${language}`);
    await page.goto(`${service.url}/c/${slug}/6b-add1/proposed?lang=${language}`);
    await seen(`public-names-${language}`, language === 'ar' ? 320 : 1280);
  }
  await page.locator('main a', { hasText: '6 (ب)' }).first().click();
  expect(page.url()).toContain('/6b/proposed');
  await seen('public-list-ar', null);

  await service.get(RaiseObjectionsHandler).execute({ items: [{ nominationId: ids[0]!, basis: null }] }, { kind: 'mission', iso2: 'FR', listId });
  service.setTime('2026-12-21T12:00:00.000Z');
  for (const id of [listId, addendum]) {
    await service.get(OverrideHoldHandler).execute({ listId: id, reason: 'Test' }, officer);
    await service.get(FinalizeListHandler).execute({ listId: id }, officer);
  }
  await page.goto(`${service.url}/office/lists/${listId}/export?lang=en`);
  await seen('export');
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'CSV with the addenda' }).click()]);
  const text = await (await file.createReadStream()).toArray().then((parts) => Buffer.concat(parts as Buffer[]).toString('utf8'));
  expect(text.split('\r\n').slice(0, 6).map((line) => line.replace(/^\ufeff/, '').split(',').slice(0, 2))).toEqual([
    ['List', 'Name'], ['List under paragraph 6 (b)', 'Invented Association 1'], ['List under paragraph 6 (b)', 'Invented Association 2'], ['List under paragraph 6 (b)', 'Invented Association 3'],
    ['List under paragraph 6 (b): addendum 1', 'Invented Harbour Association'], [''],
  ]);
  expect(faults).toEqual([]);
});
