import { RaiseObjectionsHandler } from '../../../src/objections/index.js';
import { circulatedRound, draftRound } from '../../support/round.js';
import { running } from '../../support/running.js';
import { startService } from '../../support/service.js';
import { signIn, type Console } from './console.js';

const NOW = '2026-11-23T15:00:00.000Z';
const service = running(() => startService({ now: NOW }));
let officer: Console;

beforeAll(async () => { officer = await signIn(service); });

const ACTS = ['circulate', 'extend', 'override', 'decide', 'finalize', 'inform-proposed', 'inform-final', 'noted', 'withdraw-list', 'remind', 'send-final'];

describe.each(['en', 'fr'])('every page of the console in %s', (language) => {
  it('shows a draft', async () => {
    const { listId, ids } = await draftRound(service, { names: 3 });
    const list = `/office/lists/${listId}`;
    const pages = [
      '/office', '/office/conferences/new', '/office/missions', '/office/missions/import', '/office/missions/FR', list, `${list}/names`, `${list}/names/new`,
      `${list}/names/${ids[0]}`, `${list}/names/${ids[0]}/take-out`, `${list}/import`, `${list}/balance`, `${list}/timeline`, `${list}/export`,
      `${list}/export/proposed`, ...ACTS.map((act) => `${list}/acts/${act}`),
    ];
    const answers = await Promise.all(pages.map(async (page) => ({ page, status: (await officer.get(`${page}?lang=${language}`)).status })));
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
  });

  it('shows a circulated list with objections', async () => {
    const { listId, ids } = await circulatedRound(service, { names: 5 });
    const list = `/office/lists/${listId}`;
    await service.get(RaiseObjectionsHandler).execute({ items: [{ nominationId: ids[0]!, basis: 'An invented basis.' }] }, { kind: 'mission', iso2: 'FR', listId });
    const pages = [
      list, `${list}/names`, `${list}/progress`, `${list}/deliveries`, `${list}/deliveries/FR`, `${list}/objections`, `${list}/objections?by=state`,
      `${list}/objections/record`, `${list}/reminders`, `${list}/timeline`, `${list}/acts/resend?iso2=FR`, `${list}/acts/service?iso2=FR`,
      `${list}/acts/withdraw-name?name=${ids[1]}`,
    ];
    const answers = await Promise.all(pages.map(async (page) => ({ page, status: (await officer.get(`${page}${page.includes('?') ? '&' : '?'}lang=${language}`)).status })));
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
  });
});
