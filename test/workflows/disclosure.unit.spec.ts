import { desk, disclosed, learnsByAsking } from '../../workflows/disclosure.js';
import { checkModality } from '../../workflows/modality.check.js';
import type { ListState } from '../../workflows/list.machine.js';
import type { Modality, OfAnObjection } from '../../workflows/modality.js';
import { basisOnlyIfAsked, basisToWhoeverAsks, objectorToWhoeverAsks } from '../support/modalities.js';

const STATES: ListState[] = ['draft', 'circulated', 'held', 'objectionsConsidered', 'finalized', 'noted', 'withdrawn'];
type Cell = OfAnObjection['requestingState'];
const cells = (exists: Cell, objector: Cell, basis: Cell): Pick<Modality, 'disclosure'> => {
  const { disclosure } = basisToWhoeverAsks();
  for (const [fact, cell] of [['objectionExists', exists], ['objector', objector], ['basis', basis]] as const) disclosure[fact].requestingState = cell;
  return { disclosure };
};

describe('each cell of the matrix', () => {
  // What a cell opens to a State that asks, and in which states of the list: stated apart from the code that decides it.
  const opens: Record<Cell, ListState[]> = { onRequest: STATES, no: [], atFinalization: ['finalized', 'noted'] };
  const kinds = Object.keys(opens) as Cell[];

  it.each(kinds.flatMap((exists) => kinds.flatMap((objector) => kinds.map((basis) => [exists, objector, basis] as const))))('existence %s, objector %s, basis %s', (exists, objector, basis) => {
    for (const state of STATES) {
      const seen = opens[exists].includes(state);
      expect(learnsByAsking(cells(exists, objector, basis), state)).toEqual({ exists: seen, objector: seen && opens[objector].includes(state), basis: seen && opens[basis].includes(state) });
    }
  });

  it('puts nothing into the answer that it keeps back', () => {
    const objections = [{ iso2: 'FR', basis: 'One' }, { iso2: 'KE', basis: null }];
    for (const exists of [true, false]) for (const objector of [true, false]) for (const basis of [true, false]) {
      const answer = disclosed(objections, { exists, objector, basis });
      expect(answer).toHaveLength(exists ? 2 : 0);
      expect(answer.every((one) => 'iso2' in one === objector && 'basis' in one === basis)).toBe(true);
    }
  });
});

it('gives objections in an order that tells nothing of their time or their State', () => {
  const learns = { exists: true, objector: false, basis: true };
  const there = [{ iso2: 'FR', basis: 'Beta' }, { iso2: 'KE', basis: 'Alpha' }, { iso2: 'BR', basis: null }];
  expect(disclosed(there, learns)).toEqual(disclosed([...there].reverse(), learns));
  expect(disclosed(there.map((one, at) => ({ ...one, iso2: ['AA', 'BB', 'CC'][at]! })), learns)).toEqual(disclosed(there, learns));
});

it('takes requests from circulation on, after finalization too, and none about a draft or a list taken back', () => {
  expect(STATES.filter((state) => desk[state].ask)).toEqual(['circulated', 'held', 'objectionsConsidered', 'finalized', 'noted']);
  expect(STATES.filter((state) => !desk[state].release)).toEqual(['draft']);
});

describe('the three families', () => {
  it.each([
    ['A: basis', basisToWhoeverAsks(), { exists: true, objector: false, basis: true }],
    ['B: basis, once asked', basisOnlyIfAsked(), { exists: true, objector: false, basis: true }],
    ['C: objector', objectorToWhoeverAsks(), { exists: true, objector: true, basis: false }],
  ])('%s', (_, modality, learns) => {
    expect(checkModality(modality)).toEqual([]);
    expect(learnsByAsking(modality, 'circulated')).toEqual(learns);
  });
});
