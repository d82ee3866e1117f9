import type { ListState } from './list.machine.js';

type Phase = 'draft' | 'underWay' | 'final' | 'withdrawn';

/** How far a list is, for whoever asks no more than that. A new state does not compile until somebody decided where it belongs. */
const phases: Record<ListState, Phase> = {
  draft: 'draft', circulated: 'underWay', held: 'underWay', objectionsConsidered: 'underWay', finalized: 'final', noted: 'final', withdrawn: 'withdrawn',
};

const among = (...known: Phase[]) => (state: ListState): boolean => known.includes(phases[state]);

/** Member States have it, and it is not final yet: what comes from them still counts. */
export const isUnderWay = among('underWay');
/** The Assembly may have noted it or not. */
export const isFinal = among('final');
/** Member States have it, final or not, and it was not taken back. */
export const isOut = among('underWay', 'final');
/** It has come to its end: only what is kept of it is still asked about. */
export const isOver = among('final', 'withdrawn');
export const overStates = (Object.keys(phases) as ListState[]).filter(isOver);

/** Missions are still told of it: once objections are considered, whoever was not told is not waited for any more. */
export const takesService = (state: ListState): boolean => state === 'circulated' || state === 'held';
