import type { EntityManager } from 'typeorm';

/** What is taken one at a time; each kind of key stands apart from the others. */
const KINDS = { mark: 0, filings: 1, applicant: 2, draft: 3, report: 4, delegation: 5, request: 6 } as const;

/** Until the transaction ends, no other one goes past here with the same key. SQLite has one writer and needs no lock. */
export async function oneByOne(tx: EntityManager, kind: keyof typeof KINDS, key: string): Promise<void> {
  if (tx.connection.options.type === 'postgres') await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, ${KINDS[kind]}))`, [key]);
}
