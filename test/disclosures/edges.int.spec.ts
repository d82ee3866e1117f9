import { DestroyKeyHandler, FinalizeListHandler, OverrideHoldHandler, WithdrawListHandler, WithdrawNominationHandler } from '../../src/lists/index.js';
import { ObjectionsQuery, WithdrawObjectionHandler } from '../../src/objections/index.js';
import { signIn } from '../doors/office/console.js';
import { basisToWhoeverAsks } from '../support/modalities.js';
import { circulatedRound, officer } from '../support/round.js';
import { eachService } from '../support/running.js';
import { deskOf, enterMission, wordsOf } from './desk.js';

const noObjection = 'No objection to this name stands, and there is no information to share.';

eachService('the desk at its edges', { now: '2026-12-01T15:00:00.000Z' }, (service) => {
  beforeEach(() => service.setTime('2026-12-01T15:00:00.000Z'));

  async function round(modality = basisToWhoeverAsks()) {
    const { listId, ids } = await circulatedRound(service, { names: 3, addresses: false, modality });
    return { listId, ids, desk: deskOf(service, listId) };
  }
  async function finalize(listId: string): Promise<void> {
    service.setTime('2026-12-16T15:00:00.000Z');
    await service.get(OverrideHoldHandler).execute({ listId, reason: 'Test' }, officer);
    await service.get(FinalizeListHandler).execute({ listId }, officer);
  }
  async function takeBack(listId: string, iso2: string): Promise<void> {
    const { objections } = await service.get(ObjectionsQuery).ofState(listId, iso2);
    for (const { id } of objections) await service.get(WithdrawObjectionHandler).execute({ listId, objectionId: id }, { kind: 'mission', iso2, listId });
  }

  describe('while the silence runs', () => {
    it('tells that there is an objection, and the basis only once the list is final, where the modality says so; an answer given before is not changed', async () => {
      const modality = basisToWhoeverAsks();
      modality.disclosure.basis.requestingState = 'atFinalization';
      const { listId, ids, desk } = await round(modality);
      await desk.object('FR', ids[0]!, 'Invented basis');
      await desk.object('KE', ids[0]!);
      const early = await desk.given('JP', ids.slice(0, 2));
      expect(wordsOf(early)).toEqual([['Invented Association 0', ['Objections that stand: 2.']], ['Invented Association 1', [noObjection]]]);
      expect(JSON.stringify(early)).not.toContain('Invented basis');
      await finalize(listId);
      expect((await desk.query.ofState(listId, 'JP'))[0]!.given).toEqual(early);
      expect(wordsOf(await desk.given('JP', [ids[0]!]))).toEqual([['Invented Association 0', ['Objections that stand: 2.', 'Invented basis', 'Objections for which no general basis was given: 1.']]]);
    });

    it('takes no request where nothing may be told before the list is final, and offers none; afterwards it does both', async () => {
      const modality = basisToWhoeverAsks();
      for (const fact of ['objectionExists', 'basis'] as const) modality.disclosure[fact].requestingState = 'atFinalization';
      const { listId, ids, desk } = await round(modality);
      await desk.object('FR', ids[0]!, 'Invented basis');
      const mission = await enterMission(service, listId, 'JP');
      await expect(desk.ask('JP', 'all')).rejects.toThrow('not-in-this-state');
      expect(await mission.text('/information')).not.toContain('Make a request');
      expect((await mission.post('/information/ask', [['stage', 'ask'], ['which', 'all']])).status).toBe(409);
      await finalize(listId);
      expect(await (await enterMission(service, listId, 'JP')).text('/information')).toContain('Make a request');
      expect(wordsOf(await desk.given('JP', 'all'))[0]![1]).toContain('Invented basis');
    });
  });

  describe('an objection taken back', () => {
    it('between proposal and approval lets the proposal lapse; what is proposed then tells nothing of it', async () => {
      const { listId, ids, desk } = await round();
      await desk.object('FR', ids[0]!, 'Invented basis');
      await desk.ask('JP', [ids[0]!]);
      const proposal = await desk.propose(await desk.requestOf('JP'));
      await takeBack(listId, 'FR');
      await expect(desk.approve(proposal)).rejects.toThrow('proposal-lapsed');
      await desk.approve(await desk.propose(await desk.requestOf('JP')));
      expect(wordsOf((await desk.query.ofState(listId, 'JP'))[0]!.given!)).toEqual([['Invented Association 0', [noObjection]]]);
    });

    it('after it was told leaves the answer as it was given, and the next State that asks is told nothing of it', async () => {
      const { listId, ids, desk } = await round();
      await desk.object('FR', ids[0]!, 'Invented basis');
      const given = await desk.given('JP', [ids[0]!]);
      await takeBack(listId, 'FR');
      expect((await desk.query.ofState(listId, 'JP'))[0]!.given).toEqual(given);
      expect(wordsOf(await desk.given('CL', [ids[0]!]))).toEqual([['Invented Association 0', [noObjection]]]);
    });
  });

  it('of a name whose organization has gone since, the objections are still told', async () => {
    const { listId, ids, desk } = await round();
    await desk.object('FR', ids[0]!, 'Invented basis');
    await service.get(WithdrawNominationHandler).execute({ listId, nominationId: ids[0]!, reason: 'Invented' }, officer);
    expect(wordsOf(await desk.given('JP', [ids[0]!]))).toEqual([['Invented Association 0', ['Objections that stand: 1.', 'Invented basis']]]);
  });

  it('of a list taken back as a whole, what was asked before is answered and read, and nothing new is asked', async () => {
    const { listId, ids, desk } = await round();
    await desk.object('FR', ids[0]!, 'Invented basis');
    const mission = await enterMission(service, listId, 'JP');
    await desk.ask('JP', 'all');
    await service.get(WithdrawListHandler).execute({ listId, reason: 'Invented' }, officer);
    const page = await mission.text('/information');
    expect(page).toContain('The answer of the Office will stand here.');
    expect(page).not.toContain('Make a request');
    const console = await signIn(service);
    const desks = await console.get(`/office/lists/${listId}/disclosures`);
    expect([desks.text.includes('See what would be given'), desks.text.includes('/disclosures/record')]).toEqual([true, false]);
    const request = await desk.requestOf('JP');
    await desk.approve(await desk.propose(request));
    expect(await mission.text(`/information/${request}`)).toContain('Invented basis');
    expect((await mission.post('/information/ask', [['stage', 'ask'], ['which', 'all']])).status).toBe(409);
  });

  it('once the key is destroyed says so to the Mission, to the Office and through a proposal that still waits', async () => {
    const { listId, ids, desk } = await round();
    await desk.object('FR', ids[0]!, 'CANARY-basis');
    await desk.given('JP', [ids[0]!]);
    await desk.ask('CL', 'all');
    await finalize(listId);
    const mission = await enterMission(service, listId, 'JP');
    const proposal = await desk.propose(await desk.requestOf('CL'));
    await service.get(DestroyKeyHandler).execute({ listId, early: 'Invented' }, officer);
    const destroyed = 'The key of this list was destroyed: what was confidential on it can no longer be read by anyone.';
    for (const path of ['/information', `/information/${ids[0]}`]) {
      const answer = await mission.get(path);
      const text = await answer.text();
      expect([path, answer.status, text.includes(destroyed), text.includes('CANARY')]).toEqual([path, 410, true, false]);
    }
    const posted = await mission.post('/information/ask', [['stage', 'ask'], ['which', 'all']]);
    expect([posted.status, (await posted.text()).includes(destroyed)]).toEqual([410, true]);
    const console = await signIn(service);
    const register = await console.get(`/office/lists/${listId}/disclosures`);
    expect([register.status, register.text.includes('Who asked and what was given can no longer be read by anyone.'), register.text.includes('CANARY')]).toEqual([200, true, false]);
    const objections = await console.get(`/office/lists/${listId}/objections`);
    expect([objections.status, objections.text.includes('Who objected to whom and why can no longer be read by anyone.')]).toEqual([200, true]);
    // What is destroyed is not offered for destruction again.
    expect((await console.get(`/office/lists/${listId}`)).text).not.toContain('/acts/destroy-key');
    await expect(desk.approve(proposal)).rejects.toThrow('key-destroyed');
  });
});
