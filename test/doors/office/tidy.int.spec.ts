import { ApplicationSession } from '../../../src/applications/application.entity.js';
import { ApplicationSessions } from '../../../src/applications/index.js';
import { Tidy } from '../../../src/doors/office/tidy.js';
import { Lists } from '../../../src/lists/index.js';
import { RepresentativeSession } from '../../../src/meetings/meeting.entity.js';
import { RepresentativeSessions } from '../../../src/meetings/index.js';
import { MissionSession } from '../../../src/missions/mission-link.entity.js';
import { MissionLinks, MissionSessions } from '../../../src/missions/index.js';
import { Keys, tokenHash } from '../../../src/platform/keys.js';
import { Reader } from '../../../src/platform/reader.js';
import { UnitOfWork } from '../../../src/platform/unit-of-work.js';
import { Proposals } from '../../../src/proposals/index.js';
import { Records } from '../../../src/records/index.js';
import { clientOf } from '../api/client.js';
import { application, openCalls } from '../apply/applicant.js';
import { circulatedRound, draftRound, officer } from '../../support/round.js';
import { eachService } from '../../support/running.js';
import { signIn } from './console.js';

const PAST = '2020-01-01T00:00:00.000Z';

eachService('what is over', { now: '2026-12-01T15:00:00.000Z', ticks: false }, (service) => {
  it('of sessions is taken away, of Missions, applicants and representatives; the others stay', async () => {
    const { listId, conferenceId } = await circulatedRound(service, { names: 1, addresses: false });
    await openCalls(service, conferenceId);
    const { applicationId } = await application(service, conferenceId, 'one@invented.example', null);
    const [missions, applicants, representatives] = [service.get(MissionSessions), service.get(ApplicationSessions), service.get(RepresentativeSessions)];
    const token = service.get(MissionLinks).token(listId, 'FR', 1);
    const { manager } = service.get(Reader);
    for (const { table, open, find } of [
      { table: MissionSession, open: () => missions.open({ token, memberState: 'FR' }), find: (session: string) => missions.findWithDraft(session) },
      { table: ApplicationSession, open: () => applicants.open(service.get(Keys).token('application', applicationId, '1')), find: (session: string) => applicants.find(session) },
      { table: RepresentativeSession, open: () => representatives.open(applicationId), find: (session: string) => representatives.find(session) },
    ]) {
      const [over, stays] = [(await open()).session, (await open()).session];
      await service.get(UnitOfWork).run((tx) => tx.update(table, { tokenHash: tokenHash(over) }, { expiresAt: PAST }));
      // It opens nothing already before it is taken away.
      expect([await find(over), await find(stays)]).toEqual([null, expect.objectContaining({ csrf: expect.any(String) })]);
      await service.get(Tidy).run();
      expect((await manager.find<{ tokenHash: string }>(table)).map((row) => row.tokenHash)).toEqual([tokenHash(stays)]);
    }
  });

  it('of proposals is written down once, whoever was refused before, by a page or by a program with a key', async () => {
    const { listId } = await draftRound(service, { names: 2, addresses: false });
    const proposals = service.get(Proposals);
    const command = { listId, wallTime: '2026-12-15T17:00', zone: 'America/New_York' };
    const { id } = await proposals.propose('circulate', { listId, command, reason: 'Invented' }, officer);
    const other = await draftRound(service, { names: 1, addresses: false });
    const { id: standing } = await proposals.propose('circulate', { listId: other.listId, command: { ...command, listId: other.listId }, reason: 'Invented' }, officer);
    await service.get(UnitOfWork).run(async (tx) => service.get(Lists).touch(tx, await service.get(Lists).lock(tx, listId, 'update'), undefined));
    const console = await signIn(service);
    const page = await console.post(`/office/proposals/${id}`, `/office/proposals/${id}`, { do: 'approve', typed: '6b' });
    expect([page.status, page.text.includes('lapsed')]).toEqual([409, true]);
    const client = await clientOf(service, 'officer@office.example');
    const answer = await client.ask('POST', `/proposals/${id}/approval`, { headers: { 'idempotency-key': 'a-key-of-its-own' } });
    expect(answer).toMatchObject({ status: 409, json: { rule: 'proposal-lapsed' } });

    const entries = async (): Promise<unknown[]> => (await service.get(Records).timeline(listId)).filter(({ act }) => act === 'proposal.lapsed').map(({ facts }) => facts);
    expect(await entries()).toEqual([]);
    for (const _ of [1, 2]) await service.get(Tidy).run();
    expect(await proposals.find(id, officer)).toMatchObject({ state: 'lapsed', decidedBy: null, decidedAt: expect.any(String) });
    expect(await entries()).toEqual([{ names: [], proposal: 'circulate' }]);
    expect((await proposals.find(standing, officer)).state).toBe('open');
    expect((await client.ask('POST', `/proposals/${id}/approval`)).json).toMatchObject({ rule: 'proposal-closed' });
  });
});
