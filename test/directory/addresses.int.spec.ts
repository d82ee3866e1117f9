import { Relay } from '../../src/delivery/index.js';
import { ChangeMissionsHandler, memberStates, Missions } from '../../src/directory/index.js';
import { CirculateListHandler, ResendNoticeHandler } from '../../src/lists/index.js';
import { Officers } from '../../src/officers/index.js';
import { Catalogs } from '../../src/platform/i18n.js';
import type { Actor } from '../../src/platform/actor.js';
import { Keys } from '../../src/platform/keys.js';
import { Outbox, type Letter } from '../../src/outbox/index.js';
import { languages } from '../../src/platform/i18n.js';
import { Reader } from '../../src/platform/reader.js';
import { RecordEntry } from '../../src/records/record-entry.entity.js';
import { enter } from '../officers/browser.js';
import { eachDatabase, type Database } from '../support/databases.js';
import { draftRound, officer } from '../support/round.js';
import { eachService } from '../support/running.js';
import { startService, type Service } from '../support/service.js';
import { startSmtp, type Mail } from '../support/smtp.js';

const desk: Actor = { kind: 'officer', id: 'desk', name: 'Desk Officer', roles: ['registrationDesk'] };

eachService('the addresses of Missions', { now: '2026-12-01T15:00:00.000Z', ticks: false }, (service) => {
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
    expect(entries.findLast(({ act }) => act === 'address.added')).toMatchObject({ actor: 'Test Officer', open: { iso2: 'FR', address: 'n…@fr.example' } });
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

eachDatabase('a change of a Mission’s addresses', (open) => {
  const known = (iso2: string): string => `mission.${iso2.toLowerCase()}@missions.example`;
  let database: Database;
  let service: Service;
  let smtp: Awaited<ReturnType<typeof startSmtp>>;
  let change: ChangeMissionsHandler;
  beforeAll(async () => {
    database = await open();
    smtp = await startSmtp();
    service = await startService({ database: database.address, smtpUrl: smtp.url, now: '2026-12-01T15:00:00.000Z', ticks: false });
    change = service.get(ChangeMissionsHandler);
  });
  afterAll(async () => {
    await service.close();
    await smtp.close();
    await database.drop();
  });

  const imported = (rows: [state: string, address: string, language?: string][]) => change.import(rows.map(([state, address, language = ''], at) => ({ row: at + 2, state, address, language })), officer);
  /** What arrived because of an act. */
  async function caused(act: () => Promise<unknown>): Promise<Mail[]> {
    const before = smtp.mails.length;
    await act();
    await service.get(Relay).drain();
    return smtp.mails.slice(before);
  }
  const to = (mails: Mail[]): string[] => mails.map((mail) => mail.to).sort();
  const idOf = async (iso2: string, address: string): Promise<string> => (await service.get(Missions).all()).find((one) => one.iso2 === iso2)!.addresses.find((one) => one.address === address)!.id;

  it('is told to nobody where the addresses of all Missions are imported first, or once more', async () => {
    const all = memberStates().map(({ iso2 }): [string, string] => [iso2, known(iso2)]);
    expect(await caused(() => imported(all))).toEqual([]);
    expect(await caused(() => imported([...all, ['FR', known('FR'), 'fr']]))).toEqual([]);
  });

  it('is told to the addresses of that Mission that were known before, once each, and to no other; the new one is not told', async () => {
    expect(to(await caused(() => change.addAddress({ iso2: 'KE', address: 'stranger@elsewhere.example' }, officer)))).toEqual([known('KE')]);
    expect(to(await caused(() => imported([['KE', 'one@elsewhere.example'], ['KE', 'two@elsewhere.example'], ['KE', known('KE')], ['FR', known('FR')]])))).toEqual([known('KE'), 'stranger@elsewhere.example']);
    expect(await caused(() => change.addAddress({ iso2: 'KE', address: 'one@elsewhere.example' }, officer))).toEqual([]);
    // Nobody is turned away from unseen by taking the address out first.
    expect(to(await caused(async () => change.removeAddress({ iso2: 'BR', id: await idOf('BR', known('BR')) }, officer)))).toEqual([known('BR')]);
    expect(await caused(() => change.addAddress({ iso2: 'BR', address: 'stranger@elsewhere.example' }, officer))).toEqual([]);
  });

  it('is told in the language of correspondence, without a link, a list or an address that could be written to', async () => {
    for (const [at, language] of languages.entries()) {
      const { iso2 } = memberStates()[20 + at]!;
      await change.setLanguage({ iso2, language }, officer);
      const [added] = await caused(() => change.addAddress({ iso2, address: 'Wanderer@elsewhere.example' }, officer));
      const [removed] = await caused(async () => change.removeAddress({ iso2, id: await idOf(iso2, 'Wanderer@elsewhere.example') }, officer));
      for (const { parsed } of [added!, removed!]) {
        const plain = parsed.text!.replace(/[\u2060\u2066\u2069]/g, '');
        expect(plain).toContain('W…@elsewhere.example');
        expect(parsed.html).toContain(`lang="${language}"`);
        for (const text of [plain, String(parsed.html), String(parsed.subject)]) expect(text).not.toMatch(/Wanderer|\/m\/|href=|A\/RES/);
        expect(parsed.attachments).toEqual([]);
      }
      expect(added!.parsed.subject).not.toBe(removed!.parsed.subject);
    }
  });

  it('need not be one: a letter that is sent to another address is told to those that are known, without a link', async () => {
    const { listId } = await draftRound(service, { names: 1, addresses: false });
    await service.get(CirculateListHandler).execute({ listId, wallTime: '2026-12-15T17:00', zone: 'America/New_York' }, officer);
    await service.get(Relay).drain();
    const again = (address: string, newLink = false): Promise<Mail[]> => caused(() => service.get(ResendNoticeHandler).execute({ listId, iso2: 'FR', address, newLink }, officer));
    for (const newLink of [false, true]) {
      const mails = await again('wanderer@elsewhere.example', newLink);
      expect(to(mails)).toEqual([known('FR'), 'wanderer@elsewhere.example']);
      const { parsed } = mails.find((mail) => mail.to === known('FR'))!;
      expect(parsed.text!.replace(/[\u2060\u2066\u2069]/g, '')).toContain('w…@elsewhere.example');
      // Whoever holds an earlier link learns by this letter that it has ended.
      expect(parsed.text!.replace(/\s+/g, ' ').includes(service.get(Catalogs).in('fr')('notices:letterElsewhere.newLink').replace(/\s+/g, ' '))).toBe(newLink);
      for (const text of [parsed.text!, String(parsed.html)]) expect(text).not.toMatch(/wanderer|\/m\/|href=|A\/RES/);
    }
    expect(to(await again('Mission.FR@missions.example'))).toEqual(['Mission.FR@missions.example']);
  });

  const faults: [string, (letters: Letter[], added: string) => Letter[], object][] = [
    ['nobody told', () => [], { told: false }],
    ['the new address told', (letters, added) => letters.map((letter) => ({ ...letter, address: added })), { told: false, astray: true }],
    ['the whole address shown', (letters, added) => letters.map((letter) => ({ ...letter, data: { ...letter.data, addresses: [added] } })), { shown: true }],
  ];
  it.each(faults)('would be caught with %s', async (name, fault, caught) => {
    const outbox = service.get(Outbox);
    const queue = outbox.queue.bind(outbox);
    await change.addAddress({ iso2: 'JP', address: known('JP') }, officer);
    const right = { told: true, astray: false, shown: false };
    const result = async (local: string): Promise<object> => {
      const mails = await caused(() => change.addAddress({ iso2: 'JP', address: `${local}@elsewhere.example` }, officer));
      return { told: to(mails).includes(known('JP')), astray: to(mails).includes(`${local}@elsewhere.example`), shown: mails.some(({ parsed }) => parsed.text!.includes(local)) };
    };
    const local = name.replaceAll(' ', '-');
    expect(await result(`${local}-first`)).toEqual(right);
    outbox.queue = (tx, at, letters) => queue(tx, at, fault(letters, `${local}@elsewhere.example`));
    expect(await result(local)).toEqual({ ...right, ...caught });
    delete (outbox as Partial<Outbox>).queue;
  });
});
