import { Sweep } from '../../src/lists/index.js';
import { cookiesOf, signIn } from '../doors/office/console.js';
import { look, openBrowser } from '../support/browser.js';
import { circulatedRound } from '../support/round.js';
import { startService } from '../support/service.js';

it('the pages on service have no accessibility fault and do not scroll sideways at 320 px', async () => {
  const service = await startService({ now: '2026-12-01T15:00:00.000Z', ticks: false });
  const browser = await openBrowser();
  try {
    const { listId } = await circulatedRound(service, { names: 2, addresses: false });
    service.setTime('2026-12-16T15:00:00.000Z');
    await service.get(Sweep).run();
    const context = await browser.newContext();
    await context.addCookies(cookiesOf(service, await signIn(service)));
    const page = await context.newPage();
    const faults: string[] = [];
    for (const path of [`/office/lists/${listId}`]) {
      await page.goto(service.url + path);
      faults.push(...(await look(page, path.replace(listId, ''))));
    }
    expect(faults).toEqual([]);
  } finally {
    await browser.close();
    await service.close();
  }
}, 120_000);
