import { assign, setup } from 'xstate';
import type { Procedure } from './step.js';

export type ListState = 'draft' | 'circulated' | 'held' | 'objectionsConsidered' | 'finalized' | 'noted' | 'withdrawn';

export interface ListContext {
  /** Deadlines announced so far. */
  round: number;
  /** Whether the proposed and the final list were brought to the attention of the Assembly (footnote 5). */
  proposedInformed: boolean;
  finalInformed: boolean;
}

/** Instants are ISO-8601 UTC text of fixed width, so that text order is time order. */
export type ListEvent =
  /** `adopted`: the resolution that the modality comes from; one that is only announced lets no list out. */
  | { type: 'office.released'; at: string; deadline: string; names: number; adopted: boolean }
  | { type: 'silence.extended'; at: string; currentDeadline: string; deadline: string }
  | { type: 'silence.deadlinePassed'; at: string; deadline: string; unserved: number }
  | { type: 'silence.openedAnew'; at: string; deadline: string }
  | { type: 'service.completed'; unserved: number }
  | { type: 'hold.overridden' }
  /** After the deadline the Office learns that a Mission was not told after all. */
  | { type: 'service.lost' }
  | { type: 'decision.recorded'; bodyDecides: boolean }
  /** `unserved`: Missions that were not told, and without whom nobody has let the silence count. */
  | { type: 'list.finalized'; undecided: number; unserved: number }
  | { type: 'assembly.informed'; which: 'proposed' | 'final' }
  | { type: 'assembly.noted' }
  | { type: 'list.withdrawn' };

const machine = setup({
  types: { context: {} as ListContext, events: {} as ListEvent },
  actions: {
    countRound: assign({ round: ({ context }) => context.round + 1 }),
    rememberInformed: assign(({ context, event }) => {
      if (event.type !== 'assembly.informed') return context;
      return { ...context, proposedInformed: context.proposedInformed || event.which === 'proposed', finalInformed: context.finalInformed || event.which === 'final' };
    }),
    'circulate.letters': () => undefined,
    'acknowledge.organizations': () => undefined,
    'announce.extension': () => undefined,
    'announce.withdrawal': () => undefined,
    'send.finalList': () => undefined,
    'send.outcomes': () => undefined,
  },
  guards: {
    // Silence over a broken channel does not count (FIELD.md, footnote 5, trap 5).
    everyMissionServed: ({ event }) => 'unserved' in event && event.unserved === 0,
    proposedList: ({ event }) => event.type === 'assembly.informed' && event.which === 'proposed',
  },
}).createMachine({
  id: 'list',
  initial: 'draft',
  context: { round: 0, proposedInformed: false, finalInformed: false },
  states: {
    draft: {
      on: {
        'office.released': { target: 'circulated', actions: ['countRound', 'circulate.letters', 'acknowledge.organizations'] },
        'list.withdrawn': 'withdrawn',
      },
    },
    circulated: {
      on: {
        'silence.extended': { target: 'circulated', actions: ['countRound', 'announce.extension'] },
        'silence.deadlinePassed': [{ target: 'objectionsConsidered', guard: 'everyMissionServed' }, { target: 'held' }],
        'assembly.informed': { guard: 'proposedList', actions: 'rememberInformed' },
        'list.withdrawn': { target: 'withdrawn', actions: 'announce.withdrawal' },
      },
    },
    held: {
      on: {
        'service.completed': { target: 'objectionsConsidered', guard: 'everyMissionServed' },
        'hold.overridden': 'objectionsConsidered',
        'silence.openedAnew': { target: 'circulated', actions: ['countRound', 'announce.extension'] },
        'assembly.informed': { guard: 'proposedList', actions: 'rememberInformed' },
        'list.withdrawn': { target: 'withdrawn', actions: 'announce.withdrawal' },
      },
    },
    objectionsConsidered: {
      on: {
        // To itself by name: the library counts a transition with neither target nor action as not taken.
        'decision.recorded': 'objectionsConsidered',
        'service.lost': 'held',
        'silence.openedAnew': { target: 'circulated', actions: ['countRound', 'announce.extension'] },
        'list.finalized': { target: 'finalized', actions: ['send.finalList', 'send.outcomes'] },
        'assembly.informed': { guard: 'proposedList', actions: 'rememberInformed' },
        'list.withdrawn': { target: 'withdrawn', actions: 'announce.withdrawal' },
      },
    },
    finalized: { on: { 'assembly.informed': { actions: 'rememberInformed' }, 'assembly.noted': 'noted' } },
    noted: {},
    withdrawn: {},
  },
});

/** The life of a list: draft, circulated, objections considered, finalized, noted. */
export const listMachine: Procedure<ListState, ListContext, ListEvent> = {
  machine,
  rules: {
    'office.released': [
      { code: 'resolution-not-adopted', holds: (_, { adopted }) => adopted },
      { code: 'list-empty', holds: (_, { names }) => names > 0 },
      { code: 'deadline-in-past', holds: (_, { at, deadline }) => deadline > at },
    ],
    'silence.extended': [
      // A closed silence period is never reopened.
      { code: 'silence-already-closed', holds: (_, { at, currentDeadline }) => at <= currentDeadline },
      { code: 'deadline-not-later', holds: (_, { currentDeadline, deadline }) => deadline > currentDeadline },
    ],
    'silence.deadlinePassed': [{ code: 'deadline-not-passed', holds: (_, { at, deadline }) => at > deadline }],
    'silence.openedAnew': [{ code: 'deadline-in-past', holds: (_, { at, deadline }) => deadline > at }],
    'service.completed': [{ code: 'missions-unserved', holds: (_, { unserved }) => unserved === 0 }],
    'decision.recorded': [{ code: 'no-body-decides', holds: (_, { bodyDecides }) => bodyDecides }],
    'list.finalized': [
      { code: 'missions-unserved', holds: (_, { unserved }) => unserved === 0 },
      { code: 'names-undecided', holds: (_, { undecided }) => undecided === 0 },
    ],
    'assembly.noted': [{ code: 'final-list-not-transmitted', holds: ({ finalInformed }) => finalInformed }],
  },
};
