import { ChangeOfficersHandler, Officers } from '../../src/officers/index.js';
import { system } from '../../src/platform/actor.js';
import { cookiesOf, type Console } from '../doors/office/console.js';
import { look, openBrowser } from '../support/browser.js';
import { running } from '../support/running.js';
import { startService } from '../support/service.js';
import { codeOf, enrol, enter, letterTo, linkIn } from './browser.js';

const EMAIL = 'amal@office.example';
const browser = running(openBrowser);
const service = running(() => startService({ ticks: false, config: { secondFactor: 'required' } }));

beforeAll(async () => { await service.get(Officers).add({ name: 'Amal Field', email: EMAIL, roles: ['drafter', 'approver'] }); });

const faults: string[] = [];
it('signs in by forms alone, step by step, on pages without a fault', async () => {
  // axe needs scripts in the page; ours ship none, which the policy of each answer enforces.
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'en' })).newPage();
  page.on('console', (message) => { if (message.type() === 'error' && /Content Security Policy/.test(message.text())) faults.push(message.text()); });
  await page.goto(`${service.url}/office`);
  expect(page.url()).toBe(`${service.url}/office/sign-in`);
  faults.push(...(await look(page, 'sign-in')));
  await page.getByRole('link', { name: 'Français' }).click();
  faults.push(...(await look(page, 'sign-in-fr')));
  await page.getByRole('link', { name: 'English' }).click();
  await page.getByLabel('Your e-mail address').fill(EMAIL);
  await page.getByRole('button', { name: 'Send me the letter' }).click();
  faults.push(...(await look(page, 'sent')));

  const link = linkIn((await letterTo(service, EMAIL))!.raw);
  await page.goto(service.url + link);
  faults.push(...(await look(page, 'link')));
  await page.getByRole('button', { name: 'Sign in' }).click();
  expect(await page.getByRole('alert').isVisible()).toBe(true);
  faults.push(...(await look(page, 'link-blank')));
  await page.getByLabel('The address to which').fill(EMAIL);
  await page.getByRole('button', { name: 'Sign in' }).click();

  expect(page.url()).toBe(`${service.url}/office/second-factor`);
  faults.push(...(await look(page, 'enrol')));
  const secret = (await page.locator('.n-secret').textContent())!;
  await page.getByLabel('Then type').fill('000000');
  await page.getByRole('button', { name: 'Finish' }).click();
  faults.push(...(await look(page, 'enrol-wrong')));
  await page.getByLabel('Then type').fill(codeOf(secret));
  await page.getByRole('button', { name: 'Finish' }).click();
  expect(await page.locator('.n-codes li').count()).toBe(10);
  const recovery = (await page.locator('.n-codes li').first().textContent())!;
  faults.push(...(await look(page, 'codes')));
  await page.getByRole('button', { name: 'I have kept them' }).click();
  expect(page.url()).toBe(`${service.url}/office`);
  await page.getByRole('link', { name: 'Your sign-in' }).click();
  faults.push(...(await look(page, 'account')));

  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.goto(service.url + linkIn((await letterTo(service, EMAIL))!.raw));
  await page.getByLabel('The address to which').fill(EMAIL);
  await page.getByRole('button', { name: 'Sign in' }).click();
  faults.push(...(await look(page, 'ask')));
  await page.getByLabel('Code').fill(recovery);
  await page.getByRole('button', { name: 'Continue' }).click();
  expect(page.url()).toBe(`${service.url}/office`);
  expect(faults).toEqual([]);
});

it('keeps the list of officers on pages without a fault', async () => {
  for (const [name, role] of [['Sami Field', 'operator'], ['Lin Field', 'auditor'], ['Rosa Field', 'drafter'], ['Kim Field', 'approver']] as const) await service.get(Officers).add({ name, email: `${role}@keeper.example`, roles: [role] });
  const { id } = (await service.get(Officers).byEmail('drafter@keeper.example'))!;
  await service.get(ChangeOfficersHandler).end({ officerId: (await service.get(Officers).byEmail('auditor@keeper.example'))!.id }, system);
  const { console: officer } = await enrol(service, await enter(service, 'operator@keeper.example'));
  await enrol(service, await enter(service, 'drafter@keeper.example'));
  const { console: approver } = await enrol(service, await enter(service, 'approver@keeper.example'));
  const pageOf = async (console: Console) => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'en' });
    await context.addCookies(cookiesOf(service, console));
    return context.newPage();
  };
  const page = await pageOf(officer);
  await page.goto(`${service.url}/office`);
  for (const [path, shot] of [['', 'officers'], ['?lang=fr', 'officers-fr'], ['?lang=en', 'officers-en'], ['/new', 'officer-new'], [`/${id}`, 'officer'], [`/${id}/end`, 'officer-end'], [`/${id}/second-factor/reset`, 'officer-reset']] as const) {
    await page.goto(`${service.url}/office/officers${path}`);
    faults.push(...(await look(page, shot)));
  }
  await page.goto(`${service.url}/office/officers/new`);
  await page.getByRole('button', { name: 'Add and send the letter' }).click();
  expect(await page.getByRole('alert').isVisible()).toBe(true);
  faults.push(...(await look(page, 'officer-new-blank')));
  await page.getByLabel('Name').fill('Nia Field');
  await page.getByLabel('E-mail address').fill('nia@keeper.example');
  await page.getByLabel('approver:').check();
  await page.getByLabel('English').check();
  await page.getByLabel('Why do you propose this?').fill('For the second list');
  await page.getByRole('button', { name: 'Add and send the letter' }).click();
  expect(await page.getByRole('listitem').filter({ hasText: 'Nia Field' }).textContent()).toBe('Add an officer: Nia FieldWithdraw the proposal Nia Field');
  faults.push(...(await look(page, 'officer-waits')));
  const other = await pageOf(approver);
  await other.goto(`${service.url}/office/proposals`);
  await other.getByRole('link', { name: 'Add an officer' }).click();
  faults.push(...(await look(other, 'officer-proposed')));
  await other.getByRole('button', { name: 'Approve and do it now' }).click();
  await page.reload();
  expect(await page.getByRole('rowheader', { name: 'Nia Field' }).isVisible()).toBe(true);
  expect(faults).toEqual([]);
});

it('needs no script for any of it', async () => {
  await service.get(Officers).add({ name: 'Noor Field', email: 'noor@office.example', roles: ['drafter'] });
  const page = await (await browser.newContext({ javaScriptEnabled: false, locale: 'en' })).newPage();
  await page.goto(`${service.url}/office/sign-in/${await service.get(Officers).issueSignIn('noor@office.example')}`);
  await page.getByLabel('The address to which').fill('noor@office.example');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByLabel('Then type').fill(codeOf((await page.locator('.n-secret').textContent())!));
  await page.getByRole('button', { name: 'Finish' }).click();
  await page.getByRole('button', { name: 'I have kept them' }).click();
  await page.getByRole('link', { name: 'Your sign-in' }).click();
  await page.getByRole('button', { name: 'Set up another app' }).click();
  expect(await page.getByRole('alert').isVisible()).toBe(true);
});
