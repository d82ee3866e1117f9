import { CirculateListHandler, CreateListHandler, EditNamesHandler, FinalizeListHandler, listHash, OverrideHoldHandler } from '../../../src/lists/index.js';
import { RaiseObjectionsHandler } from '../../../src/objections/index.js';
import { draftRound, invented, officer } from '../../support/round.js';
import { eachService } from '../../support/running.js';
import { clientOf, type Client } from './client.js';

eachService('the API of drafts', { now: '2026-12-01T15:00:00.000Z' }, (service) => {
  let client: Client;
  let conferenceId: string;
  let listId: string;
  let ids: string[];
  beforeAll(async () => {
    client = await clientOf(service);
    ({ conferenceId, listId, ids } = await draftRound(service, { names: 3, addresses: false }));
  });
  const ask = async (method: string, path: string, body?: unknown, headers = {}) => client.ask(method, path, { ...(body === undefined ? {} : { body }), headers });

  it('tells the revisions of a list, and what lies between two of them', async () => {
    const { countryIso2, ...name } = invented(1);
    await service.get(EditNamesHandler).edit({ listId, nominationId: ids[1]!, name: { ...name, countryIso2, city: 'Invented Harbour', contactEmail: 'kept@invented.example' } }, officer);
    await service.get(EditNamesHandler).remove({ listId, nominationId: ids[2]! }, officer);
    const { json: revisions } = await ask('GET', `/lists/${listId}/revisions`);
    expect(revisions.map(({ number, act, names, hash }: any) => [number, act, names, hash])).toEqual([[1, 'names.added', 3, null], [2, 'name.edited', 1, null], [3, 'name.removed', 1, null]]);
    const { json: last, ...answer } = await ask('GET', `/lists/${listId}/redline`);
    expect(last).toMatchObject({ from: 2, to: 3, added: [], removed: [{ name: 'Invented Association 2' }], changed: [] });
    const { json: whole } = await ask('GET', `/lists/${listId}/redline?from=1&to=3`);
    expect(whole).toMatchObject({ from: 1, to: 3, changed: [{ before: { city: null }, after: { city: 'Invented Harbour' }, fields: ['city'], contact: true }] });
    // That a contact was changed is told, and not to what.
    expect([answer.status, JSON.stringify(whole).includes('kept@')]).toEqual([200, false]);
    const named = await ask('POST', `/lists/${listId}/revisions/2/label`, { label: ' As shown on 3 March ' });
    expect([named.status, named.json.map(({ label }: any) => label)]).toEqual([200, [null, 'As shown on 3 March', null]]);
    expect((await ask('POST', `/lists/${listId}/revisions/2/label`, { label: ' ' })).json.errors).toMatchObject([{ field: 'label', rule: 'field-empty' }]);
    for (const unknown of ['9', 'x']) expect((await ask('POST', `/lists/${listId}/revisions/${unknown}/label`, { label: 'A' })).json.rule).toBe('revision-unknown');
    for (const wrong of ['from=9', 'to=x', 'to=-1']) expect((await ask('GET', `/lists/${listId}/redline?${wrong}`)).json.rule).toBe('revision-unknown');
    expect((await ask('GET', `/lists/${conferenceId}/revisions`)).json.rule).toBe('list-unknown');
  });

  it('drafts an addendum once for one key', async () => {
    const addenda = `/lists/${listId}/addenda`;
    expect((await ask('POST', addenda)).json).toMatchObject({ status: 409, rule: 'addendum-before-circulation' });
    await service.get(CirculateListHandler).execute({ listId, wallTime: '2026-12-10T17:00', zone: 'America/New_York' }, officer);
    const [first, again] = [await ask('POST', addenda, undefined, { 'idempotency-key': 'k1' }), await ask('POST', addenda, undefined, { 'idempotency-key': 'k1' })];
    expect([first.status, first.json.key, again.json.id]).toEqual([201, '6b-add1', first.json.id]);
    expect((await ask('POST', addenda)).json.rule).toBe('addendum-open');
    expect((await ask('GET', `/lists/${first.json.id}`)).json).toMatchObject({ key: '6b-add1', ofKey: '6b', addendumTo: listId, state: 'draft' });
    const names = [{ name: 'Invented Fresh' }, { name: 'Invented Association 0', country: invented(0).countryIso2 }];
    expect((await ask('POST', `/lists/${first.json.id}/names`, { names })).json.errors).toMatchObject([{ row: 2, rule: 'name-listed-elsewhere' }]);
    // The frozen revision has the hash that anybody computes.
    const { json: revisions } = await ask('GET', `/lists/${listId}/revisions`);
    const { json: list } = await ask('GET', `/lists/${listId}`);
    const content = list.names.map(({ country, ...name }: any) => ({ ...name, countryIso2: country, countryText: null }));
    expect(revisions.at(-1)).toMatchObject({ act: 'list.circulated', hash: listHash(content) });
  });

  it('offers what is final for another list, and puts it there with a result for each', async () => {
    const { id: to } = await service.get(CreateListHandler).execute({ conferenceId, key: '6c' }, officer);
    const path = `/lists/${to}/carry-over`;
    expect((await ask('GET', path)).json).toEqual({ from: null, names: [] });
    await service.get(RaiseObjectionsHandler).execute({ items: [{ nominationId: ids[0]!, basis: null }] }, { kind: 'mission', iso2: 'FR', listId });
    service.setTime('2026-12-11T12:00:00.000Z');
    await service.get(OverrideHoldHandler).execute({ listId, reason: 'Test' }, officer);
    expect((await ask('GET', path)).json).toEqual({ from: null, names: [] });
    await service.get(FinalizeListHandler).execute({ listId }, officer);
    expect((await ask('GET', path)).json).toEqual({ from: { id: listId, key: '6b' }, names: [{ id: ids[1], name: 'Invented Association 1', outcome: 'carried' }] });
    const [fallen, never] = [ids[0]!, conferenceId];
    expect((await ask('POST', path, { nominationIds: [] })).status).toBe(422);
    expect((await ask('POST', path, { nominationIds: [ids[1]] }, { 'if-match': '"9"' })).status).toBe(412);
    const { json: done } = await ask('POST', path, { nominationIds: [ids[1], fallen, never] }, { 'if-match': '"1"' });
    // A name that fell is not told from one that never was.
    expect(done).toEqual([{ id: ids[1], name: 'Invented Association 1', outcome: 'carried' }, ...[fallen, never].map((id) => ({ id, name: null, outcome: 'notOffered' }))]);
    expect((await ask('GET', path)).json.names).toEqual([{ id: ids[1], name: 'Invented Association 1', outcome: 'listed' }]);
    expect((await ask('GET', `/lists/${listId}/carry-over`)).json.rule).toBe('carry-over-not-foreseen');
  });
});
