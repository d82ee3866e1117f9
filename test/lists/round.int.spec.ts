import { Relay } from '../../src/delivery/index.js';
import { modalities } from '../../workflows/modalities/index.js';
import { CirculateListHandler, DecideNominationsHandler, EditNamesHandler, ExtendSilenceHandler, FinalizeListHandler, ListFiles, Lists, MarkNotedHandler, NameBook, RemindersHandler, ResendNoticeHandler, StatusQuery, TransmitToAssemblyHandler, WithdrawNominationHandler } from '../../src/lists/index.js';
import { RaiseObjectionsHandler } from '../../src/objections/index.js';
import { OutboxMessage } from '../../src/outbox/index.js';
import { Catalogs } from '../../src/platform/i18n.js';
import { Keys } from '../../src/platform/keys.js';
import { Reader } from '../../src/platform/reader.js';
import { eachDatabase, type Database } from '../support/databases.js';
import { circulatedRound, draftRound, invented, officer } from '../support/round.js';
import { startService, type Service } from '../support/service.js';

eachDatabase('the round', (open) => {
  let service: Service;
  let database: Database;
  beforeAll(async () => {
    database = await open();
    service = await startService({ database: database.address, now: '2026-12-01T15:00:00.000Z' });
  });
  afterAll(async () => {
    await service.close();
    await database.drop();
  });

  it('goes from the draft to a final list noted by the Assembly', async () => {
    const { listId, ids } = await circulatedRound(service);
    await service.get(Relay).drain();
    const receipt = await service.get(RaiseObjectionsHandler).execute({ items: [{ nominationId: ids[0]!, basis: null }, { nominationId: ids[1]!, basis: 'Invented basis' }] }, { kind: 'mission', iso2: 'FR', listId });
    expect(receipt.names).toBe(2);
    const reference = service.get(Keys).reference(ids[0]!);
    expect((await service.get(StatusQuery).byReference(reference))?.status).toBe('underConsideration');
    service.setTime('2026-12-15T22:00:02.000Z');
    await expect(service.get(RaiseObjectionsHandler).execute({ items: [{ nominationId: ids[2]!, basis: null }] }, { kind: 'mission', iso2: 'FR', listId })).rejects.toMatchObject({ rule: 'silence-not-running' });
    // Whoever is told of the list again is told of the final one.
    await expect(service.get(ResendNoticeHandler).execute({ listId, iso2: 'FR' }, officer)).rejects.toMatchObject({ rule: 'resend-after-silence' });
    expect(await service.get(FinalizeListHandler).execute({ listId }, officer)).toMatchObject({ final: 8, notFinal: 2 });
    expect((await service.get(StatusQuery).byReference(reference))?.status).toBe('notOnFinalList');
    await service.get(TransmitToAssemblyHandler).execute({ listId, which: 'final', symbol: 'A/72/INF/9' }, officer);
    for (const [on, rule] of [['2026-02-30', 'date-shape'], ['2026-11-30', 'noted-before-circulation'], ['2026-12-16', 'noted-in-future']]) {
      await expect(service.get(MarkNotedHandler).execute({ listId, symbol: 'A/72/PV.100', on: on! }, officer)).rejects.toMatchObject({ faults: [{ field: 'on', rule }] });
    }
    await service.get(MarkNotedHandler).execute({ listId, symbol: 'A/72/PV.100', on: '2026-12-15' }, officer);
    expect((await service.get(Lists).find(listId)).state).toBe('noted');
  });

  it('counts the names that stand in every letter of the silence alike', async () => {
    service.setTime('2026-12-01T15:00:00.000Z');
    const { listId, ids } = await circulatedRound(service, { names: 3 });
    await service.get(WithdrawNominationHandler).execute({ listId, nominationId: ids[0]!, reason: '' }, officer);
    await service.get(ResendNoticeHandler).execute({ listId, iso2: 'FR' }, officer);
    await service.get(RemindersHandler).plan({ listId, dueAt: null, audience: 'all' }, officer);
    await service.get(ExtendSilenceHandler).execute({ listId, reason: 'Invented', wallTime: '2026-12-20T17:00', zone: 'America/New_York' }, officer);
    const letters = await service.get(Reader).manager.findBy(OutboxMessage, { listId, iso2: 'FR' });
    expect(letters.map(({ notice, data }) => `${notice} ${String(data['names'])}`).sort()).toEqual(['circulation 2', 'circulation 3', 'extension 2', 'reminder 2']);
  });

  it('does not begin with a draft whose names are all withdrawn, and of others counts, tells and shows only those that stand', async () => {
    service.setTime('2026-12-01T15:00:00.000Z');
    const { listId, ids } = await draftRound(service, { names: 2, addresses: false });
    const choice = { wallTime: '2026-12-15T17:00', zone: 'America/New_York' };
    for (const nominationId of ids) await service.get(WithdrawNominationHandler).execute({ listId, nominationId, reason: 'Invented' }, officer);
    await expect(service.get(CirculateListHandler).execute({ listId, ...choice }, officer)).rejects.toMatchObject({ rule: 'list-empty' });
    expect((await service.get(Lists).find(listId)).state).toBe('draft');
    await service.get(EditNamesHandler).add({ listId, names: [{ ...invented(7), contactEmail: 'standing@invented.example' }] }, officer);
    expect(await service.get(CirculateListHandler).preview(listId, choice)).toMatchObject({ names: 1, acknowledgements: 1 });
    expect(await service.get(CirculateListHandler).execute({ listId, ...choice }, officer)).toMatchObject({ names: 1, acknowledgements: 1 });
    const letters = await service.get(Reader).manager.findBy(OutboxMessage, { listId });
    // A name that left the draft is on no list that anybody sees, nor in its files.
    const list = await service.get(Lists).find(listId);
    expect((await service.get(NameBook).of(list)).names.map(({ name }) => name)).toEqual(['Invented Association 7']);
    const { bytes } = await service.get(ListFiles).make(list, 'proposed', 'csv', 'en', service.get(Catalogs).in('en'));
    expect([bytes.toString().includes('Association 7'), bytes.toString().includes('Association 0')]).toEqual([true, false]);
    // The first of the withdrawn names has a contact as well, and gets no letter.
    expect([invented(0).contactEmail, letters.filter(({ iso2 }) => !iso2).map(({ address }) => address)]).toEqual(['contact0@invented0.example', ['standing@invented.example']]);
  });

  it('takes only the decisions that the modality gives the body, and under a reference', async () => {
    service.setTime('2026-12-01T15:00:00.000Z');
    const modality = structuredClone(modalities.find(({ id }) => id === 'contested-by-name')!);
    modality.id = 'two-outcomes';
    modality.decision!.outcomes = ['include', 'exclude'];
    const { listId, ids } = await circulatedRound(service, { names: 2, modality });
    await service.get(Relay).drain();
    await service.get(RaiseObjectionsHandler).execute({ items: ids.map((nominationId) => ({ nominationId, basis: null })) }, { kind: 'mission', iso2: 'FR', listId });
    service.setTime('2026-12-16T15:00:00.000Z');
    const decide = (second: 'exclude' | 'defer', reference: string) => service.get(DecideNominationsHandler).execute(
      { listId, decisions: [{ nominationId: ids[0]!, decision: 'include' }, { nominationId: ids[1]!, decision: second }], reference }, officer,
    );
    await expect(decide('defer', 'A/DEC/1')).rejects.toMatchObject({ faults: [{ field: 'decision', row: 2, rule: 'decision-not-foreseen' }] });
    await expect(decide('exclude', ' ')).rejects.toMatchObject({ faults: [{ field: 'reference', rule: 'reference-empty' }] });
    expect(await service.get(Lists).sizes(listId)).toMatchObject({ final: 0 });
    await decide('exclude', 'A/DEC/1');
    expect(await service.get(Lists).sizes(listId)).toMatchObject({ final: 1 });
  });
});
