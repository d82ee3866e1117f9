import { setTimeout } from 'node:timers/promises';
import { CreateAddendumHandler, FinalizeListHandler, Lists, StandingObjections } from '../../src/lists/index.js';
import { RaiseObjectionsHandler } from '../../src/objections/index.js';
import { Clock } from '../../src/platform/clock.js';
import { Reader } from '../../src/platform/reader.js';
import { UnitOfWork } from '../../src/platform/unit-of-work.js';
import { postgres, type Database } from '../support/databases.js';
import { circulatedRound } from '../support/round.js';
import { startService, type Service } from '../support/service.js';
import { statementsOf } from '../support/statements.js';

/** Something to wait for until somebody opens it. */
function gate(): { opened: Promise<void>; open: () => void } {
  let open!: () => void;
  return { opened: new Promise((done) => { open = done; }), open: () => open() };
}

// SQLite has one writer and no rows that are locked.
describe('What would be done, shown before, on PostgreSQL', () => {
  let database: Database;
  let service: Service;
  let round: { listId: string; ids: string[] };
  beforeAll(async () => {
    database = await postgres();
    service = await startService({ database: database.address, now: '2026-12-01T15:00:00.000Z', ticks: false });
    round = await circulatedRound(service, { names: 3, addresses: false });
  });
  afterAll(async () => {
    await service.close();
    await database.drop();
  });

  const file = (iso2: string): Promise<unknown> => service.get(RaiseObjectionsHandler)
    .execute({ items: [{ nominationId: round.ids[0]!, basis: null }] }, { kind: 'mission', iso2, listId: round.listId });

  /** Holds the preview of the final list open where it reads objections, and says whether a filing waits for it. */
  async function aFilingWaits(iso2: string): Promise<boolean> {
    const standing = service.get(StandingObjections);
    const count = standing.count.bind(standing);
    const [reached, open] = [gate(), gate()];
    standing.count = async (...args) => {
      standing.count = count;
      reached.open();
      await open.opened;
      return count(...args);
    };
    const preview = service.get(FinalizeListHandler).preview(round.listId);
    await reached.opened;
    let filed = false;
    const filing = file(iso2).then(() => { filed = true; });
    const waiting = async (): Promise<boolean> => (await service.get(Reader).manager.query<unknown[]>(
      'SELECT 1 FROM pg_locks WHERE NOT granted AND pid IN (SELECT pid FROM pg_stat_activity WHERE datname = current_database())',
    )).length > 0;
    let waits = false;
    while (!filed && !waits) {
      waits = await waiting();
      await setTimeout(5);
    }
    open.open();
    await Promise.all([preview, filing]);
    return waits;
  }

  it('holds no filing up, however long it takes', async () => {
    expect(await aFilingWaits('FR')).toBe(false);
  });

  it('would be seen to hold one up where it locked the list', async () => {
    const handler = service.get(FinalizeListHandler);
    const preview = handler.preview.bind(handler);
    handler.preview = (id) => service.get(UnitOfWork).run(async (tx) => {
      await service.get(Lists).lockSettled(tx, id, service.get(Clock).now());
      return preview(id);
    });
    expect(await aFilingWaits('KE')).toBe(true);
    handler.preview = preview;
  });

  it('locks nothing: neither the preview of the final list, whether it still stands, nor that of an addendum', async () => {
    const listening = statementsOf(service);
    const { statements } = await listening.during(async () => {
      const { facts } = await service.get(FinalizeListHandler).preview(round.listId);
      expect(await service.get(FinalizeListHandler).stands({ listId: round.listId, facts })).toBe(true);
      await service.get(CreateAddendumHandler).preview(round.listId).catch(() => undefined);
    });
    expect(statements.length).toBeGreaterThan(3);
    expect(statements.filter((statement) => /FOR (UPDATE|SHARE)|START TRANSACTION/.test(statement))).toEqual([]);
  });
});
