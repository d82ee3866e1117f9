import { QueryFailedError, type QueryRunner } from 'typeorm';
import type { Databases } from '../../src/platform/database.js';
import { DATABASES } from '../../src/platform/platform.module.js';
import type { Service } from '../support/service.js';

/** How the database fails: it refuses one statement, or ends the whole transaction with it, as SQLite does when the disk is full. */
export type Way = 'refuses' | 'rolls back';

/** Makes the database refuse one statement of what is done next, whichever it is. The error quotes every value, as that of a server may. */
export class Failures {
  #at = 0;
  #count = 0;
  #way: Way = 'refuses';
  #failed: string | null = null;
  readonly #restore: () => void;

  constructor(service: Service) {
    const { writing } = service.app.get<Databases>(DATABASES);
    const postgres = writing.options.type === 'postgres';
    const prototype = Object.getPrototypeOf(writing.createQueryRunner()) as Pick<QueryRunner, 'query'>;
    const query = prototype.query as (this: QueryRunner, sql: string, values?: unknown[], structured?: true) => Promise<unknown>;
    const due = (sql: string): boolean => this.#due(sql);
    const rollsBack = (): boolean => this.#way === 'rolls back';
    prototype.query = async function failing(this: QueryRunner, sql: string, values?: unknown[], structured?: true) {
      if (!due(sql)) return query.call(this, sql, values, structured);
      // On PostgreSQL a refused statement spoils the transaction that it stands in: the server itself refuses one.
      if (postgres) await query.call(this, 'SELECT 1 / 0').catch(() => undefined);
      else if (rollsBack() && this.isTransactionActive) await query.call(this, 'ROLLBACK').catch(() => undefined);
      throw new QueryFailedError(sql, values, Object.assign(new Error(`refused: ${String(values)}`), { detail: `Failing row contains (${String(values)})` }));
    } as QueryRunner['query'];
    this.#restore = () => { prototype.query = query as QueryRunner['query']; };
  }

  /** From now on the n-th statement fails. */
  begin(at: number, way: Way): void {
    this.#at = at;
    this.#count = 0;
    this.#way = way;
    this.#failed = null;
  }

  /** No more failures; the statement that failed, if there were so many. */
  end(): string | null {
    this.#at = 0;
    return this.#failed;
  }

  /** How many statements there were since. */
  get count(): number {
    return this.#count;
  }

  close(): void {
    this.#restore();
  }

  /** That a transaction is taken back does not fail as well. */
  #due(sql: string): boolean {
    if (this.#at === 0 || sql.startsWith('ROLLBACK') || ++this.#count !== this.#at) return false;
    this.#failed = sql.replace(/\s+/g, ' ').slice(0, 60);
    return true;
  }
}
