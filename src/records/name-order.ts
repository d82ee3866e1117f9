import type { EntityManager } from 'typeorm';

/** The place of each name of a list, from 0: the same ever after the list was circulated. */
export type Places = ReadonlyMap<string, number>;

/** Places of names, kept by the lists, which no area below them knows. */
export abstract class NameOrder {
  abstract places(listId: string, tx: EntityManager): Promise<Places>;
}

/** Which of the names these are, as a set of bits: of one length whatever it holds. */
export function bitsOf(names: readonly string[], places: Places): string {
  const bits = Buffer.alloc(Math.ceil(places.size / 8));
  for (const name of names) {
    const at = places.get(name)!;
    bits[at >> 3]! |= 1 << (at & 7);
  }
  return bits.toString('base64url');
}

export function namesOf(text: string, places: Places): string[] {
  const bits = Buffer.from(text, 'base64url');
  return [...places].filter(([, at]) => (bits[at >> 3]! >> (at & 7)) & 1).map(([name]) => name);
}
