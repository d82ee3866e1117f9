import { DeclineDoubleHandler, JudgeMatchHandler, Matches, Applications, ApplyHandlers, type Applicant } from '../../src/applications/index.js';
import { Conferences } from '../../src/conferences/index.js';
import { CirculateListHandler, EditNamesHandler, WithdrawNominationHandler } from '../../src/lists/index.js';
import { Reader } from '../../src/platform/reader.js';
import { Refused } from '../../src/platform/refused.js';
import { ImportRegisterHandler } from '../../src/registers/index.js';
import { RecordEntry } from '../../src/records/record-entry.entity.js';
import { application, complete, inside, openCalls } from '../doors/apply/applicant.js';
import { signIn, type Console } from '../doors/office/console.js';
import { draftRound, invented, officer } from '../support/round.js';
import { eachService } from '../support/running.js';

eachService('organizations that look alike', { now: '2026-12-01T12:00:00.000Z' }, (service) => {
  let desk: Console;
  let conferenceId: string;
  let listId: string;
  let first: Applicant;
  beforeAll(async () => {
    ({ conferenceId, listId } = await draftRound(service, { names: 1, addresses: false }));
    await openCalls(service, conferenceId);
    desk = await signIn(service);
    first = await application(service, conferenceId, 'first@first-office.example', { ...complete, name: 'Invented Lighthouse Keepers Union', latinName: '', acronym: 'ILKU', website: 'lighthouse.example', country: 'Egypt', registrationNumber: 'EG-4711-01' });
  });
  const cards = async ({ applicationId }: Applicant) => service.get(Matches).of(await service.get(Applications).find(applicationId));
  const kinds = async (applicant: Applicant): Promise<string[]> => (await cards(applicant)).map(({ other: { kind }, evidence }) => `${kind}: ${evidence.join(' ')}`);

  it('shows the same organization that applies twice, from two countries, to the desk and stops neither', async () => {
    expect(await kinds(first)).toEqual([]);
    const again = await application(service, conferenceId, 'again@again-office.example', { ...complete, name: 'Invented Lighthouse Keepers Union', latinName: '', country: 'Peru', website: '' });
    expect(await kinds(again)).toEqual(['application: sameName acronym']);
    expect(await kinds(first)).toEqual(['application: sameName acronym']);
    expect((await service.get(Applications).find(again.applicationId)).row.state).toBe('submitted');
    const page = (await desk.get(`/office/applications/a/${again.applicationId}`)).text;
    expect(page).toContain('1 looks like it. Not judged yet: 1. The same: 0.');
    const compared = (await desk.get(`/office/applications/a/${again.applicationId}/matches`)).text;
    for (const words of ['Another application', 'same name', 'Egypt', 'Peru', 'lighthouse.example']) expect(compared).toContain(words);
    // Under another name, in another script, it is met by its registration number.
    const third = await application(service, conferenceId, 'third@third-office.example', { ...complete, name: 'اتحاد مخترع', latinName: '', country: 'Egypt', website: '', registrationNumber: 'eg 4711 01' });
    expect(await kinds(third)).toEqual(['application: registration']);
  });

  it('meets names on lists and entries of registers, and follows what changes', async () => {
    const one = await application(service, conferenceId, 'orchard@orchard-office.example', { ...complete, name: 'Invented Orchard Society', latinName: '', website: '' });
    expect(await kinds(one)).toEqual([]);
    const { ids } = await service.get(EditNamesHandler).add({ listId, names: [{ ...invented(7), name: 'Society: Invented Orchards' }] }, officer);
    await service.get(ImportRegisterHandler).execute({ kind: 'ecosoc', asOf: '2024-06-14', file: 'a.csv', bytes: Buffer.from('name,session_end_date,status,status_year\nInvented Orchard Society,2024-06-14,special,2024') }, officer);
    expect((await kinds(one)).sort()).toEqual(['name: likeName', 'register: sameName']);
    await service.get(EditNamesHandler).remove({ listId, nominationId: ids[0]! }, officer);
    expect(await kinds(one)).toEqual(['register: sameName']);
    await service.get(ApplyHandlers).save({ typed: { ...complete, name: 'Wholly Renamed Fellowship', latinName: '' } }, one);
    expect(await kinds(one)).toEqual([]);
  });

  it('leaves out who took its application back, and what was withdrawn from a list', async () => {
    const one = await application(service, conferenceId, 'mill@mill-office.example', { ...complete, name: 'Invented Millwheel Guild', latinName: '', website: '' });
    const other = await application(service, conferenceId, 'wheel@wheel-office.example', { ...complete, name: 'Guild: Invented Millwheel', latinName: '', website: '' });
    expect(await kinds(one)).toEqual(['application: likeName']);
    await service.get(ApplyHandlers).withdraw(other);
    expect(await kinds(one)).toEqual([]);
    const { listId: out } = await draftRound(service, { names: 1, addresses: false });
    const { ids } = await service.get(EditNamesHandler).add({ listId: out, names: ['Guild of the Invented Millwheel', 'Millwheel Guild, Invented'].map((name, n) => ({ ...invented(n), name })) }, officer);
    expect(await kinds(one)).toEqual(['name: likeName', 'name: likeName']);
    await service.get(EditNamesHandler).edit({ listId: out, nominationId: ids[0]!, name: { ...invented(0), name: 'Wholly Other Fellowship' } }, officer);
    expect(await kinds(one)).toEqual(['name: likeName']);
    await service.get(CirculateListHandler).execute({ listId: out, wallTime: '2026-12-20T17:00', zone: 'America/New_York' }, officer);
    await service.get(WithdrawNominationHandler).execute({ listId: out, nominationId: ids[1]!, reason: '' }, officer);
    expect(await kinds(one)).toEqual([]);
  });

  it('remembers what an officer found, for both, in the record, and again when found otherwise', async () => {
    const [a, b] = [await application(service, conferenceId, 'a@a-office.example', { ...complete, name: 'Invented Bridge Builders', latinName: '', website: '' }), await application(service, conferenceId, 'b@b-office.example', { ...complete, name: 'Bridge Builders (Invented)', latinName: '', website: '' })];
    const path = (id: string): string => `/office/applications/a/${id}/matches`;
    const other = (await cards(a))[0]!.key;
    expect(other).toBe(`application:${b.applicationId}`);
    expect((await desk.post(path(a.applicationId), path(a.applicationId), { other, judgement: 'perhaps' })).status).toBe(422);
    expect((await desk.post(path(a.applicationId), path(a.applicationId), { other: 'application:unknown', judgement: 'same' })).status).toBe(404);
    for (const [judgement, word] of [['later', 'Later'], ['notSame', 'Not the same']] as const) {
      expect((await desk.post(path(a.applicationId), path(a.applicationId), { other, judgement })).location).toBe(path(a.applicationId));
      expect((await cards(b))[0]!.judgement).toMatchObject({ judgement, officer: 'Amal Field' });
      expect((await desk.get(path(b.applicationId))).text).toContain(`>${word}</strong> <bdi>Amal Field</bdi>`);
    }
    await service.get(JudgeMatchHandler).execute({ applicationId: b.applicationId, other: `application:${a.applicationId}`, judgement: 'notSame' }, officer);
    const entries = (await service.get(Reader).manager.find(RecordEntry)).filter(({ entry }) => entry.includes('"match.judged"'));
    expect(entries).toHaveLength(2);
    expect((await service.get(Applications).find(a.applicationId)).row.state).toBe('submitted');
    await expect(service.get(JudgeMatchHandler).execute({ applicationId: a.applicationId, other, judgement: 'same' }, { ...officer, roles: ['auditor'] })).rejects.toMatchObject({ rule: 'role-lacks-right' });
  });

  it('are a view of the queue until each was judged', async () => {
    const { slug } = await service.get(Conferences).byId(conferenceId);
    const view = async (): Promise<string[]> => [...(await desk.get(`/office/applications/c/${slug}?alike=yes&state=submitted`)).text.matchAll(/<bdi class="n-name">([^<]*)<\/bdi>/g)].map(([, name]) => name!);
    const one = await application(service, conferenceId, 'kites@kites.example', { ...complete, name: 'Invented Kite Fellowship', latinName: '', website: '', country: 'Chile' });
    const before = await view();
    expect(before).not.toContain('Invented Kite Fellowship');
    const two = await application(service, conferenceId, 'kite@other.example', { ...complete, name: 'Fellowship of Invented Kites', latinName: '', website: '', country: 'Chile' });
    expect((await view()).filter((name) => !before.includes(name)).sort()).toEqual(['Fellowship of Invented Kites', 'Invented Kite Fellowship']);
    const judge = (judgement: string) => service.get(JudgeMatchHandler).execute({ applicationId: one.applicationId, other: `application:${two.applicationId}`, judgement }, officer);
    // Put off is not judged.
    await judge('later');
    expect(await view()).toHaveLength(before.length + 2);
    await judge('notSame');
    expect(await view()).toEqual(before);
    expect((await desk.get(`/office/applications/c/${slug}`)).text).toContain('Look-alikes to judge</a>');
  });

  it('stand as advice beside the names of a draft, until an officer said that they are two', async () => {
    const { ids: [id] } = await service.get(EditNamesHandler).add({ listId, names: [{ ...invented(7), name: 'Invented Windmill Circle' }] }, officer);
    const path = `/office/lists/${listId}/names?search=windmill+circle`;
    expect((await desk.get(path)).text).not.toContain('Looks like:');
    const one = await application(service, conferenceId, 'mill@mill.example', { ...complete, name: 'Circle of Invented Windmills', latinName: '', website: '' });
    const shown = (await desk.get(path)).text;
    expect(shown).toMatch(new RegExp(`Looks like: <a [^>]*href="/office/applications/a/${one.applicationId}"><bdi>Circle of Invented Windmills</bdi></a> · An application`));
    const { listId: other } = await draftRound(service, { names: 1, addresses: false });
    await service.get(EditNamesHandler).add({ listId: other, names: [{ ...invented(7), name: 'Invented Windmill Circle' }] }, officer);
    expect((await desk.get(path)).text).toContain('On the list:');
    await service.get(JudgeMatchHandler).execute({ applicationId: one.applicationId, other: `name:${id}`, judgement: 'notSame' }, officer);
    expect((await desk.get(path)).text).not.toContain('Circle of Invented Windmills');
  });

  it('points out a word of mixed scripts, and refuses another script in the field for Latin letters with what was typed kept', async () => {
    const mixed = await application(service, conferenceId, 'mixed@mixed-office.example', { ...complete, name: 'Invеnted Lighthouse Keepers Union', latinName: '' });
    expect((await kinds(mixed))[0]).toMatch(/^application: (sameName|likeName)/);
    expect((await desk.get(`/office/applications/a/${mixed.applicationId}`)).text).toContain('The letters of the name:');
    const draft = await application(service, conferenceId, 'latin@latin-office.example', null);
    const browser = await inside(service, draft);
    const own = `/apply/a/${draft.applicationId}/form/organization`;
    const refused = await browser.post(own, { name: 'Выдуманный союз', latinName: 'Выдуманный союз', country: 'Egypt', category: 'civil-society' });
    expect(refused.status).toBe(422);
    for (const words of ['Write this name in Latin letters.', 'value="Выдуманный союз"', 'href="#latinName"']) expect(refused.text).toContain(words);
  });

  it('never shows a draft, and is no page of others', async () => {
    const draft = await application(service, conferenceId, 'draft@draft-office.example', null);
    await service.get(ApplyHandlers).save({ typed: { ...complete, name: 'Invented Lighthouse Keepers Union' } }, draft);
    expect((await cards(first)).some(({ key }) => key.includes(draft.applicationId))).toBe(false);
    expect((await desk.get(`/office/applications/a/${draft.applicationId}/matches`)).status).toBe(404);
  });

  it('is declined at a press for the other one where hardly a doubt is left: recommended by one, decided by another, and told to nobody before the outcomes', async () => {
    const form = { ...complete, name: 'Invented Ferry Crew Association', latinName: '', acronym: '', website: 'ferry-crew.example', country: 'Egypt', registrationNumber: 'EG-900-77' };
    const counts = await application(service, conferenceId, 'one@one-ferry.example', form);
    const double = await application(service, conferenceId, 'two@two-ferry.example', { ...form, name: 'Crews of Invented Ferries', website: '' });
    // A stranger who types what another organization has is told nothing that anybody else is not told.
    const plain = await application(service, conferenceId, 'three@three-ferry.example', { ...form, name: 'Invented Bakers', website: '', registrationNumber: 'EG-1', country: 'Egypt' });
    const [seen, other] = await Promise.all([double, plain].map(async (one) => {
      const browser = await inside(service, one);
      const pages = await Promise.all(['', '/sent'].map(async (path) => (await browser.get(`/apply/a/${one.applicationId}${path}`)).text));
      return pages.join().replaceAll(one.applicationId, 'ID').replaceAll(service.get(Applications).reference(one.applicationId), 'REFERENCE').replace(/Crews of Invented Ferries|Invented Bakers/g, 'NAME').replace(/2026-12-01 12:00:\d\d|<time[^]*?<\/time>|name="_(once|csrf)" value="[^"]*"/g, '');
    }));
    expect(seen).toBe(other);
    const page = `/office/applications/a/${double.applicationId}/matches`;
    const look = (await desk.get(page)).text;
    for (const words of ['Hardly a doubt', 'The same: decline this one']) expect(look).toContain(words);
    const key = `application:${counts.applicationId}`;
    expect((await desk.post(page, page, { other: key, judgement: 'decline' })).location).toBe(`/office/applications/a/${double.applicationId}`);
    const find = async ({ applicationId }: Applicant) => (await service.get(Applications).find(applicationId)).row;
    expect(await find(double)).toMatchObject({ state: 'submitted', screening: { recommendation: { outcome: 'notEligible', reason: 'doubleApplication' } } });
    expect((await cards(double)).find((card) => card.key === key)!.judgement).toMatchObject({ judgement: 'same' });
    await service.get(DeclineDoubleHandler).execute({ applicationId: double.applicationId, other: key }, { ...officer, id: 'second-officer', name: 'Second Officer' });
    expect([(await find(double)).state, (await find(counts)).state]).toEqual(['notEligible', 'submitted']);
    // The one that was declined does not count for the other, nor does one that does not look like it.
    for (const wrong of [`application:${double.applicationId}`, `application:${plain.applicationId}`, 'application:made-up', 'name:made-up']) await expect(service.get(DeclineDoubleHandler).execute({ applicationId: counts.applicationId, other: wrong }, officer)).rejects.toBeInstanceOf(Refused);
    expect((await find(counts)).screening.recommendation).toBeNull();
    expect((await desk.get(`/office/applications/a/${counts.applicationId}/matches`)).text).not.toContain('decline this one');
  });
});
