import type { ListState } from './list.machine.js';
import type { NominationState } from './nomination.machine.js';

/** All that the outside may know of a name. */
export type PublicStatus = 'underConsideration' | 'onFinalList' | 'notOnFinalList' | 'withdrawn' | 'listWithdrawn';

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

/** What every name of a list is called before anything is asked of the name itself; null once the list is final. */
const ofList: Record<ListState, PublicStatus | null> = {
  draft: 'underConsideration', circulated: 'underConsideration', held: 'underConsideration', objectionsConsidered: 'underConsideration',
  withdrawn: 'listWithdrawn', finalized: null, noted: null,
};

/** Before the list is final every name of it is called the same, decided or not: outcomes come out in one batch. */
export function publicStatus(list: ListState, nomination: NominationState): PublicStatus {
  return nomination === 'withdrawn' ? 'withdrawn' : (ofList[list] ?? final[nomination]);
}
