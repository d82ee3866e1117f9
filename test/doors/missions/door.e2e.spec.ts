import type { Page } from 'playwright-core';
import { MissionLinks } from '../../../src/missions/index.js';
import { MissionSession } from '../../../src/missions/mission-link.entity.js';
import { RecordObjectionsHandler } from '../../../src/objections/index.js';
import { Clock } from '../../../src/platform/clock.js';
import { UnitOfWork } from '../../../src/platform/unit-of-work.js';
import { accessibilityFaults, look, openBrowser } from '../../support/browser.js';
import { circulatedRound, officer } from '../../support/round.js';
import { running } from '../../support/running.js';
import { startService } from '../../support/service.js';

const browser = running(openBrowser);
const service = running(() => startService({ now: '2026-12-01T15:00:00.000Z' }));
let listId: string;
beforeAll(async () => { ({ listId } = await circulatedRound(service, { names: 230, addresses: false })); });

async function enter(page: Page, iso2: string): Promise<void> {
  await page.goto(`${service.url}/m/${service.get(MissionLinks).token(listId, iso2, 1)}`);
  await page.selectOption('#memberState', iso2);
  await page.click('form button');
}

it('keeps ticks through search, paging and language, without scripts', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false, locale: 'en-GB' });
  const page = await context.newPage();
  const strangers: string[] = [];
  page.on('request', (request) => { if (!request.url().startsWith(service.url)) strangers.push(request.url()); });
  await enter(page, 'NZ');
  await page.locator('input[name=name]').nth(0).check();
  await page.fill('#search', 'Association 119');
  // Enter searches; it does not press the first button of the head, which is a language.
  await page.press('#search', 'Enter');
  expect(await page.getAttribute('html', 'lang')).toBe('en');
  expect(await page.locator('input[name=name]').count()).toBe(1);
  await page.locator('input[name=name]').check();
  // All that is chosen, not only what was searched for.
  await page.click('button[value=chosen]');
  expect(await page.locator('input[name=name]:checked').count()).toBe(2);
  await page.click('button[value=reset]');
  await page.click('button[value=page-2]');
  await page.locator('input[name=name]').nth(4).check();
  await page.click('button[value=lang-ar]');
  expect(await page.getAttribute('html', 'dir')).toBe('rtl');
  expect(await page.locator('.n-chosen strong').innerText()).toContain('3');
  await page.click('button[value=continue]');
  await page.fill('#basisForAll', 'Invented basis');
  await page.click('button[value=lang-fr]');
  expect(await page.inputValue('#basisForAll')).toBe('Invented basis');
  await page.locator('button[value=check]').last().click();
  await page.click('form button.govuk-button--warning');
  expect(await page.locator('.n-receipt li').count()).toBe(3);
  expect(strangers).toEqual([]);
});

it('leads nobody who goes by the keyboard behind the bar that stays at the bottom', async () => {
  const page = await (await browser.newContext({ locale: 'en-GB', viewport: { width: 320, height: 640 } })).newPage();
  await enter(page, 'MX');
  /** How many of the next places of the Tab key lie under the bar. */
  const hidden = async (places: number): Promise<number> => {
    let found = 0;
    for (let at = 0; at < places; at++) {
      await page.keyboard.press('Tab');
      found += Number(await page.evaluate(`(() => {
        const [here, bar] = [document.activeElement, document.querySelector('.n-chosen')];
        // A page that has only just come may answer the first key with no place at all.
        return here !== document.body && !bar.contains(here) && here.getBoundingClientRect().bottom > bar.getBoundingClientRect().top;
      })()`));
    }
    return found;
  };
  expect(await hidden(30)).toBe(0);
  // The planted fault: without the room kept free the same keys lead under it.
  await page.evaluate(`document.documentElement.style.scrollPaddingBottom = '0'`);
  expect(await hidden(30)).toBeGreaterThan(0);
  // Where the screen is low the bar would be most of it: there it does not stay.
  await page.setViewportSize({ width: 320, height: 256 });
  expect(await page.evaluate(`getComputedStyle(document.querySelector('.n-chosen')).position`)).toBe('static');
});

it('has no accessibility fault, and nothing to scroll sideways at 320 px, in English and Arabic', async () => {
  const context = await browser.newContext({ locale: 'en-GB' });
  const page = await context.newPage();
  const link = `/m/${service.get(MissionLinks).token(listId, 'KE', 1)}`;
  await enter(page, 'KE');
  const ticked = page.locator('input[name=name]');
  for (const at of [1, 2]) await ticked.nth(at).check();
  const nominationId = (await ticked.nth(1).getAttribute('value'))!;
  await page.click('button[value=continue]');
  // Meanwhile the Office records a note of this State on one of the names ticked.
  const note = { listId, states: ['KE'], items: [{ nominationId, basis: null }], reference: 'NV/1', receivedAt: service.get(Clock).now() };
  const { receipts: [receipt] } = await service.get(RecordObjectionsHandler).execute(note, officer);
  const base = `/m/list/${listId}`;
  const faults: string[] = [];
  for (const path of [link, `${link}/not-us`, base, `${base}/basis`, `${base}/check`, `${base}/own`, `${base}/receipt/${receipt!.filingId}`, `${base}/print`]) {
    for (const lang of ['en', 'ar']) {
      await page.goto(`${service.url}${path}?lang=${lang}`);
      faults.push(...(await look(page, `m-${path.split('/').at(-1)!.slice(0, 8)}-${lang}`, lang === 'en' ? 1280 : 320)));
    }
  }
  expect(faults).toEqual([]);
  // The planted fault: a picture without words is found by the same look.
  await page.evaluate(`document.querySelector('main').insertAdjacentHTML('beforeend', '<img src="/assets/mark.svg">')`);
  expect(await accessibilityFaults(page)).not.toEqual([]);
});

it('gives back what was typed when the session ended meanwhile, in a browser that says from where a form comes', async () => {
  const page = await (await browser.newContext({ locale: 'en-GB' })).newPage();
  const faults: string[] = [];
  for (const language of ['en', 'ar']) {
    await enter(page, 'PT');
    await page.locator('input[name=name]').nth(0).check();
    await page.click('button[value=continue]');
    if (language === 'ar') await page.click('button[value=lang-ar]');
    await page.fill('#basisForAll', language === 'ar' ? 'أسباب مخترعة لا يجوز أن تضيع' : 'Invented words that must not be lost, with a second line.\nAnd an address: https://invented.example/a-long-path-that-does-not-break-anywhere-at-all-in-the-middle');
    const typed = await page.inputValue('#basisForAll');
    await service.get(UnitOfWork).run((tx) => tx.createQueryBuilder().delete().from(MissionSession).execute());
    await page.locator('button[value=check]').last().click();
    expect([await page.inputValue('#typed-1'), await page.getAttribute('#typed-1', 'readonly')]).toEqual([typed, '']);
    faults.push(...await look(page, `mission-session-over-${language}`));
  }
  expect(faults).toEqual([]);
});
