import { ApplicationsQuery, Applications, ApplyHandlers, BalanceBoardQuery, Calls, ExtendCallHandler, ProposeApplicationsHandler, ScreeningHandlers, type Applicant } from '../../src/applications/index.js';
import { Conferences } from '../../src/conferences/index.js';
import { Relay } from '../../src/delivery/index.js';
import {
  CarryOverHandler, CirculateListHandler, CreateAddendumHandler, CreateListHandler, EditNamesHandler, ExtendSilenceHandler, FinalizeListHandler, List, Lists, MarkNotedHandler, NameBook,
  Nomination, OverrideHoldHandler, Revisions, StatusQuery, TransmitToAssemblyHandler, WithdrawListHandler,
} from '../../src/lists/index.js';
import { Delegations } from '../../src/meetings/index.js';
import { MissionLinks } from '../../src/missions/index.js';
import { Letters, Notices } from '../../src/notices/index.js';
import { RaiseObjectionsHandler } from '../../src/objections/index.js';
import { OutboxMessage } from '../../src/outbox/index.js';
import { Keys } from '../../src/platform/keys.js';
import { Reader } from '../../src/platform/reader.js';
import { UnitOfWork } from '../../src/platform/unit-of-work.js';
import { refusesAddendum } from '../../workflows/addenda.js';
import { checkModality } from '../../workflows/modality.check.js';
import { modalities } from '../../workflows/modalities/index.js';
import { application, complete, eligible, inside, openCalls } from '../doors/apply/applicant.js';
import { signIn, type Console } from '../doors/office/console.js';
import { circulatedRound, draftRound, invented, officer } from '../support/round.js';
import { eachService } from '../support/running.js';

describe('the rule', () => {
  const states = ['draft', 'circulated', 'held', 'objectionsConsidered', 'finalized', 'noted', 'withdrawn'] as const;
  it.each([
    [undefined, []], [{ until: 'finalization' as const }, ['circulated', 'held', 'objectionsConsidered']], [{ until: 'noted' as const }, ['circulated', 'held', 'objectionsConsidered', 'finalized']],
  ])('with %j allows addenda to lists that are %j', (addenda, allowed) => {
    expect(states.filter((state) => refusesAddendum({ ...(addenda ? { addenda } : {}) }, state) === null)).toEqual(allowed);
  });

  it('stands in both modalities that ship, and keeps the keys of addenda for them', () => {
    expect(modalities.map(({ lists }) => lists.map(({ addenda }) => addenda?.until))).toEqual([['noted', 'noted'], ['finalization']]);
    const wrong = structuredClone(modalities[1]!);
    wrong.lists[0]!.key = 'a-add1';
    wrong.tracks.forEach(({ way }) => { if (way.kind === 'list') way.list = 'a-add1'; });
    expect(checkModality(wrong).map(({ path }) => path)).toEqual(['/lists/0/key']);
  });
});

