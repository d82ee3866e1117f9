import { modalities } from '../../../workflows/modalities/index.js';
import { DecideNominationsHandler, FinalizeListHandler, List, MarkNotedHandler, OverrideHoldHandler, Sweep, TransmitToAssemblyHandler } from '../../../src/lists/index.js';
import { Clock } from '../../../src/platform/clock.js';
import { UnitOfWork } from '../../../src/platform/unit-of-work.js';
import { Proposals } from '../../../src/proposals/index.js';
import { RaiseObjectionsHandler, RecordObjectionsHandler } from '../../../src/objections/index.js';
import { Conferences } from '../../../src/conferences/index.js';
import { openCalls } from '../apply/applicant.js';
import { announced } from '../../support/modalities.js';
import { look, openBrowser } from '../../support/browser.js';
import { circulatedRound, draftRound, officer } from '../../support/round.js';
import { running } from '../../support/running.js';
import { startService } from '../../support/service.js';
import { cookiesOf, delivered, signIn } from './console.js';

const browser = running(openBrowser);
const service = running(() => startService({ now: '2026-11-23T15:00:00.000Z', ticks: false }));
let cookies: { name: string; value: string; url: string }[];

beforeAll(async () => { cookies = cookiesOf(service, await signIn(service)); });

it('has no accessibility fault on any page, and no page that scrolls sideways at 320 px', async () => {
  const draft = await draftRound(service, { names: 4 });
  const sent = await circulatedRound(service, { names: 12 });
  const early = await service.get(Conferences).byId((await draftRound(service, { names: 1, addresses: false, modality: announced() })).conferenceId);
  await openCalls(service, early.id);
  const [first, second] = sent.ids;
  await service.get(RaiseObjectionsHandler).execute({ items: [{ nominationId: first!, basis: 'An invented basis.' }, { nominationId: second!, basis: null }] }, { kind: 'mission', iso2: 'FR', listId: sent.listId });
  await service.get(RecordObjectionsHandler).execute({
    listId: sent.listId, states: ['BR', 'FR', 'KE'], items: [{ nominationId: first!, basis: null }], reference: 'NV/1', receivedAt: service.get(Clock).now(),
  }, officer);
  await delivered(service, sent.listId);
  const longer = { listId: sent.listId, wallTime: '2026-12-20T17:00', zone: 'America/New_York', reason: 'Invented' };
  const proposal = await service.get(Proposals).propose('extend', { listId: sent.listId, command: longer, reason: 'An invented reason.' }, officer);
  const asked = await service.get(Proposals).propose('publishModality', { command: { slug: 'invented', title: { en: 'Invented' }, modality: { ...modalities[0]! } }, reason: 'An invented reason.' }, officer);
  // A list whose retention is over stands on the first page.
  const old = await draftRound(service, { names: 1, addresses: false });
  await service.get(UnitOfWork).run((tx) => tx.update(List, { id: old.listId }, { state: 'withdrawn', withdrawnAt: '2020-01-31T15:00:00.000Z' }));
  const { slug } = await service.get(Conferences).byId(draft.conferenceId);
  const [d, l] = [`/office/lists/${draft.listId}`, `/office/lists/${sent.listId}`];
  const pages = [
    '/office/sign-in', '/office', '/office/help', '/office/proposals', `/office/proposals/${proposal.id}`, `/office/proposals/${asked.id}`, '/office/conferences/new', '/office/conferences/new/modality', '/office/returned', `/office/conferences/${slug}`, '/office/missions', '/office/missions/FR', '/office/missions/import', '/office/record', d, `${d}/names`, `${d}/names/new`,
    `${d}/names/${draft.ids[0]}/take-out`, `${d}/import`, `${d}/balance`, `${d}/acts/circulate`, `${d}/acts/withdraw-list`, l, `${l}/names`, `${l}/progress`, `${l}/deliveries`,
    `${l}/deliveries/FR`, `${l}/objections`, `${l}/objections/record`, `${l}/reminders`, `${l}/timeline`, `${l}/export`, `${l}/export/proposed`,
    `${l}/acts/extend`, `${l}/acts/remind`, `${l}/acts/resend?iso2=FR`, `${l}/acts/service?iso2=FR`,
    `/office/conferences/${early.slug}`, `/office/conferences/${early.slug}/adoption`, `/apply/c/${early.slug}?lang=ar`,
  ];
  const faults: string[] = [];
  // One context: the packaged browser goes away with the first one that closes.
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  await context.addCookies(cookies);
  const page = await context.newPage();
  for (const path of pages) {
    const name = path.replace(draft.listId, 'draft').replace(sent.listId, 'sent').replace(draft.ids[0]!, 'name').replace(proposal.id, 'extend').replace(asked.id, 'publish').replace(slug, 'conference').replace(early.slug, 'early').replace(/[^a-z-]+/gi, '_');
    await page.goto(service.url + path);
    faults.push(...(await look(page, name)));
  }
  await page.goto(`${service.url}/office/conferences/new/modality`);
  for (const [name, text] of [['modality-faults', JSON.stringify({ ...modalities[0]!, silence: {}, decision: 1 })], ['modality-check', JSON.stringify(modalities[0]!)]] as const) {
    await page.locator('#file').setInputFiles({ name: 'own.json', mimeType: 'application/json', buffer: Buffer.from(text) });
    await page.getByRole('button', { name: 'Check the file' }).click();
    faults.push(...(await look(page, name)));
  }
  // Names of officers are as long as those of organizations, and stand in sentences and links.
  await context.addCookies(cookiesOf(service, await signIn(service, 'long@office.example', 'Mariana Wolfeschlegelsteinhausenbergerdorff-Papadopoulos')));
  await page.goto(`${service.url}/office/account`);
  faults.push(...(await look(page, 'account-long-name', null)));
  expect(faults).toEqual([]);
});

