import { makeDemonstration, type DemonstrationLinks } from '../../../src/demonstration/index.js';
import { Relay } from '../../../src/delivery/index.js';
import { languages } from '../../../src/platform/i18n.js';
import { accessibilityFaults, openBrowser } from '../../support/browser.js';
import { running } from '../../support/running.js';
import { startService } from '../../support/service.js';

const browser = running(openBrowser);
const service = running(startService);
let links: DemonstrationLinks;
beforeAll(async () => {
  links = await makeDemonstration(service.get);
  await service.get(Relay).drain();
});

const LIST = '/c/demo/6b/proposed';

it('shows public pages in six languages without a barrier, at 320 px without scrolling sideways', async () => {
  const page = await (await browser.newContext({ viewport: { width: 320, height: 720 } })).newPage();
  const elsewhere: string[] = [];
  page.on('request', (request) => { if (!request.url().startsWith(service.url)) elsewhere.push(request.url()); });
  for (const language of languages) {
    for (const path of ['/', '/c/demo', LIST, `${LIST}/print`, '/status', links.status, '/status/unknown', '/record', '/nothing']) {
      await page.goto(`${service.url}${path}?lang=${language}`);
      expect({ path, language, lang: await page.getAttribute('html', 'lang') }).toEqual({ path, language, lang: language });
      // The structure is the same in all; one language of each direction is enough for the whole set of rules.
      if (language === 'en' || language === 'ar') expect({ path, language, faults: await accessibilityFaults(page) }).toEqual({ path, language, faults: [] });
      expect({ path, language, wide: await page.evaluate('document.documentElement.scrollWidth > innerWidth') }).toEqual({ path, language, wide: false });
    }
  }
  for (const path of ['/dev/mailbox', '/dev/clock']) {
    await page.goto(service.url + path);
    expect({ path, faults: await accessibilityFaults(page) }).toEqual({ path, faults: [] });
  }
  expect(elsewhere).toEqual([]);
});

it('finds names without scripts, keeps the search when the language changes, and gives the list as a file', async () => {
  const page = await (await browser.newContext({ javaScriptEnabled: false, locale: 'en-US' })).newPage();
  await page.goto(service.url + LIST);
  await page.getByLabel('Words in the name').fill('lantern');
  await page.getByRole('button', { name: 'Show' }).click();
  expect(await page.locator('tbody tr').count()).toBe(1);
  await page.getByRole('link', { name: 'Français' }).click();
  expect(await page.locator('tbody tr').count()).toBe(1);
  expect(await page.locator('tbody').textContent()).toContain('Nouvelle-Zélande');
  await page.getByRole('link', { name: 'Afficher tous les noms' }).click();
  expect(await page.locator('tbody tr').count()).toBe(72);
  await page.getByLabel('Catégorie').selectOption('diaspora');
  await page.getByRole('button', { name: 'Afficher' }).click();
  const diaspora = await page.locator('tbody tr').count();
  expect(diaspora).toBeGreaterThan(3);
  expect(diaspora).toBeLessThan(72);
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'CSV' }).click()]);
  expect(file.suggestedFilename()).toBe('demo-6b-proposed.csv');
});
