import { setTimeout } from 'node:timers/promises';
import { DestroyKeyHandler, EditNamesHandler, FinalizeListHandler, Lists, NameBook, RecordServiceHandler, TransmitToAssemblyHandler, WithdrawListHandler, WithdrawNominationHandler } from '../../src/lists/index.js';
import { ObjectionsQuery, RaiseObjectionsHandler, RecordObjectionsHandler, WithdrawObjectionHandler } from '../../src/objections/index.js';
import { ChangeOfficersHandler, Officers, type OfficerActor, type Role } from '../../src/officers/index.js';
import { system } from '../../src/platform/actor.js';
import { Keys } from '../../src/platform/keys.js';
import { UnitOfWork } from '../../src/platform/unit-of-work.js';
import { Proposals } from '../../src/proposals/index.js';
import { TwoOfficerActs } from '../../src/proposals/two-officer-acts.js';
import { Reader } from '../../src/platform/reader.js';
import { Records } from '../../src/records/index.js';
import { RecordEntry } from '../../src/records/record-entry.entity.js';
import { Relay } from '../../src/delivery/index.js';
import { clientOf } from '../doors/api/client.js';
import { signIn } from '../doors/office/console.js';
import { enter } from '../officers/browser.js';
import { postgres } from '../support/databases.js';
import { circulatedRound, draftRound, invented, officer } from '../support/round.js';
import { eachService } from '../support/running.js';
import { startService } from '../support/service.js';

const one: OfficerActor = { kind: 'officer', id: 'one', name: 'Amal Field', roles: ['drafter', 'approver'] };
const two: OfficerActor = { kind: 'officer', id: 'two', name: 'Noor Field', roles: ['approver'] };
const drafter: OfficerActor = { kind: 'officer', id: 'three', name: 'Sami Field', roles: ['drafter'] };
const auditor: OfficerActor = { kind: 'officer', id: 'four', name: 'Lin Field', roles: ['auditor'] };

