import { modalities } from '../../workflows/modalities/index.js';
import { Relay } from '../../src/delivery/index.js';
import { Missions } from '../../src/directory/index.js';
import { DeliveriesQuery, ExtendSilenceHandler, FinalizeListHandler, LetterLostHandler, Lists, OverrideHoldHandler, RecordServiceHandler, ResendNoticeHandler, Sweep, TakeBackServiceHandler } from '../../src/lists/index.js';
import { MissionLinks, ReportMisdirectionHandler } from '../../src/missions/index.js';
import { ObjectionsQuery, RaiseObjectionsHandler, WithdrawObjectionHandler } from '../../src/objections/index.js';
import type { OfficerActor } from '../../src/officers/index.js';
import { Reader } from '../../src/platform/reader.js';
import { Clock } from '../../src/platform/clock.js';
import { UnitOfWork } from '../../src/platform/unit-of-work.js';
import { Proposals } from '../../src/proposals/index.js';
import { Records } from '../../src/records/index.js';
import { clientOf } from '../doors/api/client.js';
import { approve, signIn } from '../doors/office/console.js';
import { swap, takeOut } from '../proofs/swap.js';
import { circulatedRound, officer } from '../support/round.js';
import { eachService } from '../support/running.js';

const alone: OfficerActor = { kind: 'officer', id: 'one', name: 'Amal Field', roles: ['drafter', 'approver'] };
const second: OfficerActor = { kind: 'officer', id: 'two', name: 'Noor Field', roles: ['approver'] };
const BEGIN = '2026-12-01T15:00:00.000Z';
const LATE = '2026-12-16T15:00:00.000Z';

