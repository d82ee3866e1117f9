import type { DataSource } from 'typeorm';
import type { Databases } from '../../src/platform/database.js';
import { DATABASES } from '../../src/platform/platform.module.js';
import type { Service } from './service.js';

/** Listens to every SQL statement that the service makes, on both of its connections. */
export function statementsOf(service: Service): { during<T>(act: () => Promise<T>): Promise<{ result: T; statements: string[] }> } {
  const { writing, reading } = service.app.get<Databases>(DATABASES);
  let heard: string[] | null = null;
  const nothing = () => undefined;
  const logger = { logQuery: (query: string) => { heard?.push(query); }, logQueryError: nothing, logQuerySlow: nothing, logSchemaBuild: nothing, logMigration: nothing, log: nothing };
  for (const source of new Set([writing as DataSource, reading as DataSource])) Object.assign(source, { logger });
  return {
    async during(act) {
      heard = [];
      const result = await act();
      const statements = heard;
      heard = null;
      return { result, statements };
    },
  };
}
