import { Applications, type Applicant } from '../../src/applications/index.js';
import { HandOffHandler, HandOffs, NameRepresentativesHandler, OpenNamingHandler, Representatives } from '../../src/meetings/index.js';
import { languages } from '../../src/platform/i18n.js';
import { Limits } from '../../src/platform/limits.js';
import { paragraphIn } from '../../src/platform/paragraphs.js';
import { Reader } from '../../src/platform/reader.js';
import { Delegations, VERIFY_MISSES } from '../../src/meetings/index.js';
import { RecordEntry } from '../../src/records/record-entry.entity.js';
import { browserOf, inside } from '../doors/apply/applicant.js';
import { askApi } from '../doors/api/client.js';
import { officer } from '../support/round.js';
import { eachService } from '../support/running.js';
import { AFTER_FIRST, CIRCULATED, delegation, finalize, makeMeetings, someone, type MeetingsWorld } from './world.js';

eachService('representatives', {}, (service) => {
  let world: MeetingsWorld;
  beforeAll(async () => { world = await makeMeetings(service); });
  const own = ({ applicationId }: Applicant): string => `/representatives/${applicationId}`;
  const naming = () => service.get(NameRepresentativesHandler);
  const handOff = (meeting: string) => service.get(HandOffHandler).execute({ conferenceId: world.conference.id, meeting }, officer);
  const named = async (holderId: string): Promise<[string, string[]][]> => (await service.get(Representatives).of(holderId)).map(({ email, meetings }) => [email, [...meetings].sort()]);
  const holderOf = (who: Applicant): string => who.applicationId;
  /** Every page and answer of an organization at this door, without what is its own: name, identifiers, marks. */
  async function looks(who: Applicant): Promise<string[]> {
    const name = (await service.get(Applications).find(who.applicationId)).row.name;
    const plain = (text: string): string => text.replaceAll(who.applicationId, 'HOLDER').replaceAll(name, 'NAME').replace(/name="_(once|csrf)" value="[^"]*"/g, '');
    const browser = await inside(service, who);
    const pages = [];
    for (const path of ['', '/people/new', '/letter', '/people/00000000-0000-4000-8000-000000000000']) {
      const { status, text } = await browser.get(own(who) + path);
      pages.push(`${status} ${plain(text)}`);
    }
    const csrf = /name="_csrf" value="([^"]*)"/.exec((await browser.get(`/apply/a/${who.applicationId}`)).text)![1]!;
    const sent = await browser.post(`${own(who)}/people/new`, { _csrf: csrf, ...someone('x@invented.example'), meeting: 'negotiation-1' });
    return [...pages, `${sent.status} ${plain(sent.text)}`];
  }

  it('are named by nobody of a list before it is final: one calm answer, whoever was screened out or objected to', async () => {
    service.setTime(CIRCULATED);
    const [fine, out, objected] = [await looks(world.fine), await looks(world.out), await looks(world.objected)];
    expect(fine[0]).toContain('At present there is no meeting for which this organization can name representatives.');
    expect(fine[4]).toMatch(/^409 /);
    expect([out, objected]).toEqual([fine, fine]);
    for (const who of [world.fine, world.out, world.objected]) await expect(naming().save({ id: null, person: someone('a@invented.example'), meetings: ['negotiation-1'] }, delegation(who))).rejects.toMatchObject({ rule: 'no-meeting-open' });
    expect((await browserOf(service).get(`/status/${world.added.reference}`)).text).not.toContain('/representatives');
    expect((await browserOf(service).post('/representatives/enter', { reference: world.added.reference }, '/status')).status).toBe(303);
  });

  it('of a registered institution are named at once, and leave for the badge desk only once the list is final', async () => {
    const { id } = await naming().save({ id: null, person: someone('n@institution.example'), meetings: ['negotiation-1', 'conference'] }, delegation(world.institution));
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    for (const meeting of ['negotiation-1', 'conference']) await expect(handOff(meeting)).rejects.toMatchObject({ rule: 'hand-off-before-final' });
    await expect(handOff('nowhere')).rejects.toMatchObject({ rule: 'meeting-unknown' });
  });

  describe('once the list is final', () => {
    beforeAll(() => finalize(service, world));

    it('still has one calm answer for whoever is not on it, whatever the cause; the control is caught', async () => {
      const [out, objected] = [await looks(world.out), await looks(world.objected)];
      expect(objected).toEqual(out);
      expect(out[0]).toContain('No meeting is open to the organization');
      expect((await (await inside(service, world.fine)).get(own(world.fine))).text).not.toContain('No meeting is open');
      const delegations = service.get(Delegations);
      const honest = delegations.many.bind(delegations);
      // The planted fault: a name that was screened out would be told that it never stood on the list.
      delegations.many = async (ids, tx) => new Map([...await honest(ids, tx)].map(([id, one]) => [id, id === world.out.applicationId ? { ...one, conference: { ...one.conference, title: { ...one.conference.title, en: 'Never proposed' } } } : one]));
      expect(await looks(world.out)).not.toEqual(await looks(world.objected));
      delegations.many = honest;
    });

    it('are named from the page behind the letter’s link, changed and removed; what is refused comes back as it was typed', async () => {
      const browser = await inside(service, world.fine);
      expect((await browser.get(`/apply/a/${world.fine.applicationId}`)).text).toContain(`href="${own(world.fine)}"`);
      const page = (await browser.get(own(world.fine))).text;
      for (const text of ['Intergovernmental negotiations, round 1', 'Monday, 15 February 2027', 'Named: 0 of 2', 'Naming has not begun']) expect(page).toContain(text);
      // Scope: list 6 (b) opens the preparatory process and the hearings, not the conference.
      expect(page).not.toContain('Intergovernmental conference<');
      const form = `${own(world.fine)}/people/new`;
      const faulty = await browser.post(form, { familyName: ' ', givenName: '', function: 'Head', email: 'no address', meeting: 'negotiation-1' });
      expect(faulty.status).toBe(422);
      for (const text of ['href="#familyName"', 'href="#email"', 'value="no address"', 'value="Head"', 'value="negotiation-1" checked']) expect(faulty.text).toContain(text);
      const french = await browser.post(form, { familyName: 'Inventé', givenName: '', function: '', email: '', meeting: 'negotiation-1', lang: 'fr' });
      expect([french.status, french.text.includes('value="Inventé"'), french.text.includes('Nom de famille')]).toEqual([200, true, true]);
      await browser.get(`${own(world.fine)}?lang=en`);
      expect((await browser.post(form, { ...someone('one@invented.example'), meeting: 'negotiation-1' })).location).toBe(`${own(world.fine)}?done=named`);
      const again = await browser.post(form, { ...someone('ONE@invented.example'), meeting: 'negotiation-2' });
      expect([again.status, again.text.includes('has been named already')]).toEqual([422, true]);
      expect((await browser.post(form, { ...someone('two@invented.example'), meeting: 'negotiation-1' })).status).toBe(303);
      const third = await browser.post(form, { ...someone('three@invented.example', { familyName: 'Third' }), meeting: 'negotiation-1' });
      expect(third.status).toBe(422);
      for (const text of ['Intergovernmental negotiations, round 1: The organization has 2 places, and all are taken.', 'href="#meeting-negotiation-1"', 'value="Third"']) expect(third.text).toContain(text);
      expect((await browser.post(form, { ...someone('three@invented.example'), meeting: 'conference' })).status).toBe(422);
      const [first, second] = await service.get(Representatives).of(holderOf(world.fine));
      const person = `${own(world.fine)}/people/${first!.id}`;
      const stale = await browser.post(person, { ...someone('one@invented.example', { function: 'Chair' }), meeting: 'negotiation-2', seen: '7' });
      expect([stale.status, stale.text.includes('value="Chair"')]).toEqual([412, true]);
      expect((await browser.post(person, { ...someone('one@invented.example', { function: 'Chair' }), meeting: 'negotiation-2' })).location).toBe(`${own(world.fine)}?done=changed`);
      const removal = `${own(world.fine)}/people/${second!.id}/remove`;
      expect((await browser.post(removal, { go: 'send' })).status).toBe(422);
      expect((await browser.post(removal, { sure: 'yes' })).location).toBe(`${own(world.fine)}?done=removed`);
      expect(await named(holderOf(world.fine))).toEqual([['one@invented.example', ['negotiation-2']]]);
      // Another organization's people are unknown, to the browser and to the handler.
      expect((await (await inside(service, world.institution)).get(`${own(world.institution)}/people/${first!.id}`)).status).toBe(404);
      await expect(naming().remove({ id: first!.id }, delegation(world.institution))).rejects.toMatchObject({ rule: 'representative-unknown' });
      expect((await browserOf(service).get(own(world.fine))).status).toBe(401);
    });

    it('are named by an organization that never applied, from its status page', async () => {
      const browser = browserOf(service);
      const status = `/status/${world.added.reference}`;
      expect((await browser.get(status)).text).toContain('Name representatives');
      const entered = await browser.post('/representatives/enter', { reference: world.added.reference.toLowerCase() }, status);
      expect(entered.location).toBe(`/representatives/${world.added.holderId}`);
      expect((await browser.post(`${entered.location}/people/new`, { ...someone('added@invented.example'), meeting: 'negotiation-1' })).status).toBe(303);
      expect(await named(world.added.holderId)).toEqual([['added@invented.example', ['negotiation-1']]]);
      expect((await browser.get(entered.location!)).text).not.toContain(world.added.reference);
      const unknown = await browser.post('/representatives/enter', { reference: 'XXXXX-XXXXX' }, status);
      expect([unknown.status, unknown.text.includes('/representatives/')]).toEqual([404, false]);
    });

    it('take the last place once, however many windows ask for it at the same moment', async () => {
      const asked = await Promise.allSettled([1, 2, 3, 4, 5].map((n) => naming().save({ id: null, person: someone(`race${n}@invented.example`), meetings: ['negotiation-2'] }, delegation(world.fine))));
      expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect((await named(holderOf(world.fine))).filter(([, meetings]) => meetings.includes('negotiation-2'))).toHaveLength(2);
    });

    it('have letters of confirmation in six languages, whose code tells a name and whether it holds; every other code gets one answer', async () => {
      const browser = await inside(service, world.fine);
      const [person] = await service.get(Representatives).of(holderOf(world.fine));
      for (const language of languages) {
        const { text } = await browser.get(`${own(world.fine)}/people/${person!.id}/letter?lang=${language}`);
        for (const part of [`/verify/${service.get(Representatives).code(person!.id)}`, 'Invented Person', 'Invented Delegation A', paragraphIn(language, '6 (b)'), '<svg']) expect(text).toContain(part);
        expect(text).toContain(`lang="${language}"`);
      }
      const check = async (code: string): Promise<{ status: number; text: string }> => browserOf(service).get(`/verify/${code}`);
      const of = (id: string): string => service.get(Representatives).code(id);
      const good = await check(of(person!.id));
      expect([good.status, good.text.includes('Invented Person'), good.text.includes('The letter holds'), good.text.includes('Wednesday, 17 February 2027')]).toEqual([200, true, true, true]);
      // Neither organization nor function nor address: the name alone.
      expect(good.text).not.toMatch(/Delegation A|Chair|one@invented/);
      const all = await check(of(holderOf(world.fine)));
      expect([all.text.includes('Invented Delegation A'), all.text.includes('Invented Person')]).toEqual([true, false]);
      const { id } = await naming().save({ id: null, person: someone('gone@invented.example'), meetings: [] }, delegation(world.fine));
      await naming().remove({ id }, delegation(world.fine));
      const nothing = await check('x'.repeat(43));
      expect(nothing.status).toBe(404);
      for (const code of [of(id), of(world.objected.applicationId), 'short', '%F0', 'y'.repeat(500)]) expect(await check(code)).toMatchObject({ status: 404, text: nothing.text });
      expect((await askApi(service, 'GET', `/public/confirmations/${of(person!.id)}`)).json).toEqual({ name: 'Invented Person', until: '2027-02-17', valid: true });
      let last = 200;
      for (let tries = 0; tries < VERIFY_MISSES.tries + 1; tries++) last = (await check('z'.repeat(43))).status;
      expect(last).toBe(429);
      await service.get(Limits).clear(VERIFY_MISSES, '127.0.0.1');
      service.setTime('2027-02-18T13:00:00.000Z');
      expect((await check(of(person!.id))).text).toContain('The meetings are over');
    });

    it('are kept where the closing time passed while somebody typed, and the organization is told', async () => {
      service.setTime('2026-12-22T12:00:00.000Z');
      const browser = await inside(service, world.fine);
      const form = `${own(world.fine)}/people/new`;
      const fields = { ...someone('late@invented.example', { familyName: 'Later' }), meeting: 'negotiation-1' };
      const csrf = /name="_csrf" value="([^"]*)"/.exec((await browser.get(form)).text)![1]!;
      service.setTime(AFTER_FIRST);
      const sent = await browser.post(form, { ...fields, _csrf: csrf });
      expect(sent.location).toBe(`${own(world.fine)}?done=named&late=negotiation-1`);
      const { text } = await browser.get(sent.location!);
      for (const part of ['The closing time passed while you typed', 'What you typed is kept', 'Invented Later']) expect(text).toContain(part);
      expect((await named(holderOf(world.fine))).find(([email]) => email === 'late@invented.example')).toEqual(['late@invented.example', []]);
      // Whoever is named for what has closed stays as named: neither changed, nor taken off, nor lost.
      const [added] = await service.get(Representatives).of(world.added.holderId);
      const actor = { kind: 'delegation' as const, holderId: world.added.holderId };
      await expect(naming().save({ id: added!.id, person: { ...added!, function: 'Chair' }, meetings: ['negotiation-1'] }, actor)).rejects.toMatchObject({ rule: 'details-fixed' });
      await expect(naming().remove({ id: added!.id }, actor)).rejects.toMatchObject({ rule: 'details-fixed' });
      await naming().save({ id: added!.id, person: added!, meetings: ['negotiation-2'] }, actor);
      expect(await named(world.added.holderId)).toEqual([['added@invented.example', ['negotiation-1', 'negotiation-2']]]);
      // A later closing time opens it again, and the earlier announcement stays.
      await service.get(OpenNamingHandler).execute({ conferenceId: world.conference.id, meeting: 'negotiation-1', startsOn: '2027-02-15', endsOn: '2027-02-17', place: null, quota: 2, reason: 'Asked for', wallTime: '2027-01-20T17:00', zone: 'America/New_York' }, officer);
      expect((await browser.get(form)).text).toContain('id="meeting-negotiation-1"');
    });

    it('go to the badge desk as they are at that moment, safe as formulas, each address once for Indico; the record names the digest', async () => {
      await naming().save({ id: null, person: someone('n@institution.example', { familyName: '=1+1', givenName: '', function: '@SUM(A1)' }), meetings: ['negotiation-1'] }, delegation(world.fine));
      const { id, representatives, digest } = await handOff('negotiation-1');
      const file = async (form: 'csv' | 'indico.csv' | 'json'): Promise<string> => (await service.get(HandOffs).file(id, form)).bytes;
      const json = JSON.parse(await file('json')) as { representatives: { organization: string; email: string; paragraph: string }[] };
      expect(json.representatives.map(({ organization, email, paragraph }) => [organization, email, paragraph])).toEqual([
        ['Invented Association 0', 'added@invented.example', '6 (b)'], ['Invented Delegation A', 'n@institution.example', '6 (b)'], ['Invented Delegation N', 'n@institution.example', '9'],
      ]);
      expect(representatives).toBe(3);
      expect(await file('csv')).toContain(`,'=1+1,,'@SUM(A1),n@institution.example,`);
      expect(await file('indico.csv')).toBe("Invented,Person,Invented Association 0,Adviser,,added@invented.example\r\n.,'=1+1,Invented Delegation A,'@SUM(A1),,n@institution.example\r\n");
      const before = await file('json');
      await naming().save({ id: null, person: someone('after@institution.example'), meetings: ['negotiation-1'] }, delegation(world.institution));
      expect([await file('json'), (await handOff('negotiation-1')).representatives]).toEqual([before, 4]);
      const entries = (await service.get(Reader).manager.find(RecordEntry)).map(({ entry }) => entry);
      expect(entries.filter((entry) => entry.includes('handOff.made') && entry.includes(digest))).toHaveLength(1);
      // Nobody stands in the record, and nobody's name or address openly in the database.
      expect(entries.join('')).not.toMatch(/institution\.example|Invented Person|Later/);
      const tables = JSON.stringify([await service.get(Reader).manager.query('SELECT * FROM "representative"'), await service.get(Reader).manager.query('SELECT * FROM "hand_off"')]);
      expect(tables).not.toMatch(/invented\.example|institution\.example|Later/);
      expect(entries.join('')).toContain('representative.named');
    });
  });
});