eachService('an addendum', { now: '2026-12-01T15:00:00.000Z', ticks: false }, (service) => {
  const addendumTo = (listId: string) => service.get(CreateAddendumHandler).execute({ listId }, officer);
  const add = (listId: string, ...numbers: number[]) => service.get(EditNamesHandler).add({ listId, names: numbers.map(invented) }, officer);
  const list = (id: string) => service.get(Lists).find(id);
  const rows = () => service.get(Reader).manager;

  it('goes its own way from draft to the Assembly, beside its list', async () => {
    const { conferenceId, listId, ids } = await circulatedRound(service, { names: 3 });
    const { id, key } = await addendumTo(listId);
    expect(await list(id)).toMatchObject({ key: '6b-add1', ofKey: '6b', addendumTo: listId, state: 'draft', title: { en: 'List under paragraph 6 (b): addendum 1', ar: 'القائمة المنصوص عليها في الفقرة 6\u00a0(ب): الإضافة 1' } });
    expect(key).toBe('6b-add1');
    await expect(addendumTo(listId)).rejects.toMatchObject({ rule: 'addendum-open', params: { key } });
    await expect(addendumTo(id)).rejects.toMatchObject({ rule: 'addendum-to-addendum' });
    // By row: what the list has is not taken again, and nothing of the rest is taken without it.
    await expect(add(id, 10, 1)).rejects.toMatchObject({ faults: [{ row: 2, rule: 'name-listed-elsewhere', params: { list: '6b', name: 'Invented Association 1' } }] });
    const { ids: added } = await add(id, 10, 11);
    // Nor does an edit make a second one of what stands on the list or beside it; of the name itself it is none.
    const edit = (n: number, city: string | null = null) => service.get(EditNamesHandler).edit({ listId: id, nominationId: added[0]!, name: { ...invented(n), city } }, officer);
    await expect(edit(1)).rejects.toMatchObject({ faults: [{ field: 'name', rule: 'name-listed-elsewhere', params: { list: '6b', name: 'Invented Association 1' } }] });
    await expect(edit(11)).rejects.toMatchObject({ faults: [{ field: 'name', rule: 'name-already-listed', params: { name: 'Invented Association 11' } }] });
    await edit(10, 'Invented City');
    await edit(10);
    await service.get(CirculateListHandler).execute({ listId: id, wallTime: '2026-12-20T17:00', zone: 'America/New_York' }, officer);
    await service.get(Relay).drain();
    // A letter to each Mission with a link of its own, and the deadline of its own; the list keeps the one that it has.
    const letters = await rows().findBy(OutboxMessage, { listId: id, notice: 'circulation' });
    expect([new Set(letters.map(({ iso2 }) => iso2)).size, (await list(id)).deadline, (await list(listId)).deadline]).toEqual([193, '2026-12-20T22:00:00.000Z', '2026-12-15T22:00:00.000Z']);
    expect((await service.get(Revisions).frozen(id))?.number).toBe(4);
    // An objection on the one says nothing on the other.
    const object = (on: string, nominationId: string) => service.get(RaiseObjectionsHandler).execute({ items: [{ nominationId, basis: null }] }, { kind: 'mission', iso2: 'FR', listId: on });
    await expect(object(listId, added[0]!)).rejects.toMatchObject({ faults: [{ rule: 'name-not-on-list' }] });
    await object(listId, ids[0]!);
    await object(id, added[0]!);
    await service.get(ExtendSilenceHandler).execute({ listId: id, reason: 'Invented', wallTime: '2026-12-22T17:00', zone: 'America/New_York' }, officer);
    expect([(await service.get(Lists).periods(id)).length, (await service.get(Lists).periods(listId)).length]).toEqual([2, 1]);
    // What two addenda add stands apart as well.
    const { id: second } = await addendumTo(listId);
    await expect(add(second, 11)).rejects.toMatchObject({ faults: [{ rule: 'name-listed-elsewhere', params: { list: '6b-add1' } }] });
    await expect(service.get(WithdrawListHandler).execute({ listId, reason: 'Invented' }, officer)).rejects.toMatchObject({ rule: 'list-has-addendum', params: { key: '6b-add1' } });
    await service.get(WithdrawListHandler).execute({ listId: second, reason: 'Invented' }, officer);
    expect((await addendumTo(listId)).key).toBe('6b-add3');

    service.setTime('2026-12-16T12:00:00.000Z');
    expect(await service.get(FinalizeListHandler).execute({ listId }, officer)).toMatchObject({ final: 2, notFinal: 1 });
    await expect(service.get(FinalizeListHandler).execute({ listId: id }, officer)).rejects.toMatchObject({ rule: 'not-in-this-state' });
    const status = async (nomination: string) => (await service.get(StatusQuery).byReference(service.get(Keys).reference(nomination)))!;
    expect([await status(ids[0]!), await status(added[0]!)].map((one) => one.status)).toEqual(['notOnFinalList', 'underConsideration']);
    service.setTime('2026-12-23T12:00:00.000Z');
    expect(await service.get(FinalizeListHandler).execute({ listId: id }, officer)).toMatchObject({ final: 1, notFinal: 1 });
    expect([(await status(added[0]!)).status, (await status(added[1]!)).status, (await status(added[1]!)).listTitle.en]).toEqual(['notOnFinalList', 'onFinalList', 'List under paragraph 6 (b): addendum 1']);

    // All that became final can be carried over, from the list and from its addendum; onto an addendum nothing that its list has.
    const { id: other } = await service.get(CreateListHandler).execute({ conferenceId, key: '6c' }, officer);
    expect((await service.get(CarryOverHandler).offered(await list(other))).names.map(({ name }) => name)).toEqual([1, 2, 11].map((n) => invented(n).name));
    await service.get(TransmitToAssemblyHandler).execute({ listId, which: 'final', symbol: 'A/72/INF/9' }, officer);
    const form = `/office/lists/${listId}/acts/noted`;
    const shown = await (await signIn(service)).post(form, form, { stage: 'preview', symbol: 'A/72/PV.100', on: '2026-12-23' });
    expect(shown.text).toContain('The draft of the addendum “List under paragraph 6 (b): addendum 3” (6b-add3) can no longer be circulated after this.');
    await service.get(MarkNotedHandler).execute({ listId, symbol: 'A/72/PV.100', on: '2026-12-23' }, officer);
    // The third one was drafted in time, and comes too late to be circulated.
    const third = (await service.get(Lists).of(conferenceId)).find((one) => one.key === '6b-add3')!;
    await add(third.id, 20);
    await expect(service.get(CirculateListHandler).execute({ listId: third.id, wallTime: '2027-01-20T17:00', zone: 'America/New_York' }, officer)).rejects.toMatchObject({ rule: 'addendum-too-late' });
    expect((await list(third.id)).state).toBe('draft');
  });

  it('is refused where the modality foresees none, and before the list is out', async () => {
    service.setTime('2026-12-01T15:00:00.000Z');
    const { listId } = await draftRound(service, { names: 1, addresses: false });
    await expect(addendumTo(listId)).rejects.toMatchObject({ rule: 'addendum-before-circulation' });
    const modality = structuredClone(modalities[0]!);
    for (const rule of modality.lists) delete rule.addenda;
    for (const at of [0, 1]) delete modality.sources[`/lists/${at}/addenda`];
    expect(checkModality(modality)).toEqual([]);
    const none = await circulatedRound(service, { names: 1, addresses: false, modality });
    await expect(addendumTo(none.listId)).rejects.toMatchObject({ rule: 'addenda-not-foreseen' });
    await expect(service.get(CreateAddendumHandler).execute({ listId }, { ...officer, roles: ['auditor'] })).rejects.toMatchObject({ rule: 'role-lacks-right' });
  });

  it('is drafted once by two officers who try at the same moment', async () => {
    const { listId } = await circulatedRound(service, { names: 1, addresses: false });
    const tries = await Promise.allSettled([addendumTo(listId), addendumTo(listId), addendumTo(listId)]);
    expect(tries.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
    expect((await service.get(Lists).family({ id: listId, addendumTo: null })).map(({ key }) => key)).toEqual(['6b', '6b-add1']);
  });
});

eachService('an addendum where an organization is not told that it was proposed', { now: '2026-12-01T12:00:00.000Z', ticks: false }, (service) => {
  it('speaks for those whom it brought onto the final list, once it is final, and is not seen before', async () => {
    const { conferenceId, listId } = await draftRound(service, { names: 1, addresses: false, modality: untold() });
    await openCalls(service, conferenceId);
    const all: Applicant[] = [];
    for (const at of ['fine', 'objected', 'never']) all.push(await application(service, conferenceId, `${at}@invented.example`, { ...complete, name: `Invented ${at}` }));
    for (const { applicationId } of all) await eligible(service, applicationId);
    await service.get(CirculateListHandler).execute({ listId, wallTime: '2026-12-15T17:00', zone: 'America/New_York' }, officer);
    const { id } = await service.get(CreateAddendumHandler).execute({ listId }, officer);
    await service.get(ProposeApplicationsHandler).execute({ listId: id, applicationIds: all.slice(0, 2).map(({ applicationId }) => applicationId) }, officer);
    service.setTime('2026-12-09T12:00:00.000Z');
    await service.get(CirculateListHandler).execute({ listId: id, wallTime: '2026-12-20T17:00', zone: 'America/New_York' }, officer);
    const { id: nominationId } = await service.get(Reader).manager.findOneByOrFail(Nomination, { applicationId: all[1]!.applicationId });
    await service.get(RaiseObjectionsHandler).execute({ items: [{ nominationId, basis: null }] }, { kind: 'mission', iso2: 'FR', listId: id });
    const told = async (): Promise<unknown[]> => Promise.all(all.map(async ({ applicationId }) => {
      const { status, steps, outcomeAt, changeable } = await service.get(ApplicationsQuery).status(await service.get(Applications).find(applicationId));
      return [status, outcomeAt, changeable, steps.filter(({ step }) => step !== 'received').map(({ step, at }) => [step, at])];
    }));
    const same = async (): Promise<void> => { const [first, ...others] = await told(); for (const other of others) expect(other).toEqual(first); };
    await same();
    // The control: told as where organizations learn that they were proposed, the dates of the addendum alone would tell.
    const listed = service.get(Lists);
    const honest = listed.conferenceOf.bind(listed);
    listed.conferenceOf = async (list) => ({ ...(await honest(list)), modality: modalities[0]! });
    await expect(same()).rejects.toThrow();
    listed.conferenceOf = honest;
    const outcomes = async (of: string) => (await service.get(Reader).manager.findBy(OutboxMessage, { listId: of, notice: 'outcome' })).map(({ address }) => address.split('@')[0]).sort();
    const final = async (of: string): Promise<number> => {
      await service.get(OverrideHoldHandler).execute({ listId: of, reason: 'Test' }, officer);
      const { outcomes: expected } = await service.get(FinalizeListHandler).preview(of);
      await service.get(FinalizeListHandler).execute({ listId: of }, officer);
      return expected;
    };
    service.setTime('2026-12-16T12:00:00.000Z');
    expect(await final(listId)).toBe(4);
    await same();
    service.setTime('2026-12-21T12:00:00.000Z');
    expect(await final(id)).toBe(1);
    expect([await outcomes(listId), await outcomes(id)]).toEqual([['contact0', 'fine', 'never', 'objected'], ['fine']]);
    const [fine, objected, never] = await told();
    expect(objected).toEqual(never);
    expect((fine as unknown[])[0]).toBe('onFinalList');
  });

  it('is left by the page of the application alone, which is the same for all who are not on the final list', async () => {
    service.holdTime('2026-12-22T12:00:00.000Z');
    const { conferenceId, listId } = await draftRound(service, { names: 1, addresses: false, modality: untold() });
    await openCalls(service, conferenceId, ['6b'], { wallTime: '2026-12-29T17:00', zone: 'America/New_York' });
    const all: Applicant[] = [];
    for (const at of ['A', 'B', 'C', 'D', 'E']) all.push(await application(service, conferenceId, `way-${at}@invented.example`, { ...complete, name: `Invented Way ${at}` }));
    const [fell, out, drafted, never, stays] = all as [Applicant, Applicant, Applicant, Applicant, Applicant];
    for (const { applicationId } of all) await eligible(service, applicationId);
    const propose = (to: string, ...which: Applicant[]) => service.get(ProposeApplicationsHandler).execute({ listId: to, applicationIds: which.map(({ applicationId }) => applicationId) }, officer);
    const nominationOf = ({ applicationId }: Applicant) => service.get(Reader).manager.findOneBy(Nomination, { applicationId });
    const finalize = async (id: string): Promise<void> => {
      await service.get(OverrideHoldHandler).execute({ listId: id, reason: 'Test' }, officer);
      await service.get(FinalizeListHandler).execute({ listId: id }, officer);
    };
    await propose(listId, fell);
    await service.get(CirculateListHandler).execute({ listId, wallTime: '2027-01-05T17:00', zone: 'America/New_York' }, officer);
    await service.get(RaiseObjectionsHandler).execute({ items: [{ nominationId: (await nominationOf(fell))!.id, basis: null }] }, { kind: 'mission', iso2: 'FR', listId });
    service.holdTime('2027-01-06T12:00:00.000Z');
    await finalize(listId);
    const first = (await service.get(CreateAddendumHandler).execute({ listId }, officer)).id;
    await propose(first, out, stays);
    await service.get(CirculateListHandler).execute({ listId: first, wallTime: '2027-01-20T17:00', zone: 'America/New_York' }, officer);
    await propose((await service.get(CreateAddendumHandler).execute({ listId }, officer)).id, drafted);
    const four = [fell, out, drafted, never];
    const browsers = await Promise.all(four.map((one) => inside(service, one)));
    const alike = async (ask: (at: number, own: string) => Promise<string>): Promise<string> => {
      const seen = await Promise.all(four.map(async (one, at) => (await ask(at, `/apply/a/${one.applicationId}`)).replaceAll(one.applicationId, 'ID').replaceAll(service.get(Applications).reference(one.applicationId), 'REFERENCE').replace(/Invented Way ./g, 'NAME').replace(/name="(_csrf|_once|seen)" value="[^"]*"/g, '').replace(/<time[^]*?<\/time>/, 'RECEIVED')));
      expect(new Set(seen).size).toBe(1);
      return seen[0]!;
    };
    expect(await alike(async (at, own) => (await browsers[at]!.get(own)).text)).toMatch(/Not on the final list[^]*Withdraw the application/);
    await alike(async (at, own) => (await browsers[at]!.get(`${own}/withdraw`)).text);
    await alike(async (at, own) => { const { status, location } = await browsers[at]!.post(`${own}/withdraw`, { sure: 'yes' }); return `${status} ${location}`; });
    expect(await alike(async (at, own) => (await browsers[at]!.get(own)).text)).toContain('Application withdrawn');
    expect((await Promise.all(four.map(nominationOf))).map((one) => one?.state ?? null)).toEqual(['heldBack', 'withdrawn', null, null]);
    service.holdTime('2027-01-21T12:00:00.000Z');
    await finalize(first);
    expect([(await nominationOf(out))!.state, (await nominationOf(stays))!.state]).toEqual(['withdrawn', 'cleared']);
    // On a final list it stays, whatever further ones it leaves.
    await service.get(ApplyHandlers).withdraw(stays);
    expect([(await nominationOf(stays))!.state, (await service.get(Applications).find(stays.applicationId)).row.state]).toEqual(['cleared', 'eligible']);
  });
});

function untold() {
  const modality = structuredClone(modalities[0]!);
  Object.assign(modality.disclosure.proposedNames, { organization: 'no', public: 'no' });
  return modality;
}

eachService('what is seen of an addendum', { now: '2026-12-01T12:00:00.000Z', ticks: false }, (service) => {
  let console: Console;
  let conferenceId: string;
  let slug: string;
  let listId: string;
  let addendum: string;
  let early: Applicant;
  let late: Applicant;
  beforeAll(async () => {
    const modality = structuredClone(modalities[0]!);
    modality.disclosure.proposedNames.public = 'atCirculation';
    ({ conferenceId, listId } = await draftRound(service, { names: 2, addresses: false, modality }));
    ({ slug } = await service.get(Conferences).byId(conferenceId));
    console = await signIn(service);
    await openCalls(service, conferenceId);
    early = await application(service, conferenceId, 'early@invented.example', { ...complete, name: 'Invented Early' });
    late = await application(service, conferenceId, 'late@invented.example', { ...complete, name: 'Invented Late' });
    for (const { applicationId } of [early, late]) await eligible(service, applicationId);
    await service.get(ProposeApplicationsHandler).execute({ listId, applicationIds: [early.applicationId] }, officer);
    await service.get(CirculateListHandler).execute({ listId, wallTime: '2026-12-15T17:00', zone: 'America/New_York' }, officer);
  });
  const get = async (path: string, cookie = ''): Promise<string> => (await fetch(service.url + path, { headers: { 'accept-language': 'en', cookie } })).text();
  const status = async ({ applicationId }: Applicant) => service.get(ApplicationsQuery).status(await service.get(Applications).find(applicationId));
  const dates = async (applicant: Applicant) => (await status(applicant)).steps.filter(({ step }) => step === 'circulated' || step === 'statesDeadline').map(({ at }) => at?.slice(0, 10));
  const known = async (): Promise<unknown[]> => [
    ...await Promise.all([get(`/c/${slug}`), get(`/api/v1/public/conferences/${slug}`)]), await dates(early), await dates(late), (await status(late)).withdrawal,
  ];
  const propose = (stage: string) => console.post(`/office/applications/c/${slug}/bulk`, `/office/applications/c/${slug}`, { act: 'propose', stage, application: [late.applicationId], reason: '', text: '' });

  it('by nobody outside, as long as it is a draft', async () => {
    const before = await known();
    expect((await propose('preview')).text).toContain('There is no draft of list 6b, nor of an addendum to it.');
    const act = `/office/lists/${listId}/acts/addendum`;
    expect((await console.get(`/office/lists/${listId}`)).text).toContain('Draft an addendum');
    expect((await console.get(act)).text).toContain('6b-add1');
    const { location } = await console.post(act, act, { stage: 'act' });
    addendum = location!.split('/').at(-1)!;
    expect((await console.get(location!)).text).toContain('List under paragraph 6 (b): addendum 1');
    // One at a time: the button gives way to the draft.
    const page = (await console.get(`/office/lists/${listId}`)).text;
    expect([page.includes('acts/addendum'), page.includes(location!)]).toEqual([false, true]);
    // The import's preview says what the list has already.
    const read = await console.upload(`${location}/import`, `${location}/import`, {}, { field: 'file', name: 'names.csv', text: `name,country\n${invented(1).name},${invented(1).countryIso2}\nInvented Fresh,France` });
    expect(read.text).toContain(`“${invented(1).name}” is on the list already.`);
    // The queue proposes onto the list that is in draft now.
    expect((await propose('act')).text).toContain('Done: 1.');
    expect((await service.get(NameBook).of(await service.get(Lists).find(addendum))).names.map(({ name }) => name)).toEqual(['Invented Late']);
    await expect(service.get(ProposeApplicationsHandler).execute({ listId: addendum, applicationIds: [early.applicationId] }, officer)).rejects.toMatchObject({ rule: 'application-listed' });
    expect(await known()).toEqual(before);
    // The planted fault: where what is known went by more than circulated lists, it would be seen.
    const circulatedAt = async (at: string | null): Promise<unknown> => service.get(UnitOfWork).run((tx) => tx.update(List, { id: addendum }, { circulatedAt: at }));
    await circulatedAt('2026-12-01T12:30:00.000Z');
    expect(await known()).not.toEqual(before);
    await circulatedAt(null);
    expect((await fetch(`${service.url}/c/${slug}/6b-add1/proposed`)).status).toBe(404);
  });

  it('by everybody with its own dates, once it is circulated', async () => {
    const listBefore = await get(`/c/${slug}/6b/proposed/names.csv`);
    service.setTime('2026-12-02T12:00:00.000Z');
    await service.get(CirculateListHandler).execute({ listId: addendum, wallTime: '2026-12-20T17:00', zone: 'America/New_York' }, officer);
    expect([await dates(early), await dates(late)]).toEqual([['2026-12-01', '2026-12-15'], ['2026-12-02', '2026-12-20']]);
    const conference = await get(`/c/${slug}`);
    expect(conference.indexOf('List under paragraph 6 (b): addendum 1')).toBeGreaterThan(conference.indexOf('List under paragraph 6 (b)<'));
    for (const deadline of ['2026-12-15', '2026-12-20']) expect(conference).toContain(deadline);
    expect(await get(`/c/${slug}/6b-add1/proposed`)).toContain('Invented Late');
    expect(await get(`/c/${slug}/6b/proposed/names.csv`)).toBe(listBefore);
    expect((JSON.parse(await get(`/api/v1/public/conferences/${slug}`)) as { lists: object[] }).lists).toMatchObject([{ key: '6b', ofKey: '6b' }, { key: '6b-add1', ofKey: '6b', deadline: '2026-12-20T22:00:00.000Z' }]);
    const board = await service.get(BalanceBoardQuery).of(await service.get(Conferences).byId(conferenceId), '6b', { ...officer });
    expect([board.units['proposed']!.length, board.candidates]).toEqual([4, []]);

    // A Mission's link opens the addendum alone.
    const link = `${service.url}/m/${service.get(MissionLinks).token(addendum, 'FR', 1)}`;
    const entered = await fetch(link, { method: 'POST', body: new URLSearchParams({ memberState: 'FR' }), redirect: 'manual' });
    expect(entered.headers.get('location')).toBe(`/m/list/${addendum}`);
    const mission = await get(`/m/list/${addendum}`, entered.headers.get('set-cookie')!.split(';')[0]);
    expect(mission).toContain('This is an addendum to the list “List under paragraph 6 (b)”');
    expect([mission.includes('Invented Late'), mission.includes('Invented Early')]).toEqual([true, false]);
  });

  it('in letters that name it in six languages', async () => {
    const list = await service.get(Lists).find(addendum);
    const facts = service.get(Notices).factsOf(await service.get(Conferences).byId(conferenceId), list, { names: 1, zone: 'America/New_York' });
    const subjects = { ar: '(الإضافة 1)', zh: '（增编1）', en: '(addendum 1)', fr: '(additif 1)', ru: '(добавление 1)', es: '(adición 1)' };
    for (const [language, ending] of Object.entries(subjects)) {
      const { subject, text } = service.get(Letters).sample('circulation', facts, language as keyof typeof subjects, '2026-12-02T12:00:00.000Z');
      expect(subject.endsWith(ending)).toBe(true);
      expect(text).toContain(list.title[language as keyof typeof subjects]);
    }
  });

  it('the outcome of each with its own list', async () => {
    service.setTime('2026-12-16T12:00:00.000Z');
    for (const id of [listId, addendum]) {
      await service.get(OverrideHoldHandler).execute({ listId: id, reason: 'Test' }, officer);
      await service.get(FinalizeListHandler).execute({ listId: id }, officer);
      expect([(await status(early)).status, (await status(late)).status]).toEqual(['onFinalList', id === listId ? 'underConsideration' : 'onFinalList']);
      expect((await service.get(Delegations).find(late.applicationId))!.opens).toEqual(id === listId ? [] : ['preparatoryProcess', 'hearing']);
      service.setTime('2026-12-21T12:00:00.000Z');
    }
  });

  it('by whoever applied after the list was final, when the next addendum is, and at last when the Assembly has noted', async () => {
    const call = (await service.get(Calls).of(conferenceId)).find(({ track }) => track === '6b')!;
    await service.get(ExtendCallHandler).execute({ callId: call.id, wallTime: '2027-01-20T17:00', zone: 'America/New_York', reason: 'Invented' }, officer);
    const apply = (name: string) => application(service, conferenceId, `${name}@invented.example`, { ...complete, name: `Invented ${name}` });
    const [objected, out, gone] = [await apply('objected'), await apply('out'), await apply('gone')];
    const seen = (...all: Applicant[]) => Promise.all(all.map(async (one) => { const { status: word, withdrawal, changeable } = await status(one); return [word, withdrawal !== null, changeable]; }));
    expect(await seen(objected, out, gone)).toEqual(Array(3).fill(['underConsideration', true, true]));
    await service.get(ApplyHandlers).save({ typed: { city: 'Cairo' } }, out);
    await service.get(ApplyHandlers).withdraw(gone);
    await eligible(service, objected.applicationId);
    const given = { applicationId: out.applicationId, outcome: 'notEligible' as const, reason: 'notRelevant' };
    await service.get(ScreeningHandlers).recommend(given, officer);
    await service.get(ScreeningHandlers).decide(given, { ...officer, id: 'second-officer', name: 'Second Officer' });

    const { id } = await service.get(CreateAddendumHandler).execute({ listId }, officer);
    await service.get(ProposeApplicationsHandler).execute({ listId: id, applicationIds: [objected.applicationId] }, officer);
    service.setTime('2026-12-22T12:00:00.000Z');
    await service.get(CirculateListHandler).execute({ listId: id, wallTime: '2027-01-05T17:00', zone: 'America/New_York' }, officer);
    const nomination = await service.get(Reader).manager.findOneByOrFail(Nomination, { applicationId: objected.applicationId });
    await service.get(RaiseObjectionsHandler).execute({ items: [{ nominationId: nomination.id, basis: null }] }, { kind: 'mission', iso2: 'FR', listId: id });
    service.setTime('2026-12-23T12:00:00.000Z');
    const after = await apply('after');
    expect(await seen(objected, out, after)).toEqual([['underConsideration', true, false], ['underConsideration', true, false], ['underConsideration', true, true]]);
    expect(await Promise.all([dates(objected), dates(out), dates(after)])).toEqual([['2026-12-22', '2027-01-05'], ['2026-12-22', '2027-01-05'], [undefined, undefined]]);

    service.setTime('2027-01-06T12:00:00.000Z');
    await service.get(OverrideHoldHandler).execute({ listId: id, reason: 'Test' }, officer);
    expect(await service.get(FinalizeListHandler).execute({ listId: id }, officer)).toMatchObject({ final: 0, notFinal: 1, outcomes: 2 });
    expect(await seen(objected, out, after)).toEqual([['notOnFinalList', false, false], ['notOnFinalList', false, false], ['underConsideration', true, true]]);
    // Each letter of outcome goes out once: with the list or addendum that speaks for the application.
    const outcomes = async (of: string) => (await service.get(Reader).manager.findBy(OutboxMessage, { listId: of, notice: 'outcome' })).map(({ address }) => address.split('@')[0]).sort();
    expect([await outcomes(listId), await outcomes(addendum), await outcomes(id)]).toEqual([['contact0', 'early'], ['late'], ['objected', 'out']]);

    await service.get(TransmitToAssemblyHandler).execute({ listId, which: 'final', symbol: 'A/72/INF/9' }, officer);
    await service.get(MarkNotedHandler).execute({ listId, symbol: 'A/72/PV.100', on: '2027-01-06' }, officer);
    expect(await seen(after)).toEqual([['notOnFinalList', false, false]]);
  });
});
