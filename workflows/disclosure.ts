import { isFinal } from './list-phase.js';
import type { ListState } from './list.machine.js';
import type { Modality, OfAnObjection } from './modality.js';

/** Whether a State may ask, and be answered, while a list is in this state. What was asked about a list that was then taken back is still answered. */
export const desk: Record<ListState, { ask: boolean; release: boolean }> = {
  draft: { ask: false, release: false },
  circulated: { ask: true, release: true },
  held: { ask: true, release: true },
  objectionsConsidered: { ask: true, release: true },
  finalized: { ask: true, release: true },
  noted: { ask: true, release: true },
  withdrawn: { ask: false, release: true },
};

/** What a State learns by asking. */
export interface Learns {
  exists: boolean;
  objector: boolean;
  basis: boolean;
}

/** What the modality lets a State that asks learn at this stage. Its own acts it reads on its own page: an answer says the same to every State that asks. */
export function learnsByAsking({ disclosure: { objectionExists, objector, basis } }: Pick<Modality, 'disclosure'>, state: ListState): Learns {
  const learns = ({ requestingState }: OfAnObjection): boolean => (
    requestingState === 'onRequest' || (requestingState === 'atFinalization' && isFinal(state))
  );
  const exists = learns(objectionExists);
  return { exists, objector: exists && learns(objector), basis: exists && learns(basis) };
}

/** An objection that stands, as the Office knows it. */
export interface StandingObjection {
  iso2: string;
  /** null where the State gave none. */
  basis: string | null;
}

/** The part of it that is disclosed: what the modality keeps back is not in it. */
export interface DisclosedObjection {
  iso2?: string;
  basis?: string | null;
}

/** What an answer tells of one name, in an order that tells nothing of who came first or who it was. */
export function disclosed(objections: StandingObjection[], learns: Learns): DisclosedObjection[] {
  if (!learns.exists) return [];
  return objections
    .map(({ iso2, basis }) => ({ ...(learns.objector ? { iso2 } : {}), ...(learns.basis ? { basis } : {}) }))
    .sort((a, b) => compare(a.iso2 ?? '', b.iso2 ?? '') || compare(a.basis ?? '', b.basis ?? ''));
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
