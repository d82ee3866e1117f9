import { CarryOverHandler, CirculateListHandler, CreateListHandler, EditNamesHandler, FinalizeListHandler, Lists, NameBook, OverrideHoldHandler, Revisions, WithdrawNominationHandler } from '../../src/lists/index.js';
import { RaiseObjectionsHandler } from '../../src/objections/index.js';
import { Records } from '../../src/records/index.js';
import { checkModality } from '../../workflows/modality.check.js';
import { signIn, type Console } from '../doors/office/console.js';
import { eachDatabase, type Database } from '../support/databases.js';
import { basisToWhoeverAsks } from '../support/modalities.js';
import { draftRound, invented, officer } from '../support/round.js';
import { startService, type Service } from '../support/service.js';

it('a modality names another of its lists, or is refused', () => {
  const modality = basisToWhoeverAsks();
  expect(checkModality(modality)).toEqual([]);
  for (const wrong of ['6c', '9z']) {
    modality.lists[1]!.carriesFrom = wrong;
    expect(checkModality(modality).map(({ path }) => path)).toEqual(['/lists/1/carriesFrom']);
  }
});

eachDatabase('carrying names over from a final list', (open) => {
  let database: Database;
  let service: Service;
  let console: Console;
  let from: string;
  let to: string;
  let ids: string[];
  beforeAll(async () => {
    database = await open();
    service = await startService({ database: database.address, now: '2026-12-01T12:00:00.000Z' });
    const round = await draftRound(service, { names: 5, addresses: false });
    ({ listId: from, ids } = round);
    ({ id: to } = await service.get(CreateListHandler).execute({ conferenceId: round.conferenceId, key: '6c' }, officer));
    await service.get(EditNamesHandler).add({ listId: to, names: [invented(4)] }, officer);
    console = await signIn(service);
  });
  afterAll(async () => {
    await service.close();
    await database.drop();
  });
  const page = () => `/office/lists/${to}/carry-over`;
  const shown = async (): Promise<string[]> => [...(await console.get(page())).text.matchAll(/<bdi class="n-name">([^<]*)<\/bdi>/g)].map(([, name]) => name!);
  const names = async (): Promise<string[]> => (await service.get(NameBook).of(await service.get(Lists).find(to))).names.map(({ name }) => name);

  it('offers nothing before the list is final, and the modality says onto which lists', async () => {
    expect(await shown()).toEqual([]);
    expect((await console.get(`/office/lists/${from}/carry-over`)).status).toBe(409);
    expect(await service.get(CarryOverHandler).execute({ listId: to, nominationIds: [ids[1]!] }, officer)).toEqual([{ id: ids[1], name: null, outcome: 'notOffered' }]);
    await expect(service.get(CarryOverHandler).execute({ listId: from, nominationIds: [ids[1]!] }, officer)).rejects.toMatchObject({ rule: 'carry-over-not-foreseen' });
  });

  it('offers what is on the final list, and is silent of every other name whatever the cause', async () => {
    await service.get(CirculateListHandler).execute({ listId: from, wallTime: '2026-12-10T17:00', zone: 'America/New_York' }, officer);
    await service.get(RaiseObjectionsHandler).execute({ items: [{ nominationId: ids[0]!, basis: null }] }, { kind: 'mission', iso2: 'FR', listId: from });
    expect(await shown()).toEqual([]);
    await service.get(WithdrawNominationHandler).execute({ listId: from, nominationId: ids[1]!, reason: '' }, officer);
    service.setTime('2026-12-11T12:00:00.000Z');
    await service.get(OverrideHoldHandler).execute({ listId: from, reason: 'Test' }, officer);
    expect(await shown()).toEqual([]);
    await service.get(FinalizeListHandler).execute({ listId: from }, officer);
    expect(await shown()).toEqual(['Invented Association 2', 'Invented Association 3', 'Invented Association 4']);
    // One that was objected to, one that withdrew, and one that never was: the same answer.
    const unknown = await service.get(CarryOverHandler).preview({ listId: to, nominationIds: [ids[0]!, ids[1]!, 'never'] });
    expect(unknown.map(({ name, outcome }) => [name, outcome])).toEqual(Array(3).fill([null, 'notOffered']));
    // The planted difference: the list itself holds five names, and the Office's page of it tells how two of them fell.
    expect((await console.get(`/office/lists/${from}/difference`)).text).toContain('Invented Association 0');
  });

  it('shows first what would happen, then puts them onto the draft with a result for each', async () => {
    expect((await console.post(page(), page(), { stage: 'preview' })).status).toBe(422);
    const chosen = [ids[2]!, ids[4]!, ids[0]!];
    const look = await console.post(page(), page(), { stage: 'preview', name: chosen });
    expect(look.text).toContain('Chosen: 3. 1 would be put onto the draft, 2 would be left.');
    expect(look.text).not.toContain('Invented Association 0');
    expect(await names()).toEqual(['Invented Association 4']);
    const stale = await console.post(page(), page(), { stage: 'act', name: chosen, seen: '1' });
    expect(stale.status).toBe(412);
    const form = { stage: 'act', name: chosen, ...Object.fromEntries(['_once', 'seen'].map((name) => [name, new RegExp(`name="${name}" value="([^"]+)"`).exec(look.text)![1]!])) };
    const done = await console.post(page(), page(), form);
    for (const words of ['Chosen: 3. Put onto the draft: 1. Left: 2.', 'On the draft now', 'Left: already on the draft', 'Left: not offered']) expect(done.text).toContain(words);
    // The same form sent again is told of as it was at first; another puts nothing there twice.
    expect((await console.post(page(), page(), form)).text).toContain('Chosen: 3. Put onto the draft: 1. Left: 2.');
    expect((await console.post(page(), page(), { stage: 'act', name: chosen })).text).toContain('Put onto the draft: 0.');
    expect(await names()).toEqual(['Invented Association 4', 'Invented Association 2']);
    expect((await console.post(page(), page(), { stage: 'preview', all: 'yes' })).text).toContain('Chosen: 1. 1 would be put onto the draft, 0 would be left.');
    expect((await service.get(Revisions).of(to)).map(({ act }) => act)).toEqual(['names.added', 'names.added']);
    expect((await service.get(Records).timeline(to)).at(-1)).toMatchObject({ act: 'names.carriedOver', facts: { names: 1, fromList: '6b' } });
  });
});
