import fc from 'fast-check';
import { ObjectionsQuery, RaiseObjectionsHandler } from '../../src/objections/index.js';
import { Transport } from '../../src/delivery/index.js';
import { UnitOfWork } from '../../src/platform/unit-of-work.js';
import { Records } from '../../src/records/index.js';
import { signIn } from '../doors/office/console.js';
import { eachDatabase } from '../support/databases.js';
import type { Service } from '../support/service.js';
import { perform } from './acts.js';
import { BASES, type Act, type History } from './history.js';
import { quiet } from './leaks.js';
import { openRound, type Round } from './round.js';
import { runs } from './size.js';
import { changesBetween, tablesOf } from './tables.js';
import { World } from './world.js';

const acts: Act[] = [
  { minutes: 1, do: 'open', mission: 2 },
  { minutes: 1, do: 'read', mission: 2 },
  { minutes: 1, do: 'search', mission: 2, text: 'invented' },
  { minutes: 1, do: 'object', mission: 2, way: 'page', load: { names: [0, 4], basis: 'short' } },
  { minutes: 1, do: 'object', mission: 3, way: 'api', load: { names: [1, 2], basis: 'other' } },
  { minutes: 1, do: 'object', mission: 0, way: 'page', load: { names: [3], basis: 'none' } },
  { minutes: 1, do: 'object', mission: 0, way: 'state', load: { names: [3], basis: 'short' } },
  { minutes: 1, do: 'object', mission: 2, way: 'withdraw', load: { names: [0], basis: 'none' } },
  { minutes: 1, do: 'apiRead', mission: 3 },
  { minutes: 1, do: 'status', name: 1 },
  { minutes: 1, do: 'publicSearch', text: 'Kenya' },
];
const history = { ...quiet, decisions: [], acts, late: [], afterwards: [] } satisfies History;
const AGAIN = '2026-12-01T15:45:00.000Z';

/** A request that was recorded, to be sent again byte for byte. */
interface Recorded {
  what: string;
  send: () => Promise<unknown>;
}

eachDatabase('a request sent again', (open) => {
  let world: World;
  let round: Round;
  const recorded: Recorded[] = [];

  beforeAll(async () => {
    world = await World.alone(open, { plain: true });
    await world.step('circulation', '2026-12-01T15:00:00.000Z', async () => { round = await openRound(world, history, 0); });
    const record = recording();
    for (const [at, act] of acts.entries()) await world.step(`act ${at}`, `2026-12-01T15:${10 + at}:00.000Z`, () => perform(round, act, 0));
    await world.step('the Office', '2026-12-01T15:30:00.000Z', () => theOffice());
    record.stop();
  });
  afterAll(() => world.close());

  /** Writes down every request of Missions, visitors and officers. */
  function recording(): { stop: () => void } {
    const real = globalThis.fetch;
    world.onAsk = (asked) => void recorded.push({ what: `${asked.method ?? 'GET'} ${asked.path}`, send: () => world.ask(null, asked) });
    globalThis.fetch = (url, init) => {
      recorded.push({ what: `${init?.method ?? 'GET'} ${String(url).slice(world.url.length)}`, send: async () => (await real(url, init)).arrayBuffer() });
      return real(url, init);
    };
    return { stop: () => { globalThis.fetch = real; world.onAsk = null; } };
  }

  /** What an officer does by forms that are for one act each. */
  async function theOffice(): Promise<void> {
    const console = await signIn(world as unknown as Service);
    const list = `/office/lists/${round.listId}`;
    expect((await console.post(`${list}/places`, `${list}/names`, { place: 'Invented Islands', label: 'Invented Islands (as designated)' })).status).toBe(303);
    const page = `${list}/acts/extend`;
    const proposed = await console.post(page, page, { stage: 'act', proposalReason: 'Invented', reason: 'Invented', deadline: '2026-12-20', time: '17:00', zone: 'America/New_York' });
    expect(proposed.status).toBe(303);
    const other = await signIn(world as unknown as Service, 'second@office.example', 'Other Approver');
    const done = await other.post(proposed.location!, proposed.location!, { do: 'approve', typed: round.key });
    expect(done.status).toBe(303);
  }

  /** A statement of what stands is made anew each time that it is asked for; signing in has its own proofs. */
  const once = (): Recorded[] => recorded.filter(({ what }) => !what.includes('/statement') && !what.includes('/sign-in'));

  /** What is new after requests are sent again: rows and letters. */
  async function again(what: Recorded[]): Promise<string[]> {
    const before = await tablesOf(world);
    const seen = await world.step(`again ${what.length}`, AGAIN, async () => {
      for (const { send } of what) await send();
    });
    const letters = seen.filter(({ who }) => who === 'mail server').map((each) => each.what);
    return [...changesBetween(before, await tablesOf(world)), ...letters];
  }

  it('does nothing again: each once more in its order, and backwards', async () => {
    const requests = once();
    const posts = new Set(requests.filter(({ what }) => what.startsWith('POST')).map(({ what }) => what.replace(/[\w-]{30,}/g, ':id')));
    expect(posts.size).toBeGreaterThanOrEqual(10);
    for (const each of requests) expect([each.what, await again([each])]).toEqual([each.what, []]);
    expect(await again([...requests].reverse())).toEqual([]);
    expect((await world.get(ObjectionsQuery).ofState(round.listId, 'FR')).filings).toHaveLength(1);
  });

  it('does nothing again, 1 to 100 times, interleaved', async () => {
    const requests = once();
    const some = fc.array(fc.tuple(fc.nat(requests.length - 1), fc.oneof({ weight: 6, arbitrary: fc.integer({ min: 1, max: 3 }) }, { weight: 1, arbitrary: fc.integer({ min: 4, max: 100 }) })), { minLength: 5, maxLength: 12 });
    await fc.assert(fc.asyncProperty(some, async (picked) => {
      expect(await again(picked.flatMap(([at, times]) => Array.from({ length: times }, () => requests[at]!)))).toEqual([]);
    }), runs(4));
  });

  it('would be seen where a filing sent again is written down, or told by mail', async () => {
    const raise = world.get(RaiseObjectionsHandler);
    // Without the key under which a program sends it: that one is answered before anything is done.
    const objections = [1, 2].map((at) => ({ nominationId: round.ids[at], basis: BASES.other }));
    const filing = [{ what: 'a filing', send: () => round.missions[3]!.api('objections', { method: 'POST', json: { objections } }) }];
    for (const fault of [
      (listId: string) => world.get(UnitOfWork).run(async () => void world.get(Records).append({ act: 'statement.made', at: AGAIN, actor: { kind: 'system' } as never, listId, secret: { names: [], content: {} } })),
      () => world.get<Transport>(Transport as never).send({ id: AGAIN, from: 'office@nemcon.example', to: 'office@nemcon.example', date: AGAIN, subject: 'Again', text: '', html: '', calendar: null, replyTo: null, host: 'nemcon.example' }),
    ]) {
      const execute = raise.execute.bind(raise);
      raise.execute = async (...args) => {
        await fault(round.listId);
        return execute(...args);
      };
      expect(await again(filing)).not.toEqual([]);
      delete (raise as Partial<RaiseObjectionsHandler>).execute;
    }
    expect(await again(filing)).toEqual([]);
  });
});
