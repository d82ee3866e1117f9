import type { DataSource, EntityManager } from 'typeorm';
import type { UnitOfWork } from './unit-of-work.js';

/**
 * Reads what is committed; inside a unit of work, through its transaction. A second connection there would not see what the
 * act itself wrote, and on PostgreSQL as many acts as there are connections would each wait for one more, for ever.
 */
export class Reader {
  constructor(private readonly source: DataSource, private readonly work: UnitOfWork) {}

  get manager(): EntityManager {
    return this.work.opened ?? this.source.manager;
  }

  /** What is committed, also for one who asks inside a unit of work. */
  get committed(): EntityManager {
    return this.source.manager;
  }
}