eachService('acts of two officers', { now: '2026-12-01T15:00:00.000Z', ticks: false }, (service) => {
  let proposals: Proposals;
  beforeAll(async () => { proposals = service.get(Proposals); });
  beforeEach(() => service.setTime('2026-12-01T15:00:00.000Z'));
  const circulation = (listId: string, reason = 'All names are checked.') => (
    { listId, command: { listId, wallTime: '2026-12-15T17:00', zone: 'America/New_York' }, reason }
  );
  const state = async (listId: string): Promise<string> => (await service.get(Lists).find(listId)).state;

  it('are done only once another officer, who is an approver, has approved', async () => {
    const { listId } = await draftRound(service, { names: 2, addresses: false });
    const { id } = await proposals.propose('circulate', circulation(listId), one);
    expect(await state(listId)).toBe('draft');
    await expect(proposals.approve(id, one)).rejects.toThrow('own-proposal');
    await expect(proposals.approve(id, drafter)).rejects.toThrow('role-lacks-right');
    await expect(proposals.approve(id, auditor)).rejects.toThrow('role-lacks-right');
    expect(await state(listId)).toBe('draft');
    await proposals.approve(id, two);
    expect(await state(listId)).toBe('circulated');
    await expect(proposals.approve(id, two)).rejects.toThrow('proposal-closed');
    const circulated = (await service.get(Records).timeline(listId)).find(({ act }) => act === 'list.circulated')!;
    expect([circulated.actor, circulated.facts]).toEqual(['Noor Field', expect.objectContaining({ proposedBy: 'Amal Field', proposalReason: 'All names are checked.' })]);
  });

  it('say on their own page alone that what was proposed has become impossible', async () => {
    const { listId } = await draftRound(service, { names: 1, addresses: false });
    const { id } = await proposals.propose('circulate', circulation(listId), one);
    service.setTime('2026-12-15T23:00:00.000Z');
    const desk = await signIn(service);
    expect((await desk.get(`/office/proposals/${id}`)).text).toContain('The deadline has already passed');
    for (const page of ['/record', '/status', '/office/missions/import']) expect([page, (await desk.get(page)).text]).toEqual([page, expect.not.stringContaining('already passed')]);
  });

  it('are refused to one officer alone by the handler itself, whatever the door', async () => {
    const { listId } = await circulatedRound(service, { names: 2, addresses: false });
    await expect(service.get(FinalizeListHandler).execute({ listId }, one)).rejects.toThrow('second-officer-missing');
    await expect(service.get(FinalizeListHandler).execute({ listId }, { ...one, proposer: { id: 'one', name: 'Amal Field', reason: 'x' } })).rejects.toThrow('second-officer-missing');
    await expect(service.get(FinalizeListHandler).execute({ listId }, auditor)).rejects.toThrow('role-lacks-right');
    await expect(service.get(WithdrawListHandler).execute({ listId, reason: 'x' }, two)).rejects.toThrow('second-officer-missing');
    await expect(service.get(DestroyKeyHandler).execute({ listId }, { ...drafter, proposer: { id: 'one', name: 'Amal Field', reason: 'x' } })).rejects.toThrow('second-officer-missing');
  });

  it('take a circulated list back together, by the API too; a draft is taken back by one', async () => {
    const { listId } = await circulatedRound(service, { names: 2, addresses: false });
    const api = await clientOf(service);
    const asked = await api.ask('POST', `/lists/${listId}/withdrawal`, { body: { reason: 'Drawn up anew' } });
    expect([asked.status, asked.json.act, await state(listId)]).toEqual([202, 'withdrawList', 'circulated']);
    await proposals.approve(asked.json.proposal ?? asked.json.id, two);
    expect(await state(listId)).toBe('withdrawn');
    const { listId: draft } = await draftRound(service, { names: 2, addresses: false });
    expect((await api.ask('POST', `/lists/${draft}/withdrawal`, { body: { reason: 'Drawn up anew' } })).status).toBe(200);
    expect(await state(draft)).toBe('withdrawn');
  });

  it('are not proposed without a reason, without the right, or where a rule would refuse them; the rehearsal leaves nothing behind', async () => {
    const { listId } = await draftRound(service, { names: 2, addresses: false });
    const { version } = await service.get(Lists).find(listId);
    await expect(proposals.propose('circulate', circulation(listId, '  '), one)).rejects.toMatchObject({ faults: [{ field: 'proposalReason', rule: 'proposal-reason-empty' }] });
    await expect(proposals.propose('circulate', circulation(listId), auditor)).rejects.toThrow('role-lacks-right');
    await expect(proposals.propose('finalize', { listId, command: { listId }, reason: 'x' }, one)).rejects.toThrow('not-in-this-state');
    await proposals.propose('circulate', circulation(listId), one);
    expect(await service.get(Lists).find(listId)).toMatchObject({ state: 'draft', version });
    expect((await service.get(Records).timeline(listId)).map(({ act }) => act)).not.toContain('list.circulated');
  });

  it('are not done by proposing them under an Idempotency-Key, inside whose transaction the rehearsal runs', async () => {
    const { listId } = await draftRound(service, { names: 2, addresses: false });
    const api = await clientOf(service);
    const asked = { body: { wallTime: '2026-12-15T17:00', zone: 'America/New_York', proposalReason: 'All names are checked.' }, headers: { 'idempotency-key': 'propose' } };
    const first = await api.ask('POST', `/lists/${listId}/circulation`, asked);
    const again = await api.ask('POST', `/lists/${listId}/circulation`, asked);
    expect([first.status, again.status, again.json]).toEqual([202, 202, first.json]);
    expect(await state(listId)).toBe('draft');
    expect((await service.get(Records).timeline(listId)).map(({ act }) => act)).toEqual(['list.created', 'names.added', 'proposal.made']);
    // What is done outside the database once all is durable is not done either.
    const done: string[] = [];
    const work = service.get(UnitOfWork);
    await work.run(async () => {
      await work.rehearse(async () => work.afterwards(() => { done.push('rehearsed'); }));
      work.afterwards(() => { done.push('in earnest'); });
    });
    expect(done).toEqual(['in earnest']);
  });

  it('lapse once the draft has changed', async () => {
    const { listId } = await draftRound(service, { names: 2, addresses: false });
    const { id } = await proposals.propose('circulate', circulation(listId), one);
    await service.get(EditNamesHandler).add({ listId, names: [invented(7)] }, drafter);
    expect((await proposals.find(id, two)).state).toBe('lapsed');
    await expect(proposals.approve(id, two)).rejects.toThrow('proposal-lapsed');
    await proposals.sweep();
    await expect(proposals.approve(id, two)).rejects.toThrow('proposal-closed');
    expect(await state(listId)).toBe('draft');
  });

  it('do not lapse because an organization leaves the list or it goes to the Assembly, but once the deadline, the state or who was not told is another', async () => {
    const { listId, ids } = await circulatedRound(service, { names: 3, addresses: false });
    const extension = (wallTime: string) => ({ listId, command: { listId, reason: 'Invented', kind: 'extension', wallTime, zone: 'America/New_York' }, reason: 'Invented' });
    const [first, other] = [await proposals.propose('extend', extension('2026-12-16T17:00'), one), await proposals.propose('extend', extension('2026-12-17T17:00'), one)];
    const leave = (nominationId: string) => service.get(WithdrawNominationHandler).execute({ listId, nominationId, reason: '' }, officer);
    await leave(ids[0]!);
    await service.get(TransmitToAssemblyHandler).execute({ listId, which: 'proposed', symbol: 'A/INF/1' }, officer);
    await proposals.sweep();
    await proposals.approve(first.id, two);
    expect((await service.get(Lists).find(listId)).deadline).toBe('2026-12-16T22:00:00.000Z');
    await expect(proposals.approve(other.id, two)).rejects.toThrow('proposal-lapsed');

    service.setTime('2026-12-17T15:00:00.000Z');
    const last = await proposals.propose('extend', { ...extension('2027-01-15T17:00'), command: { listId, reason: 'Invented', kind: 'anew', wallTime: '2027-01-15T17:00', zone: 'America/New_York' } }, one);
    const override = () => proposals.propose('override', { listId, command: { listId, reason: 'Invented' }, reason: 'Invented' }, one);
    const lapsing = await override();
    await service.get(RecordServiceHandler).execute({ listId, iso2: 'KE', means: 'hand', reference: 'Receipt 7', servedAt: '2026-12-10T15:00:00.000Z' }, officer);
    expect((await proposals.find(lapsing.id, two)).state).toBe('lapsed');
    await expect(proposals.approve(lapsing.id, two)).rejects.toThrow('proposal-lapsed');
    const standing = await override();
    await leave(ids[1]!);
    await proposals.approve(standing.id, two);
    expect([await state(listId), (await proposals.find(last.id, two)).state]).toEqual(['objectionsConsidered', 'lapsed']);
  });

  describe('to finalize', () => {
    /** A list past its deadline, with one objection that stands; what would become of the names is proposed. */
    async function proposed() {
      service.setTime('2026-12-01T15:00:00.000Z');
      const { listId, ids } = await circulatedRound(service, { names: 3, addresses: true });
      await service.get(Relay).drain();
      await service.get(RaiseObjectionsHandler).execute({ items: [{ nominationId: ids[0]!, basis: null }] }, { kind: 'mission', iso2: 'FR', listId });
      service.setTime('2026-12-16T15:00:00.000Z');
      const { facts } = await service.get(FinalizeListHandler).preview(listId);
      const finalize = (): Promise<{ id: string }> => proposals.propose('finalize', { listId, command: { listId, facts }, reason: 'The silence is over.' }, one);
      const { id } = await finalize();
      const [objection] = (await service.get(ObjectionsQuery).ofState(listId, 'FR')).objections;
      const withdraw = () => service.get(WithdrawObjectionHandler).execute({ listId, objectionId: objection!.id }, { kind: 'mission', iso2: 'FR', listId });
      return { listId, ids, id, finalize, withdraw };
    }

    it('lapse once something else would become of the names, though the list has not changed', async () => {
      const taken = await proposed();
      const noted = await proposed();
      await taken.withdraw();
      await service.get(RecordObjectionsHandler).execute({ listId: noted.listId, states: ['KE'], items: [{ nominationId: noted.ids[1]!, basis: null }], reference: 'NV/2', receivedAt: '2026-12-15T20:00:00.000Z' }, officer);
      for (const { listId, id, finalize } of [taken, noted]) {
        expect((await proposals.find(id, two)).state).toBe('lapsed');
        await expect(proposals.approve(id, two)).rejects.toThrow('proposal-lapsed');
        await expect(finalize()).rejects.toThrow('finalization-changed');
        expect(await state(listId)).toBe('objectionsConsidered');
      }
      await proposals.sweep();
      for (const { id } of [taken, noted]) await expect(proposals.approve(id, two)).rejects.toThrow('proposal-closed');
      // An open entry would tell that something became of an objection.
      const lines = (await service.get(Reader).manager.find(RecordEntry)).filter(({ listId }) => [taken.listId, noted.listId].includes(listId!));
      expect(lines.filter(({ entry }) => entry.includes('proposal.lapsed'))).toEqual([]);
      expect((await service.get(Records).timeline(taken.listId)).filter(({ act }) => act === 'proposal.lapsed')).toMatchObject([{ facts: { proposal: 'finalize' } }]);
    });

    it('are not approved over a note that came in time and was proposed since', async () => {
      const { listId, ids, id } = await proposed();
      const command = { listId, states: ['KE'], items: [{ nominationId: ids[1]!, basis: null }], reference: 'NV/3', receivedAt: '2026-12-15T20:00:00.000Z' };
      const { id: note } = await proposals.propose('recordLate', { listId, command, reason: 'Found in the registry.' }, one);
      await expect(proposals.approve(id, two)).rejects.toThrow('note-waits');
      expect(await state(listId)).toBe('objectionsConsidered');
      await proposals.close(note, two);
      await proposals.approve(id, two);
      expect(await state(listId)).toBe('finalized');
    });

    it('do what was shown and nothing else, also where an objection is withdrawn while it is approved', async () => {
      const { listId, ids, id, withdraw } = await proposed();
      const acts = service.get(TwoOfficerActs);
      const { stands } = acts;
      let looked!: () => void;
      const withdrawal = new Promise<void>((resolve) => { looked = resolve; }).then(withdraw).then(() => 'withdrawn', () => 'refused');
      acts.stands = async (...asked) => {
        const answer = await stands.apply(acts, asked);
        looked();
        await setTimeout(50);
        return answer;
      };
      try {
        await proposals.approve(id, two);
      } finally {
        acts.stands = stands;
      }
      expect([await withdrawal, await state(listId)]).toEqual(['refused', 'finalized']);
      expect((await service.get(NameBook).of(await service.get(Lists).find(listId))).byId.get(ids[0]!)!.state).toBe('heldBack');
    });
  });

  it('can be declined by the other officer and withdrawn by the proposer, by nobody else', async () => {
    const { listId } = await draftRound(service, { names: 2, addresses: false });
    const { id } = await proposals.propose('circulate', circulation(listId), drafter);
    await expect(proposals.close(id, auditor)).rejects.toThrow('role-lacks-right');
    await proposals.close(id, two);
    expect(await proposals.find(id, auditor)).toMatchObject({ state: 'declined', decidedBy: 'Noor Field' });
    const again = await proposals.propose('circulate', circulation(listId), drafter);
    await proposals.close(again.id, drafter);
    expect((await proposals.find(again.id, auditor)).state).toBe('withdrawn');
  });

  it('are not done once whoever proposed them has left or lost the role; they are not offered for approval, and wait to be declined', async () => {
    const { listId } = await draftRound(service, { names: 2, addresses: false });
    const inOffice = async (role: Role, address: string = role): Promise<OfficerActor> => {
      const { id, name, roles } = await service.get(Officers).add({ name: 'Kim Field', email: `${address}@leaving.example`, roles: [role] });
      return { kind: 'officer', id, name, roles };
    };
    const [leaving, operator, moving] = [await inOffice('drafter'), await inOffice('operator'), await inOffice('drafter', 'moving')];
    await inOffice('approver');
    const approver = await enter(service, 'approver@leaving.example');
    const page = async (id: string): Promise<boolean[]> => {
      const { text } = await approver.get(`/office/proposals/${id}`);
      return [text.includes('value="approve"'), text.includes('value="close"'), /has left, or may not propose it any more/.test(text)];
    };
    const newcomer = { name: 'Rosa Field', email: 'rosa@leaving.example', roles: ['approver'], language: 'en' };
    const made = [await proposals.propose('circulate', circulation(listId), leaving), await proposals.propose('addOfficer', { command: newcomer, reason: 'Invented' }, operator)];
    made.push(await proposals.propose('circulate', circulation(listId), moving));
    expect(await Promise.all(made.map(({ id }) => page(id)))).toEqual(made.map(() => [true, true, false]));
    for (const { id } of [leaving, operator]) await service.get(ChangeOfficersHandler).end({ officerId: id }, system);
    await service.get(ChangeOfficersHandler).setRoles({ officerId: moving.id, roles: ['auditor'] }, system);
    await proposals.sweep();
    for (const { id } of made) {
      expect(await page(id)).toEqual([false, true, true]);
      await expect(proposals.approve(id, two)).rejects.toThrow('proposal-lapsed');
      await proposals.close(id, two);
      expect((await proposals.find(id, two)).state).toBe('declined');
    }
    expect([await state(listId), await service.get(Officers).byEmail(newcomer.email)]).toEqual(['draft', null]);
  });

  it('are carried out once, however many approve at once', async () => {
    const { listId } = await draftRound(service, { names: 2, addresses: false });
    const { id } = await proposals.propose('circulate', circulation(listId), drafter);
    const outcomes = await Promise.allSettled(Array.from({ length: 6 }, (_, at) => proposals.approve(id, { ...two, id: `two-${at}` })));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await service.get(Records).timeline(listId)).filter(({ act }) => act === 'list.circulated')).toHaveLength(1);
  });

  it('let a note verbale count that was received in time and recorded late, and tell nobody that there is one', async () => {
    const { listId, ids } = await circulatedRound(service, { names: 3, addresses: true });
    await service.get(Relay).drain();
    service.setTime('2026-12-16T15:00:00.000Z');
    const command = { listId, states: ['KE'], items: [{ nominationId: ids[0]!, basis: null }], reference: 'NV/1', receivedAt: '2026-12-15T20:00:00.000Z' };
    const { id } = await proposals.propose('recordLate', { listId, command, reason: 'Found in the registry.' }, one);
    expect((await service.get(ObjectionsQuery).ofList(listId, two)).objections).toHaveLength(0);
    await proposals.approve(id, two);
    expect((await service.get(ObjectionsQuery).ofList(listId, two)).objections).toMatchObject([{ iso2: 'KE', nominationId: ids[0] }]);
    const rows = JSON.stringify(await service.get(Lists).find(listId));
    expect(rows).not.toContain('NV/1');
    expect((await service.get(Records).timeline(listId)).filter(({ act }) => act === 'proposal.made')).toHaveLength(1);
  });

  it('destroy a key only with the approval, and not in the rehearsal', async () => {
    const { listId } = await circulatedRound(service, { names: 2, addresses: true });
    await service.get(Relay).drain();
    service.setTime('2026-12-16T15:00:00.000Z');
    await service.get(FinalizeListHandler).execute({ listId }, officer);
    const { id } = await proposals.propose('destroyKey', { listId, command: { listId, early: 'The Office is closed.' }, reason: 'Invented' }, one);
    expect(service.get(Keys).lives(listId)).toBe(true);
    await proposals.approve(id, two);
    expect(service.get(Keys).lives(listId)).toBe(false);
  });

  it('keep the basis from the auditor, who sees the rest', async () => {
    const { listId, ids } = await circulatedRound(service, { names: 2, addresses: false });
    await service.get(RaiseObjectionsHandler).execute({ items: [{ nominationId: ids[0]!, basis: 'CANARY-basis' }] }, { kind: 'mission', iso2: 'FR', listId });
    expect((await service.get(ObjectionsQuery).ofList(listId, two)).objections[0]!.basis).toBe('CANARY-basis');
    expect(JSON.stringify((await service.get(ObjectionsQuery).ofList(listId, auditor)).objections)).not.toContain('CANARY');
    await expect(service.get(ObjectionsQuery).ofList(listId, { ...auditor, roles: ['registrationDesk'] })).rejects.toThrow('role-lacks-right');
  });
});

