import { Relay } from '../../src/delivery/index.js';
import { CirculateListHandler, EditNamesHandler, FinalizeListHandler, Lists, MarkNotedHandler, StatusQuery, TransmitToAssemblyHandler, WithdrawNominationHandler } from '../../src/lists/index.js';
import { RaiseObjectionsHandler } from '../../src/objections/index.js';
import { OutboxMessage } from '../../src/outbox/index.js';
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
    expect(await service.get(FinalizeListHandler).execute({ listId }, officer)).toMatchObject({ final: 8, notFinal: 2 });
    expect((await service.get(StatusQuery).byReference(reference))?.status).toBe('notOnFinalList');
    await service.get(TransmitToAssemblyHandler).execute({ listId, which: 'final', symbol: 'A/72/INF/9' }, officer);
    await service.get(MarkNotedHandler).execute({ listId, symbol: 'A/72/PV.100', on: '2026-12-20' }, officer);
    expect((await service.get(Lists).find(listId)).state).toBe('noted');
  });

  it('does not begin with a draft whose names are all withdrawn, and of others counts and tells only those that stand', async () => {
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
    // The first of the withdrawn names has a contact as well, and gets no letter.
    expect([invented(0).contactEmail, letters.filter(({ iso2 }) => !iso2).map(({ address }) => address)]).toEqual(['contact0@invented0.example', ['standing@invented.example']]);
  });
});
