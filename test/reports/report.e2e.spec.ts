import { ScreeningHandlers } from '../../src/applications/index.js';
import { Conferences } from '../../src/conferences/index.js';
import { memberStates } from '../../src/directory/index.js';
import { CirculateListHandler, CreateListHandler, EditNamesHandler, FinalizeListHandler, OverrideHoldHandler } from '../../src/lists/index.js';
import { ObjectionsQuery, RaiseObjectionsHandler, WithdrawObjectionHandler } from '../../src/objections/index.js';
import { application, complete, openCalls } from '../doors/apply/applicant.js';
import { cookiesOf, signIn } from '../doors/office/console.js';
import { look, openBrowser } from '../support/browser.js';
import { draftRound, invented, officer } from '../support/round.js';
import { running } from '../support/running.js';
import { startService } from '../support/service.js';

const browser = running(openBrowser);
const service = running(() => startService({ now: '2026-12-01T15:00:00.000Z' }));

it('is read by everybody, is the annex to the final list, and gets its figures on objections from two officers', async () => {
  const { conferenceId, listId, ids } = await draftRound(service, { names: 30, addresses: false });
  const { slug, modality } = await service.get(Conferences).byId(conferenceId);
  const names = Array.from({ length: 160 }, (_, at) => ({ ...invented(at + 30), countryIso2: memberStates()[(at * 7) % 193]!.iso2, category: modality.categories[at % modality.categories.length]!.id }));
  ids.push(...(await service.get(EditNamesHandler).add({ listId, names }, officer)).ids);
  await openCalls(service, conferenceId);
  for (let at = 0; at < 24; at++) {
    const { applicationId } = await application(service, conferenceId, `institution${at}@invented.example`, { ...complete, country: memberStates()[at * 8]!.name.en, name: `Invented Institution ${at}` }, 'nhri');
    await service.get(ScreeningHandlers).decide(at % 3 ? { applicationId, outcome: 'eligible' } : { applicationId, outcome: 'notEligible', reason: 'notRelevant' }, officer);
  }
  for (let at = 0; at < 3; at++) await application(service, conferenceId, `look${at}@invented.example`, { ...complete, name: `Invented Figure ${at}` });
  await service.get(CirculateListHandler).execute({ listId, wallTime: '2026-12-15T17:00', zone: 'America/New_York' }, officer);
  const france = { kind: 'mission', iso2: 'FR', listId } as const;
  await service.get(RaiseObjectionsHandler).execute({ items: ids.slice(100, 160).map((nominationId) => ({ nominationId, basis: null })) }, france);
  const { objections } = await service.get(ObjectionsQuery).ofState(listId, 'FR');
  for (const { id, nominationId } of objections) if (ids.indexOf(nominationId) % 2) await service.get(WithdrawObjectionHandler).execute({ listId, objectionId: id }, france);
  const { id: second } = await service.get(CreateListHandler).execute({ conferenceId, key: '6c' }, officer);
  await service.get(EditNamesHandler).add({ listId: second, names: names.slice(0, 40) }, officer);
  await service.get(CirculateListHandler).execute({ listId: second, wallTime: '2026-12-15T17:00', zone: 'America/New_York' }, officer);
  service.setTime('2026-12-20T15:00:00.000Z');
  for (const list of [listId, second]) {
    await service.get(OverrideHoldHandler).execute({ listId: list, reason: 'Test' }, officer);
    await service.get(FinalizeListHandler).execute({ listId: list }, officer);
  }

  const context = await browser.newContext({ locale: 'en-GB' });
  const page = await context.newPage();
  const faults: string[] = [];
  await page.goto(`${service.url}/c/${slug}`);
  await page.getByRole('link', { name: 'Report in figures: List under paragraph 6 (b)' }).click();
  faults.push(...(await look(page, 'report-en')));
  expect(await page.getByText('Figures on objections are not part of this report.').isVisible()).toBe(true);
  await page.goto(`${service.url}/c/${slug}/6b/report?lang=ar`);
  faults.push(...(await look(page, 'report-ar', 320)));
  await page.goto(`${service.url}/c/${slug}?lang=en`);
  await page.getByRole('link', { name: 'Report on the whole conference in figures' }).click();
  faults.push(...(await look(page, 'report-whole-en', 320)));
  await page.goto(`${service.url}/c/${slug}/report?lang=ar`);
  faults.push(...(await look(page, 'report-whole-ar', 320)));
  for (const language of ['es', 'fr', 'ru', 'zh']) {
    await page.goto(`${service.url}/c/${slug}/report?lang=${language}`);
    faults.push(...(await look(page, `report-whole-${language}`, null)));
  }
  await page.goto(`${service.url}/c/${slug}/6b/final/print?lang=en`);
  faults.push(...(await look(page, 'report-annex', null)));

  await context.addCookies(cookiesOf(service, await signIn(service)));
  await page.goto(`${service.url}/office/lists/${listId}`);
  await page.getByRole('link', { name: 'Report in figures' }).click();
  faults.push(...(await look(page, 'report-office')));
  await page.getByRole('button', { name: 'Publish figures' }).click();
  faults.push(...(await look(page, 'report-publish')));
  await page.getByLabel('Why do you propose this?').fill('The Assembly asked for them.');
  await page.getByRole('button', { name: 'Propose to another officer' }).click();
  const proposal = page.url();
  await context.addCookies(cookiesOf(service, await signIn(service, 'second@office.example', 'Other Approver')));
  await page.goto(proposal);
  await page.getByLabel('Type 6b to confirm').fill('6b');
  await page.getByRole('button', { name: 'Approve and do it now' }).click();
  expect(page.url()).toBe(`${service.url}/office/lists/${listId}/report`);
  for (const language of ['en', 'fr', 'ru', 'zh', 'es']) {
    await page.goto(`${service.url}/c/${slug}/6b/report?lang=${language}`);
    faults.push(...(await look(page, `report-objections-${language}`, language === 'en' ? 320 : null)));
  }
  expect(await page.getByRole('columnheader', { name: 'Objetados' }).count()).toBe(2);
  expect(faults).toEqual([]);
});
