/** Of an act of two officers: who proposed it, and why. */
export interface Proposer {
  id: string;
  name: string;
  reason: string;
}

/** Who acts. Comes in as data with every command. */
export type Actor =
  | { kind: 'officer'; id: string; name: string; roles: readonly string[]; proposer?: Proposer }
  | { kind: 'mission'; iso2: string; listId: string }
  /** An organization with the link to its application. */
  | { kind: 'applicant'; applicationId: string }
  /** An organization that names its representatives: by its application's link, or by its status reference. */
  | { kind: 'delegation'; holderId: string }
  | { kind: 'system' };

export const system: Actor = { kind: 'system' };
