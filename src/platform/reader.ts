import type { DataSource, EntityManager } from 'typeorm';

/** Reads what is committed, outside any unit of work. */
export class Reader {
  constructor(private readonly source: DataSource) {}

  get manager(): EntityManager {
    return this.source.manager;
  }
}
