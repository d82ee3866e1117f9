import { MissionCodes, MissionLinks } from '../../src/missions/index.js';
import { cookiesOf, signIn } from '../doors/office/console.js';
import { look, openBrowser } from '../support/browser.js';
import { codeBesideTheLink } from '../support/modalities.js';
import { circulatedRound } from '../support/round.js';
import { running } from '../support/running.js';
import { startService } from '../support/service.js';

const browser = running(openBrowser);
const service = running(() => startService({ now: '2026-12-01T15:00:00.000Z' }));

it('codes are typed and printed without a barrier, at 320 px without scrolling sideways, and each slip is a page of paper', async () => {
  const { listId } = await circulatedRound(service, { names: 2, addresses: false, modality: codeBesideTheLink() });
  const context = await browser.newContext({ locale: 'en-GB' });
  await context.addCookies(cookiesOf(service, await signIn(service)));
  const page = await context.newPage();
  const faults: string[] = [];
  const [o, link] = [`/office/lists/${listId}/codes`, `/m/${service.get(MissionLinks).token(listId, 'EG', 1)}`];
  for (const [path, name] of [[link, 'm-code'], [`${link}?lang=ar`, 'm-code-ar'], [o, 'o-codes'], [`${o}/EG`, 'o-code']] as const) {
    await page.goto(service.url + path);
    faults.push(...(await look(page, name)));
  }
  // A wrong code: the page says so, and how often it may still be mistaken.
  for (const lang of ['ar', 'en']) {
    await page.goto(`${service.url}${link}?lang=${lang}`);
    await page.selectOption('#memberState', 'EG');
    await page.fill('#code', 'AAAAA-AAAAA');
    await page.click('main form button');
    faults.push(...(await look(page, `m-wrong-${lang}`, lang === 'en' ? 1280 : null)));
  }
  expect(await page.getByText('Tries left: 1.').first().isVisible()).toBe(true);
  await page.fill('#code', (await service.get(MissionCodes).ofList(listId)).find(({ iso2 }) => iso2 === 'EG')!.code);
  await page.click('main form button');
  expect(new URL(page.url()).pathname).toBe(`/m/list/${listId}`);

  await page.goto(`${service.url}${o}/print`);
  faults.push(...(await look(page, 'o-slips', null)));
  await page.emulateMedia({ media: 'print' });
  expect(await page.getByText('A page for each Mission').isVisible()).toBe(false);
  // Each slip after the first begins a page.
  const sheets = await page.evaluate(`[...document.querySelectorAll('.n-slip')].filter((slip) => getComputedStyle(slip).breakBefore === 'page').length`);
  expect([sheets, faults]).toEqual([192, []]);
});
