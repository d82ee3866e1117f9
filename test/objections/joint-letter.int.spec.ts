import { memberStates } from '../../src/directory/index.js';
import { ObjectionsQuery, RecordObjectionsHandler } from '../../src/objections/index.js';
import { FileObjections } from '../../src/objections/file-objections.js';
import { Proposals } from '../../src/proposals/index.js';
import { StoredActs } from '../../src/records/index.js';
import { deskOf, one, two } from '../disclosures/desk.js';
import { signIn } from '../doors/office/console.js';
import { clientOf } from '../doors/api/client.js';
import { plant } from '../model/walk.js';
import { circulatedRound, draftRound, officer } from '../support/round.js';
import { eachService } from '../support/running.js';

const SCAN = { name: 'note.pdf', base64: Buffer.from('%PDF-1.7 An invented note').toString('base64') };

eachService('a letter of many States, one of which has objected already', { now: '2026-12-01T15:00:00.000Z', ticks: false }, (service) => {
  /** Thirty States, eleven names, and an objection of France to the first of them by its link. */
  async function round() {
    service.setTime('2026-12-01T15:00:00.000Z');
    const { listId, ids } = await circulatedRound(service, { names: 12, addresses: false });
    service.setTime('2026-12-01T17:00:00.000Z');
    await deskOf(service, listId).object('FR', ids[0]!, 'Invented basis by link');
    const states = ['FR', ...memberStates().map(({ iso2 }) => iso2).filter((iso2) => iso2 !== 'FR').slice(0, 29)];
    const note = { listId, states, items: ids.slice(0, 11).map((nominationId) => ({ nominationId, basis: null })), reference: 'NV/30', receivedAt: '2026-12-01T16:00:00.000Z', scan: SCAN };
    const own = (iso2: string) => service.get(ObjectionsQuery).ofState(listId, iso2);
    return { listId, ids, note, own, standing: async () => (await service.get(ObjectionsQuery).standing(listId)).length };
  }

  it('is no objection where it came before the circulation, to a draft or a list that is out, and the Office is told what to do', async () => {
    const { listId, note } = await round();
    const { listId: draft, ids } = await draftRound(service, { names: 1, addresses: false });
    const record = service.get(RecordObjectionsHandler);
    const before = { ...note, receivedAt: '2026-12-01T14:00:00.000Z' };
    for (const early of [before, { ...note, listId: draft, items: [{ nominationId: ids[0]!, basis: null }] }]) {
      await expect(record.execute(early, officer)).rejects.toMatchObject({ faults: [{ field: 'receivedAt', rule: 'note-before-circulation' }] });
    }
    const refused = await (await clientOf(service)).ask('POST', `/lists/${listId}/objections`, { body: { memberStates: ['KE'], reference: 'NV/30', receivedAt: before.receivedAt, objections: [{ nominationId: before.items[0]!.nominationId }] } });
    expect([refused.status, refused.json.detail]).toEqual([422, expect.stringMatching(/before the circulation is no objection.*by its link, or by another note/)]);
  });

  it('is recorded for all: what stands is left as it is, named by State, and the same letter again is answered alike', async () => {
    const { listId, ids, note, own, standing } = await round();
    const first = await service.get(RecordObjectionsHandler).execute(note, officer);
    expect(first.receipts.map(({ names, alreadyStanding }) => [names, alreadyStanding.length])).toEqual([[10, 1], ...Array.from({ length: 29 }, () => [11, 0])]);
    expect(first.receipts[0]).toMatchObject({ iso2: 'FR', alreadyStanding: [{ nominationId: ids[0], name: 'Invented Association 0' }] });
    expect(await standing()).toBe(1 + 10 + 29 * 11);
    expect((await own('FR')).objections.find(({ nominationId }) => nominationId === ids[0])).toMatchObject({ basis: 'Invented basis by link', state: 'basisStated' });
    expect(await service.get(RecordObjectionsHandler).execute(note, officer)).toEqual(first);
    expect(await standing()).toBe(1 + 10 + 29 * 11);
    expect(await service.get(StoredActs).check()).toMatchObject({ ok: true });
    expect((await (await signIn(service)).get(`/office/lists/${listId}/objections?by=state`)).text).toMatch(/Already standing when a note came[\s\S]+France[\s\S]+NV\/30[\s\S]+Invented Association 0[\s\S]+n-group/);
  });

  it('would be caught filing twice where nothing of what stands is seen', async () => {
    const { note } = await round();
    const remove = plant(service.get(FileObjections), 'file', (real) => (tx, list, iso2, given, ...others) => real(tx, list, iso2, { ...given, items: iso2 === 'FR' ? [...given.items, given.items[0]!] : given.items }, ...others));
    await expect(service.get(RecordObjectionsHandler).execute(note, officer)).rejects.toMatchObject({ rule: 'fields-invalid' });
    remove();
  });

  it('is checked by its page, which says what will be left as it is, and counts only what is new', async () => {
    const { listId, note } = await round();
    const console = await signIn(service);
    const page = `/office/lists/${listId}/objections/record`;
    const form = { states: note.states, names: note.items.map(({ nominationId }) => nominationId), reference: 'NV/30', receivedAt: '2026-12-01', receivedTime: '11:00' };
    const check = await console.upload(page, page, { ...form, stage: 'check' }, { field: 'none', name: '', text: '' });
    expect([check.status, check.text]).toEqual([200, expect.stringMatching(/329 objections: States 30, names 11[\s\S]+Already standing[\s\S]+France: Invented Association 0</)]);
    const recorded = await console.upload(page, page, { ...form, stage: 'record' }, { field: 'none', name: '', text: '' });
    expect([recorded.status, (await console.get(recorded.location!)).text.match(/Already standing when a note came/g)?.length]).toEqual([303, 1]);
  });

  it('is put on file, with its scan, where it only confirms what one State had objected to', async () => {
    const { listId, ids, own, note, standing } = await round();
    const client = await clientOf(service);
    const body = { memberStates: ['FR'], objections: [{ nominationId: ids[0] }], reference: 'NV/31', receivedAt: note.receivedAt, scan: SCAN };
    const answer = await client.ask('POST', `/lists/${listId}/objections`, { body });
    expect(answer).toMatchObject({ status: 201, json: { receipts: [{ memberState: 'FR', names: 0, alreadyStanding: [{ nominationId: ids[0], name: 'Invented Association 0' }] }] } });
    expect((await client.ask('POST', `/lists/${listId}/objections`, { body })).json).toEqual(answer.json);
    const { filings } = await own('FR');
    expect(filings.map(({ names, source }) => [names, source.kind])).toEqual([[1, 'link'], [0, 'noteVerbale']]);
    expect(await standing()).toBe(1);
    const { text } = await (await signIn(service)).get(`/office/lists/${listId}/objections`);
    expect((await (await signIn(service)).get(/href="([^"]+\/scans\/[^"]+)"/.exec(text)![1]!)).text).toBe('%PDF-1.7 An invented note');
    expect(await service.get(StoredActs).check()).toMatchObject({ ok: true });
  });

  it('is approved after the deadline by an officer who saw what stands', async () => {
    const { listId, note, standing } = await round();
    service.setTime('2026-12-16T15:00:00.000Z');
    const { id } = await service.get(Proposals).propose('recordLate', { listId, command: { ...note }, reason: 'Received in time.' }, one);
    expect((await (await signIn(service)).get(`/office/proposals/${id}`)).text).toMatch(/Already standing[\s\S]+France: Invented Association 0/);
    await service.get(Proposals).approve(id, two);
    expect(await standing()).toBe(1 + 10 + 29 * 11);
  });
});
