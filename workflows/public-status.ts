import type { ApplicationState } from './application.machine.js';
import type { ListState } from './list.machine.js';
import type { NominationState } from './nomination.machine.js';

/** All that the outside may know of a name. */
export type PublicStatus = 'underConsideration' | 'onFinalList' | 'notOnFinalList' | 'withdrawn' | 'listWithdrawn';

/** After finalization. A new state does not compile until somebody decided what the outside may know of it. */
const final: Record<NominationState, PublicStatus> = {
  proposed: 'underConsideration',
  circulated: 'underConsideration',
  objected: 'underConsideration',
  toBeAdmitted: 'underConsideration',
  toBeExcluded: 'underConsideration',
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

/** All that an organization may know of its application. */
export type ApplicationStatus = 'draft' | 'informationNeeded' | 'registered' | 'notRegistered' | PublicStatus;

/**
 * What an applicant sees. Where the outcome is told at finalization, a decision of the screening changes nothing here: until
 * the list is final every application is under consideration, and afterwards it is on the final list or not, whatever the cause.
 * `outcome`: what the list says of the organization, `notOnFinalList` where the list is final without its name; null before, or `listWithdrawn`.
 * `asked`: a question waits for an answer. It does so whatever was decided meanwhile.
 */
export function applicationStatus(state: ApplicationState, toldAt: 'decision' | 'finalization', outcome: PublicStatus | null, asked = false): ApplicationStatus {
  // Once the outcomes are out nobody is asked for anything more.
  const open = asked && (outcome === null || outcome === 'listWithdrawn') ? 'informationNeeded' : outcome ?? 'underConsideration';
  switch (state) {
    case 'draft': return 'draft';
    case 'withdrawn': return 'withdrawn';
    case 'submitted':
    case 'informationRequested': return open;
    case 'eligible': return toldAt === 'decision' ? 'registered' : open;
    case 'notEligible': return toldAt === 'decision' ? 'notRegistered' : open;
  }
}
