import { ApplyHandlers, JudgeMatchHandler, ScreeningHandlers } from '../../../src/applications/index.js';
import { Conferences } from '../../../src/conferences/index.js';
import { EditNamesHandler } from '../../../src/lists/index.js';
import { ImportRegisterHandler } from '../../../src/registers/index.js';
import { accessibilityFaults, look, openBrowser } from '../../support/browser.js';
import { draftRound, invented, officer } from '../../support/round.js';
import { running } from '../../support/running.js';
import { startService } from '../../support/service.js';
import { application, complete, eligible, openCalls } from '../apply/applicant.js';
import { cookiesOf, signIn } from './console.js';

const browser = running(openBrowser);
const service = running(() => startService({ now: '2026-12-01T15:00:00.000Z' }));

it('has no accessibility fault on the desk for applications, and nothing to scroll sideways at 320 px', async () => {
  const { conferenceId, listId } = await draftRound(service, { names: 1, addresses: false });
  const { slug } = await service.get(Conferences).byId(conferenceId);
  await openCalls(service, conferenceId);
  const all = [];
  for (const n of [1, 2, 3]) all.push(await application(service, conferenceId, `n${n}@invented.example`, { ...complete, name: 'Invented Association', latinName: ['Invented Association 1', 'Association Invented', 'Inventad Association'][n - 1]! }));
  const { applicationId } = all[0]!;
  const { id: questionId } = await service.get(ScreeningHandlers).ask({ applicationId, question: 'In which town is the seat?' }, officer);
  await service.get(ApplyHandlers).answer({ questionId, answer: 'In Cairo' }, all[0]!);
  await service.get(ScreeningHandlers).note({ applicationId, words: 'Known from an earlier conference.' }, officer);
  await service.get(ScreeningHandlers).recommend({ applicationId, outcome: 'eligible' }, officer);
  await eligible(service, all[1]!.applicationId);
  const register = 'name,session_end_date,status,status_year\nInvented Association 1,2024-06-14,special,2024\nInvented Old Association,2012-02-21,,';
  await service.get(ImportRegisterHandler).execute({ kind: 'ecosoc', asOf: '2024-06-14', file: 'register.csv', bytes: Buffer.from(register) }, officer);
  await service.get(EditNamesHandler).add({ listId, names: [{ ...invented(2), name: 'Old Invented Association' }, { ...invented(3), name: 'Association Invented' }] }, officer);
  await service.get(JudgeMatchHandler).execute({ applicationId, other: `application:${all[1]!.applicationId}`, judgement: 'later' }, officer);
  const console = await signIn(service);
  const context = await browser.newContext({ locale: 'en-GB' });
  await context.addCookies(cookiesOf(service, console));
  const page = await context.newPage();
  const faults: string[] = [];
  const pages = { home: '/office/applications', calls: `/office/applications/c/${slug}/calls`, one: `/office/applications/a/${applicationId}`, timeline: `/office/applications/a/${applicationId}/timeline`, matches: `/office/applications/a/${applicationId}/matches`, registers: '/office/registers?name=Invented+Association', 'registers-import': '/office/registers/import', board: `/office/conferences/${slug}/balance?list=6b&all=yes`, names: `/office/lists/${listId}/names`, queue: `/office/applications/c/${slug}` };
  for (const [title, path] of Object.entries(pages)) {
    await page.goto(service.url + path);
    faults.push(...(await look(page, `applications-${title}`)));
  }
  // A file with a fault: its lines and columns are shown and nothing is imported.
  await page.goto(`${service.url}/office/registers/import`);
  await page.check('#kind');
  await page.fill('#asOf', '2024-06-14');
  await page.setInputFiles('#file', { name: 'register.csv', mimeType: 'text/csv', buffer: Buffer.from(`${register}\n,14 June,honorary,`) });
  await page.click('form[action$="registers/import"] button.govuk-button');
  faults.push(...(await look(page, 'applications-register-faults')));
  expect(await page.locator('main').innerText()).toContain('3 faults');
  await page.goto(service.url + pages.queue);
  for (const box of await page.locator('input[name=application]').all()) await box.check();
  await page.selectOption('#act', 'decideEligible');
  await page.click('form[action$=bulk] button.govuk-button');
  faults.push(...(await look(page, 'applications-bulk')));
  expect(await page.locator('main').innerText()).toContain('Ticked: 3');
  expect(faults).toEqual([]);
  // The planted fault: a picture without words is found by the same look.
  await page.evaluate(`document.querySelector('main').insertAdjacentHTML('beforeend', '<img src="/assets/mark.svg">')`);
  expect(await accessibilityFaults(page)).not.toEqual([]);
});
