import { ApplicationsQuery, Applications, ApplyHandlers, ProposeApplicationsHandler, type Applicant } from '../../src/applications/index.js';
import { CarryOverHandler, CirculateListHandler, CreateListHandler, EditNamesHandler, FinalizeListHandler, LeaveByReferenceHandler, ListedNames, Lists, NameBook, Nomination, OverrideHoldHandler, Revisions, WithdrawNominationHandler } from '../../src/lists/index.js';
import { Delegations } from '../../src/meetings/index.js';
import { RaiseObjectionsHandler } from '../../src/objections/index.js';
import { Catalogs, languages } from '../../src/platform/i18n.js';
import { Keys } from '../../src/platform/keys.js';
import { Reader } from '../../src/platform/reader.js';
import { UnitOfWork } from '../../src/platform/unit-of-work.js';
import { Records } from '../../src/records/index.js';
import { checkModality } from '../../workflows/modality.check.js';
import { application, complete, eligible, inside, openCalls, type Browser } from '../doors/apply/applicant.js';
import { signIn, type Console } from '../doors/office/console.js';
import { basisToWhoeverAsks } from '../support/modalities.js';
import { draftRound, invented, officer } from '../support/round.js';
import { eachService } from '../support/running.js';

it('a modality names another of its lists, or is refused', () => {
  const modality = basisToWhoeverAsks();
  expect(checkModality(modality)).toEqual([]);
  for (const wrong of ['6c', '9z']) {
    modality.lists[1]!.carriesFrom = wrong;
    expect(checkModality(modality).map(({ path }) => path)).toEqual(['/lists/1/carriesFrom']);
  }
});

eachService('carrying names over from a final list', { now: '2026-12-01T12:00:00.000Z' }, (service) => {
  let console: Console;
  let from: string;
  let to: string;
  let ids: string[];
  beforeAll(async () => {
    const round = await draftRound(service, { names: 5, addresses: false });
    ({ listId: from, ids } = round);
    ({ id: to } = await service.get(CreateListHandler).execute({ conferenceId: round.conferenceId, key: '6c' }, officer));
    await service.get(EditNamesHandler).add({ listId: to, names: [invented(4)] }, officer);
    console = await signIn(service);
  });
  const page = () => `/office/lists/${to}/carry-over`;
  const shown = async (): Promise<string[]> => [...(await console.get(page())).text.matchAll(/<bdi class="n-name">([^<]*)<\/bdi>/g)].map(([, name]) => name!);
  const names = async (): Promise<string[]> => (await service.get(NameBook).of(await service.get(Lists).find(to))).names.map(({ name }) => name);

  it('offers nothing before the list is final, and the modality says onto which lists', async () => {
    expect(await shown()).toEqual([]);
    expect((await console.get(`/office/lists/${from}/carry-over`)).status).toBe(409);
    expect(await service.get(CarryOverHandler).execute({ listId: to, nominationIds: [ids[1]!] }, officer)).toEqual([{ id: ids[1], name: null, outcome: 'notOffered' }]);
    await expect(service.get(CarryOverHandler).execute({ listId: from, nominationIds: [ids[1]!] }, officer)).rejects.toMatchObject({ rule: 'carry-over-not-foreseen' });
  });

  it('offers what is on the final list, and is silent of every other name whatever the cause', async () => {
    await service.get(CirculateListHandler).execute({ listId: from, wallTime: '2026-12-10T17:00', zone: 'America/New_York' }, officer);
    await service.get(RaiseObjectionsHandler).execute({ items: [{ nominationId: ids[0]!, basis: null }] }, { kind: 'mission', iso2: 'FR', listId: from });
    expect(await shown()).toEqual([]);
    await service.get(WithdrawNominationHandler).execute({ listId: from, nominationId: ids[1]!, reason: '' }, officer);
    service.setTime('2026-12-11T12:00:00.000Z');
    await service.get(OverrideHoldHandler).execute({ listId: from, reason: 'Test' }, officer);
    expect(await shown()).toEqual([]);
    await service.get(FinalizeListHandler).execute({ listId: from }, officer);
    expect(await shown()).toEqual(['Invented Association 2', 'Invented Association 3', 'Invented Association 4']);
    // One that was objected to, one that withdrew, and one that never was: the same answer.
    const unknown = await service.get(CarryOverHandler).preview({ listId: to, nominationIds: [ids[0]!, ids[1]!, 'never'] });
    expect(unknown.map(({ name, outcome }) => [name, outcome])).toEqual(Array(3).fill([null, 'notOffered']));
    // The planted difference: the list itself holds five names, and the Office's page of it tells how two of them fell.
    expect((await console.get(`/office/lists/${from}/difference`)).text).toContain('Invented Association 0');
  });

  it('shows first what would happen, then puts them onto the draft with a result for each', async () => {
    expect((await console.post(page(), page(), { stage: 'preview' })).status).toBe(422);
    const chosen = [ids[2]!, ids[4]!, ids[0]!];
    const look = await console.post(page(), page(), { stage: 'preview', name: chosen });
    expect(look.text).toContain('Chosen: 3. 1 would be put onto the draft, 2 would be left.');
    expect(look.text).not.toContain('Invented Association 0');
    expect(await names()).toEqual(['Invented Association 4']);
    const stale = await console.post(page(), page(), { stage: 'act', name: chosen, seen: '1' });
    expect(stale.status).toBe(412);
    const form = { stage: 'act', name: chosen, ...Object.fromEntries(['_once', 'seen'].map((name) => [name, new RegExp(`name="${name}" value="([^"]+)"`).exec(look.text)![1]!])) };
    const done = await console.post(page(), page(), form);
    for (const words of ['Chosen: 3. Put onto the draft: 1. Left: 2.', 'On the draft now', 'Left: already on the draft', 'Left: not offered']) expect(done.text).toContain(words);
    // The same form sent again is told of as it was at first; another puts nothing there twice.
    expect((await console.post(page(), page(), form)).text).toContain('Chosen: 3. Put onto the draft: 1. Left: 2.');
    expect((await console.post(page(), page(), { stage: 'act', name: chosen })).text).toContain('Put onto the draft: 0.');
    expect(await names()).toEqual(['Invented Association 4', 'Invented Association 2']);
    expect((await console.post(page(), page(), { stage: 'preview', all: 'yes' })).text).toContain('Chosen: 1. 1 would be put onto the draft, 0 would be left.');
    expect((await service.get(Revisions).of(to)).map(({ act }) => act)).toEqual(['names.added', 'names.added']);
    expect((await service.get(Records).timeline(to)).at(-1)).toMatchObject({ act: 'names.carriedOver', facts: { names: 1, fromList: '6b' } });
  });

  it('is not kept from a name by a website that was stored before it had to be a web address', async () => {
    await service.get(UnitOfWork).run((tx) => tx.update(Nomination, { id: ids[3]! }, { website: 'https://n/a' }));
    expect(await service.get(CarryOverHandler).execute({ listId: to, nominationIds: [ids[3]!] }, officer)).toEqual([{ id: ids[3], name: 'Invented Association 3', outcome: 'carried' }]);
    expect((await service.get(NameBook).of(await service.get(Lists).find(to))).names.find(({ name }) => name === 'Invented Association 3')).toMatchObject({ website: null });
  });
});

