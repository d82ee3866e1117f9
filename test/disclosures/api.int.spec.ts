import { Officers } from '../../src/officers/index.js';
import { clientOf, type Client } from '../doors/api/client.js';
import { objectorToWhoeverAsks } from '../support/modalities.js';
import { circulatedRound } from '../support/round.js';
import { eachService } from '../support/running.js';
import { deskOf } from './desk.js';

eachService('the desk through the API', { now: '2026-12-01T15:00:00.000Z' }, (service) => {
  let first: Client;
  let second: Client;
  let auditor: Client;
  beforeAll(async () => {
    await service.get(Officers).add({ name: 'Lin Field', email: 'auditor@office.example', roles: ['auditor'] });
    [first, second, auditor] = [await clientOf(service, 'first@office.example'), await clientOf(service, 'second@office.example'), await clientOf(service, 'auditor@office.example')];
  });
  beforeEach(() => service.setTime('2026-12-01T15:00:00.000Z'));

  async function round(modality?: ReturnType<typeof objectorToWhoeverAsks>) {
    const { listId, ids } = await circulatedRound(service, { names: 3, addresses: false, ...(modality ? { modality } : {}) });
    return { listId, ids, desk: deskOf(service, listId), requests: `/lists/${listId}/disclosure-requests` };
  }
  const key = (text: string) => ({ 'idempotency-key': text });

  it('asks once under a key, releases by two officers, and gives the State its answer in its language', async () => {
    const { listId, ids, desk, requests } = await round();
    await desk.object('FR', ids[0]!, 'Invented basis');
    await desk.object('KE', ids[0]!);
    const token = await first.enter(listId, 'JP');
    const body = { nominationIds: [ids[0]] };
    const asked = await first.ask('POST', '/mission/disclosure-requests', { token, body, headers: key('ask-1') });
    const again = await first.ask('POST', '/mission/disclosure-requests', { token, body, headers: key('ask-1') });
    expect([asked.status, again.status, again.headers.get('idempotency-replayed')]).toEqual([201, 201, 'true']);
    expect(again.json).toEqual(asked.json);
    expect(Object.keys(asked.json).sort()).toEqual(['at', 'reference']);
    const other = await first.ask('POST', '/mission/disclosure-requests', { token, body: { all: true }, headers: key('ask-1') });
    expect([other.status, other.type, other.json.rule]).toEqual([409, expect.stringContaining('application/problem+json'), 'idempotency-conflict']);
    expect((await first.ask('GET', '/mission/disclosures', { token })).json).toEqual([{ ...asked.json, id: expect.any(String), names: [ids[0]], noteVerbale: null, answer: null }]);

    const [waiting] = (await first.ask('GET', requests)).json;
    expect(waiting).toMatchObject({ memberState: 'JP', answer: null, would: { facts: expect.any(String), others: null, names: [{ name: 'Invented Association 0', objections: [{ basis: null }, { basis: 'Invented basis' }] }] } });
    const sent = { body: { proposalReason: 'A State has asked.', facts: waiting.would.facts }, headers: key('release-1') };
    const proposed = await first.ask('POST', `${requests}/${waiting.id}/release`, sent);
    expect([proposed.status, (await first.ask('POST', `${requests}/${waiting.id}/release`, sent)).json]).toEqual([202, proposed.json]);
    expect((await first.ask('POST', `/proposals/${proposed.json.proposal}/approval`)).json.rule).toBe('own-proposal');
    expect((await first.ask('GET', '/mission/disclosures', { token })).json[0].answer).toBeNull();
    expect((await second.ask('POST', `/proposals/${proposed.json.proposal}/approval`)).status).toBe(200);

    const { answer } = (await first.ask('GET', '/mission/disclosures?lang=fr', { token })).json[0];
    expect(answer).toEqual({
      at: expect.any(String), others: null,
      names: [{ nominationId: ids[0], name: 'Invented Association 0', objections: [{ basis: null }, { basis: 'Invented basis' }], words: expect.arrayContaining(['Invented basis']) }],
    });
    expect(JSON.stringify(answer)).not.toMatch(/"(FR|KE)"|France|Kenya/);
    expect((await first.ask('GET', '/mission/disclosures', { token: await first.enter(listId, 'CL') })).json).toEqual([]);
    const [kept] = (await first.ask('GET', requests)).json;
    expect(kept).toMatchObject({ memberState: 'JP', releasedBy: 'Invented Officer', proposedBy: 'Invented Officer', answer: { names: [{ name: 'Invented Association 0' }] } });
  });

  it('names the State that objected only where the modality does', async () => {
    const { listId, ids, desk } = await round(objectorToWhoeverAsks());
    await desk.object('FR', ids[0]!, 'CANARY-basis');
    await desk.given('JP', 'all');
    const [{ answer }] = (await first.ask('GET', '/mission/disclosures', { token: await first.enter(listId, 'JP') })).json;
    expect(answer.names).toEqual([{ nominationId: ids[0], name: 'Invented Association 0', objections: [{ memberState: 'FR' }], words: ['Objections that stand: 1.', 'France'] }]);
    expect(JSON.stringify(answer)).not.toContain('CANARY');
  });

  it('records a request that came by note verbale, once under a key', async () => {
    const { requests } = await round();
    service.setTime('2026-12-01T16:00:00.000Z');
    const sent = { body: { memberState: 'CL', all: true, reference: 'NV/7', receivedAt: '2026-12-01T15:30:00.000Z' }, headers: key('note-1') };
    const recorded = await first.ask('POST', requests, sent);
    expect([recorded.status, (await first.ask('POST', requests, sent)).json]).toEqual([201, recorded.json]);
    expect((await first.ask('GET', requests)).json).toMatchObject([{ memberState: 'CL', names: 'all', noteVerbale: 'NV/7', reference: recorded.json.reference }]);
  });

  it('refuses by problem details, and tells the auditor no reason', async () => {
    const { listId, ids, desk, requests } = await round();
    await desk.object('FR', ids[0]!, 'CANARY-basis');
    await desk.ask('JP', [ids[0]!]);
    const request = await desk.requestOf('JP');
    const mission = await first.enter(listId, 'JP');
    const note = { memberState: 'CL', all: true, reference: 'NV/7', receivedAt: '2026-12-01T15:00:00.000Z' };
    const unknown = '00000000-0000-4000-8000-000000000000';
    const cases: [string, Promise<Awaited<ReturnType<Client['ask']>>>, number, string][] = [
      ['no name', first.ask('POST', '/mission/disclosure-requests', { token: mission, body: {} }), 422, 'no-name-chosen'],
      ['a name of no list', first.ask('POST', '/mission/disclosure-requests', { token: mission, body: { nominationIds: [unknown] } }), 422, 'name-not-on-list'],
      ['no session', first.ask('POST', '/mission/disclosure-requests', { token: 'nothing', body: { all: true } }), 401, 'mission-session-over'],
      ['an officer as a Mission', first.ask('GET', '/mission/disclosures'), 401, 'mission-session-over'],
      ['a Mission as an officer', first.ask('GET', requests, { token: mission }), 401, 'not-signed-in'],
      ['a note without a reference', first.ask('POST', requests, { body: { ...note, reference: '' } }), 422, 'field-blank'],
      ['a State that is none', first.ask('POST', requests, { body: { ...note, memberState: 'XX' } }), 422, 'state-unknown'],
      ['a note of a list that is not there', first.ask('POST', `/lists/${unknown}/disclosure-requests`, { body: note }), 404, 'list-unknown'],
      ['a request that is not there', first.ask('POST', `${requests}/${unknown}/release`, { body: { proposalReason: 'x' } }), 404, 'disclosure-request-unknown'],
      ['facts that are others', first.ask('POST', `${requests}/${request}/release`, { body: { proposalReason: 'x', facts: 'others' } }), 409, 'disclosure-changed'],
      ['no reason', first.ask('POST', `${requests}/${request}/release`, { body: {} }), 422, 'proposal-reason-empty'],
      ['an auditor who records', auditor.ask('POST', requests, { body: note }), 403, 'role-lacks-right'],
      ['an auditor who releases', auditor.ask('POST', `${requests}/${request}/release`, { body: { proposalReason: 'x' } }), 403, 'role-lacks-right'],
    ];
    const found = await Promise.all(cases.map(async ([what, asked]) => {
      const { status, type, json } = await asked;
      return [what, status, /application\/problem\+json/.test(type), json.rule ?? null, (json.errors ?? []).map(({ rule }: { rule: string }) => rule)];
    }));
    expect(found.map(([what, status, problem, rule, faults]) => [what, status, problem, (faults as string[])[0] ?? rule])).toEqual(cases.map(([what, , status, rule]) => [what, status, true, rule]));
    expect(JSON.stringify((await first.ask('GET', requests)).json)).toContain('CANARY');
    const seen = await auditor.ask('GET', requests);
    expect([seen.status, seen.json[0].memberState, JSON.stringify(seen.json).includes('CANARY')]).toEqual([200, 'JP', false]);
  });
});
