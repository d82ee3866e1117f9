import { Applications, ApplicationsQuery, BalanceBoardQuery, ProposeApplicationsHandler, ScreeningHandlers } from '../../src/applications/index.js';
import { ApplicationBook } from '../../src/applications/application-book.js';
import { Conferences } from '../../src/conferences/index.js';
import { CreateAddendumHandler, CirculateListHandler, EditNamesHandler, Lists, NameBook } from '../../src/lists/index.js';
import { Relay } from '../../src/delivery/index.js';
import { Reader } from '../../src/platform/reader.js';
import { UnitOfWork } from '../../src/platform/unit-of-work.js';
import { draftRound, invented, officer } from '../support/round.js';
import { eachService } from '../support/running.js';
import { statementsOf } from '../support/statements.js';
import { application, complete, eligible, openCalls } from '../doors/apply/applicant.js';

const MANY = 12;

eachService('Among many', { now: '2026-12-01T12:00:00.000Z', ticks: false }, (service) => {
  let conferenceId: string;
  let listId: string;
  let ids: string[];
  beforeAll(async () => {
    ({ conferenceId, listId } = await draftRound(service, { names: 3 }));
    await openCalls(service, conferenceId);
    ids = [];
    for (let n = 0; n < MANY; n++) {
      ids.push((await application(service, conferenceId, `n${n}@invented.example`, { ...complete, name: `Chosen ${n}`, country: n % 2 ? 'France' : 'Egypt', womenLed: n % 3 ? 'yes' : 'no' })).applicationId);
    }
  });

  const board = async (query = service.get(BalanceBoardQuery)) => query.of(await service.get(Conferences).byId(conferenceId), null, officer);
  const queue = (filter = {}) => service.get(ApplicationsQuery).queue(conferenceId, filter, officer);
  /** What was never asked anything before. */
  const afresh = (): BalanceBoardQuery => new BalanceBoardQuery(service.get(Reader), service.get(Applications), new ApplicationBook(service.get(Reader)), service.get(Lists), service.get(NameBook));

  /** How many boxes are opened meanwhile. */
  async function opened(act: () => Promise<unknown>): Promise<number> {
    const applications = service.get(Applications);
    const real = applications.open.bind(applications);
    let count = 0;
    applications.open = (row) => (count++, real(row));
    await act();
    applications.open = real;
    return count;
  }

  it('the board opens each box once for each change, and counts what it would count afresh', async () => {
    expect(await opened(() => board())).toBe(MANY);
    expect(await opened(() => board())).toBe(0);
    await eligible(service, ids[0]!);
    expect(await opened(() => board())).toBe(1);
    expect(await board()).toEqual(await board(afresh()));
    expect((await board()).candidates.map(({ id }) => id)).toEqual([ids[0]]);
  });

  it('the queue reads what was changed since it was shown, and filters as the database would', async () => {
    await queue();
    const statements = statementsOf(service);
    const read = async (): Promise<number> => (await statements.during(() => queue({ state: 'submitted' }))).statements.filter((statement) => statement.includes('"screening"')).length;
    expect(await read()).toBe(0);
    await eligible(service, ids[1]!);
    expect([await read(), await read()]).toEqual([1, 0]);
    const all = await service.get(Reader).manager.query<{ id: string; state: string; countryText: string | null; countryIso2: string | null }[]>('SELECT * FROM "application" ORDER BY "submittedAt", "id"');
    expect((await queue()).map(({ id }) => id)).toEqual(all.map(({ id }) => id));
    expect((await queue({ state: 'eligible' })).map(({ id }) => id)).toEqual(all.filter(({ state }) => state === 'eligible').map(({ id }) => id));
    expect((await queue({ country: 'FR', assignee: 'none' })).map(({ id }) => id)).toEqual(all.filter(({ countryIso2 }) => countryIso2 === 'FR').map(({ id }) => id));
    expect(await queue({ category: 'none such' })).toEqual([]);
  });

  it('what was done and taken back is not kept', async () => {
    await service.get(UnitOfWork).rehearse(async () => {
      await service.get(ScreeningHandlers).assign({ applicationId: ids[2]!, officerId: null }, officer);
      await queue();
    });
    const before = (await queue()).find(({ id }) => id === ids[2])!.version;
    expect(before).toBe((await service.get(Applications).find(ids[2]!)).row.version);
  });

  it('adding a name reads none but those that are called so; on the list or beside it a second one is refused as ever', async () => {
    const statements = statementsOf(service);
    const { statements: made } = await statements.during(() => service.get(ProposeApplicationsHandler).execute({ listId, applicationIds: [ids[0]!] }, officer));
    const reads = made.filter((statement) => /^SELECT.* FROM "nomination"/s.test(statement));
    expect(reads.length).toBeGreaterThan(0);
    expect(reads.filter((statement) => !/MAX\(|WHERE.*"(matchKey|applicationId)"/s.test(statement))).toEqual([]);
    const twin = { ...invented(0), name: '  INVENTED   association 0' };
    const add = (to: string) => service.get(EditNamesHandler).add({ listId: to, names: [invented(90), twin] }, officer);
    await expect(add(listId)).rejects.toMatchObject({ faults: [{ rule: 'name-already-listed', row: 2 }] });
    await service.get(CirculateListHandler).execute({ listId, wallTime: '2026-12-20T17:00', zone: 'America/New_York' }, officer);
    await service.get(Relay).drain();
    const { id: addendum } = await service.get(CreateAddendumHandler).execute({ listId }, officer);
    await expect(add(addendum)).rejects.toMatchObject({ faults: [{ rule: 'name-listed-elsewhere', row: 2 }] });
    const { ids: [added] } = await service.get(EditNamesHandler).add({ listId: addendum, names: [invented(91)] }, officer);
    await expect(service.get(EditNamesHandler).edit({ listId: addendum, nominationId: added!, name: invented(0) }, officer)).rejects.toMatchObject({ faults: [{ rule: 'name-listed-elsewhere' }] });
    await service.get(EditNamesHandler).edit({ listId: addendum, nominationId: added!, name: { ...invented(91), city: 'Invented' } }, officer);
  });
});
