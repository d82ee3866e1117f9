import { setup } from 'xstate';
import type { Procedure } from './step.js';

export type NominationState = 'proposed' | 'circulated' | 'objected' | 'cleared' | 'heldBack' | 'withdrawn' | 'excluded' | 'admitted';

export type NominationEvent =
  | { type: 'list.circulated' }
  | { type: 'objection.raised' }
  | { type: 'objection.lapsed'; standing: number }
  /** `effect`: what a standing objection does under the modality. */
  | { type: 'list.finalized'; effect: 'drops' | 'contested' }
  | { type: 'decision.admitted' }
  | { type: 'decision.excluded' }
  | { type: 'decision.deferred' }
  | { type: 'organization.withdrew' };

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
        'decision.admitted': 'admitted',
        'decision.excluded': 'excluded',
        'decision.deferred': 'objected',
        'organization.withdrew': 'withdrawn',
      },
    },
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
    // Where a body decides, an objected name waits for its decision; a deferred one waits on.
    'list.finalized': [{ code: 'name-undecided', in: ['objected'], holds: (_, { effect }) => effect === 'drops' }],
  },
};

/**
 * The present state of a name from the stored one and the number of objections that stand. What is stored says `circulated`
 * whether or not anybody objected: no stored state betrays an objection while the silence runs.
 */
export const derive = (stored: NominationState, standing: number): NominationState => (stored === 'circulated' && standing > 0 ? 'objected' : stored);

/** What is stored for a present state: the inverse of `derive`. */
export const storedValue = (state: NominationState): NominationState => (state === 'objected' ? 'circulated' : state);
