import { getSimplePaths } from 'xstate/graph';
import { readFileSync } from 'node:fs';
import { described, readme } from '../../workflows/describe.js';
import { listMachine, type ListContext, type ListEvent, type ListState } from '../../workflows/list.machine.js';
import { initial, step } from '../../workflows/step.js';

const before = '2026-12-01T17:00:00.000Z';
const deadline = '2026-12-07T17:00:00.000Z';
const after = '2026-12-07T17:00:01.000Z';
const next = '2026-12-14T17:00:00.000Z';

/** One event of each kind, with facts that fulfil its rules, and the variants that lead elsewhere. */
export const listEvents: ListEvent[] = [
  { type: 'office.released', at: before, deadline, names: 3, adopted: true },
  { type: 'silence.extended', at: before, currentDeadline: deadline, deadline: next },
  { type: 'silence.deadlinePassed', at: after, deadline, unserved: 0 },
  { type: 'silence.deadlinePassed', at: after, deadline, unserved: 2 },
  { type: 'silence.openedAnew', at: after, deadline: next },
  { type: 'service.completed', unserved: 0 },
  { type: 'hold.overridden' },
  { type: 'service.lost' },
  { type: 'decision.recorded', bodyDecides: true },
  { type: 'list.finalized', undecided: 0, unserved: 0 },
  { type: 'assembly.informed', which: 'proposed' },
  { type: 'assembly.informed', which: 'final' },
  { type: 'assembly.noted' },
  { type: 'list.withdrawn' },
];

const paths = getSimplePaths(listMachine.machine, {
  events: listEvents as never, limit: 5_000,
  serializeState: (state) => `${String(state.value)} ${JSON.stringify({ ...(state.context as ListContext), round: 0 })}`,
});

describe('every simple path of a list', () => {
  it('is there in number', () => {
    expect(paths.length).toBeGreaterThan(40);
  });

  it('reaches the final list only through the objections, and the Assembly only through the final list', () => {
    for (const path of paths) {
      const states = path.steps.map(({ state }) => String(state.value)).concat(String(path.state.value));
      const final = states.indexOf('finalized');
      if (final >= 0) expect(states.slice(0, final)).toContain('objectionsConsidered');
      if (states.includes('noted')) expect(final).toBeGreaterThan(0);
      if (states.includes('withdrawn')) expect(states.at(-1)).toBe('withdrawn');
    }
  });

  it('names a rule for each event that is refused on the way, and leaves the stored state as it was', () => {
    const seen = new Map<string, { value: ListState; context: ListContext }>();
    for (const path of paths) {
      const { value, context } = path.state as unknown as { value: ListState; context: ListContext };
      seen.set(`${value} ${JSON.stringify(context)}`, { value, context });
    }
    let refused = 0;
    for (const stored of seen.values()) {
      for (const event of listEvents) {
        const copy = structuredClone(stored);
        const result = step(listMachine, stored, event);
        expect(stored).toEqual(copy);
        if (!result.ok) {
          refused++;
          expect(result.rule).toMatch(/^[a-z-]+$/);
        }
      }
    }
    expect(refused).toBeGreaterThan(seen.size);
  });

  it('can be restored from what is stored after every step', () => {
    for (const path of paths) {
      let stored = initial(listMachine);
      for (const { event } of path.steps.slice(1)) {
        const result = step(listMachine, JSON.parse(JSON.stringify(stored)) as typeof stored, event as unknown as ListEvent);
        if (!result.ok) break; // the path's own machine knows guards only; the rules are asked by step
        stored = result.next;
      }
      expect(Object.keys(stored.context).sort()).toEqual(['finalInformed', 'proposedInformed', 'round']);
    }
  });
});

describe('workflows/README.md', () => {
  it('is what the machines say', () => {
    expect(readFileSync(new URL('../../workflows/README.md', import.meta.url), 'utf8')).toBe(readme());
  });

  it('shows the five words of the procedure', () => {
    const states = described()[0]!.states.join(' ').toLowerCase();
    for (const word of ['draft', 'circulated', 'objection', 'finalized', 'noted']) expect(states).toContain(word);
  });
});