it('has the words of its header on one line', async () => {
  const context = await browser.newContext({ viewport: { width: 1600, height: 900 } });
  await context.addCookies(cookies);
  const page = await context.newPage();
  await page.goto(`${service.url}/office`);
  /** How far the middle of “Sign out” is from that of the link beside it, in pixels. */
  const apart = async (): Promise<number> => Number(await page.evaluate(`(() => {
    const middle = (element) => {
      const range = document.createRange();
      range.selectNodeContents(element);
      const { top, bottom } = range.getBoundingClientRect();
      return (top + bottom) / 2;
    };
    const out = document.querySelector('.n-head form button');
    return Math.abs(middle(out.closest('li').previousElementSibling.querySelector('a')) - middle(out));
  })()`));
  expect(await apart()).toBeLessThan(1);
  // The planted fault: three pixels are seen.
  await page.evaluate(`document.querySelector('.n-head form button').style.transform = 'translateY(3px)'`);
  expect(await apart()).toBeGreaterThan(1);
});

it('circulates a list with scripts off, by forms alone', async () => {
  const { listId } = await draftRound(service, { names: 3, addresses: false });
  const context = await browser.newContext({ javaScriptEnabled: false });
  await context.addCookies(cookies);
  const page = await context.newPage();
  await page.goto(`${service.url}/office/lists/${listId}`);
  await page.getByRole('button', { name: 'Circulate' }).click();
  await page.getByLabel('Date of the deadline').fill('2026-11-01');
  await page.getByLabel('Time', { exact: true }).fill('01:30');
  await page.getByRole('button', { name: 'See what will happen' }).click();
  // The hour that comes twice when clocks go back: both readings are offered, none is chosen.
  expect(await page.getByRole('radio').count()).toBe(2);
  expect(await page.getByRole('radio', { checked: true }).count()).toBe(0);
  await page.getByLabel('Date of the deadline').fill('2026-12-15');
  await page.getByLabel('Time', { exact: true }).fill('17:00');
  await page.getByRole('button', { name: 'See what will happen' }).click();
  await page.getByText('العربية').click();
  expect(await page.locator('[lang="ar"][dir="rtl"]').isVisible()).toBe(true);
  await page.getByLabel('Why do you propose this?').fill('All names are checked.');
  await page.getByRole('button', { name: 'Propose to another officer' }).click();
  expect(await page.getByText('Another officer with the role of approver').isVisible()).toBe(true);

  // The other officer finds it among what waits, sees the same, and approves.
  const [name = '', value = ''] = (await signIn(service, 'second@office.example', 'Other Approver')).cookie.split('=');
  await context.addCookies([{ name, value, url: service.url }]);
  await page.goto(`${service.url}/office`);
  await page.getByRole('link', { name: 'Proposals' }).click();
  await page.getByRole('link', { name: 'Circulate the list' }).click();
  expect(await page.getByText('All names are checked.').isVisible()).toBe(true);
  await page.getByLabel('Type 6b to confirm').fill('6b');
  await page.getByRole('button', { name: 'Approve and do it now' }).click();
  expect(page.url()).toBe(`${service.url}/office/lists/${listId}/progress`);
  expect(await page.locator('progress').first().isVisible()).toBe(true);
});

it('has none on the pages of a name that waits for the body, and of what was entered wrongly of the Assembly', async () => {
  const drops = await circulatedRound(service, { names: 2, addresses: false });
  const contested = await circulatedRound(service, { names: 3, addresses: false, modality: 'contested-by-name' });
  for (const id of contested.ids.slice(0, 2)) await service.get(RaiseObjectionsHandler).execute({ items: [{ nominationId: id, basis: null }] }, { kind: 'mission', iso2: 'FR', listId: contested.listId });
  service.setTime('2026-12-16T15:00:00.000Z');
  await service.get(Sweep).run();
  for (const { listId } of [drops, contested]) await service.get(OverrideHoldHandler).execute({ listId, reason: 'Invented' }, officer);
  await service.get(DecideNominationsHandler).execute({ listId: contested.listId, decisions: [{ nominationId: contested.ids[1]!, decision: 'include' }], reference: 'A/DEC/81/1' }, officer);
  await service.get(FinalizeListHandler).execute({ listId: drops.listId }, officer);
  await service.get(TransmitToAssemblyHandler).execute({ listId: drops.listId, which: 'final', symbol: 'A/81/INF/3' }, officer);
  await service.get(MarkNotedHandler).execute({ listId: drops.listId, symbol: 'A/DEC/81/2', on: '2026-12-16' }, officer);
  const context = await browser.newContext();
  await context.addCookies(cookies);
  const page = await context.newPage();
  const faults: string[] = [];
  await page.goto(`${service.url}/office/lists/${contested.listId}/acts/finalize`);
  expect(await page.getByText('Some names wait').isVisible()).toBe(true);
  faults.push(...(await look(page, 'finalize-undecided')));
  await page.goto(`${service.url}/office/lists/${drops.listId}/acts/correct-assembly?which=noted`);
  faults.push(...(await look(page, 'correct-assembly')));
  await page.getByLabel('Document symbol').fill('A/DEC/81/3');
  await page.locator('[name=reason]').fill('A slip of the pen');
  await page.getByRole('button', { name: 'See what will happen' }).click();
  expect(await page.getByText('A/DEC/81/3').first().isVisible()).toBe(true);
  faults.push(...(await look(page, 'correct-assembly-preview')));
  expect(faults).toEqual([]);
});
