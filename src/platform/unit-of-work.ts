import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate, setTimeout } from 'node:timers/promises';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { Refused } from './refused.js';

type Collector<T> = (tx: EntityManager, items: T[]) => Promise<void>;
/** What is written together at the end, by who writes it. */
type Collected = Map<Collector<never>, unknown[]>;
/** The open unit: its transaction, and what waits to be written in it. */
interface Unit {
  tx: EntityManager;
  collected: Collected;
  /** What is done once all is durable, outside the database. */
  after: After[];
}
type After = () => void | Promise<void>;
type Work<T> = (tx: EntityManager) => Promise<T>;
interface Waiting {
  work: Work<unknown>;
  resolve: (value: unknown) => void;
  reject: (reason: unknown) => void;
}
type Outcome = { ok: true; value: unknown; after: After[] } | { ok: false; reason: unknown };

const BATCH = 256;
const BUSY_TRIES = 60;
/** What PostgreSQL says where a lock was not to be had: in time, without a deadlock, or with what had been read before. */
const NOT_LOCKED = ['55P03', '40P01', '40001'];

/**
 * The one place that opens transactions. `run` returns when what it wrote is durable.
 * On PostgreSQL each run is a transaction of its own. On SQLite, where TypeORM shares one connection and overlapping
 * transactions destroy each other, runs stand in a queue, and those that wait share one transaction with a savepoint each:
 * one that fails leaves the others whole, and all are answered after the common commit. What they collect is written once, before it.
 */
export class UnitOfWork {
  readonly #open = new AsyncLocalStorage<Unit>();
  readonly #queue: Waiting[] = [];
  #draining = false;

  constructor(private readonly source: DataSource) {}

  /** The transaction that the caller stands in, if any. */
  get opened(): EntityManager | undefined {
    return this.#open.getStore()?.tx;
  }

  /** Runs `work` in a transaction, or in the open one where there is one. */
  run<T>(work: Work<T>): Promise<T> {
    const open = this.opened;
    if (open) return work(open);
    if (this.source.options.type === 'postgres') {
      return this.source.transaction((tx) => this.#whole(tx, work)).then(async ({ value, after }) => {
        for (const act of after) await act();
        return value;
      }, (error: { code?: string }) => {
        // Not done over: as on SQLite, what has begun to run is never run twice, and whoever asked may ask again.
        throw NOT_LOCKED.includes(error.code ?? '') ? new Refused('database-busy') : error;
      });
    }
    return new Promise<T>((resolve, reject) => {
      this.#queue.push({ work, resolve: resolve as (value: unknown) => void, reject });
      if (!this.#draining) void this.#drain();
    });
  }

  /** Does everything as in earnest and takes it all back; throws what the act would throw. A unit that is open already stays as it was. */
  async rehearse(work: Work<unknown>): Promise<void> {
    await this.run(async (tx) => {
      await tx.query('SAVEPOINT rehearsal');
      try {
        await this.#whole(tx, work);
      } finally {
        await tx.query('ROLLBACK TO rehearsal');
        await tx.query('RELEASE rehearsal');
      }
    });
  }

  /** Does something outside the database once the open unit is durable, and not at all where it is rolled back. */
  afterwards(act: After): void {
    this.#open.getStore()!.after.push(act);
  }

  /** Keeps an item until the end of the transaction, where `write` gets all of its items at once, in the order in which they were kept. */
  collect<T>(write: Collector<T>, item: T): void {
    const unit = this.#open.getStore();
    if (!unit) throw new Error('Nothing is collected outside a unit of work');
    const items = unit.collected.get(write);
    if (items) items.push(item);
    else unit.collected.set(write, [item]);
  }

  /** Writes what was collected for `write` so far, for an act that needs to see it. */
  async flush<T>(write: Collector<T>): Promise<void> {
    const { tx, collected } = this.#open.getStore()!;
    const items = collected.get(write) as T[] | undefined;
    collected.delete(write);
    if (items) await write(tx, items);
  }