eachService('withdrawing from where a name was carried over to', { now: '2026-12-01T12:00:00.000Z' }, (service) => {
  let from: string;
  let to: string;
  let ids: string[];
  let applicant: Applicant;
  let browser: Browser;
  const zone = 'America/New_York';
  const hold = '2026-12-11T12:00:00.000Z';
  beforeAll(async () => {
    const { conferenceId, ...round } = await draftRound(service, { names: 4, addresses: false });
    ({ listId: from, ids } = round);
    await openCalls(service, conferenceId);
    applicant = await application(service, conferenceId, 'carried@invented.example', { ...complete, name: 'Invented Carried' });
    await eligible(service, applicant.applicationId);
    await service.get(ProposeApplicationsHandler).execute({ listId: from, applicationIds: [applicant.applicationId] }, officer);
    await service.get(CirculateListHandler).execute({ listId: from, wallTime: '2026-12-10T17:00', zone }, officer);
    await service.get(RaiseObjectionsHandler).execute({ items: [{ nominationId: ids[0]!, basis: null }] }, { kind: 'mission', iso2: 'FR', listId: from });
    service.setTime(hold);
    await service.get(OverrideHoldHandler).execute({ listId: from, reason: 'Test' }, officer);
    await service.get(FinalizeListHandler).execute({ listId: from }, officer);
    ({ id: to } = await service.get(CreateListHandler).execute({ conferenceId, key: '6c' }, officer));
    ids.push((await service.get(Reader).manager.findOneByOrFail(Nomination, { applicationId: applicant.applicationId })).id);
    browser = await inside(service, applicant);
  });
  const status = (at: number): string => `/status/${service.get(Keys).reference(ids[at]!)}`;
  const page = async (path: string): Promise<string> => (await (await fetch(service.url + path, { headers: { 'accept-language': 'en' } })).text());
  const send = (path: string, fields: Record<string, string>) => fetch(service.url + path, { method: 'POST', redirect: 'manual', headers: { 'accept-language': 'en' }, body: new URLSearchParams(fields) });
  const carry = (...at: number[]) => service.get(CarryOverHandler).execute({ listId: to, nominationIds: at.map((one) => ids[one]!) }, officer);
  const onDraft = async () => (await service.get(NameBook).of(await service.get(Lists).find(to))).names.map(({ name, state }) => [name, state]);
  const own = (): string => `/apply/a/${applicant.applicationId}`;

  it('says which lists are left and which stay final, whether or not a draft has the name, and offers nothing to a name that is not on the final list', async () => {
    await carry(1, 3, 4);
    const parts = await Promise.all([0, 1, 2].map(async (at) => (await page(status(at))).split('Withdraw the organization')[1]?.replaceAll(status(at), 'ADDRESS')));
    expect(parts[0]).toBeUndefined();
    expect(parts[1]).toBe(parts[2]);
    expect(parts[1]).toMatch(/It leaves these lists:[^]*6 \(c\)[^]*It stays on these final lists[^]*6 \(b\)/);
    for (const language of languages) expect((await browser.get(`${own()}/withdraw?lang=${language}`)).text).toContain(service.get(Catalogs).in(language)('public:leave.stays'));
    expect((await browser.get(`${own()}/withdraw?lang=en`)).text).toMatch(/It leaves these lists:[^]*6 \(c\)[^]*It stays on these final lists[^]*6 \(b\)/);
    await expect(service.get(LeaveByReferenceHandler).execute(service.get(Keys).reference(ids[0]!))).rejects.toMatchObject({ rule: 'list-already-final' });
  });

  it('takes it out of a draft, by the reference of a letter and one deliberate press, and keeps it from being carried over again', async () => {
    expect((await send(status(1), {})).status).toBe(422);
    expect((await onDraft()).length).toBe(3);
    const done = await send(status(1), { sure: 'yes' });
    expect([done.status, done.headers.get('location')]).toEqual([303, `${status(1)}?done=left`]);
    expect(await page(`${status(1)}?done=left`)).toMatch(/The withdrawal has been recorded[^]*On the final list/);
    expect(await page(status(1))).not.toContain('Withdraw the organization');
    // Nor of one that no draft had: it is the same act.
    expect((await send(status(2), { sure: 'yes' })).status).toBe(303);
    expect(await onDraft()).toEqual([['Invented Association 3', 'proposed'], ['Invented Carried', 'proposed']]);
    expect((await carry(1, 2)).map(({ outcome }) => outcome)).toEqual(['notOffered', 'notOffered']);
    expect((await service.get(Records).timeline(from)).filter(({ act }) => act === 'organization.leftFurther').length).toBe(2);
  });

  it('marks it on a list that is out, behind the link of its application, and takes nothing that the final list opened', async () => {
    await service.get(CirculateListHandler).execute({ listId: to, wallTime: '2026-12-20T17:00', zone }, officer);
    const opens = async () => (await service.get(Delegations).find(applicant.applicationId))!.opens;
    const before = await opens();
    expect((await browser.post(`${own()}/withdraw`, { sure: 'yes' })).location).toBe(`${own()}?done=left`);
    expect(await onDraft()).toEqual([['Invented Association 3', 'circulated'], ['Invented Carried', 'withdrawn']]);
    expect([await opens(), before.length > 0]).toEqual([before, true]);
    const told = await service.get(ApplicationsQuery).status(await service.get(Applications).find(applicant.applicationId));
    expect([told.status, told.withdrawal]).toEqual(['onFinalList', null]);
    await expect(service.get(ApplyHandlers).withdraw(applicant)).rejects.toMatchObject({ rule: 'list-already-final' });
  });

  it('ends when the last list that could be left is final', async () => {
    expect(await page(status(3))).toContain('Withdraw the organization');
    service.setTime('2026-12-21T12:00:00.000Z');
    await service.get(OverrideHoldHandler).execute({ listId: to, reason: 'Test' }, officer);
    await service.get(FinalizeListHandler).execute({ listId: to }, officer);
    expect(await page(status(3))).not.toContain('Withdraw the organization');
    expect((await send(status(3), { sure: 'yes' })).status).toBe(409);
    // The control: looked for on its own lists only, as before, there would be nothing to leave on the day on which the first one is final.
    const listed = service.get(ListedNames);
    expect((await listed.everywhere(applicant.applicationId)).map(({ list }) => list.key)).toEqual(['6b', '6c']);
    expect((await listed.of(applicant.applicationId)).map(({ list }) => list.key)).toEqual(['6b']);
  });
});