eachService('silence counts only of who was told', { now: BEGIN, ticks: false }, (service) => {
  beforeEach(() => service.setTime(BEGIN));

  const state = async (listId: string): Promise<string> => (await service.get(Lists).find(listId)).state;
  const unserved = async (listId: string): Promise<string[]> => service.get(Lists).unserved(service.get(Reader).manager, await service.get(Lists).find(listId));
  /** A circulated list whose letters all arrived but those to the States given, whose Missions have no address. */
  async function circulated(without: string[] = []): Promise<string> {
    const { listId } = await circulatedRound(service, { names: 2 });
    if (without.length) await service.get(UnitOfWork).run((tx) => tx.query(`UPDATE "outbox_message" SET "state" = 'refused', "dueAt" = NULL WHERE "listId" = '${listId}' AND "iso2" IN (${without.map((iso2) => `'${iso2}'`).join()})`));
    await service.get(Relay).drain();
    return listId;
  }
  async function held(without: string[]): Promise<string> {
    const listId = await circulated(without);
    service.setTime(LATE);
    await service.get(Sweep).run();
    expect(await state(listId)).toBe('held');
    return listId;
  }
  const told = (listId: string, servedAt: string, iso2 = 'KE') => ({ listId, iso2, means: 'hand' as const, reference: 'Receipt 7', servedAt });

  it('where the list is held: a service after the deadline is refused, and the page names the ways that are open', async () => {
    const listId = await held(['KE']);
    const record = service.get(RecordServiceHandler);
    await expect(record.execute(told(listId, LATE), officer)).rejects.toMatchObject({ faults: [{ field: 'servedAt', rule: 'served-after-deadline' }] });
    const console = await signIn(service);
    const list = `/office/lists/${listId}`;
    const page = await console.get(list);
    for (const way of [`${list}/deliveries?standing=unserved`, `${list}/acts/extend`, `${list}/acts/override`]) expect(page.text).toContain(`<li><a class="govuk-link" href="${way}"`);
    const form = `${list}/acts/service`;
    const preview = await console.post(form, `${form}?iso2=KE`, { stage: 'preview', iso2: 'KE', means: 'hand', reference: 'Receipt 7', servedAt: '2026-12-16', servedTime: '09:00' });
    expect([preview.status, preview.text.includes('The Mission was told after the deadline')]).toEqual([422, true]);
    expect(await unserved(listId)).toEqual(['KE']);
    // What told of the period before does not tell of the new one.
    await service.get(ExtendSilenceHandler).execute({ listId, reason: 'Invented', wallTime: '2026-12-30T17:00', zone: 'America/New_York' }, officer);
    await expect(record.execute(told(listId, '2026-12-10T15:00:00.000Z'), officer)).rejects.toMatchObject({ faults: [{ field: 'servedAt', rule: 'served-before-period' }] });
  });

  it('where the deadline is set anew: the page, the proposal and the answer name the Missions without an address that nobody has told, as before the list went out', async () => {
    swap(service.get(Missions), 'electorate', (real) => async (...asked) => (await real(...asked)).map((mission) => (mission.iso2 === 'KE' ? { ...mission, addresses: [] } : mission)));
    const listId = await circulated();
    const console = await signIn(service);
    const form = `/office/lists/${listId}/acts/extend`;
    const longer = { kind: 'extension', deadline: '2026-12-30', time: '17:00', zone: 'America/New_York', reason: 'Invented' };
    const { location } = await console.post(form, form, { stage: 'act', proposalReason: 'Invented', ...longer });
    for (const page of [await console.post(form, form, { stage: 'preview', ...longer }), await console.get(location!)]) {
      for (const words of ['Missions without an address', '>Kenya</bdi>', 'The list will be held at the deadline unless']) expect(page.text).toContain(words);
    }
    const approver = await clientOf(service, 'second@nemcon.example');
    const { json } = await approver.ask('POST', `/proposals/${location!.split('/').at(-1)}/approval`);
    expect(json.result).toEqual({ deadline: '2026-12-30T22:00:00.000Z', unaddressed: ['KE'] });
    // Of the same silence period it is told by hand: nothing is left to do.
    await service.get(RecordServiceHandler).execute(told(listId, service.get(Clock).now()), officer);
    const { text } = await console.post(form, form, { stage: 'preview', ...longer, deadline: '2027-01-05' });
    takeOut();
    expect([text.includes('5 January 2027'), text.includes('Missions without an address'), text.includes('will be held')]).toEqual([true, false, false]);
  });

  it('where the list is held: two officers answer for the time of service, through pages, API and handler', async () => {
    const listId = await held(['KE', 'FR', 'BR']);
    const before = '2026-12-10T15:00:00.000Z';
    await expect(service.get(RecordServiceHandler).execute(told(listId, before), alone)).rejects.toThrow('second-officer-missing');
    const api = await clientOf(service);
    const body = { memberState: 'FR', means: 'hand', reference: 'Receipt 8', servedAt: before };
    expect((await api.ask('POST', `/lists/${listId}/services`, { body })).json.rule).toBe('second-officer-missing');
    const asked = await api.ask('POST', `/lists/${listId}/services`, { body: { ...body, proposalReason: 'The receipt was found.' } });
    expect([asked.status, asked.json.act]).toEqual([202, 'serviceLate']);
    const console = await signIn(service);
    const form = `/office/lists/${listId}/acts/service`;
    const fields = { iso2: 'KE', means: 'hand', reference: 'Receipt 7', servedAt: '2026-12-10', servedTime: '10:00' };
    expect((await console.post(form, `${form}?iso2=KE`, { stage: 'preview', ...fields })).text).toContain('two officers answer for it');
    const { location } = await console.post(form, `${form}?iso2=KE`, { stage: 'act', proposalReason: 'The receipt was found.', ...fields });
    const shown = await console.get(location!);
    expect([shown.text.includes('Receipt 7'), shown.text.includes('10 December 2026')]).toEqual([true, true]);
    expect([await unserved(listId), await state(listId)]).toEqual([['BR', 'FR', 'KE'], 'held']);
    await approve(service, location, '6b');
    expect(await unserved(listId)).toEqual(['BR', 'FR']);
    await service.get(Proposals).approve(asked.json.proposal, second);
    const last = await service.get(Proposals).propose('serviceLate', { listId, command: told(listId, before, 'BR'), reason: 'The receipt was found.' }, alone);
    await service.get(Proposals).approve(last.id, second);
    expect([await unserved(listId), await state(listId)]).toEqual([[], 'objectionsConsidered']);
    expect((await service.get(Records).timeline(listId)).filter(({ act }) => act === 'service.recorded').map(({ facts }) => facts['proposedBy'] !== undefined)).toEqual([true, true, true]);
    expect((await service.get(DeliveriesQuery).register(await service.get(Lists).find(listId))).find(({ iso2 }) => iso2 === 'BR')!.served).toBe(true);
  });

  it('where the list is held: several Missions are one proposal, each with the reference and the time of all or its own', async () => {
    const listId = await held(['KE', 'FR', 'BR']);
    const console = await signIn(service);
    const form = `/office/lists/${listId}/acts/service`;
    expect((await console.get(`/office/lists/${listId}/deliveries`)).text).toContain(`href="${form}"`);
    const common = { means: 'hand', reference: 'Receipt 7', servedAt: '2026-12-10', servedTime: '10:00' };
    const none = await console.post(form, form, { stage: 'preview', ...common });
    expect([none.status, none.text.includes('Choose a Member State')]).toEqual([422, true]);
    const late = await console.post(form, form, { stage: 'preview', ...common, iso2: ['KE', 'FR'], 'servedAt-FR': '2026-12-16' });
    expect([late.status, late.text.includes('href="#servedAt-FR"'), late.text.includes('The Mission was told after the deadline')]).toEqual([422, true, true]);
    const several = { ...common, iso2: ['KE', 'FR', 'BR'], 'reference-FR': 'Receipt 8', 'servedTime-BR': '11:30' };
    const shown = await console.post(form, form, { stage: 'preview', ...several });
    for (const words of ['Kenya', 'France', 'Brazil', 'Receipt 8', '11.30 a.m.', 'two officers answer for it']) expect(shown.text).toContain(words);
    const { location } = await console.post(form, form, { stage: 'act', proposalReason: 'The receipts were found.', ...several });
    expect((await console.get(location!)).text).toContain('Receipt 8');
    await approve(service, location, '6b');
    expect([await unserved(listId), await state(listId)]).toEqual([[], 'objectionsConsidered']);
    const services = Object.fromEntries((await service.get(DeliveriesQuery).register(await service.get(Lists).find(listId))).flatMap(({ iso2, services: [one] }) => (one ? [[iso2, [one.reference, one.servedAt]]] : [])));
    expect(services).toEqual({ KE: ['Receipt 7', '2026-12-10T15:00:00.000Z'], FR: ['Receipt 8', '2026-12-10T15:00:00.000Z'], BR: ['Receipt 7', '2026-12-10T16:30:00.000Z'] });
    const api = await clientOf(service);
    service.setTime(BEGIN);
    const asked = await api.ask('POST', `/lists/${await held(['KE', 'DE'])}/services`, { body: { memberState: 'KE', means: 'hand', reference: 'R 1', servedAt: '2026-12-10T15:00:00.000Z', also: [{ memberState: 'DE', reference: 'R 2' }], proposalReason: 'Found.' } });
    expect(asked.status).toBe(202);
    const { json: proposal } = await api.ask('GET', `/proposals/${asked.json.proposal}`);
    expect(proposal.command.services.map(({ memberState, reference }: Record<string, string>) => [memberState, reference])).toEqual([['KE', 'R 1'], ['DE', 'R 2']]);
  });

  it('a wrong entry of service is taken back: by one officer while the silence runs, by two after it, and the list is held again', async () => {
    const entry = async (listId: string) => (await service.get(DeliveriesQuery).register(await service.get(Lists).find(listId))).find(({ iso2 }) => iso2 === 'KE')!;
    const listId = await circulated(['KE']);
    const console = await signIn(service);
    const form = `/office/lists/${listId}/acts/service-back`;
    const back = service.get(TakeBackServiceHandler);
    service.setTime('2026-12-02T15:00:00.000Z');
    await service.get(RecordServiceHandler).execute(told(listId, '2026-12-02T15:00:00.000Z'), officer);
    const { id } = (await entry(listId)).services[0]!;
    expect((await console.get(`/office/lists/${listId}/deliveries/KE`)).text).toContain(`${form}?serviceId=${id}`);
    expect((await console.post(form, `${form}?serviceId=${id}`, { stage: 'preview', serviceId: id, reason: ' ' })).status).toBe(422);
    expect((await console.post(form, `${form}?serviceId=${id}`, { stage: 'act', serviceId: id, reason: 'It was another Mission' })).location).toBe(`/office/lists/${listId}/deliveries/KE`);
    expect([await unserved(listId), (await entry(listId)).services.length, (await entry(listId)).takenBack.length]).toEqual([['KE'], 0, 1]);
    expect((await console.get(`/office/lists/${listId}/deliveries/KE`)).text).toContain('It was another Mission');
    await expect(back.execute({ listId, serviceId: id, reason: 'Again' }, officer)).rejects.toThrow('service-unknown');

    service.setTime(LATE);
    await service.get(Sweep).run();
    await service.get(RecordServiceHandler).execute(told(listId, '2026-12-10T15:00:00.000Z'), officer);
    expect(await state(listId)).toBe('objectionsConsidered');
    const { id: later } = (await entry(listId)).services[0]!;
    await expect(back.execute({ listId, serviceId: later, reason: 'A forged receipt' }, alone)).rejects.toThrow('second-officer-missing');
    const api = await clientOf(service);
    const asked = await api.ask('POST', `/lists/${listId}/services/${later}/withdrawal`, { body: { reason: 'A forged receipt', proposalReason: 'The Mission says so.' } });
    expect([asked.status, asked.json.act]).toEqual([202, 'serviceBackLate']);
    expect((await console.get(`/office/proposals/${asked.json.proposal}`)).text).toContain('the list is held again');
    const approver = await clientOf(service, 'second@nemcon.example');
    expect((await approver.ask('POST', `/proposals/${asked.json.proposal}/approval`)).json.result).toEqual({ memberState: 'KE', state: 'held' });
    expect([await unserved(listId), await state(listId)]).toEqual([['KE'], 'held']);
    expect((await service.get(Records).timeline(listId)).filter(({ act }) => act === 'service.takenBack').map(({ facts }) => [facts['reason'], facts['proposedBy'] !== undefined])).toEqual([['It was another Mission', false], ['A forged receipt', true]]);
    await service.get(RecordServiceHandler).execute(told(listId, '2026-12-10T15:00:00.000Z'), officer);
    await service.get(FinalizeListHandler).execute({ listId }, officer);
    await expect(back.execute({ listId, serviceId: (await entry(listId)).services[0]!.id, reason: 'Too late' }, officer)).rejects.toThrow('not-in-this-state');
  });

  it('a Mission whose letter went to strangers is unserved until a letter is accepted after the report, settled or not', async () => {
    const listId = await circulated();
    const report = () => service.get(ReportMisdirectionHandler).execute({ token: service.get(MissionLinks).token(listId, 'KE', 1), note: '' });
    const reports = service.get(ReportMisdirectionHandler);
    const minute = (n: number): void => service.setTime(`2026-12-02T15:0${n}:00.000Z`);
    minute(0);
    await report();
    expect(await unserved(listId)).toEqual(['KE']);
    minute(1);
    await service.get(ResendNoticeHandler).execute({ listId, iso2: 'KE' }, officer);
    await service.get(Relay).drain();
    expect(await unserved(listId)).toEqual([]);
    // The letter sent again reached the same strangers: the same words say something new.
    minute(2);
    await report();
    expect(await unserved(listId)).toEqual(['KE']);
    for (const { id } of await reports.open(listId)) await reports.settle({ id, listId, reached: 'mission' }, officer);
    expect(await unserved(listId)).toEqual(['KE']);
    await service.get(RecordServiceHandler).execute(told(listId, '2026-12-02T15:02:00.000Z'), officer);
    expect(await unserved(listId)).toEqual([]);
  });

  it('a letter that did not arrive is no service, and the list is held for it', async () => {
    const listId = await circulated();
    const console = await signIn(service);
    const list = `/office/lists/${listId}`;
    const letter = (await service.get(DeliveriesQuery).register(await service.get(Lists).find(listId))).find(({ iso2 }) => iso2 === 'KE')!.letters[0]!;
    const form = `${list}/acts/letter-lost`;
    expect((await console.get(`${list}/deliveries/KE`)).text).toContain(`${form}?letter=${letter.id}`);
    expect((await console.post(form, `${form}?letter=${letter.id}`, { stage: 'preview', letter: letter.id, reason: ' ' })).status).toBe(422);
    const sent = await console.post(form, `${form}?letter=${letter.id}`, { stage: 'act', letter: letter.id, reason: '550 No such user here' });
    expect([sent.status, sent.location]).toEqual([303, `${list}/deliveries/KE`]);
    expect((await console.get(`${list}/deliveries/KE`)).text).toContain('550 No such user here');
    await expect(service.get(LetterLostHandler).execute({ listId, letterId: letter.id, reason: 'Again' }, officer)).rejects.toThrow('letter-not-accepted');
    await expect(service.get(LetterLostHandler).execute({ listId: await circulated(), letterId: letter.id, reason: 'Of another list' }, officer)).rejects.toThrow('letter-unknown');
    expect((await service.get(Records).timeline(listId)).find(({ act }) => act === 'notice.lost')!.facts).toMatchObject({ iso2: 'KE', reason: '550 No such user here' });
    service.setTime(LATE);
    await service.get(Sweep).run();
    expect(await state(listId)).toBe('held');
  });

  it('a letter of which it becomes known after the deadline that it did not arrive takes the list back to held, before it can be final', async () => {
    const listId = await circulated();
    service.setTime(LATE);
    await service.get(Sweep).run();
    expect(await state(listId)).toBe('objectionsConsidered');
    const { id: letterId } = (await service.get(DeliveriesQuery).register(await service.get(Lists).find(listId))).find(({ iso2 }) => iso2 === 'KE')!.letters[0]!;
    const { facts } = await service.get(FinalizeListHandler).preview(listId);
    const proposal = await service.get(Proposals).propose('finalize', { listId, command: { listId, facts }, reason: 'The silence is over.' }, alone);
    const console = await signIn(service);
    const list = `/office/lists/${listId}`;
    const form = `${list}/acts/letter-lost`;
    expect((await console.post(form, `${form}?letter=${letterId}`, { stage: 'preview', letter: letterId, reason: '550 No such user here' })).text).toContain('the list is held again until that is mended');
    await console.post(form, `${form}?letter=${letterId}`, { stage: 'act', letter: letterId, reason: '550 No such user here' });
    expect([await state(listId), await unserved(listId)]).toEqual(['held', ['KE']]);
    await expect(service.get(Proposals).approve(proposal.id, second)).rejects.toThrow('proposal-lapsed');
    await expect(service.get(FinalizeListHandler).execute({ listId }, officer)).rejects.toThrow('not-in-this-state');
    expect((await console.get(`${list}/timeline`)).text).toContain('List held again: Missions turned out not to be served');
    await service.get(RecordServiceHandler).execute(told(listId, '2026-12-10T15:00:00.000Z'), officer);
    expect(await state(listId)).toBe('objectionsConsidered');
  });

  it('what two officers let count without a Mission stays so for that Mission in this silence period, and for no other', async () => {
    const listId = await held(['KE']);
    await service.get(OverrideHoldHandler).execute({ listId, reason: 'Invented' }, officer);
    const letterTo = async (iso2: string) => (await service.get(DeliveriesQuery).register(await service.get(Lists).find(listId))).find((mission) => mission.iso2 === iso2)!.letters.find(({ state: at }) => at === 'accepted')!.id;
    const lose = async (iso2: string) => service.get(LetterLostHandler).execute({ listId, letterId: await letterTo(iso2), reason: 'Invented' }, officer);
    expect(await service.get(FinalizeListHandler).preview(listId)).toMatchObject({ unserved: ['KE'], uncounted: [] });
    await lose('FR');
    expect([await state(listId), await unserved(listId)]).toEqual(['held', ['FR', 'KE']]);
    // The one who was not told before is covered still: with the other one served, nobody is missing.
    await service.get(RecordServiceHandler).execute(told(listId, '2026-12-10T15:00:00.000Z', 'FR'), officer);
    expect(await state(listId)).toBe('objectionsConsidered');
    await lose('BR');
    await service.get(OverrideHoldHandler).execute({ listId, reason: 'Invented' }, officer);
    expect(await service.get(FinalizeListHandler).preview(listId)).toMatchObject({ unserved: ['BR', 'KE'], uncounted: [] });
    // Another silence period asks anew.
    await service.get(ExtendSilenceHandler).execute({ listId, reason: 'Invented', wallTime: '2026-12-30T17:00', zone: 'America/New_York' }, officer);
    await service.get(Relay).drain();
    service.setTime('2026-12-31T15:00:00.000Z');
    await service.get(Sweep).run();
    expect(await state(listId)).toBe('objectionsConsidered');
    await lose('KE');
    expect(await state(listId)).toBe('held');
  });

  it('a report after the deadline holds nothing by itself; officers see it before the list is final, and the list is held once the Office finds it true', async () => {
    const listId = await circulated();
    service.setTime(LATE);
    await service.get(Sweep).run();
    const propose = async (): Promise<{ id: string }> => {
      const { facts } = await service.get(FinalizeListHandler).preview(listId);
      return service.get(Proposals).propose('finalize', { listId, command: { listId, facts }, reason: 'The silence is over.' }, alone);
    };
    const before = await propose();
    const report = (note: string) => service.get(ReportMisdirectionHandler).execute({ token: service.get(MissionLinks).token(listId, 'KE', 1), note });
    await report('A stranger');
    expect([await state(listId), await unserved(listId)]).toEqual(['objectionsConsidered', []]);
    await expect(service.get(Proposals).approve(before.id, second)).rejects.toThrow('proposal-lapsed');
    const console = await signIn(service);
    const list = `/office/lists/${listId}`;
    const preview = await console.get(`${list}/acts/finalize`);
    expect([preview.text.includes('Reports of letters that reached the wrong hands still wait'), preview.text.includes('Kenya')]).toEqual([true, true]);
    // Whoever holds the link and writes again and again makes no proposal lapse once more.
    const after = await propose();
    await report('The stranger once more');
    expect((await service.get(Proposals).find(after.id, second)).state).toBe('open');
    expect((await console.get(`/office/proposals/${after.id}`)).text).toContain('Kenya');
    const [first, other] = await service.get(ReportMisdirectionHandler).open(listId);
    const settle = (id: string, reached: string) => console.post(`${list}/misdirections/${id}/settle`, `${list}/deliveries/KE`, { reached });
    await settle(first!.id, 'mission');
    expect(await state(listId)).toBe('objectionsConsidered');
    await settle(other!.id, 'strangers');
    expect([await state(listId), await unserved(listId)]).toEqual(['held', ['KE']]);
    expect((await service.get(Records).timeline(listId)).filter(({ act }) => act.startsWith('misdirection.settled')).map(({ facts }) => facts['reached'])).toEqual(['mission', 'strangers']);
  });

  it('no list becomes final while a Mission is unserved, whatever had let it so far', async () => {
    const listId = await circulated();
    service.setTime(LATE);
    await service.get(Sweep).run();
    await service.get(UnitOfWork).run((tx) => tx.query(`UPDATE "outbox_message" SET "state" = 'refused' WHERE "listId" = '${listId}' AND "iso2" = 'KE'`));
    expect(await state(listId)).toBe('objectionsConsidered');
    await expect(service.get(FinalizeListHandler).execute({ listId }, officer)).rejects.toThrow('missions-unserved');
    expect((await (await signIn(service)).get(`/office/lists/${listId}/acts/finalize`)).text).toContain('nobody has decided that the silence counts');
  });

  it('a Mission that was told late is named before the list is final, and its silence counts', async () => {
    const asking = structuredClone(modalities.find(({ id }) => id === 'a-res-71-280')!);
    asking.silence.leastAfterService = { days: 3 };
    const console = await signIn(service);
    for (const [modality, warns, early, late] of [
      [undefined, false, '2026-12-14T22:00:00.000Z', '2026-12-14T22:00:00.001Z'], [asking, true, '2026-12-12T22:00:00.000Z', '2026-12-12T22:00:00.001Z'],
    ] as const) {
      service.setTime(BEGIN);
      const { listId } = await circulatedRound(service, { names: 2, ...(modality ? { modality } : {}) });
      await service.get(UnitOfWork).run((tx) => tx.query(`UPDATE "outbox_message" SET "state" = 'refused', "dueAt" = NULL WHERE "listId" = '${listId}' AND "iso2" IN ('KE', 'FR')`));
      await service.get(Relay).drain();
      service.setTime('2026-12-15T15:00:00.000Z');
      await service.get(RecordServiceHandler).execute(told(listId, early), officer);
      await service.get(RecordServiceHandler).execute(told(listId, late, 'FR'), officer);
      // What is recorded again later was still told at first.
      await service.get(RecordServiceHandler).execute(told(listId, late), officer);
      // Of Brazil the first letter went to strangers: what counts is the one that was accepted after.
      await service.get(ReportMisdirectionHandler).execute({ token: service.get(MissionLinks).token(listId, 'BR', 1), note: '' });
      await service.get(ResendNoticeHandler).execute({ listId, iso2: 'BR', newLink: true }, officer);
      await service.get(Relay).drain();
      const page = (await console.get(`/office/lists/${listId}/deliveries`)).text;
      expect([page.includes('Brazil, France'), page.includes('govuk-warning-text')]).toEqual([true, warns]);
      service.setTime(LATE);
      await service.get(Sweep).run();
      const preview = await service.get(FinalizeListHandler).preview(listId);
      expect([preview.unserved, preview.short]).toEqual([[], ['BR', 'FR']]);
      expect((await service.get(DeliveriesQuery).register(await service.get(Lists).find(listId))).filter(({ short }) => short).map(({ iso2 }) => iso2)).toEqual(['BR', 'FR']);
      const form = `/office/lists/${listId}/acts/finalize`;
      const shown = (await console.post(form, form, { stage: 'preview' })).text;
      expect([/<li><bdi[^>]*>France<\/bdi><\/li>/.test(shown), shown.includes('Their silence counts all the same')]).toEqual([true, warns]);
      await service.get(FinalizeListHandler).execute({ listId }, officer);
      expect(await state(listId)).toBe('finalized');
    }
  });

  it('after the deadline two officers withdraw an objection for its State; a note that came in time counts where the deadline is the limit', async () => {
    for (const until of ['deadline', 'finalization'] as const) {
      service.setTime(BEGIN);
      const { listId, ids } = await circulatedRound(service, { names: 2, modality: { ...modalities[0]!, withdrawal: { ...modalities[0]!.withdrawal, until } } });
      await service.get(Relay).drain();
      service.setTime('2026-12-03T15:00:30.000Z');
      await service.get(RaiseObjectionsHandler).execute({ items: ids.map((nominationId) => ({ nominationId, basis: null })) }, { kind: 'mission', iso2: 'FR', listId });
      service.setTime(LATE);
      const [first, other] = (await service.get(ObjectionsQuery).ofState(listId, 'FR')).objections;
      const withdrawal = service.get(WithdrawObjectionHandler);
      const command = (objectionId: string, receivedAt: string) => ({ listId, objectionId, reference: 'NV/9', receivedAt });
      const inTime = command(first!.id, '2026-12-10T15:00:00.000Z');
      await expect(withdrawal.forState(inTime, alone)).rejects.toThrow('second-officer-missing');
      // A letter of before the objection takes back none.
      await expect(withdrawal.forState(command(first!.id, BEGIN), officer)).rejects.toMatchObject({ faults: [{ rule: 'received-before-objection' }] });
      const body = { reference: inTime.reference, receivedAt: inTime.receivedAt, proposalReason: 'Found in the registry.' };
      const asked = await (await clientOf(service)).ask('POST', `/lists/${listId}/objections/${first!.id}/withdrawal`, { body });
      expect([asked.status, asked.json.act]).toEqual([202, 'withdrawLate']);
      const id: string = asked.json.proposal;
      const console = await signIn(service);
      expect((await console.get(`/office/proposals/${id}`)).text).toContain('the State cannot object to this name again');
      await service.get(Proposals).approve(id, second);
      const late = withdrawal.forState(command(other!.id, LATE), officer);
      if (until === 'deadline') await expect(late).rejects.toThrow('withdrawal-closed');
      else await late;
      await expect(withdrawal.forState(command(first!.id, '2027-12-10T15:00:00.000Z'), officer)).rejects.toMatchObject({ faults: [{ rule: 'received-in-future' }] });
      const standing = (await service.get(ObjectionsQuery).ofState(listId, 'FR')).objections.filter(({ state: now }) => now !== 'withdrawn');
      expect(standing).toHaveLength(until === 'deadline' ? 1 : 0);
    }
  });
});