  /** A unit that shares its transaction with no other. */
  async #whole<T>(tx: EntityManager, work: Work<T>): Promise<{ value: T; after: After[] }> {
    const collected: Collected = new Map();
    const done = await this.#unit(tx, work, collected);
    await writeAll(tx, collected);
    return done;
  }

  #unit<T>(tx: EntityManager, work: Work<T>, collected: Collected): Promise<{ value: T; after: After[] }> {
    const unit: Unit = { tx, collected, after: [] };
    return this.#open.run(unit, async () => ({ value: await work(tx), after: unit.after }));
  }

  async #drain(): Promise<void> {
    this.#draining = true;
    try {
      while (this.#queue.length > 0) {
        await this.#gather();
        await this.#commitTogether(this.#queue.splice(0, BATCH));
      }
    } finally {
      this.#draining = false;
      // No unit is open now: until the next one, Node need not follow every promise of the service to know which stands in it.
      this.#open.disable();
    }
  }

  /**
   * Turns the event loop, in which what waits at connections is read (the driver is synchronous), for as long as each turn brings more:
   * what shares a commit costs less. Who comes alone waits for one turn.
   */
  async #gather(): Promise<void> {
    for (let before = 0; before < this.#queue.length && before < BATCH;) {
      before = this.#queue.length;
      await setImmediate();
    }
  }

  async #commitTogether(batch: Waiting[]): Promise<void> {
    const runner = this.source.createQueryRunner();
    const outcomes: Outcome[] = [];
    try {
      await begin(runner);
      let collected: Collected = new Map();
      for (const { work } of batch) {
        // A unit writes what those before it collected where it needs to see its own; if it fails then, that waits as it did.
        const withIts: Collected = new Map([...collected].map(([write, items]) => [write, [...items]]));
        const outcome = await this.#inSavepoint(runner, work, withIts);
        outcomes.push(outcome);
        if (outcome.ok) collected = withIts;
      }
      await writeAll(runner.manager, collected);
      await runner.commitTransaction();
    } catch (reason) {
      await rollBack(runner);
      for (const { reject } of batch) reject(reason);
      return;
    }
    // What is done afterwards may wait for something else, a lock for instance: the next batch does not wait for it.
    for (const [at, waiting] of batch.entries()) void settle(waiting, outcomes[at]!);
  }

  async #inSavepoint(runner: QueryRunner, work: Work<unknown>, collected: Collected): Promise<Outcome> {
    await runner.query('SAVEPOINT work');
    try {
      const { value, after } = await this.#unit(runner.manager, work, collected);
      await runner.query('RELEASE work');
      return { ok: true, value, after };
    } catch (reason) {
      // Where the database has ended the whole transaction by itself, this is the cause of it.
      await runner.query('ROLLBACK TO work').catch(() => { throw reason; });
      await runner.query('RELEASE work');
      return { ok: false, reason };
    }
  }
}

async function writeAll(tx: EntityManager, collected: Collected): Promise<void> {
  for (const [write, items] of collected) await write(tx, items as never[]);
}

async function settle({ resolve, reject }: Waiting, outcome: Outcome): Promise<void> {
  if (!outcome.ok) return reject(outcome.reason);
  try {
    for (const act of outcome.after) await act();
    resolve(outcome.value);
  } catch (reason) {
    reject(reason);
  }
}

/** Begins and takes SQLite's write lock at once: a command line acting on the same file makes us wait, not fail half way. */
async function begin(runner: QueryRunner): Promise<void> {
  for (let tries = 1; ; tries++) {
    await runner.startTransaction();
    try {
      await runner.query('UPDATE "setting" SET "value" = "value" WHERE 0');
      return;
    } catch (error) {
      await rollBack(runner);
      if (!/database is locked|SQLITE_BUSY/.test(String(error))) throw error;
      if (tries >= BUSY_TRIES) throw new Refused('database-busy');
      await setTimeout(50);
    }
  }
}

/**
 * Ends the transaction whatever has become of it. SQLite ends it by itself where the disk is full; TypeORM would then count one for
 * ever that is not there, make savepoints where it should begin and commit, and what is told as durable would not be.
 */
async function rollBack(runner: QueryRunner): Promise<void> {
  await runner.query('ROLLBACK').catch(() => undefined);
  Object.assign(runner, { isTransactionActive: false, transactionDepth: 0 });
}
