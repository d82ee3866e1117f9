import { NameRepresentativesHandler, Representatives } from '../../src/meetings/index.js';
import { link } from '../doors/apply/applicant.js';
import { accessibilityFaults, look, openBrowser } from '../support/browser.js';
import { running } from '../support/running.js';
import { startService } from '../support/service.js';
import { delegation, finalize, makeMeetings, someone, type MeetingsWorld } from './world.js';

const browser = running(openBrowser);
const service = running(startService);
let world: MeetingsWorld;
beforeAll(async () => {
  world = await makeMeetings(service);
  await finalize(service, world);
});

it('are named on a phone without scripts, in Arabic, with the letter to print', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true });
  const page = await context.newPage();
  const strangers: string[] = [];
  page.on('request', (request) => { if (!request.url().startsWith(service.url)) strangers.push(request.url()); });
  await page.goto(`${service.url}/status/${world.added.reference}?lang=ar`);
  await page.click('main form button');
  expect(page.url()).toBe(`${service.url}/representatives/${world.added.holderId}`);
  await page.click('main .govuk-button');
  for (const [field, value] of Object.entries({ familyName: 'مخترع', givenName: 'ممثل', function: 'مستشار', email: 'no address' })) await page.fill(`#${field}`, value);
  await page.check('#meeting-negotiation-1');
  await page.press('#email', 'Enter');
  expect(await page.locator('.govuk-error-summary a').getAttribute('href')).toBe('#email');
  expect([await page.inputValue('#familyName'), await page.isChecked('#meeting-negotiation-1')]).toEqual(['مخترع', true]);
  await page.fill('#email', 'delegate@invented.example');
  await page.click('main form .govuk-button');
  expect(await page.getAttribute('html', 'dir')).toBe('rtl');
  await page.click(`a[href="/representatives/${world.added.holderId}/letter"]`);
  const address = await page.locator('.n-address').innerText();
  await page.goto(address);
  expect(await page.locator('main').innerText()).toContain('Invented Association 0');
  expect(strangers).toEqual([]);
});

it('have no accessibility fault, and nothing to scroll sideways at 320 px, in English and Arabic', async () => {
  const holder = world.fine.applicationId;
  const naming = service.get(NameRepresentativesHandler);
  const { id } = await naming.save({ id: null, person: someone('one@invented.example'), meetings: ['negotiation-1', 'negotiation-2'] }, delegation(world.fine));
  await naming.save({ id: null, person: someone('two@invented.example', { familyName: 'Other', givenName: '' }), meetings: ['negotiation-1'] }, delegation(world.fine));
  const page = await (await browser.newContext({ locale: 'en-GB' })).newPage();
  for (const who of [world.fine, world.out]) {
    await page.goto(service.url + link(service, who));
    await page.check('#open');
    await page.click('main form button');
  }
  const paths = {
    own: `/representatives/${holder}`, form: `/representatives/${holder}/people/new`, person: `/representatives/${holder}/people/${id}`, remove: `/representatives/${holder}/people/${id}/remove`,
    letter: `/representatives/${holder}/letter`, none: `/representatives/${world.out.applicationId}`, verify: `/verify/${service.get(Representatives).code(id)}`, unknown: '/verify/unknown', late: `/representatives/${holder}?done=named&late=negotiation-1`,
    status: `/status/${world.added.reference}`,
  };
  const faults: string[] = [];
  for (const [title, path] of Object.entries(paths)) {
    for (const lang of ['en', 'ar']) {
      await page.goto(`${service.url}${path}?lang=${lang}`.replace(/\?(.*)\?/, '?$1&'));
      faults.push(...(await look(page, `representatives-${title}-${lang}`, lang === 'en' ? 1280 : title === 'form' ? 320 : null)));
    }
  }
  expect(faults).toEqual([]);
  // The planted fault: a field without its label is found by the same look.
  await page.goto(service.url + paths.form);
  await page.evaluate(`document.querySelector('label[for=familyName]').remove()`);
  expect(await accessibilityFaults(page)).not.toEqual([]);
});
