import { keptUntil } from '../../workflows/retention.js';
import { modalities } from '../../workflows/modalities/index.js';
import { DestroyKeyHandler, FinalizeListHandler, Lists, MarkNotedHandler, OverrideHoldHandler, RetentionQuery, TransmitToAssemblyHandler, WithdrawListHandler } from '../../src/lists/index.js';
import { ListKeys } from '../../src/custody/index.js';
import { Officers } from '../../src/officers/index.js';
import { Keys } from '../../src/platform/keys.js';
import { Records } from '../../src/records/index.js';
import { Proposals } from '../../src/proposals/index.js';
import { approve, signIn } from '../doors/office/console.js';
import { enter } from '../officers/browser.js';
import { circulatedRound, draftRound, officer } from '../support/round.js';
import { eachService } from '../support/running.js';

const BEGIN = '2026-12-01T15:00:00.000Z';

describe('until when a list is kept', () => {
  const kept = (facts: Partial<Parameters<typeof keptUntil>[1]>, months = 60): string | null => (
    keptUntil({ retention: { months } }, { state: 'finalized', finalizedAt: null, notedOn: null, withdrawnAt: null, ...facts })
  );
  it.each([
    ['while it goes on', {}, null],
    ['from when it became final', { finalizedAt: '2026-12-16T22:30:00.000Z' }, '2031-12-16T22:30:00.000Z'],
    ['from when the Assembly took note', { finalizedAt: '2026-12-16T22:30:00.000Z', notedOn: '2027-02-28' }, '2032-02-28T00:00:00.000Z'],
    ['from when it was withdrawn', { state: 'withdrawn', withdrawnAt: '2027-02-28T10:00:00.000Z' }, '2032-02-28T10:00:00.000Z'],
    ['of a list withdrawn before that was written down', { state: 'withdrawn' }, null],
  ])('counts %s', (_, facts, until) => {
    expect(kept(facts)).toBe(until);
  });

  it('counts months of the calendar', () => {
    expect(kept({ finalizedAt: '2026-01-31T10:00:00.000Z' }, 1)).toBe('2026-02-28T10:00:00.000Z');
  });
});

