import { MissionLinks, ReportMisdirectionHandler } from '../../../src/missions/index.js';
import { Attachment, Objection } from '../../../src/objections/objection.entity.js';
import { FileObjections } from '../../../src/objections/file-objections.js';
import { ObjectionsQuery, RecordObjectionsHandler, WithdrawObjectionHandler } from '../../../src/objections/index.js';
import type { Databases } from '../../../src/platform/database.js';
import { DATABASES } from '../../../src/platform/platform.module.js';
import { UnitOfWork } from '../../../src/platform/unit-of-work.js';
import { circulatedRound, officer } from '../../support/round.js';
import { eachService } from '../../support/running.js';
import { startService, type Service } from '../../support/service.js';
import { plant } from '../../model/walk.js';

const words = 'We are an invented bakery, and know of no list.';

eachService('what a Mission sends twice', { now: '2026-12-01T15:00:00.000Z' }, (service) => {
  let listId: string;
  let ids: string[];
  beforeAll(async () => { ({ listId, ids } = await circulatedRound(service, { names: 20, addresses: false })); });

  const reading = () => service.app.get<Databases>(DATABASES).reading.manager;
  const count = async (table: string): Promise<number> => Number(((await reading().query(`SELECT COUNT(*) AS n FROM "${table}"`)) as { n: string }[])[0]!.n);
  const link = (iso2: string): string => `/m/${service.get(MissionLinks).token(listId, iso2, 1)}`;
  const post = (path: string, fields: [string, string][], cookie = '') => fetch(service.url + path, { method: 'POST', body: new URLSearchParams(fields), headers: { cookie, 'accept-language': 'en' }, redirect: 'manual' });
  /** The hidden fields of the last form of a page: the one that acts. */
  async function hidden(path: string, cookie: string): Promise<[string, string][]> {
    const page = await (await fetch(service.url + path, { headers: { cookie, 'accept-language': 'en' } })).text();
    const form = page.split('<form').filter((part) => part.includes('_csrf') && !part.includes('/close')).at(-1)!.split('</form>')[0]!;
    return [...form.matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [name!, value!]);
  }
  const list = () => `/m/list/${listId}`;

  /** A Mission inside, with names ticked and the check page open: what its form would send. */
  async function checking(iso2: string, names: string[]): Promise<{ cookie: string; form: [string, string][]; tick(names: string[]): Promise<void> }> {
    const cookie = (await post(link(iso2), [['memberState', iso2]])).headers.get('set-cookie')!.split(';')[0]!;
    const tick = async (ticked: string[]): Promise<void> => {
      await post(list(), [...await hidden(list(), cookie), ...ids.map((id): [string, string] => ['shown', id]), ...ticked.map((id): [string, string] => ['name', id]), ['go', 'continue']], cookie);
    };
    await tick(names);
    return { cookie, tick, form: await hidden(`${list()}/check`, cookie) };
  }
  const file = async (form: [string, string][], cookie: string) => {
    const answer = await post(`${list()}/check`, form, cookie);
    return { status: answer.status, location: answer.headers.get('location'), text: await answer.text() };
  };
  const withdrawAll = async (iso2: string): Promise<void> => {
    for (const { id, state } of (await service.get(ObjectionsQuery).ofState(listId, iso2)).objections) {
      if (state !== 'withdrawn') await service.get(WithdrawObjectionHandler).execute({ listId, objectionId: id }, { kind: 'mission', iso2, listId });
    }
  };
  const standing = async (iso2: string): Promise<string[]> => (await service.get(ObjectionsQuery).ofState(listId, iso2)).objections.filter(({ state }) => state !== 'withdrawn').map(({ nominationId }) => nominationId);

  it('as a filing is filed once, for ever: after a withdrawal, and whatever was ticked since', async () => {
    const { cookie, form, tick } = await checking('FR', [ids[0]!]);
    expect(form.map(([name]) => name)).toEqual(expect.arrayContaining(['_csrf', '_once', 'seen']));
    const first = await file(form, cookie);
    expect([first.status, first.location]).toEqual([303, expect.stringContaining('/receipt/')]);
    await withdrawAll('FR');
    await tick([ids[0]!]);
    expect(await file(form, cookie)).toEqual(first);
    await tick([ids[1]!]);
    expect(await file(form, cookie)).toEqual(first);
    expect(await standing('FR')).toEqual([]);
    // A State that objects again opens the form again.
    await tick([ids[0]!]);
    expect((await file(await hidden(`${list()}/check`, cookie), cookie)).location).not.toBe(first.location);
    expect(await standing('FR')).toEqual([ids[0]]);
  });

  it('as a filing at the same instant is filed once', async () => {
    const { cookie, form } = await checking('DE', [ids[2]!, ids[3]!]);
    const before = await count('filing');
    const answers = await Promise.all([1, 2, 3, 4].map(() => file(form, cookie)));
    expect(new Set(answers.map(({ status, location }) => `${status} ${location?.replace(/receipt\/.*/, 'receipt')}`)).size).toBeLessThan(3);
    expect(answers.every(({ status }) => status === 303)).toBe(true);
    expect((await count('filing')) - before).toBe(1);
    expect((await standing('DE')).sort()).toEqual([ids[2], ids[3]].sort());
  });

  it('files nothing that its page did not show', async () => {
    const { cookie, form, tick } = await checking('KE', [ids[4]!]);
    await tick([ids[5]!]);
    const answer = await file(form, cookie);
    expect(answer.text).toContain('has changed since this page was shown');
    expect(await standing('KE')).toEqual([]);
  });

  it('would be caught filing again where the mark is passed over', async () => {
    const { cookie, form, tick } = await checking('BR', [ids[6]!]);
    await file(form, cookie);
    await withdrawAll('BR');
    await tick([ids[6]!]);
    const filing = service.get(FileObjections);
    const remove = [
      plant(service.get(ObjectionsQuery), 'filedWith', () => () => Promise.resolve(null)), plant(filing, 'sentBefore', () => () => Promise.resolve(null)),
      plant(filing, 'file', (real) => (tx, of, iso2, given, ...others) => real(tx, of, iso2, { ...given, mark: undefined }, ...others)),
    ];
    await file(form, cookie);
    remove.forEach((away) => away());
    expect(await standing('BR')).toEqual([ids[6]]);
  });

  it('as a request for a statement makes one, with the same bytes', async () => {
    const { cookie } = await checking('JP', []);
    const form = await hidden(`${list()}/own`, cookie);
    const statement = async (): Promise<string> => (await post(`${list()}/own/statement`, form, cookie)).text();
    const first = await statement();
    const entries = await count('record_entry');
    expect(first).toContain('{');
    expect(await statement()).toBe(first);
    expect(await count('record_entry')).toBe(entries);
    await post(`${list()}/own/statement`, await hidden(`${list()}/own`, cookie), cookie);
    expect(await count('record_entry')).toBe(entries + 1);
  });

  it('as "this is not us" tells the Office once, until the Office has dealt with it', async () => {
    const tell = (note = words) => post(`${link('MX')}/not-us`, [['sure', 'yes'], ['note', note]]);
    const entries = await count('record_entry');
    expect((await Promise.all([tell(), tell(), tell()])).map(({ status }) => status)).toEqual([200, 200, 200]);
    const reports = service.get(ReportMisdirectionHandler);
    expect((await reports.open(listId)).map(({ note }) => note)).toEqual([words]);
    expect(await count('record_entry')).toBe(entries + 1);
    await tell('');
    expect(await reports.open(listId)).toHaveLength(2);
    for (const { id } of await reports.open(listId)) await reports.settle({ id, listId, reached: 'mission' }, officer);
    await tell();
    expect((await reports.open(listId)).map(({ note }) => note)).toEqual([words]);
  });

  it('as "this is not us" in other words each time fills no record: whoever holds the link waits, and nobody else does', async () => {
    const tell = (iso2: string, note: string) => post(`${link(iso2)}/not-us`, [['sure', 'yes'], ['note', note]]);
    const entries = await count('record_entry');
    const answers = await Promise.all(Array.from({ length: 25 }, (_, n) => tell('PE', `Invented words, number ${n}`)));
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array<number>(20).fill(200), ...Array<number>(5).fill(429)]);
    expect(await count('record_entry')).toBe(entries + 20);
    // What was told already adds nothing and is answered as before; another Mission's link has its own.
    const told = answers.findIndex(({ status }) => status === 200);
    expect([(await tell('PE', `Invented words, number ${told}`)).status, (await tell('UY', 'Invented words')).status]).toEqual([200, 200]);
  });

  it('as a note verbale keeps one scan', async () => {
    const note = { listId, states: ['IT', 'ES'], items: [{ nominationId: ids[8]!, basis: null }], reference: 'NV/9', receivedAt: '2026-12-01T15:30:00.000Z', scan: { name: 'note.pdf', base64: Buffer.from('%PDF-1.7 invented').toString('base64') } };
    service.setTime('2026-12-01T16:00:00.000Z');
    const first = await service.get(RecordObjectionsHandler).execute(note, officer);
    expect(await service.get(RecordObjectionsHandler).execute(note, officer)).toEqual(first);
    expect(await reading().countBy(Attachment, { listId })).toBe(1);
    // Another scan is another note, kept beside the first; its objections stand already.
    const objections = await reading().countBy(Objection, { listId });
    const other = await service.get(RecordObjectionsHandler).execute({ ...note, scan: { ...note.scan, base64: Buffer.from('%PDF-1.7 another').toString('base64') } }, officer);
    expect(other.receipts.map(({ names, alreadyStanding }) => [names, alreadyStanding.length])).toEqual([[0, 1], [0, 1]]);
    expect([await reading().countBy(Attachment, { listId }), await reading().countBy(Objection, { listId })]).toEqual([2, objections]);
  });
});

