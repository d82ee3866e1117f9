import { readFileSync } from 'node:fs';
import { Conferences } from '../../src/conferences/index.js';
import { Officers } from '../../src/officers/index.js';
import { Reader } from '../../src/platform/reader.js';
import { ImportRegisterHandler, Registers } from '../../src/registers/index.js';
import { RegisterEdition } from '../../src/registers/index.js';
import { RecordEntry } from '../../src/records/record-entry.entity.js';
import { application, browserOf, complete, link, openCalls } from '../doors/apply/applicant.js';
import { signIn, type Console } from '../doors/office/console.js';
import { askApi } from '../doors/api/client.js';
import { draftRound, officer } from '../support/round.js';
import { eachService } from '../support/running.js';

const GRANTED = [
  'name,session_end_date,status,status_year,status_evidence',
  'Invented Harbour Council,2024-06-14,special,2024,', 'Invented Lighthouse Keepers Union,2012-02-21,,,', 'Invented Old Mill Trust,2010-06-21,special,2010,',
].join('\n');
const CHANGES = ['old_name,status,status_year,new_name,session_end_date', 'Invented Old Mill Trust,special,2010,Invented New Mill Foundation,2016-06-20'].join('\n');
const NHRI = ['country_iso2,institution,status,as_of,evidence,source', 'EG,Invented Rights Commission,A,2024-12-01,sourced,Invented', 'FR,Invented Defender of Rights,B,2011-12,sourced,Invented'].join('\n');
const INVITATIONS = ['name,former_name,kind,resolution,since', 'Invented Straits Organization,Invented Straits Commission,intergovernmental,A/RES/52/999,1997'].join('\n');
const AS_OF = '2024-06-14';