eachService('the end of retention', { now: BEGIN, ticks: false }, (service) => {
  it('is shown to those who may propose to destroy the key, and to nobody else; nothing is destroyed by itself', async () => {
    service.setTime(BEGIN);
    const { listId } = await circulatedRound(service, { names: 2, addresses: false });
    const { listId: taken } = await draftRound(service, { names: 1, addresses: false });
    await service.get(WithdrawListHandler).execute({ listId: taken, reason: 'Invented' }, officer);
    service.setTime('2026-12-16T15:00:00.000Z');
    await service.get(OverrideHoldHandler).execute({ listId, reason: 'Test' }, officer);
    await service.get(FinalizeListHandler).execute({ listId }, officer);
    const link = `/office/lists/${listId}/acts/destroy-key`;
    expect((await service.get(RetentionQuery).over())).toEqual([]);
    const early = await signIn(service);
    expect((await early.get('/office')).text).not.toContain(link);
    expect((await early.get(`/office/lists/${listId}`)).text).toContain('16 December 2031');
    // Not without a reason of its own, through the page or beside it.
    const asked = await early.post(link, link, {});
    expect([asked.status, asked.text.includes('is kept until 2031-12-16')]).toEqual([409, true]);
    expect((await early.post(link, link, { stage: 'act', typed: '6b', proposalReason: 'Wanted' })).status).toBe(409);
    await expect(service.get(DestroyKeyHandler).execute({ listId, early: ' ' }, officer)).rejects.toMatchObject({ rule: 'retention-not-over', params: { until: '2031-12-16' } });
    await expect(service.get(DestroyKeyHandler).execute({ listId, early: 'x'.repeat(1_001) }, officer)).rejects.toMatchObject({ faults: [{ field: 'early', rule: 'reason-too-long' }] });
    expect(service.get(Keys).lives(listId)).toBe(true);
    expect((await early.post(link, link, { early: 'The Office is closed.' })).text).toContain('is not over yet');

    service.setTime('2031-12-16T15:00:01.000Z');
    const console = await signIn(service);
    const home = await console.get('/office');
    expect([home.text.includes(link), home.text.includes(`/office/lists/${taken}/acts/destroy-key`)]).toEqual([true, true]);
    await service.get(Officers).add({ name: 'Lin Field', email: 'lin@office.example', roles: ['auditor', 'registrationDesk'] });
    expect((await (await enter(service, 'lin@office.example')).get('/office')).text).not.toContain('destroy-key');
    expect(service.get(Keys).lives(listId)).toBe(true);

    const preview = await console.post(link, link, {});
    expect(preview.text).not.toContain('is not over yet');
    const proposed = await console.post(link, link, { stage: 'act', typed: '6b', proposalReason: 'Kept for long enough.' });
    expect(proposed.status).toBe(303);
    expect(service.get(Keys).lives(listId)).toBe(true);
    expect((await approve(service, proposed.location, '6b')).status).toBe(303);
    expect(service.get(Keys).lives(listId)).toBe(false);
    expect((await console.get('/office')).text).not.toContain(link);
    expect((await service.get(RetentionQuery).over()).map(({ list }) => list.id)).toEqual([taken]);
    await service.get(DestroyKeyHandler).execute({ listId: taken }, officer);
  });

  it('is not waited for where two officers give a reason of its own, which the record holds; once it is over none is kept', async () => {
    service.setTime(BEGIN);
    const [first, second] = await Promise.all([0, 1].map(() => draftRound(service, { names: 1, addresses: false })));
    for (const { listId } of [first!, second!]) await service.get(WithdrawListHandler).execute({ listId, reason: 'Invented' }, officer);
    const [{ listId: early }, { listId: late }] = [first!, second!];
    const link = `/office/lists/${early}/acts/destroy-key`;
    const proposed = await (await signIn(service)).post(link, link, { stage: 'act', typed: '6b', proposalReason: 'Proposed', early: ' The Office is closed. ' });
    expect((await approve(service, proposed.location, '6b')).status).toBe(303);
    service.setTime('2031-12-01T15:00:01.000Z');
    await service.get(DestroyKeyHandler).execute({ listId: late, early: 'Not needed' }, officer);
    const told = async (list: string): Promise<unknown> => (await service.get(Records).timeline(list)).at(-1);
    expect(await told(early)).toMatchObject({ act: 'key.destroyed', facts: { keptUntil: expect.stringMatching(/^2031-12-01T15:00:00/), early: 'The Office is closed.', proposalReason: 'Proposed' } });
    expect(await told(late)).toMatchObject({ act: 'key.destroyed', facts: { keptUntil: expect.stringMatching(/^2031-12-01T15:00:00/), early: null } });
    service.setTime(BEGIN);
    expect((await (await signIn(service)).get(`/office/lists/${early}/timeline`)).text).toContain('The Office is closed.');
  });

  it('is finished at the next start where the service died between the entry and the file', async () => {
    const { listId } = await draftRound(service, { names: 1, addresses: false });
    const { listId: other } = await draftRound(service, { names: 1, addresses: false });
    for (const list of [listId, other]) await service.get(WithdrawListHandler).execute({ listId: list, reason: 'key.destroyed' }, officer);
    const [keys, listKeys] = [service.get(Keys), service.get(ListKeys)];
    keys.destroyForList = () => Promise.reject(new Error('died'));
    await expect(service.get(DestroyKeyHandler).execute({ listId, early: 'Invented' }, officer)).rejects.toThrow('died');
    delete (keys as Partial<Keys>).destroyForList;
    expect([(await service.get(Records).timeline(listId)).at(-1)!.act, keys.lives(listId)]).toEqual(['key.destroyed', true]);
    const { returned } = await listKeys.differing();
    expect(returned.map(({ id }) => id)).toEqual([listId]);
    await listKeys.destroyAgain(returned);
    expect([keys.lives(listId), keys.lives(other)]).toEqual([false, true]);
  });

  /** A list whose key is destroyed while something else waits on it: what becomes of that. */
  async function waitingThen(): Promise<string[]> {
    const { listId } = await draftRound(service, { names: 1, addresses: false });
    await service.get(WithdrawListHandler).execute({ listId, reason: 'Invented' }, officer);
    const [first, second] = ['one', 'two'].map((id) => ({ kind: 'officer' as const, id, name: 'Invented', roles: ['approver' as const] }));
    const proposals = service.get(Proposals);
    const propose = () => proposals.propose('destroyKey', { listId, command: { listId, early: 'Invented' }, reason: 'Invented' }, first!);
    const [done] = [await propose(), await propose()];
    await proposals.approve(done.id, second!);
    expect(service.get(Keys).lives(listId)).toBe(false);
    return (await service.get(Records).timeline(listId)).map(({ act }) => act);
  }

  it('lets lapse what waits on the list: nobody could read it or decline it afterwards', async () => {
    // Two proposals, one that lapsed: confidential, and closed now.
    expect((await waitingThen()).filter((act) => act === 'confidential')).toHaveLength(3);
    expect((await service.get(Proposals).waiting(officer)).map(({ listId }) => listId).filter((listId) => listId && !service.get(Keys).lives(listId))).toEqual([]);
  });

  it('stands in the console beside who may know what, and what somebody answers for', async () => {
    service.setTime(BEGIN);
    const { listId } = await draftRound(service, { names: 1, addresses: false });
    const { slug } = await service.get(Lists).conferenceOf(await service.get(Lists).find(listId));
    const { text } = await (await signIn(service)).get(`/office/conferences/${slug}`);
    for (const words of ['on request, released by two officers', '(months): 60', '/retention', 'it is not shared unless two officers decide otherwise']) expect(text).toContain(words);
  });

  it('counts from the day on which the Assembly took note; what the modality does not bring to it is refused and not offered', async () => {
    service.setTime(BEGIN);
    const modality = structuredClone(modalities[0]!);
    modality.assembly.proposed = false;
    const { listId } = await circulatedRound(service, { names: 1, addresses: false, modality });
    const inform = (which: 'proposed' | 'final'): Promise<void> => service.get(TransmitToAssemblyHandler).execute({ listId, which, symbol: 'A/INF/1' }, officer);
    await expect(inform('proposed')).rejects.toMatchObject({ rule: 'assembly-not-foreseen' });
    expect((await (await signIn(service)).get(`/office/lists/${listId}`)).text).not.toContain('inform-proposed');
    service.setTime('2026-12-16T15:00:00.000Z');
    await service.get(OverrideHoldHandler).execute({ listId, reason: 'Test' }, officer);
    await service.get(FinalizeListHandler).execute({ listId }, officer);
    await inform('final');
    service.setTime('2027-02-02T15:00:00.000Z');
    await service.get(MarkNotedHandler).execute({ listId, symbol: 'A/PV.1', on: '2027-02-01' }, officer);
    const lists = service.get(Lists);
    const list = await lists.find(listId);
    expect(service.get(RetentionQuery).until(list, await lists.conferenceOf(list))).toBe('2032-02-01T00:00:00.000Z');
  });
});
