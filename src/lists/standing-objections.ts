import type { EntityManager } from 'typeorm';

/** What decisions, finalization and reports must know of objections; kept by the objections area, so that nobody else reads its tables. */
export abstract class StandingObjections {
  /** How many objections stand against each name of a list; names without any are absent. */
  abstract count(tx: EntityManager, listId: string): Promise<Map<string, number>>;
  /** The names of a list to which an objection was ever raised, and of them those of which each was withdrawn. */
  abstract raised(tx: EntityManager, listId: string): Promise<{ objected: Set<string>; withdrawn: Set<string> }>;
}
