import { ChangeMissionsHandler, Missions } from '../../src/directory/index.js';
import { CirculateListHandler } from '../../src/lists/index.js';
import { Officers } from '../../src/officers/index.js';
import type { Actor } from '../../src/platform/actor.js';
import { Keys } from '../../src/platform/keys.js';
import { Reader } from '../../src/platform/reader.js';
import { RecordEntry } from '../../src/records/record-entry.entity.js';
import { enter } from '../officers/browser.js';
import { eachDatabase, type Database } from '../support/databases.js';
import { draftRound, officer } from '../support/round.js';
import { startService, type Service } from '../support/service.js';

const desk: Actor = { kind: 'officer', id: 'desk', name: 'Desk Officer', roles: ['registrationDesk'] };

eachDatabase('the addresses of Missions', (open) => {
  let database: Database;
  let service: Service;
  beforeAll(async () => {
    database = await open();
    service = await startService({ database: database.address, now: '2026-12-01T15:00:00.000Z', ticks: false });
  });
  afterAll(async () => {
    await service.close();
    await database.drop();
  });

  const of = async (iso2: string): Promise<string[]> => (await service.get(Missions).all()).find((mission) => mission.iso2 === iso2)!.addresses.map(({ address }) => address);

  it('are added by the registration desk as long as no link is out, and by the Office alone while one is: the next letter would carry the link there', async () => {
    const change = service.get(ChangeMissionsHandler);
    const row = (address: string) => [{ row: 2, state: 'FR', address, language: 'fr' }];
    const { listId } = await draftRound(service, { names: 1, addresses: false });
    await change.addAddress({ iso2: 'FR', address: 'mission@fr.example' }, desk);
    await change.import(row('capital@fr.example'), desk);

    await service.get(CirculateListHandler).execute({ listId, wallTime: '2026-12-15T17:00', zone: 'America/New_York' }, officer);
    const refusal = { rule: 'address-while-out' };
    await expect(change.addAddress({ iso2: 'FR', address: 'elsewhere@invented.example' }, desk)).rejects.toMatchObject(refusal);
    await expect(change.import(row('elsewhere@invented.example'), desk)).rejects.toMatchObject(refusal);
    // What changes no address stays the desk's: a language, an address that is there already, one that is taken out.
    await change.import(row('capital@fr.example'), desk);
    await change.addAddress({ iso2: 'FR', address: 'capital@fr.example' }, desk);
    expect(await of('FR')).toEqual(['mission@fr.example', 'capital@fr.example']);
    await service.get(Officers).add({ name: 'Desk Field', email: 'desk@office.example', roles: ['registrationDesk', 'auditor'] });
    const console = await enter(service, 'desk@office.example');
    const sent = await console.post('/office/missions/FR/addresses', '/office/missions/FR', { address: 'elsewhere@invented.example' });
    expect([sent.status, sent.text.includes('holds the key to the Mission’s page')]).toEqual([403, true]);

    await change.addAddress({ iso2: 'FR', address: 'new@fr.example' }, { ...officer, roles: ['drafter'] });
    expect(await of('FR')).toEqual(['mission@fr.example', 'capital@fr.example', 'new@fr.example']);
    const entries = (await service.get(Reader).manager.find(RecordEntry, { order: { seq: 'ASC' } })).map(({ entry }) => JSON.parse(entry) as { act: string; actor: string; open: object });
    expect(entries.findLast(({ act }) => act === 'address.added')).toMatchObject({ actor: 'Test Officer', open: { iso2: 'FR', address: 'new@fr.example' } });
  });

  it('are the desk’s again once no link opens anything: the keys of all lists are destroyed', async () => {
    const keys = service.get(Keys);
    const lives = keys.lives.bind(keys);
    keys.lives = () => false;
    await service.get(ChangeMissionsHandler).addAddress({ iso2: 'KE', address: 'mission@ke.example' }, desk);
    keys.lives = lives;
    await expect(service.get(ChangeMissionsHandler).addAddress({ iso2: 'KE', address: 'other@ke.example' }, desk)).rejects.toMatchObject({ rule: 'address-while-out' });
  });
});
