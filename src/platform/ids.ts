import { randomUUID } from 'node:crypto';

/** Where identifiers come from; random, so that no identifier tells how many came before it. */
export class Ids {
  next(): string {
    return randomUUID();
  }
}
