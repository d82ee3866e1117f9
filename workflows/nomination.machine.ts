import { setup } from 'xstate';
import type { Procedure } from './step.js';

export type NominationState = 'proposed' | 'circulated' | 'objected' | 'toBeAdmitted' | 'toBeExcluded' | 'cleared' | 'heldBack' | 'withdrawn' | 'excluded' | 'admitted';

/** What a body decides on one name. */
export type NameDecision = 'include' | 'exclude' | 'defer';

export type NominationEvent =
  | { type: 'list.circulated' }
  | { type: 'objection.raised' }
  | { type: 'objection.lapsed'; standing: number }
  /** `effect`: what a standing objection does under the modality. */
  | { type: 'list.finalized'; effect: 'drops' | 'contested' }
  | { type: 'decision.admitted' }
  | { type: 'decision.excluded' }
  | { type: 'decision.deferred'; standing: number }
  | { type: 'organization.withdrew' };

const decided = { 'decision.deferred': 'objected', 'organization.withdrew': 'withdrawn' } as const;

const machine = setup({ types: { context: {} as object, events: {} as NominationEvent } }).createMachine({
  id: 'nomination',
  initial: 'proposed',
  context: {},
  states: {
    proposed: { on: { 'list.circulated': 'circulated', 'organization.withdrew': 'withdrawn' } },
    circulated: { on: { 'objection.raised': 'objected', 'list.finalized': 'cleared', 'organization.withdrew': 'withdrawn' } },
    objected: {
      on: {
        // To itself by name: the library counts a transition with neither target nor action as not taken.
        'objection.raised': 'objected',
        'objection.lapsed': 'circulated',
        'list.finalized': 'heldBack',
        'decision.admitted': 'toBeAdmitted',
        'decision.excluded': 'toBeExcluded',
        'decision.deferred': 'objected',
        'organization.withdrew': 'withdrawn',
      },
    },
    // A decision takes effect with the list. Until then it can be made anew, and stands whatever becomes of the objections.
    toBeAdmitted: { on: { ...decided, 'list.finalized': 'admitted', 'decision.admitted': 'toBeAdmitted', 'decision.excluded': 'toBeExcluded', 'objection.raised': 'toBeAdmitted', 'objection.lapsed': 'toBeAdmitted' } },
    toBeExcluded: { on: { ...decided, 'list.finalized': 'excluded', 'decision.admitted': 'toBeAdmitted', 'decision.excluded': 'toBeExcluded', 'objection.raised': 'toBeExcluded', 'objection.lapsed': 'toBeExcluded' } },
    cleared: {},
    heldBack: {},
    withdrawn: {},
    excluded: {},
    admitted: {},
  },
});

/** One organization on one list. */
export const nominationMachine: Procedure<NominationState, object, NominationEvent> = {
  machine,
  rules: {
    'objection.lapsed': [{ code: 'objections-standing', holds: (_, { standing }) => standing === 0 }],
    'decision.deferred': [{ code: 'nothing-to-defer', in: ['toBeAdmitted', 'toBeExcluded'], holds: (_, { standing }) => standing > 0 }],
    // Where a body decides, an objected name waits for its decision; a deferred one waits on.
    'list.finalized': [{ code: 'name-undecided', in: ['objected'], holds: (_, { effect }) => effect === 'drops' }],
  },
};

/**
 * The present state of a name from the stored one, the number of objections that stand, and what the body decided on it. What is
 * stored says `circulated` whether or not anybody objected or decided, and `cleared` of every name on the final list: no stored
 * state betrays an objection.
 */
export function derive(stored: NominationState, standing: number, decision?: NameDecision): NominationState {
  if (stored === 'cleared' && decision === 'include') return 'admitted';
  if (stored !== 'circulated') return stored;
  if (decision === 'include') return 'toBeAdmitted';
  if (decision === 'exclude') return 'toBeExcluded';
  return standing > 0 ? 'objected' : 'circulated';
}

const STORED: Partial<Record<NominationState, NominationState>> = { objected: 'circulated', toBeAdmitted: 'circulated', toBeExcluded: 'circulated', admitted: 'cleared' };

/** What is stored for a present state: the inverse of `derive`. */
export const storedValue = (state: NominationState): NominationState => STORED[state] ?? state;
