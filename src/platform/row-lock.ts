import type { EntityManager } from 'typeorm';

type RowLock = { lock?: { mode: 'pessimistic_read' | 'pessimistic_write' } };

/** For a find: holds its rows until the transaction ends, `share` against change, `update` against every other holder. SQLite has one writer and needs no lock. */
export const rowLock = (tx: EntityManager, mode: 'share' | 'update' = 'update'): RowLock => (
  tx.connection.options.type === 'postgres' ? { lock: { mode: mode === 'share' ? 'pessimistic_read' : 'pessimistic_write' } } : {}
);
