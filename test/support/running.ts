import { eachDatabase, type Database } from './databases.js';
import { startService, type Service } from './service.js';

/** Stands for what runs now: tests name it before it is started, and where it is started anew for each of them. */
function standIn<T extends object>(now: () => T): T {
  return new Proxy({} as T, {
    get(_, name) {
      const one = now();
      const value: unknown = Reflect.get(one, name);
      return typeof value === 'function' ? value.bind(one) as unknown : value;
    },
  });
}

/** Starts it before the tests of a file, or of a block, and closes it after the last. */
export function running<T extends { close(): Promise<void> }>(start: () => Promise<T>): T {
  let one: T;
  beforeAll(async () => { one = await start(); });
  afterAll(() => one.close());
  return standIn(() => one);
}

/** One service for the tests of a block, unless each test is to have its own. */
type Options = Omit<NonNullable<Parameters<typeof startService>[0]>, 'database'> & { per?: 'block' | 'test' };

/** Runs a block of tests on the whole service, on SQLite and on real PostgreSQL. */
export function eachService(title: string, { per = 'block', ...options }: Options, block: (service: Service, on: { database: Database; kind: 'SQLite' | 'PostgreSQL' }) => void): void {
  const [before, after] = per === 'test' ? [beforeEach, afterEach] : [beforeAll, afterAll];
  eachDatabase(title, (open, kind) => {
    let database: Database;
    let service: Service;
    before(async () => {
      database = await open();
      service = await startService({ ...options, database: database.address });
    });
    block(standIn(() => service), { database: standIn(() => database), kind });
    // After whatever the block itself does at its end.
    after(async () => {
      await service.close();
      await database.drop();
    });
  });
}
