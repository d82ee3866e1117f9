import type { ListState } from './list.machine.js';
import type { NominationState } from './nomination.machine.js';

/** All that the outside may know of a name. */
export type PublicStatus = 'underConsideration' | 'onFinalList' | 'notOnFinalList' | 'withdrawn';

/** After finalization. A new state does not compile until somebody decided what the outside may know of it. */
const final: Record<NominationState, PublicStatus> = {
  proposed: 'underConsideration',
  circulated: 'underConsideration',
  objected: 'underConsideration',
  cleared: 'onFinalList',
  admitted: 'onFinalList',
  heldBack: 'notOnFinalList',
  excluded: 'notOnFinalList',
  withdrawn: 'withdrawn',
};

const listIsFinal: Record<ListState, boolean> = {
  draft: false, circulated: false, held: false, objectionsConsidered: false, withdrawn: false, finalized: true, noted: true,
};

/** Before the list is final every name is under consideration, decided or not: outcomes come out in one batch. */
export function publicStatus(list: ListState, nomination: NominationState): PublicStatus {
  if (nomination === 'withdrawn') return 'withdrawn';
  return listIsFinal[list] ? final[nomination] : 'underConsideration';
}
