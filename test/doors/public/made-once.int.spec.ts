import { PublicFiles } from '../../../src/doors/public-files.js';
import { Relay } from '../../../src/delivery/index.js';
import { Conferences } from '../../../src/conferences/index.js';
import { FinalizeListHandler, WithdrawNominationHandler } from '../../../src/lists/index.js';
import { RaiseObjectionsHandler } from '../../../src/objections/index.js';
import { FileObjections } from '../../../src/objections/file-objections.js';
import type { Made, MadeOnce, State } from '../../../src/platform/made-once.js';
import { circulatedRound, officer } from '../../support/round.js';
import { eachService } from '../../support/running.js';

const KINDS = ['names.csv', 'names.xlsx', 'print'];

eachService('What everybody may read', { now: '2026-11-30T15:00:00.000Z', ticks: false }, (service) => {
  let round: { conferenceId: string; listId: string; ids: string[] };
  let slug: string;
  let made: MadeOnce;
  /** What was made, in order, by the last word of its state. */
  let makings: string[];
  let plain: MadeOnce['of'];
  const counted = (make: Parameters<MadeOnce['of']>[1], state: State) => () => (makings.push(String(state.at(-1))), make());
  beforeAll(async () => {
    service.holdTime('2026-11-30T15:00:00.000Z');
    round = await circulatedRound(service, { names: 4 });
    await service.get(Relay).drain();
    ({ slug } = await service.get(Conferences).byId(round.conferenceId));
    ({ made } = service.get(PublicFiles));
    plain = made.of.bind(made);
  });
  beforeEach(() => {
    makings = [];
    made.of = (state, make) => plain(state, counted(make, state));
  });

  const ask = (path: string, headers: Record<string, string> = {}): Promise<Response> => fetch(service.url + path, { headers: { 'accept-language': 'en', ...headers } });
  const page = (kind: string, which = 'proposed'): string => `/c/${slug}/6b/${which}/${kind}`;
  const api = (): string => `/api/v1/public/conferences/${slug}`;
  const all = (): string[] => [...KINDS.map((kind) => page(kind)), api()];
  const bytes = async (path: string): Promise<string> => { const answer = await ask(path); return `${answer.headers.get('etag')} ${Buffer.from(await answer.arrayBuffer()).toString('base64')}`; };
  const hundred = (path: string): Promise<string[]> => Promise.all(Array.from({ length: 100 }, () => bytes(path)));

  it('is made once for a hundred who ask at one moment, and once for each language', async () => {
    for (const path of all()) {
      expect(new Set(await hundred(path)).size).toBe(1);
      expect(makings).toHaveLength(1);
      makings = [];
      await ask(`${path}?lang=fr`);
      await ask(`${path}?lang=fr`);
      expect(makings).toHaveLength(1);
      makings = [];
    }
  });

  it('is found to be made for each where nothing is kept', async () => {
    made.of = async (state, make) => ({ bytes: Buffer.from(await counted(make, state)() as string), tag: '""' } satisfies Made);
    await hundred(page('names.csv'));
    expect(makings).toHaveLength(100);
  });

  it('is not sent again to whoever has it, and is sent once it has changed', async () => {
    for (const path of all()) {
      const first = await ask(path);
      const tag = first.headers.get('etag')!;
      expect(tag).toMatch(/^"[^"]+"$/);
      expect(first.headers.get('cache-control')).toBe('no-cache');
      const again = await ask(path, { 'if-none-match': `"other", W/${tag}` });
      expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', tag]);
      expect((await ask(path, { 'if-none-match': '"other"' })).status).toBe(200);
    }
    const tags = new Map(await Promise.all(all().map(async (path) => [path, (await ask(path)).headers.get('etag')!] as const)));
    await service.get(WithdrawNominationHandler).execute({ listId: round.listId, nominationId: round.ids[3]!, reason: 'Invented' }, officer);
    for (const [path, tag] of tags) expect((await ask(path, { 'if-none-match': tag })).status).toBe(200);
    expect([...new Set(makings)].length).toBeGreaterThan(0);
  });

  const object = (nominationId: string, iso2: string): Promise<unknown> => service.get(RaiseObjectionsHandler).execute({ items: [{ nominationId, basis: null }] }, { kind: 'mission', iso2, listId: round.listId });

  it('is neither changed nor made anew by an objection', async () => {
    const before = await Promise.all(all().map(bytes));
    makings = [];
    await object(round.ids[0]!, 'FR');
    expect(await Promise.all(all().map(bytes))).toEqual(before);
    expect(makings).toEqual([]);
  });

  it('is found to be made anew by an objection where what is kept knows of it', async () => {
    await Promise.all(all().map(bytes));
    makings = [];
    const filing = service.get(FileObjections);
    const file = filing.file.bind(filing);
    let filed = 0;
    filing.file = async (...args) => { const done = await file(...args); filed++; return done; };
    made.of = (state, make) => plain([...state, filed], counted(make, state));
    await object(round.ids[1]!, 'KE');
    filing.file = file;
    await Promise.all(all().map(bytes));
    expect(makings).toHaveLength(4);
  });

  it('is made anew once the list is final, with the names that are on it', async () => {
    service.holdTime('2026-12-15T22:00:01.000Z');
    await service.get(FinalizeListHandler).execute({ listId: round.listId }, officer);
    expect(await (await ask(page('names.csv', 'final'))).text()).toContain('Invented Association 2');
    expect(await (await ask(page('names.csv', 'final'))).text()).not.toContain('Invented Association 0');
    expect(await (await ask(page('print', 'final'))).text()).not.toContain('Invented Association 0');
    expect(((await (await ask(api())).json()) as { lists: { which: string; names: unknown[] }[] }).lists[0]).toMatchObject({ which: 'final', names: [{ name: 'Invented Association 2' }] });
  });
});
