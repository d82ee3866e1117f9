import { setup } from 'xstate';
import type { Procedure } from './step.js';

export type ObjectionState = 'raised' | 'basisStated' | 'standing' | 'withdrawn';

export type ObjectionEvent =
  | { type: 'basis.stated' }
  | { type: 'silence.closed' }
  /** `until`: the last instant at which the modality takes a withdrawal; null while nothing limits it. */
  | { type: 'objection.withdrawn'; at: string; until: string | null };

const machine = setup({ types: { context: {} as object, events: {} as ObjectionEvent } }).createMachine({
  id: 'objection',
  initial: 'raised',
  context: {},
  states: {
    // The basis is voluntary (footnote 5): an objection stands with or without one.
    raised: { on: { 'basis.stated': 'basisStated', 'silence.closed': 'standing', 'objection.withdrawn': 'withdrawn' } },
    basisStated: { on: { 'basis.stated': 'basisStated', 'silence.closed': 'standing', 'objection.withdrawn': 'withdrawn' } },
    standing: { on: { 'basis.stated': 'standing', 'objection.withdrawn': 'withdrawn' } },
    withdrawn: {},
  },
});

/** One objection of one State to one name. */
export const objectionMachine: Procedure<ObjectionState, object, ObjectionEvent> = {
  machine,
  rules: {
    'objection.withdrawn': [{ code: 'withdrawal-closed', holds: (_, { at, until }) => until === null || at <= until }],
  },
};
