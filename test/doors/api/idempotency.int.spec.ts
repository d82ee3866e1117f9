import { Calls } from '../../../src/applications/index.js';
import { memberStates } from '../../../src/directory/index.js';
import { Once } from '../../../src/doors/once.js';
import { Idempotency } from '../../../src/doors/once.entity.js';
import { DestroyKeyHandler } from '../../../src/lists/index.js';
import { Clock } from '../../../src/platform/clock.js';
import { Keys, Ring } from '../../../src/platform/keys.js';
import { Reader } from '../../../src/platform/reader.js';
import { UnitOfWork } from '../../../src/platform/unit-of-work.js';
import { onTakeOut, swap, takeOut } from '../../proofs/swap.js';
import { circulatedRound, draftRound, officer } from '../../support/round.js';
import { eachService } from '../../support/running.js';
import { startService } from '../../support/service.js';
import { openCalls } from '../apply/applicant.js';
import { clientOf, type Client } from './client.js';

eachService('acts under an Idempotency-Key', { now: '2026-12-01T15:00:00.000Z' }, (service, { database }) => {
  let api: Client;
  beforeAll(async () => { api = await clientOf(service); });
  afterEach(takeOut);
  const under = (key: string, headers: Record<string, string> = {}) => ({ 'idempotency-key': key, ...headers });

  it('are answered with what the act made, not with what stood before', async () => {
    const { listId } = await circulatedRound(service, { names: 2, addresses: false });
    const sent = { body: { which: 'proposed', symbol: 'A/72/INF/1' }, headers: under('transmission') };
    const first = await api.ask('POST', `/lists/${listId}/transmissions`, sent);
    expect([first.status, first.json.proposedSymbol]).toEqual([200, 'A/72/INF/1']);
    const { listId: draftId } = await draftRound(service, { names: 2, addresses: false });
    const withdrawal = { body: { reason: 'Invented reason' }, headers: under('withdrawal') };
    const withdrawn = await api.ask('POST', `/lists/${draftId}/withdrawal`, withdrawal);
    expect([withdrawn.status, withdrawn.json.state]).toEqual([200, 'withdrawn']);
    // The stored answer comes again although the list would refuse the act by now.
    const again = await api.ask('POST', `/lists/${draftId}/withdrawal`, withdrawal);
    expect([again.status, again.headers.get('idempotency-replayed'), again.json]).toEqual([200, 'true', withdrawn.json]);
    expect((await api.ask('POST', `/lists/${draftId}/withdrawal`, { body: withdrawal.body })).status).toBe(409);
  });

  it('are kept apart by who asks, and by what is asked', async () => {
    const { listId, ids } = await draftRound(service, { names: 3, addresses: false });
    const other = await clientOf(service, 'second@nemcon.example');
    const path = `/lists/${listId}/names`;
    const add = (client: Client, name: string, headers: Record<string, string>) => client.ask('POST', path, { body: { names: [{ name }] }, headers });
    expect((await add(api, 'Invented Apart', under('same'))).status).toBe(201);
    expect((await add(other, 'Invented Other', under('same'))).status).toBe(201);
    expect((await add(api, 'Invented Third', under('same'))).json.rule).toBe('idempotency-conflict');
    expect((await add(api, 'Invented Apart', under('same', { 'if-match': '"9"' }))).json.rule).toBe('idempotency-conflict');
    expect((await api.ask('DELETE', `${path}/${ids[0]}`, { headers: under('same') })).json.rule).toBe('idempotency-conflict');
    const gone = [await api.ask('DELETE', `${path}/${ids[0]}`, { headers: under('gone', { 'if-match': '*' }) }), await api.ask('DELETE', `${path}/${ids[0]}`, { headers: under('gone', { 'if-match': '*' }) })];
    expect(gone.map(({ status, headers }) => [status, headers.get('idempotency-replayed')])).toEqual([[204, null], [204, 'true']]);
    const replay = await add(api, 'Invented Apart', under('same'));
    expect([replay.status, replay.headers.get('idempotency-replayed')]).toEqual([201, 'true']);
    expect((await api.ask('GET', `/lists/${listId}`)).json.names.map((n: { name: string }) => n.name).sort()).toEqual(
      ['Invented Apart', 'Invented Association 1', 'Invented Association 2', 'Invented Other'],
    );
  });

  it('do not meet where two without a token choose the same key', async () => {
    const { conferenceId } = await draftRound(service, { names: 1, addresses: false });
    await openCalls(service, conferenceId);
    const call = (await service.get(Calls).of(conferenceId)).find(({ track }) => track === '6b')!;
    const begin = (email: string) => api.ask('POST', '/applications', { token: '', body: { callId: call.id, email, language: 'en' }, headers: under('1') });
    const answers = [await begin('one@invented.example'), await begin('two@invented.example'), await begin('two@invented.example')];
    expect(answers.map(({ status, headers }) => [status, headers.get('idempotency-replayed')])).toEqual([[202, null], [202, null], [202, 'true']]);
  });

  it('that are refused leave nothing behind: the same key serves once the cause is mended', async () => {
    const { listId } = await draftRound(service, { names: 1, addresses: false });
    const { version } = (await api.ask('GET', `/lists/${listId}`)).json;
    const circulate = () => api.ask('POST', `/lists/${listId}/circulation`, { body: { wallTime: '2026-12-15T17:00', zone: 'America/New_York', proposalReason: 'Ready' }, headers: under('circulation') });
    service.setTime('2026-12-20T15:00:00.000Z');
    expect((await circulate()).json.rule).toBe('deadline-in-past');
    expect((await api.ask('GET', `/lists/${listId}`)).json).toMatchObject({ state: 'draft', version });
    service.setTime('2026-12-01T15:00:00.000Z');
    expect((await circulate()).status).toBe(202);
  });

  it('are answered from what was kept for two days; what is older is taken away', async () => {
    const { listId, ids } = await circulatedRound(service, { names: 2, addresses: false });
    // No midnight passes meanwhile, and the session begins at that noon too: in the small hours it would have ended by then.
    const noon = `${service.get(Clock).machine().slice(0, 10)}T12:00:00.000Z`;
    swap(service.get(Clock), 'machine', () => () => noon);
    const token = await api.enter(listId, 'KE');
    const file = (key: string, name: number) => api.ask('POST', '/mission/objections', { token, body: { objections: [{ nominationId: ids[name] }] }, headers: under(key) });
    await service.get(UnitOfWork).run((tx) => tx.clear(Idempotency));
    await file('older', 0);
    const days = (back: number) => new Date(Date.parse(noon) - back * 86_400_000).toISOString().slice(0, 10);
    await service.get(UnitOfWork).run((tx) => tx.updateAll(Idempotency, { day: days(3) }));
    await file('younger', 1);
    await service.get(UnitOfWork).run((tx) => tx.update(Idempotency, { day: days(0) }, { day: days(2) }));
    await service.get(Once).sweep();
    expect((await service.get(Reader).manager.find(Idempotency)).map(({ day }) => day)).toEqual([days(2)]);
    expect((await file('younger', 1)).headers.get('idempotency-replayed')).toBe('true');
  });

  it('that make a basis known are kept without it, so that no row shows how long it is, and answered with it again', async () => {
    const { listId, ids } = await circulatedRound(service, { names: 1, addresses: false });
    const token = await api.enter(listId, 'UY');
    await api.ask('POST', '/mission/objections', { token, body: { objections: [{ nominationId: ids[0] }] } });
    const { id } = (await api.ask('GET', '/mission/objections', { token })).json.objections[0];
    const sizes = new Set<number>();
    for (const basis of ['Invented', 'Invented words '.repeat(200).trim()]) {
      await service.get(UnitOfWork).run((tx) => tx.clear(Idempotency));
      const state = () => api.ask('POST', `/mission/objections/${id}/basis`, { token, body: { basis }, headers: under(`basis-${basis.length}`) });
      const [first, again] = [await state(), await state()];
      expect([first.status, first.json, again.status, again.json, again.headers.get('idempotency-replayed')]).toEqual([200, { basis }, 200, { basis }, 'true']);
      for (const { sealed } of await service.get(Reader).manager.find(Idempotency)) sizes.add(sealed.length);
    }
    expect(sizes.size).toBe(1);
  });

  /** How many sizes the answers have that are kept of notes verbales of one State or of many, whose names it had objected to before or not. */
  async function sizesOfNotes(): Promise<number> {
    service.setTime('2026-12-01T15:00:00.000Z');
    const { listId, ids } = await circulatedRound(service, { names: 12, addresses: false });
    service.setTime('2026-12-01T16:00:00.000Z');
    await service.get(UnitOfWork).run((tx) => tx.clear(Idempotency));
    const states = memberStates().map(({ iso2 }) => iso2);
    for (const [n, memberStates] of [['JM'], states, states].entries()) {
      const body = { memberStates, objections: ids.map((nominationId) => ({ nominationId })), reference: `NV/${n}`, receivedAt: '2026-12-01T15:30:00.000Z' };
      expect((await api.ask('POST', `/lists/${listId}/objections`, { body, headers: under(`note-${n}`) })).json.receipts).toHaveLength(memberStates.length);
    }
    return new Set((await service.get(Reader).manager.find(Idempotency)).map(({ sealed }) => sealed.length)).size;
  }

  it('that a note verbale gets are kept in one size, however many States and names it has', async () => {
    expect(await sizesOfNotes()).toBe(1);
  });

  it('would be caught kept as long as they are', async () => {
    const { seal } = Ring.prototype;
    Ring.prototype.seal = function (this: Ring, context, text) { return seal.call(this, context, text); };
    onTakeOut(() => { Ring.prototype.seal = seal; });
    expect(await sizesOfNotes().finally(takeOut)).toBeGreaterThan(1);
  });

  const nothing = () => undefined;
  /** Acts of the Office and of a Mission on one list, to the end of its key; what of the answers that were kept still opens then. */
  async function leftAfterTheKey(during: () => void = nothing): Promise<{ opened: string[]; kept: number }> {
    service.setTime('2026-12-01T15:00:00.000Z');
    await service.get(UnitOfWork).run((tx) => tx.clear(Idempotency));
    const second = await clientOf(service, 'second@nemcon.example');
    const { listId, ids } = await circulatedRound(service, { names: 3, addresses: false });
    service.setTime('2026-12-01T16:00:00.000Z');
    const token = await api.enter(listId, 'FR');
    during();
    let count = 0;
    const done = async (who: Client, path: string, body: unknown, token?: string) => {
      const sent = { ...(token ? { token } : {}), body, headers: under(`kept-${++count}`) };
      const { status, json } = await who.ask('POST', path, sent);
      expect([path, status < 300, status < 300 ? null : json]).toEqual([path, true, null]);
      return { json, again: () => who.ask('POST', path, sent) };
    };
    const approved = async (path: string, body: object) => done(second, `/proposals/${(await done(api, path, body)).json.proposal}/approval`, {});
    await done(api, '/mission/objections', { objections: [{ nominationId: ids[0] }] }, token);
    await done(api, '/mission/disclosure-requests', { all: true }, token);
    const recorded = await done(api, `/lists/${listId}/objections`, { memberStates: ['KE'], objections: [{ nominationId: ids[1] }], reference: 'NV/1', receivedAt: '2026-12-01T15:30:00.000Z' });
    await done(api, `/lists/${listId}/transmissions`, { which: 'proposed', symbol: 'A/72/INF/1' });
    service.setTime('2026-12-16T15:00:00.000Z');
    await approved(`/lists/${listId}/hold-override`, { reason: 'Invented' });
    await approved(`/lists/${listId}/objections`, { memberStates: ['BR'], objections: [{ nominationId: ids[1] }], reference: 'NV/2', receivedAt: '2026-12-02T15:00:00.000Z', proposalReason: 'Invented' });
    await approved(`/lists/${listId}/finalization`, { proposalReason: 'Invented' });
    takeOut();
    await service.get(DestroyKeyHandler).execute({ listId, early: 'Invented' }, officer);
    if (during === nothing) expect((await recorded.again()).json.rule).toBe('key-destroyed');
    const keys = service.get(Keys);
    const rows = await service.get(Reader).manager.find(Idempotency);
    for (const row of rows) expect(() => keys.ofList(row.listId ?? listId)).toThrow('key-destroyed');
    const opened = rows.flatMap(({ keyHash, sealed }) => { try { return [keys.open(`idempotency:${keyHash}`, sealed)]; } catch { return []; } });
    // What is done about the list afterwards is answered and kept as ever.
    const informed = await done(api, `/lists/${listId}/transmissions`, { which: 'final', symbol: 'A/72/INF/9' });
    expect([(await informed.again()).headers.get('idempotency-replayed'), (await informed.again()).json]).toEqual(['true', informed.json]);
    service.setTime('2026-12-01T15:00:00.000Z');
    return { opened, kept: rows.length };
  }

  it('are destroyed with the key of the list that they concern', async () => {
    expect(await leftAfterTheKey()).toEqual({ opened: [], kept: 10 });
  });

  it('would be caught kept under the key of the installation', async () => {
    const { opened, kept } = await leftAfterTheKey(() => swap(service.get(Keys), 'lives', () => () => false));
    expect([opened.length, opened.some((text) => text.includes('"memberState":"BR"'))]).toEqual([kept, true]);
  });

  it('happen once when sent many times at once to a service that has just started', async () => {
    const { listId, ids } = await circulatedRound(service, { names: 2, addresses: false });
    const states = memberStates().slice(0, 40).map(({ iso2 }) => iso2);
    const tokens = await Promise.all(states.map((iso2) => api.enter(listId, iso2)));
    const fresh = await startService({ database: database.address, keyFile: service.keyFile, now: '2026-12-01T15:01:00.000Z' });
    const other = await clientOf(fresh);
    // Every connection is open and nothing of the list in memory: no act may wait for a second connection to read by.
    await Promise.all(tokens.map((token) => other.ask('GET', '/mission/objections', { token })));
    const file = (token: string) => other.ask('POST', '/mission/objections', { token, body: { objections: [{ nominationId: ids[0] }] }, headers: under('filing') });
    const answers = await Promise.all([...tokens, ...tokens].map(file)).finally(() => fresh.close());
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
    expect(answers.filter(({ headers }) => headers.get('idempotency-replayed') === 'true')).toHaveLength(states.length);
    expect((await api.ask('GET', `/lists/${listId}/objections`)).json).toHaveLength(states.length);
  });
});
