import type { Page } from 'playwright-core';
import { Applications, ApplyHandlers, ScreeningHandlers } from '../../../src/applications/index.js';
import { Conferences } from '../../../src/conferences/index.js';
import { ImportRegisterHandler } from '../../../src/registers/index.js';
import { accessibilityFaults, look, openBrowser } from '../../support/browser.js';
import { draftRound, officer } from '../../support/round.js';
import { running } from '../../support/running.js';
import { startService } from '../../support/service.js';
import { applicantOf, application, link, openCalls } from './applicant.js';

const browser = running(openBrowser);
const service = running(() => startService({ now: '2026-12-01T15:00:00.000Z' }));
let conferenceId: string;
let slug: string;
beforeAll(async () => {
  ({ conferenceId } = await draftRound(service, { names: 1, addresses: false }));
  ({ slug } = await service.get(Conferences).byId(conferenceId));
  await openCalls(service, conferenceId, ['consultative-status', '6b', 'nhri']);
});

/** One organization applies on a phone, without scripts, in its language: from the call to the reference number. */
async function applies(page: Page, lang: string, email: string, name: string, country: string): Promise<void> {
  await page.goto(`${service.url}/apply?lang=${lang}`);
  await page.click(`a[href="/apply/c/${slug}"]`);
  await page.click(`a[href="/apply/c/${slug}/track/6b"]`);
  await page.fill('#email', email);
  await page.press('#email', 'Enter');
  const applicant = await applicantOf(service, conferenceId, email);
  await page.goto(service.url + link(service, applicant));
  await page.check('#open');
  await page.click('main form button');
  await page.click('main ul.n-names a');
  await page.fill('#name', name);
  await page.check('#category');
  // A place of the list of States in the page's own language.
  await page.fill('#country', country);
  await page.fill('#year', '98');
  await page.click('button[value=on].govuk-button');
  expect(await page.locator('.govuk-error-summary a').getAttribute('href')).toBe('#year');
  expect(await page.inputValue('#name')).toBe(name);
  await page.fill('#year', '1998');
  await page.press('#year', 'Enter');
  await page.fill('#purpose', name);
  await page.fill('#relevance', name);
  await page.click('button[value=on].govuk-button');
  await page.fill('#headName', name);
  await page.fill('#contactName', name);
  await page.click('button[value=on].govuk-button');
  await page.check('#consent');
  await page.click('button[value=on].govuk-button');
  await page.setInputFiles('#document', { name: 'statutes.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7 invented') });
  await page.click('button[value=add]');
  await page.click('button[value=on].govuk-button');
  await page.click('main form button.govuk-button');
  expect(await page.getAttribute('html', 'lang')).toBe(lang);
  expect(await page.locator('.n-code').innerText()).toBe(service.get(Applications).reference(applicant.applicationId));
  expect((await service.get(Applications).find(applicant.applicationId)).row).toMatchObject({ state: 'submitted', name, language: lang, countryIso2: lang === 'ar' ? 'EG' : 'ES' });
}

it('is walked on a phone without scripts, in Arabic and in Spanish', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true });
  const page = await context.newPage();
  const strangers: string[] = [];
  page.on('request', (request) => { if (!request.url().startsWith(service.url)) strangers.push(request.url()); });
  await applies(page, 'ar', 'uno@invented.example', 'رابطة مخترعة', 'مصر');
  await applies(page, 'es', 'dos@invented.example', 'Asociación Inventada', 'España');
  expect(strangers).toEqual([]);
});

it('has no accessibility fault, and nothing to scroll sideways at 320 px, in English and Arabic', async () => {
  const asked = await application(service, conferenceId, 'asked@invented.example');
  const { id: question } = await service.get(ScreeningHandlers).ask({ applicationId: asked.applicationId, question: 'In which town is the seat?' }, officer);
  const draft = await application(service, conferenceId, 'draft@invented.example', null);
  // A name that the register has: the pages of this draft carry the advice.
  const register = 'name,session_end_date,status,status_year\nInvented Harbour Council,2024-06-14,special,2024';
  await service.get(ImportRegisterHandler).execute({ kind: 'ecosoc', asOf: '2024-06-14', file: 'register.csv', bytes: Buffer.from(register) }, officer);
  await service.get(ApplyHandlers).save({ typed: { name: 'Invented Harbour Council' } }, draft);
  const page = await (await browser.newContext({ locale: 'en-GB' })).newPage();
  for (const applicant of [asked, draft]) {
    await page.goto(service.url + link(service, applicant));
    await page.check('#open');
    await page.click('main form button');
  }
  const [sent, own] = [`/apply/a/${asked.applicationId}`, `/apply/a/${draft.applicationId}`];
  const paths = {
    home: '/apply', calls: `/apply/c/${slug}`, begin: `/apply/c/${slug}/track/6b`, lost: `/apply/c/${slug}/lost`, link: link(service, draft), own, sent, receipt: `${sent}/sent`,
    organization: `${own}/form/organization`, people: `${own}/form/people`, consent: `${own}/form/consent`, documents: `${own}/documents`, check: `${own}/check`, checked: `${sent}/check`,
    question: `${sent}/questions/${question}`, withdraw: `${own}/withdraw`,
  };
  const faults: string[] = [];
  for (const [title, path] of Object.entries(paths)) {
    // The structure is the same in both: all pages are looked at in one language by the whole set of rules, the ones with most in them in the other.
    const thorough = ['calls', 'sent', 'organization', 'check'].includes(title);
    for (const lang of ['en', 'ar']) {
      await page.goto(`${service.url}${path}?lang=${lang}`);
      faults.push(...(await look(page, `apply-${title}-${lang}`, lang === 'en' ? 1280 : thorough ? 320 : null)));
    }
  }
  expect(faults).toEqual([]);
  // The planted fault: a picture without words is found by the same look.
  await page.evaluate(`document.querySelector('main').insertAdjacentHTML('beforeend', '<img src="/assets/mark.svg">')`);
  expect(await accessibilityFaults(page)).not.toEqual([]);
});
