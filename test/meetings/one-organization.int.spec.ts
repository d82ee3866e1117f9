import { EntityManager, IsNull, Not } from 'typeorm';
import { Applications, JudgeMatchHandler, Matches, ScreeningHandlers, type Applicant } from '../../src/applications/index.js';
import { CarryOverHandler, CirculateListHandler, CreateListHandler, FinalizeListHandler, Lists, Nomination, OverrideHoldHandler } from '../../src/lists/index.js';
import { Delegations, HandOffHandler, NameRepresentativesHandler, Representatives, type DelegationActor } from '../../src/meetings/index.js';
import { Keys } from '../../src/platform/keys.js';
import { Reader } from '../../src/platform/reader.js';
import { application, complete, inside } from '../doors/apply/applicant.js';
import { officer } from '../support/round.js';
import { eachService } from '../support/running.js';
import { CIRCULATED, delegation, finalize, makeMeetings, someone, type MeetingsWorld } from './world.js';

eachService('one organization has one quota', {}, (service, { kind }) => {
  let world: MeetingsWorld;
  /** A registered institution under the same name as one on list 6 (b). */
  let twin: Applicant;
  let listId: string;
  beforeAll(async () => {
    world = await makeMeetings(service);
    service.setTime(CIRCULATED);
    const { category: _, ...bare } = complete;
    twin = await application(service, world.conference.id, 'twin@invented.example', { ...bare, name: 'Invented Delegation A' }, 'nhri');
    await service.get(ScreeningHandlers).decide({ applicationId: twin.applicationId, outcome: 'eligible' }, officer);
    await finalize(service, world);
    // Everything that list 6 (b) ended with is carried over to list 6 (c), which becomes final too.
    ({ id: listId } = await service.get(CreateListHandler).execute({ conferenceId: world.conference.id, key: '6c' }, officer));
    const carrying = service.get(CarryOverHandler);
    const { names } = await carrying.offered(await service.get(Lists).find(listId));
    await carrying.execute({ listId, nominationIds: names.map(({ id }) => id) }, officer);
  });
  const save = (n: number | string, meetings: string[], who: DelegationActor) => service.get(NameRepresentativesHandler).save({ id: null, person: someone(`p${n}@invented.example`), meetings }, who);
  const judge = (judgement: 'same' | 'notSame') => service.get(JudgeMatchHandler).execute({ applicationId: world.fine.applicationId, other: `application:${twin.applicationId}`, judgement }, officer);
  const named = async (meeting: string): Promise<number> => (await service.get(Representatives).ofMeeting(world.conference.id, meeting)).filter(({ holderId }) => holderId === world.fine.applicationId || holderId === twin.applicationId).length;

  it('when it is carried over to a second list: the name there is the same organization, with or without an application', async () => {
    const copies = await service.get(Reader).manager.findBy(Nomination, { listId, carriedFrom: Not(IsNull()) });
    expect(copies).toHaveLength(2);
    const holders = async (): Promise<(string | null)[]> => Promise.all(copies.map(({ id }) => service.get(Delegations).byReference(service.get(Keys).reference(id))));
    // A draft is nobody's business yet.
    expect(await holders()).toEqual([null, null]);
    await service.get(CirculateListHandler).execute({ listId, wallTime: '2026-12-28T17:00', zone: 'America/New_York' }, officer);
    service.setTime('2026-12-29T12:00:00.000Z');
    await service.get(OverrideHoldHandler).execute({ listId, reason: 'Test' }, officer);
    expect((await service.get(Delegations).find(world.fine.applicationId))!.paragraph).toBe('6 (b)');
    await service.get(FinalizeListHandler).execute({ listId }, officer);
    expect(await holders()).toEqual(copies.map(({ name }) => (name === 'Invented Delegation A' ? world.fine.applicationId : world.added.holderId)));
    expect((await service.get(Delegations).find(world.fine.applicationId))!.paragraph).toBe('6 (b), 6 (c)');
    // The copy is no delegation of its own, whoever asks by its identifier.
    for (const { id } of copies) expect(await service.get(Delegations).find(id)).toBeNull();
    const added = { kind: 'delegation' as const, holderId: world.added.holderId };
    for (const n of [1, 2]) await save(n, ['negotiation-1'], added);
    await expect(save(3, ['negotiation-1'], added)).rejects.toMatchObject({ faults: [{ rule: 'quota-exceeded' }] });
  });

  it('when the desk found two applications to be the same, which takes nobody off and can be taken back', async () => {
    await save('a', ['negotiation-1'], delegation(world.fine));
    await save('b', ['negotiation-1', 'conference'], delegation(twin));
    const { manager } = service.get(Reader);
    const fine = await service.get(Applications).find(world.fine.applicationId);
    // What was carried over is met where it came from, and not as one more that looks alike.
    const copies = await manager.findBy(Nomination, { listId });
    expect((await service.get(Matches).of(fine)).map(({ key }) => key)).toEqual(expect.not.arrayContaining(copies.map(({ id }) => `name:${id}`)));
    await judge('same');
    const full = { faults: [{ field: 'meeting-negotiation-1', rule: 'quota-exceeded', params: { most: 2 } }] };
    for (const who of [world.fine, twin]) await expect(save('c', ['negotiation-1'], delegation(who))).rejects.toMatchObject(full);
    const browser = await inside(service, twin);
    const own = `/representatives/${twin.applicationId}`;
    const page = (await browser.get(own)).text;
    for (const words of ['Named: 2 of 2 Of these, named under another application of the organization: 1.', 'pb@invented.example']) expect(page).toContain(words);
    // How many places, and not who.
    expect(page).not.toContain('pa@invented.example');
    expect((await browser.get(`${own}/people/new`)).text).toContain('Places left: 0.');
    await judge('notSame');
    expect((await browser.get(own)).text).toContain('Named: 1 of 2');
    await save('c', ['negotiation-1'], delegation(world.fine));
    await judge('same');
    expect((await service.get(HandOffHandler).execute({ conferenceId: world.conference.id, meeting: 'negotiation-1' }, officer)).representatives).toBe(5);
    // A finding about another organization changes nothing here.
    await expect(save('d', ['negotiation-1'], delegation(world.institution))).resolves.toMatchObject({ named: ['negotiation-1'] });
  });

  it('also where both ask for the last place at the same moment; the controls are caught', async () => {
    await judge('same');
    const race = async (meeting: string): Promise<number> => {
      await Promise.allSettled([1, 2, 3, 4].flatMap((n) => [world.fine, twin].map((who, at) => save(`${meeting}-${n}-${at}`, [meeting], delegation(who)))));
      return named(meeting);
    };
    expect(await race('negotiation-2')).toBe(2);
    const clear = async (): Promise<void> => {
      for (const who of [world.fine, twin]) for (const { id, email } of await service.get(Representatives).of(who.applicationId)) if (email.startsWith('pnegotiation')) await service.get(NameRepresentativesHandler).remove({ id }, delegation(who));
    };
    // The planted fault: each application has a quota of its own.
    await clear();
    const delegations = service.get(Delegations);
    const honest = delegations.same.bind(delegations);
    delegations.same = async (own) => [own];
    expect(await race('negotiation-2')).toBe(4);
    delegations.same = honest;
    if (kind === 'SQLite') return;
    // The planted fault: nobody waits for the other.
    await clear();
    const { query } = EntityManager.prototype;
    let [here, go] = [0, (): void => undefined];
    const all = new Promise<void>((done) => { go = done; });
    EntityManager.prototype.query = async function (this: EntityManager, statement: string, values?: unknown[]) {
      if (!statement.includes('hashtextextended')) return query.call(this, statement, values);
      // They go on together once all eight stand here, however busy the machine is. The record keeps its own lock.
      if (++here === 8) go();
      return all.then(() => []);
    } as EntityManager['query'];
    expect(await race('negotiation-2')).toBeGreaterThan(2);
    EntityManager.prototype.query = query;
  });
});
