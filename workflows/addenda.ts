import type { ListState } from './list.machine.js';
import type { ListRule } from './modality.js';

/** Key of the addendum with this number, e.g. `6b-add1`. No key of a modality ends like that (modality.check). */
export const addendumKey = (ofKey: string, number: number): string => `${ofKey}-add${number}`;

export const addendumNumber = (key: string): number => Number(/-add(\d+)$/.exec(key)?.[1] ?? 0);

/** The rule against an addendum to a list that is in this state, whether it is to be drafted or to be circulated; null where there is none. */
export function refusesAddendum({ addenda }: Pick<ListRule, 'addenda'>, state: ListState): string | null {
  if (!addenda) return 'addenda-not-foreseen';
  if (state === 'draft' || state === 'withdrawn') return 'addendum-before-circulation';
  if (state === 'noted' || (state === 'finalized' && addenda.until === 'finalization')) return 'addendum-too-late';
  return null;
}