eachService('the words of "this is not us"', { now: '2026-12-01T15:00:00.000Z' }, (service, { database }) => {
  it('stand sealed in the database, those written before as well once the service has started', async () => {
    const { listId } = await circulatedRound(service, { names: 2, addresses: false });
    const stored = async (running: Service): Promise<string> => JSON.stringify(await running.app.get<Databases>(DATABASES).reading.query('SELECT * FROM "misdirection"'));
    await service.get(ReportMisdirectionHandler).execute({ token: service.get(MissionLinks).token(listId, 'FR', 1), note: words });
    expect(await stored(service)).not.toContain('bakery');
    // As the migration leaves it, which has no key.
    await service.get(UnitOfWork).run((tx) => tx.query(`INSERT INTO "misdirection" ("id", "listId", "iso2", "at", "note") VALUES ('earlier', '${listId}', 'KE', '2026-12-01T10:00:00.000Z', 'plain:An invented bakery, long ago')`));
    expect(await stored(service)).toContain('bakery');
    const again = await startService({ database: database.address, keyFile: service.keyFile, now: '2026-12-01T15:00:00.000Z' });
    expect(await stored(again)).not.toContain('bakery');
    expect((await again.get(ReportMisdirectionHandler).open(listId)).map(({ iso2, note }) => [iso2, note])).toEqual([['KE', 'An invented bakery, long ago'], ['FR', words]]);
    await again.close();
  });
});
