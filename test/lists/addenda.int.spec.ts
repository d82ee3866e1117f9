import { ApplicationsQuery, Applications, BalanceBoardQuery, ProposeApplicationsHandler } from '../../src/applications/index.js';
import { Conferences } from '../../src/conferences/index.js';
import { Relay } from '../../src/delivery/index.js';
import {
  CarryOverHandler, CirculateListHandler, CreateAddendumHandler, CreateListHandler, EditNamesHandler, ExtendSilenceHandler, FinalizeListHandler, Lists, MarkNotedHandler, NameBook,
  Revisions, StatusQuery, TransmitToAssemblyHandler, WithdrawListHandler,
} from '../../src/lists/index.js';
import { RaiseObjectionsHandler } from '../../src/objections/index.js';
import { OutboxMessage } from '../../src/outbox/index.js';
import { Keys } from '../../src/platform/keys.js';
import { Reader } from '../../src/platform/reader.js';
import { refusesAddendum } from '../../workflows/addenda.js';
import { checkModality } from '../../workflows/modality.check.js';
import { modalities } from '../../workflows/modalities/index.js';
import { eachDatabase, type Database } from '../support/databases.js';
import { circulatedRound, draftRound, invented, officer } from '../support/round.js';
import { startService, type Service } from '../support/service.js';

describe('the rule', () => {
  const states = ['draft', 'circulated', 'held', 'objectionsConsidered', 'finalized', 'noted', 'withdrawn'] as const;
  it.each([
    [undefined, []], [{ until: 'finalization' as const }, ['circulated', 'held', 'objectionsConsidered']], [{ until: 'noted' as const }, ['circulated', 'held', 'objectionsConsidered', 'finalized']],
  ])('with %j allows addenda to lists that are %j', (addenda, allowed) => {
    expect(states.filter((state) => refusesAddendum({ ...(addenda ? { addenda } : {}) }, state) === null)).toEqual(allowed);
  });

  it('stands in both modalities that ship, and keeps the keys of addenda for them', () => {
    expect(modalities.map(({ lists }) => lists.map(({ addenda }) => addenda?.until))).toEqual([['noted', 'noted'], ['finalization']]);
    const wrong = structuredClone(modalities[1]!);
    wrong.lists[0]!.key = 'a-add1';
    wrong.tracks.forEach(({ way }) => { if (way.kind === 'list') way.list = 'a-add1'; });
    expect(checkModality(wrong).map(({ path }) => path)).toEqual(['/lists/0/key']);
  });
});

