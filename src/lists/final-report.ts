import type { EntityManager } from 'typeorm';
import type { Conference } from '../conferences/index.js';
import type { Actor } from '../platform/actor.js';
import type { List } from './list.entity.js';

/** What finalization leaves behind in figures; kept by the reports area, so that lists never read applications. */
export abstract class FinalReport {
  /** Counts what came of the list and freezes it, in the transaction that makes the list final, once each name has its outcome. */
  abstract freeze(tx: EntityManager, list: List, conference: Conference, at: string, actor: Actor): Promise<void>;
}
