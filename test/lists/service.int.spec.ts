import { Relay } from '../../src/delivery/index.js';
import { DeliveriesQuery, ExtendSilenceHandler, Lists, RecordServiceHandler, Sweep } from '../../src/lists/index.js';
import type { OfficerActor } from '../../src/officers/index.js';
import { Reader } from '../../src/platform/reader.js';
import { UnitOfWork } from '../../src/platform/unit-of-work.js';
import { Proposals } from '../../src/proposals/index.js';
import { Records } from '../../src/records/index.js';
import { clientOf } from '../doors/api/client.js';
import { approve, signIn } from '../doors/office/console.js';
import { eachDatabase, type Database } from '../support/databases.js';
import { circulatedRound, officer } from '../support/round.js';
import { startService, type Service } from '../support/service.js';

const alone: OfficerActor = { kind: 'officer', id: 'one', name: 'Amal Field', roles: ['drafter', 'approver'] };
const second: OfficerActor = { kind: 'officer', id: 'two', name: 'Noor Field', roles: ['approver'] };
const BEGIN = '2026-12-01T15:00:00.000Z';
const LATE = '2026-12-16T15:00:00.000Z';

eachDatabase('silence counts only of who was told', (open) => {
  let database: Database;
  let service: Service;
  beforeAll(async () => {
    database = await open();
    service = await startService({ database: database.address, now: BEGIN });
  });
  afterAll(async () => {
    await service.close();
    await database.drop();
  });
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
});