eachDatabase('an addendum', (open) => {
  let database: Database;
  let service: Service;
  beforeAll(async () => {
    database = await open();
    service = await startService({ database: database.address, now: '2026-12-01T15:00:00.000Z' });
  });
  afterAll(async () => {
    await service.close();
    await database.drop();
  });
  const addendumTo = (listId: string) => service.get(CreateAddendumHandler).execute({ listId }, officer);
  const add = (listId: string, ...numbers: number[]) => service.get(EditNamesHandler).add({ listId, names: numbers.map(invented) }, officer);
  const list = (id: string) => service.get(Lists).find(id);
  const rows = () => service.get(Reader).manager;

  it('goes its own way from draft to the Assembly, beside its list', async () => {
    const { conferenceId, listId, ids } = await circulatedRound(service, { names: 3 });
    const { id, key } = await addendumTo(listId);
    expect(await list(id)).toMatchObject({ key: '6b-add1', ofKey: '6b', addendumTo: listId, state: 'draft', title: { en: 'List under paragraph 6 (b): addendum 1', ar: 'القائمة المنصوص عليها في الفقرة 6 (b): الإضافة 1' } });
    expect(key).toBe('6b-add1');
    await expect(addendumTo(listId)).rejects.toMatchObject({ rule: 'addendum-open', params: { key } });
    await expect(addendumTo(id)).rejects.toMatchObject({ rule: 'addendum-to-addendum' });
    // By row: what the list has is not taken again, and nothing of the rest is taken without it.
    await expect(add(id, 10, 1)).rejects.toMatchObject({ faults: [{ row: 2, rule: 'name-listed-elsewhere', params: { list: '6b', name: 'Invented Association 1' } }] });
    const { ids: added } = await add(id, 10, 11);
    await service.get(CirculateListHandler).execute({ listId: id, wallTime: '2026-12-20T17:00', zone: 'America/New_York' }, officer);
    await service.get(Relay).drain();
    // A letter to each Mission with a link of its own, and the deadline of its own; the list keeps the one that it has.
    const letters = await rows().findBy(OutboxMessage, { listId: id, notice: 'circulation' });
    expect([new Set(letters.map(({ iso2 }) => iso2)).size, (await list(id)).deadline, (await list(listId)).deadline]).toEqual([193, '2026-12-20T22:00:00.000Z', '2026-12-15T22:00:00.000Z']);
    expect((await service.get(Revisions).frozen(id))?.number).toBe(2);
    // An objection on the one says nothing on the other.
    const object = (on: string, nominationId: string) => service.get(RaiseObjectionsHandler).execute({ items: [{ nominationId, basis: null }] }, { kind: 'mission', iso2: 'FR', listId: on });
    await expect(object(listId, added[0]!)).rejects.toMatchObject({ rule: 'name-not-on-list' });
    await object(listId, ids[0]!);
    await object(id, added[0]!);
    await service.get(ExtendSilenceHandler).execute({ listId: id, reason: 'Invented', wallTime: '2026-12-22T17:00', zone: 'America/New_York' }, officer);
    expect([(await service.get(Lists).periods(id)).length, (await service.get(Lists).periods(listId)).length]).toEqual([2, 1]);
    // What two addenda add stands apart as well.
    const { id: second } = await addendumTo(listId);
    await expect(add(second, 11)).rejects.toMatchObject({ faults: [{ rule: 'name-listed-elsewhere', params: { list: '6b-add1' } }] });
    await expect(service.get(WithdrawListHandler).execute({ listId, reason: 'Invented' }, officer)).rejects.toMatchObject({ rule: 'list-has-addendum', params: { key: '6b-add1' } });
    await service.get(WithdrawListHandler).execute({ listId: second, reason: 'Invented' }, officer);
    expect((await addendumTo(listId)).key).toBe('6b-add3');

    service.setTime('2026-12-16T12:00:00.000Z');
    expect(await service.get(FinalizeListHandler).execute({ listId }, officer)).toMatchObject({ final: 2, notFinal: 1 });
    await expect(service.get(FinalizeListHandler).execute({ listId: id }, officer)).rejects.toMatchObject({ rule: 'not-in-this-state' });
    const status = async (nomination: string) => (await service.get(StatusQuery).byReference(service.get(Keys).reference(nomination)))!;
    expect([await status(ids[0]!), await status(added[0]!)].map((one) => one.status)).toEqual(['notOnFinalList', 'underConsideration']);
    service.setTime('2026-12-23T12:00:00.000Z');
    expect(await service.get(FinalizeListHandler).execute({ listId: id }, officer)).toMatchObject({ final: 1, notFinal: 1 });
    expect([(await status(added[0]!)).status, (await status(added[1]!)).status, (await status(added[1]!)).listTitle.en]).toEqual(['notOnFinalList', 'onFinalList', 'List under paragraph 6 (b): addendum 1']);

    // All that became final can be carried over, from the list and from its addendum; onto an addendum nothing that its list has.
    const { id: other } = await service.get(CreateListHandler).execute({ conferenceId, key: '6c' }, officer);
    expect((await service.get(CarryOverHandler).offered(await list(other))).names.map(({ name }) => name)).toEqual([1, 2, 11].map((n) => invented(n).name));
    await service.get(TransmitToAssemblyHandler).execute({ listId, which: 'final', symbol: 'A/72/INF/9' }, officer);
    await service.get(MarkNotedHandler).execute({ listId, symbol: 'A/72/PV.100', on: '2026-12-24' }, officer);
    // The third one was drafted in time, and comes too late to be circulated.
    const third = (await service.get(Lists).of(conferenceId)).find((one) => one.key === '6b-add3')!;
    await add(third.id, 20);
    await expect(service.get(CirculateListHandler).execute({ listId: third.id, wallTime: '2027-01-20T17:00', zone: 'America/New_York' }, officer)).rejects.toMatchObject({ rule: 'addendum-too-late' });
    expect((await list(third.id)).state).toBe('draft');
  });

  it('is refused where the modality foresees none, and before the list is out', async () => {
    service.setTime('2026-12-01T15:00:00.000Z');
    const { listId } = await draftRound(service, { names: 1, addresses: false });
    await expect(addendumTo(listId)).rejects.toMatchObject({ rule: 'addendum-before-circulation' });
    const modality = structuredClone(modalities[0]!);
    for (const rule of modality.lists) delete rule.addenda;
    for (const at of [0, 1]) delete modality.sources[`/lists/${at}/addenda`];
    expect(checkModality(modality)).toEqual([]);
    const none = await circulatedRound(service, { names: 1, addresses: false, modality });
    await expect(addendumTo(none.listId)).rejects.toMatchObject({ rule: 'addenda-not-foreseen' });
    await expect(service.get(CreateAddendumHandler).execute({ listId }, { ...officer, roles: ['auditor'] })).rejects.toMatchObject({ rule: 'role-lacks-right' });
  });

  it('is drafted once by two officers who try at the same moment', async () => {
    const { listId } = await circulatedRound(service, { names: 1, addresses: false });
    const tries = await Promise.allSettled([addendumTo(listId), addendumTo(listId), addendumTo(listId)]);
    expect(tries.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
    expect((await service.get(Lists).family({ id: listId, addendumTo: null })).map(({ key }) => key)).toEqual(['6b', '6b-add1']);
  });
});
void [ApplicationsQuery, Applications, BalanceBoardQuery, ProposeApplicationsHandler, Conferences, NameBook];
