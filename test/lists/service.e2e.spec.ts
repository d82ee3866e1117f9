import type { Page } from 'playwright-core';
import { Relay } from '../../src/delivery/index.js';
import { DeliveriesQuery, Lists, RecordServiceHandler, RemindersHandler, Sweep, TakeBackServiceHandler } from '../../src/lists/index.js';
import { MissionLinks, ReportMisdirectionHandler } from '../../src/missions/index.js';
import { ObjectionsQuery, RaiseObjectionsHandler } from '../../src/objections/index.js';
import { UnitOfWork } from '../../src/platform/unit-of-work.js';
import { cookiesOf, signIn } from '../doors/office/console.js';
import { look, openBrowser } from '../support/browser.js';
import { circulatedRound, officer } from '../support/round.js';
import { startService } from '../support/service.js';

it('the pages on service and on what is entered late have no accessibility fault and do not scroll sideways at 320 px', async () => {
  const service = await startService({ now: '2026-12-01T15:00:00.000Z', ticks: false });
  const browser = await openBrowser();
  try {
    const { listId, ids } = await circulatedRound(service, { names: 2 });
    await service.get(Relay).drain();
    const mission = async () => (await service.get(DeliveriesQuery).register(await service.get(Lists).find(listId))).find(({ iso2 }) => iso2 === 'KE')!;
    await service.get(RaiseObjectionsHandler).execute({ items: [{ nominationId: ids[0]!, basis: 'Invented basis' }] }, { kind: 'mission', iso2: 'FR', listId });
    await service.get(RemindersHandler).plan({ listId, dueAt: null, audience: 'all' }, officer);
    await service.get(UnitOfWork).run((tx) => tx.query(`UPDATE "outbox_message" SET "ofUseUntil" = '2026-12-01T14:00:00.000Z' WHERE "notice" = 'reminder' AND "iso2" IN ('KE', 'BR')`));
    await service.get(Relay).drain();
    await service.get(ReportMisdirectionHandler).execute({ token: service.get(MissionLinks).token(listId, 'KE', 1), note: 'An invented note' });
    for (const reference of ['Note verbale 71/2026', 'Receipt of an invented messenger']) {
      await service.get(RecordServiceHandler).execute({ listId, iso2: 'KE', means: 'hand', reference, servedAt: (await service.get(Lists).find(listId)).circulatedAt! }, officer);
    }
    await service.get(TakeBackServiceHandler).execute({ listId, serviceId: (await mission()).services[0]!.id, reason: 'The receipt names another Mission' }, officer);
    const { services: [entry], letters } = await mission();
    const context = await browser.newContext();
    await context.addCookies(cookiesOf(service, await signIn(service)));
    const page = await context.newPage();
    const list = `${service.url}/office/lists/${listId}`;
    const faults: string[] = [];
    const see = async (name: string, path: string, then?: (page: Page) => Promise<void>): Promise<void> => {
      await page.goto(list + path);
      await then?.(page);
      faults.push(...(await look(page, `late-${name}`)));
    };
    const next = (): Promise<void> => page.click('main form:has(button) button.govuk-button:not(.govuk-button--secondary)');
    const accepted = letters.find(({ state, notice }) => state === 'accepted' && notice === 'circulation')!;
    await see('letter-lost', `/acts/letter-lost?letter=${accepted.id}`);
    await see('letter-lost-preview', `/acts/letter-lost?letter=${accepted.id}`, async () => { await page.fill('[name=reason]', '550 5.1.1 No such user here'); await next(); });
    await see('delivery', '/deliveries/KE');
    service.setTime('2026-12-16T15:00:00.000Z');
    await service.get(UnitOfWork).run((tx) => tx.query(`UPDATE "outbox_message" SET "state" = 'refused', "response" = '550 No such mailbox here' WHERE "listId" = '${listId}' AND "iso2" IN ('BR', 'DE')`));
    await service.get(Sweep).run();
    await see('list', '');
    await see('deliveries', '/deliveries?standing=unserved');
    const fill = async (): Promise<void> => { await page.fill('[name=reference]', 'NV/9'); await page.fill('[name=receivedAt]', '2026-12-10'); await page.fill('[name=receivedTime]', '10:00'); };
    await see('service', '/acts/service?iso2=BR');
    await see('service-preview', '/acts/service?iso2=BR&iso2=DE', async () => {
      await page.check('[name=means][value=hand]');
      await page.fill('[name=reference]', 'Receipt 7');
      await page.fill('[name=servedAt]', '2026-12-10');
      await page.fill('[name=servedTime]', '10:00');
      await next();
    });
    await see('service-back', `/acts/service-back?serviceId=${entry!.id}`, async () => { await page.fill('[name=reason]', 'The receipt names another Mission'); await next(); });
    const { id: objection } = (await service.get(ObjectionsQuery).ofState(listId, 'FR')).objections[0]!;
    await see('withdrawal', `/objections/${objection}/withdraw`, fill);
    await see('record-check', '/objections/record', async () => {
      await fill();
      await page.check('[name=states][value=AR]');
      await page.check(`[name=names][value="${ids[1]}"]`);
      await page.click('[name=stage][value=check]');
    });
    expect(faults).toEqual([]);
  } finally {
    await browser.close();
    await service.close();
  }
});