eachService('registers', { now: '2026-12-01T12:00:00.000Z' }, (service) => {
  let desk: Console;
  let conferenceId: string;
  let slug: string;
  beforeAll(async () => {
    ({ conferenceId } = await draftRound(service, { names: 1, addresses: false }));
    ({ slug } = await service.get(Conferences).byId(conferenceId));
    await openCalls(service, conferenceId, ['consultative-status', '6b', 'nhri']);
    desk = await signIn(service);
  });
  const editions = async (): Promise<string[]> => (await service.get(Registers).editions()).map(({ kind, asOf, entries }) => `${kind} ${asOf} ${entries}`);
  const bring = (kind: string, csv: string, asOf = AS_OF) => service.get(ImportRegisterHandler).execute({ kind, asOf, file: `${kind}.csv`, bytes: Buffer.from(csv) }, officer);
  const upload = (kind: string, csv: string, asOf = AS_OF) => desk.upload('/office/registers/import', '/office/registers/import', { kind, asOf }, { field: 'file', name: 'register.csv', text: csv });

  it('knows nothing before an edition came in, and says so', async () => {
    expect((await desk.get('/office/registers?name=Invented+Harbour+Council')).text).toContain('No edition has been imported yet: nothing is known, the desk checks.');
    expect(await editions()).toEqual([]);
  });

  it('names a column that was renamed or is missing, and takes in nothing', async () => {
    const renamed = await upload('ecosoc', GRANTED.replace('status_year', 'year_of_status').replace('name,', 'organization,'));
    expect(renamed.status).toBe(422);
    expect(renamed.text).toContain('The column “name” is missing. The file has: organization, session_end_date, status, year_of_status, status_evidence.');
    const like = await upload('ecosoc', GRANTED.replace(',status,', ',consultative_status,'));
    expect(like.text).toContain('The column “status” is missing; the file has “consultative_status”.');
    expect((await upload('nhri', GRANTED)).text).toContain('The column “institution” is missing.');
    expect([(await upload('somewhere', GRANTED)).status, (await upload('ecosoc', GRANTED, '2027-01-01')).status, (await upload('ecosoc', GRANTED, 'June')).status]).toEqual([422, 422, 422]);
    expect(await editions()).toEqual([]);
  });

  it('shows each fault by line and column, and offers no import of a file that has one', async () => {
    const faulty = await upload('ecosoc', `${GRANTED}\n,2024-06-14,special,2024,\nInvented Tower,14 June,honorary,2024,`);
    expect(faulty.status).toBe(200);
    for (const words of ['3 faults', '<code>name</code>', '<code>session_end_date</code>', '“honorary” is not a status of this register.', '“14 June” is not a date']) expect(faulty.text).toContain(words);
    expect(faulty.text).not.toContain('/import/confirm');
    const forced = await desk.post('/office/registers/import/confirm', '/office/registers/import', { kind: 'ecosoc', asOf: AS_OF, upload: 'made-up' });
    expect(forced.status).toBe(422);
    await expect(bring('nhri', `${NHRI},https://rights.example`)).rejects.toMatchObject({ faults: [{ row: 3, field: 'file', rule: 'row-too-wide', params: { columns: 6, cells: 7 } }] });
    await expect(bring('nhri', NHRI.replace('EG,', 'Egypt,'))).rejects.toMatchObject({ faults: [{ row: 2, field: 'country_iso2', rule: 'register-country' }] });
    expect(await editions()).toEqual([]);
  });

  it('comes in as a dated edition after a look, older ones are kept, and the act is in the record', async () => {
    const look = await upload('ecosoc', GRANTED);
    expect(await editions()).toEqual([]);
    const field = /name="upload" value="([^"]+)"/.exec(look.text)![1]!;
    const sent = { kind: 'ecosoc', asOf: AS_OF, upload: field };
    expect((await desk.post('/office/registers/import/confirm', '/office/registers/import', sent)).location).toBe('/office/registers');
    await expect(bring('ecosoc', GRANTED)).rejects.toMatchObject({ faults: [{ rule: 'register-there' }] });
    await bring('ecosoc', GRANTED.split('\n').slice(0, 2).join('\n'), '2019-01-01');
    expect(await editions()).toEqual(['ecosoc 2024-06-14 3', 'ecosoc 2019-01-01 1']);
    const shrunk = await upload('ecosoc', GRANTED.split('\n').slice(0, 2).join('\n'), '2025-01-01');
    expect(shrunk.text).toContain('2 of the 3 names of the edition in force are not in this file.');
    const page = (await desk.get('/office/registers')).text;
    for (const words of ['2024-06-14', '1 earlier edition', '2019-01-01']) expect(page).toContain(words);
    const entries = (await service.get(Reader).manager.find(RecordEntry)).filter(({ entry }) => entry.includes('"register.imported"'));
    expect(entries).toHaveLength(2);
    expect(entries[0]!.entry).toContain('"asOf":"2024-06-14"');
  });

  it('says what it has under a name: found, formerly named, alike, or unknown; never no', async () => {
    await bring('ecosoc-name-changes', CHANGES);
    await bring('nhri', NHRI, '2024-12-01');
    const look = async (name: string): Promise<string> => (await desk.get(`/office/registers?name=${encodeURIComponent(name)}`)).text;
    expect(await look('INVENTED HARBOUR COUNCIL')).toMatch(/Found as<\/strong> <bdi class="n-name">Invented Harbour Council<\/bdi>\s*<span class="n-sub">Special consultative status · since 2024 · session of the Committee that ended on 2024-06-14/);
    expect(await look('Keepers of Invented Lighthouse, Union')).toContain('In the register; it does not say which status');
    for (const name of ['Invented Old Mill Trust', 'invented new mill foundation']) {
      const text = await look(name);
      expect(text).toContain('<bdi class="n-name">Invented New Mill Foundation</bdi>');
      expect(text).toContain('Formerly: Invented Old Mill Trust (change of name noted on 2016-06-20)');
    }
    const unknown = await look('Quite Another Body');
    expect([unknown.match(/unknown, to be checked by the desk/g)?.length, unknown.match(/nothing is known, the desk checks/g)?.length]).toEqual([2, 2]);
    expect(await look('Invented Rights Commission')).toContain('Egypt · A status: complies with the Paris Principles · as of 2024-12-01');
  });

  it('stands beside the checklist of an application', async () => {
    const known = await application(service, conferenceId, 'mill@invented.example', { ...complete, name: 'طاحونة مخترعة', latinName: 'Invented Old Mill Trust' });
    const page = (await desk.get(`/office/applications/a/${known.applicationId}`)).text;
    for (const words of ['What the registers say', 'Formerly: Invented Old Mill Trust', 'Not found in the edition of 2024-12-01: unknown, to be checked by the desk.']) expect(page).toContain(words);
    const { category: _, ...form } = complete;
    const institution = await application(service, conferenceId, 'nhri@invented.example', { ...form, name: 'A Body Under Another Name', latinName: '' }, 'nhri');
    const besides = (await desk.get(`/office/applications/a/${institution.applicationId}`)).text;
    for (const words of ['Other institutions of the same country in the register', 'Invented Rights Commission']) expect(besides).toContain(words);
  });

  it('tells an applicant which way fits, as advice in its language, and stops nobody', async () => {
    const begin = (await browserOf(service).get(`/apply/c/${slug}/track/6b`)).text;
    for (const words of ['In consultative status with the Economic and Social Council: you need not be on a list.', `/apply/c/${slug}/track/consultative-status`, `/apply/c/${slug}/track/nhri`]) expect(begin).toContain(words);
    const own = async (email: string, name: string, track = '6b', lang = 'en'): Promise<string> => {
      const { category, ...form } = complete;
      const applicant = await application(service, conferenceId, email, { ...form, ...(track === '6b' ? { category: category! } : {}), name, latinName: '' }, track);
      const browser = browserOf(service, lang);
      await browser.post(link(service, applicant), { open: 'yes' });
      return (await browser.get(`/apply/a/${applicant.applicationId}`)).text;
    };
    // Submitted all the same: `application` hands the form in.
    const wrong = await own('harbour@invented.example', 'Invented Harbour Council');
    for (const words of ['register with the Secretariat under paragraph 6 (a). You need not be on a list.', 'Special consultative status', 'This is advice. You may go on as you are.', `/apply/c/${slug}/track/consultative-status`]) expect(wrong).toContain(words);
    expect(await own('commission@invented.example', 'Invented Rights Commission')).toContain('under paragraph 9');
    expect(await own('defender@invented.example', 'Invented Defender of Rights')).not.toContain('Does this way fit?');
    expect(await own('nobody@invented.example', 'Quite Another Body', 'consultative-status')).toContain('It is incomplete, so this says nothing against you');
    expect(await own('fits@invented.example', 'Invented Harbour Council', 'consultative-status')).not.toContain('Does this way fit?');
    for (const [lang, ...words] of [
      ['ar', 'هذه مشورة فحسب', 'مركز استشاري خاص'], ['zh', '这只是建议', '特别咨商地位'], ['fr', 'Ceci est un conseil', 'Statut consultatif spécial'], ['ru', 'Это лишь совет', 'Специальный консультативный статус'],
      ['es', 'Esto es un consejo', 'entidad consultiva especial'],
    ] as const) {
      const page = await own(`${lang}@invented.example`, 'Invented Harbour Council', '6b', lang);
      for (const word of words) expect(page).toContain(word);
    }
  });

  it('does so on every way of taking part, on the form and on the desk', async () => {
    await openCalls(service, conferenceId, ['observer']);
    const { category: _, ...form } = complete;
    const apply = async (email: string, name: string, track: string): Promise<[form: string, desk: string]> => {
      const applicant = await application(service, conferenceId, email, { ...(track === '6b' ? complete : form), name, latinName: '' }, track);
      const browser = browserOf(service);
      await browser.post(link(service, applicant), { open: 'yes' });
      return [(await browser.get(`/apply/a/${applicant.applicationId}`)).text, (await desk.get(`/office/applications/a/${applicant.applicationId}`)).text];
    };
    const [asked, looked] = await apply('observer@invented.example', 'Invented Harbour Council', 'observer');
    expect(asked).toContain('register with the Secretariat under paragraph 6 (a).');
    expect(asked).not.toContain('You need not be on a list.');
    expect(looked).toContain('By this register the organization can register under paragraph 6 (a)');
    expect((await apply('nhri2@invented.example', 'Invented Harbour Council', 'nhri'))[0]).toContain('under paragraph 6 (a)');
    expect((await apply('observer2@invented.example', 'Invented Rights Commission', 'observer'))[0]).toMatch(/under paragraph 9\.[^]*A status under the Paris Principles/);
    const [fits, quiet] = await apply('nhri3@invented.example', 'Invented Rights Commission', 'nhri');
    expect([fits.includes('Does this way fit?'), quiet.includes('By this register')]).toEqual([false, false]);
    // Who has a standing invitation is told so on every way but its own; who is not found in the register is unknown.
    await bring('invitations', INVITATIONS);
    const [told, shown] = await apply('office@invented.example', 'Invented Straits Organization', '6b');
    for (const words of ['register with the Secretariat under paragraph 4. You need not be on a list.', 'Intergovernmental organization with a standing invitation', `/apply/c/${slug}/track/observer`]) expect(told).toContain(words);
    for (const words of ['By this register the organization can register under paragraph 4', 'Intergovernmental organization · since 1997 · A/RES/52/999', 'Formerly: Invented Straits Commission']) expect(shown).toContain(words);
    const [own, known] = await apply('office2@invented.example', 'Invented Straits Commission', 'observer');
    expect([own.includes('Does this way fit?'), known.includes('A/RES/52/999'), known.includes('By this register')]).toEqual([false, true, false]);
    const [alone, unknown] = await apply('office3@invented.example', 'Wholly Unknown Fellowship', 'observer');
    expect(alone).toContain('checks your standing invitation by other means');
    expect(unknown).toContain('Not found in the edition of 2024-06-14: unknown, to be checked by the desk.');
    // One that is both in consultative status and invited has taken a way that fits, whichever of the two it is on.
    await bring('invitations', `${INVITATIONS}\nInvented Harbour Council,,entity,,`, '2024-06-15');
    for (const track of ['observer', 'consultative-status']) expect((await apply(`both-${track}@invented.example`, 'Invented Harbour Council', track))[0]).not.toContain('Does this way fit?');
    await expect(bring('invitations', INVITATIONS.replace('intergovernmental', 'company'))).rejects.toMatchObject({ faults: [{ row: 2, field: 'kind', rule: 'register-status' }] });
    // The words of the invitation stand where each way begins.
    const begin = async (track: string): Promise<string> => (await browserOf(service).get(`/apply/c/${slug}/track/${track}`)).text;
    for (const track of ['6b', 'nhri', 'consultative-status']) expect(await begin(track)).toContain('another entity with a standing invitation as an observer');
    expect(await begin('observer')).toContain('Other organization, for the list under paragraph 6 (b).');
  });

  it('takes the register that ships, and answers through the API for those alone who may read applications', async () => {
    await bring('ecosoc', readFileSync('data/registers/ecosoc-granted.csv', 'utf8'), '2024-06-15');
    await bring('ecosoc-name-changes', readFileSync('data/registers/ecosoc-name-changes.csv', 'utf8'), '2024-06-15');
    await bring('nhri', readFileSync('data/registers/nhri-status.csv', 'utf8'), '2024-12-02');
    await bring('invitations', readFileSync('data/registers/standing-invitations.csv', 'utf8'), '2024-12-02');
    const officers = service.get(Officers);
    const operator = await officers.add({ name: 'Invented Operator', email: 'operator@office.example', roles: ['operator'] });
    const ask = async (email: string, path: string, body?: object) => {
      const token = await officers.issueToken(email, 'test');
      const { status, json } = await askApi(service, body ? 'POST' : 'GET', `/registers${path}`, { token, body });
      return [status, json] as [number, any];
    };
    const [status, said] = await ask('officer@office.example', '/findings?name=International%20Lesbian%20and%20Gay%20Association');
    expect([status, said[0].answer, said[0].found[0].name, said[1].answer]).toEqual([200, 'found', 'ILGA World', 'unknown']);
    expect((await ask(operator.email, '/findings?name=x'))[0]).toBe(403);
    expect(await ask('officer@office.example', '/nhri/editions', { asOf: AS_OF, file: 'a.csv', csv: NHRI.replace('status', 'standing') })).toMatchObject([422, { errors: [{ field: 'file', rule: 'register-column-missing' }] }]);
    expect((await ask('officer@office.example', '/nhri/editions', { asOf: AS_OF, file: 'a.csv', csv: NHRI }))[0]).toBe(201);
    expect((await service.get(Reader).manager.find(RegisterEdition)).filter(({ kind }) => kind === 'nhri')).toHaveLength(3);
  });
});
