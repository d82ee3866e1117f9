import type { EntityManager } from 'typeorm';

/** What the directory must know of lists; kept by the lists area. */
export abstract class ListsOut {
  /** Whether letters with links to a list went out whose links still open something. */
  abstract any(tx: EntityManager): Promise<boolean>;
}