it('an approval on PostgreSQL waits for the list before it holds the proposal: whoever destroys the key holds the list, and ends what waits on it', async () => {
  const database = await postgres();
  const service = await startService({ database: database.address, now: '2026-12-01T15:00:00.000Z', ticks: false });
  try {
    const { listId } = await draftRound(service, { names: 1, addresses: false });
    const { id } = await service.get(Proposals).propose('circulate', { listId, command: { listId, wallTime: '2026-12-15T17:00', zone: 'America/New_York' }, reason: 'Ready' }, one);
    const { manager } = service.get(Reader);
    const waits = async (): Promise<boolean> => (
      (await manager.query('SELECT 1 FROM pg_locks WHERE NOT granted AND pid IN (SELECT pid FROM pg_stat_activity WHERE datname = current_database())')) as unknown[]
    ).length > 0;
    let [hold, go] = [(): void => undefined, (): void => undefined];
    const [held, going] = [new Promise<void>((done) => { hold = done; }), new Promise<void>((done) => { go = done; })];
    const other = service.get(UnitOfWork).run(async (tx) => {
      await service.get(Lists).lock(tx, listId, 'update');
      hold();
      await going;
      await tx.query(`SELECT 1 FROM "proposal" WHERE "id" = '${id}' FOR UPDATE NOWAIT`);
    });
    await held;
    const approved = service.get(Proposals).approve(id, two);
    while (!(await waits())) await setTimeout(10);
    go();
    await other;
    await approved;
    expect((await service.get(Lists).find(listId)).state).toBe('circulated');
  } finally {
    await service.close();
    await database.drop();
  }
});
