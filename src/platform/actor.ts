/** Who acts. Comes in as data with every command. */
export type Actor =
  | { kind: 'officer'; id: string; name: string }
  | { kind: 'mission'; iso2: string; listId: string }
  | { kind: 'organization'; nominationId: string }
  | { kind: 'system' };

export const system: Actor = { kind: 'system' };
