import { EntityManager, type EntityTarget, type FindOneOptions, type ObjectLiteral } from 'typeorm';
import { Application } from '../../src/applications/application.entity.js';
import { JudgeMatchHandler, Matches, ProposeApplicationsHandler, Applications, ScreeningHandlers } from '../../src/applications/index.js';
import { Lists, Nomination } from '../../src/lists/index.js';
import { ReportMisdirectionHandler } from '../../src/missions/index.js';
import { Misdirection } from '../../src/missions/mission-link.entity.js';
import { ObjectionsQuery, RaiseObjectionsHandler, StateBasisHandler, WithdrawObjectionHandler, type OpenObjection } from '../../src/objections/index.js';
import { Objection } from '../../src/objections/objection.entity.js';
import { insertRows } from '../../src/platform/insert.js';
import { Reader } from '../../src/platform/reader.js';
import { UnitOfWork } from '../../src/platform/unit-of-work.js';
import { RecordEntry } from '../../src/records/record-entry.entity.js';
import { postgres, type Database } from '../support/databases.js';
import { circulatedRound, draftRound, officer } from '../support/round.js';
import { startService, type Service } from '../support/service.js';
import { application, complete, eligible, openCalls } from '../doors/apply/applicant.js';

// SQLite has one writer: two acts at one moment are one after the other there.
describe('Two who do the same at one moment, on PostgreSQL', () => {
  let database: Database;
  let service: Service;
  let round: { conferenceId: string; listId: string };
  let pair: [string, string];
  beforeAll(async () => {
    database = await postgres();
    service = await startService({ database: database.address, now: '2026-12-01T12:00:00.000Z', ticks: false });
    round = await draftRound(service, { names: 1, addresses: false });
    await openCalls(service, round.conferenceId);
    const name = async (n: number): Promise<string> => (await application(service, round.conferenceId, `m${n}@m${n}-office.example`, { ...complete, name: 'Invented Millwheel Guild', latinName: '', website: '' })).applicationId;
    pair = [await name(1), await name(2)];
  });
  afterAll(async () => {
    await service.close();
    await database.drop();
  });

  /** Two acts, of which neither goes on before both have come to the row; without its lock, before both have read it. How each ended. */
  async function both(entity: unknown, locked: boolean, acts: (() => Promise<unknown>)[]): Promise<string[]> {
    const real = EntityManager.prototype.findOne;
    let [came, go] = [0, (): void => undefined];
    const all = new Promise<void>((done) => { go = done; });
    const here = (): Promise<void> => { if (++came === acts.length) go(); return all; };
    EntityManager.prototype.findOne = async function <E extends ObjectLiteral>(this: EntityManager, target: EntityTarget<E>, { lock, ...options }: FindOneOptions<E>) {
      const ask = (): Promise<E | null> => real.call(this, target, { ...options, ...(lock && (locked || target !== entity) ? { lock } : {}) }) as Promise<E | null>;
      if (!lock || target !== entity) return ask();
      if (locked) return here().then(ask);
      const row = await ask();
      await here();
      return row;
    } as typeof real;
    const ends = await Promise.allSettled(acts.map((act) => act()));
    EntityManager.prototype.findOne = real;
    return ends.map(({ status }) => status).sort();
  }
  const entries = async (): Promise<number> => service.get(Reader).manager.count(RecordEntry);
  const made = async (act: () => Promise<unknown>): Promise<number> => { const before = await entries(); await act(); return (await entries()) - before; };

  const settling = async (id: string, locked: boolean): Promise<string[]> => {
    await service.get(UnitOfWork).run((tx) => insertRows(tx, Misdirection, [{ id, listId: round.listId, iso2: 'FR', at: '2026-12-01T12:00:00.000Z', note: null, sameTag: id, settledAt: null, reached: null }]));
    const settle = () => service.get(ReportMisdirectionHandler).settle({ id, listId: round.listId, reached: 'mission' }, officer);
    return both(Misdirection, locked, [settle, settle]);
  };

  it('settle a report once', async () => {
    expect(await made(async () => expect(await settling('one', true)).toEqual(['fulfilled', 'fulfilled']))).toBe(1);
  });

  it('would be seen to settle it twice without the lock', async () => {
    expect(await made(() => settling('two', false))).toBe(2);
  });

  const judging = (judgement: string, locked: boolean): Promise<string[]> => {
    const [a, b] = pair;
    const judge = (own: string, other: string) => () => service.get(JudgeMatchHandler).execute({ applicationId: own, other: `application:${other}`, judgement }, officer);
    return both(Application, locked, [judge(a, b), judge(b, a)]);
  };

  it('would be seen to fail, or to judge a pair twice, without the lock', async () => {
    await service.get(Matches).of(await service.get(Applications).find(pair[0]));
    expect(await judging('later', false)).toEqual(['fulfilled', 'rejected']);
  });

  it('judge a pair once, from either side', async () => {
    expect(await made(async () => expect(await judging('notSame', true)).toEqual(['fulfilled', 'fulfilled']))).toBe(1);
  });

  /** A name is taken out because its application is decided anew, which another did meanwhile; how many entries that makes. */
  const takingOut = async (again: boolean): Promise<number> => {
    await eligible(service, pair[0]);
    const { ids: [name] } = await service.get(ProposeApplicationsHandler).execute({ listId: round.listId, applicationIds: [pair[0]] }, officer);
    const [lists, real, findOneBy] = [service.get(Lists), service.get(Lists).lockSettled.bind(service.get(Lists)), EntityManager.prototype.findOneBy];
    lists.lockSettled = async (tx, id, at) => {
      const before = await tx.findOneByOrFail(Nomination, { id: name! });
      await tx.delete(Nomination, { id: name! });
      // Without the second read: what was read before the list was held is taken for what stands.
      if (!again) EntityManager.prototype.findOneBy = async function (this: EntityManager, ...asked: Parameters<typeof findOneBy>) { return asked[0] === Nomination ? before : findOneBy.apply(this, asked); } as typeof findOneBy;
      return real(tx, id, at);
    };
    return made(() => service.get(ScreeningHandlers).reopen({ applicationId: pair[0], reason: 'Invented' }, officer)).finally(() => {
      Object.assign(lists, { lockSettled: real });
      EntityManager.prototype.findOneBy = findOneBy;
    });
  };

  it('take a name out once: what another took out meanwhile is not entered again', async () => {
    expect(await takingOut(true)).toBe(1);
  });

  it('would be seen to enter it twice without the second read', async () => {
    expect(await takingOut(false)).toBe(2);
  });

  /** A Mission withdraws its objection while a colleague states its basis; what stands in the box afterwards, and of what both were told that it was done. */
  const changing = async (locked: boolean): Promise<{ told: string[]; stands: object }> => {
    const { listId, ids } = await circulatedRound(service, { names: 1, addresses: false });
    const mission = { kind: 'mission', iso2: 'KE', listId } as const;
    await service.get(RaiseObjectionsHandler).execute({ items: [{ nominationId: ids[0]!, basis: null }] }, mission);
    const whose = async (): Promise<OpenObjection> => (await service.get(ObjectionsQuery).ofState(listId, 'KE')).objections[0]!;
    const { id: objectionId } = await whose();
    const told: string[] = [];
    const doing = (what: string, act: () => Promise<unknown>) => () => act().then(() => { told.push(what); });
    await both(Objection, locked, [
      doing('basis', () => service.get(StateBasisHandler).execute({ listId, objectionId, basis: 'Invented' }, mission)),
      doing('withdrawn', () => service.get(WithdrawObjectionHandler).execute({ listId, objectionId }, mission)),
    ]);
    const { state, basis } = await whose();
    return { told, stands: { withdrawn: state === 'withdrawn', basis: basis !== null } };
  };
  const asTold = ({ told }: { told: string[] }): object => ({ withdrawn: told.includes('withdrawn'), basis: told.includes('basis') });

  it('withdraw an objection and state its basis: what both were told is what stands', async () => {
    for (let turn = 0; turn < 5; turn++) {
      const done = await changing(true);
      expect(done.stands).toEqual(asTold(done));
      expect(done.told).toContain('withdrawn');
    }
  });

  it('would be seen to lose one of the two without the lock', async () => {
    const done = await changing(false);
    expect(done.told.sort()).toEqual(['basis', 'withdrawn']);
    expect(done.stands).not.toEqual(asTold(done));
  });
});
