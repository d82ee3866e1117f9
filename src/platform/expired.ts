import type { EntityTarget, ObjectLiteral } from 'typeorm';
import type { Instant } from './clock.js';
import type { UnitOfWork } from './unit-of-work.js';

/** Takes away sessions that are over: they open nothing any more. */
export async function sweepExpired(work: UnitOfWork, session: EntityTarget<ObjectLiteral & { expiresAt: Instant }>, now: Instant): Promise<void> {
  await work.run((tx) => tx.createQueryBuilder().delete().from(session).where('"expiresAt" <= :now', { now }).execute());
}
