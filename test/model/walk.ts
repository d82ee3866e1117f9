import { getSimplePaths } from 'xstate/graph';
import { Refused } from '../../src/platform/refused.js';
import { step, type Procedure, type Stored } from '../../workflows/step.js';
import type { Tables } from '../support/tables.js';

/** A piece of the running application in which one path is walked. */
export interface World {
  /** What is stored of the machine now; compared with what the model says. */
  stored(): Promise<Stored>;
  /** The contents of every table, for "changes nothing". */
  tables(): Promise<Tables>;
}
type Awaitable<T> = T | Promise<T>;

/** How one event is brought about in the application, through its handlers. */
export interface Way<W, E> {
  /** The event, with facts as the application gives them there. */
  event: E;
  /** What must have come before it, and is a fact of its own: the passing of the deadline before a decision. */
  first?(world: W): Promise<unknown>;
  act(world: W): Promise<unknown>;
  /**
   * What the application answers where the model refuses: the rule's name; null where nobody is answered, because nobody asked (the
   * clock did, or the act was on something larger) and the state must stay all the same. Absent: the model's own rule.
   */
  refusal?(state: string, world: W): Awaitable<string | null | undefined>;
  /** Tables that may change although the model refuses, because what was done is a fact of its own in that state. */
  writes?(state: string, world: W): Awaitable<readonly string[] | 'all'>;
  /** Facts that break a rule of the event: tried in these states, which would take it otherwise. */
  only?: readonly string[];
}

/** Every event has a way, or several where its facts lead elsewhere: a new event does not compile until somebody says how it is done. */
export type Ways<W, E extends { type: string }> = { readonly [T in E['type']]: readonly [Way<W, Extract<E, { type: T }>>, ...Way<W, Extract<E, { type: T }>>[]] };

/** `tries`: at its end every event that the model refuses there is tried. */
export interface Path<E> {
  events: readonly E[];
  tries: boolean;
}

/** What is walked: the model, where it begins, and how its events are done. */
export interface Walk<W extends World, V extends string, C extends object, E extends { type: string }> {
  procedure: Procedure<V, C, E>;
  from: Stored<V, C>;
  ways: Ways<W, E>;
  begin(): Promise<W>;
}

const allWays = <W, E extends { type: string }>(ways: Ways<W, E>): Way<W, E>[] => (Object.values(ways) as Way<W, E>[][]).flat();

/** States that differ in nothing that the machine asks for: the number of deadlines is left out, or paths would not end. */
const place = ({ value, context }: Stored): string => JSON.stringify([value, Object.entries(context).filter(([key]) => key !== 'round')]);

/**
 * Every simple path that the machine and its rules let pass: those that go on walk those that are a part of them. One shortest path to
 * each place tries there what is refused, and is walked once more for each event that leads back, so that every transition is taken.
 */
export function pathsOf<W extends World, V extends string, C extends object, E extends { type: string }>({ procedure, from, ways }: Omit<Walk<W, V, C, E>, 'begin'>): Path<E>[] {
  const events = allWays(ways).filter(({ only }) => !only).map(({ event }) => event);
  const simple = getSimplePaths(procedure.machine, { events: events as never, limit: 10_000, serializeState: ((state: Stored) => place(state)) as never })
    .map(({ steps }) => steps.slice(1).map(({ event }) => event as unknown as E))
    .filter((path) => follow(procedure, from, path)); // the machine knows guards only; the rules are asked by step
  const text = (path: readonly E[]): string => path.map((event) => JSON.stringify(event)).join();
  const begun = new Set(simple.map((path) => text(path.slice(0, -1))));
  const nearest = new Map<string, E[]>();
  for (const path of [...simple].sort((a, b) => a.length - b.length)) {
    const end = place(follow(procedure, from, path)!.at(-1)!);
    if (!nearest.has(end)) nearest.set(end, path);
  }
  const tried = [...nearest.values()];
  const back = tried.flatMap((path) => {
    const states = follow(procedure, from, path)!;
    return events.filter((event) => {
      const result = step(procedure, states.at(-1)!, event);
      return result.ok && states.some((state) => place(state) === place(result.next));
    }).map((event) => [...path, event]);
  });
  const whole = simple.filter((path) => path.length > 0 && !begun.has(text(path)) && !tried.some((known) => text(known) === text(path)));
  return [...tried.map((events) => ({ events, tries: true })), ...[...whole, ...back].map((events) => ({ events, tries: false }))];
}

function follow<V extends string, C extends object, E extends { type: string }>(procedure: Procedure<V, C, E>, from: Stored<V, C>, events: readonly E[]): Stored<V, C>[] | null {
  const states = [from];
  for (const event of events) {
    const result = step(procedure, states.at(-1)!, event);
    if (!result.ok) return null;
    states.push(result.next);
  }
  return states;
}

/**
 * Walks paths through the application: after each step the stored state is the model's, and where a path tries it every event that the
 * model refuses there is refused by the right name, and has changed nothing. Returns what went wrong, in words.
 */
export async function walk<W extends World, V extends string, C extends object, E extends { type: string }>(
  { procedure, from, ways, begin }: Walk<W, V, C, E>, paths: Path<E>[],
): Promise<{ faults: string[]; steps: number; refusals: number }> {
  const faults: string[] = [];
  let [steps, refusals] = [0, 0];
  for (const { events, tries } of paths) {
    const world = await begin();
    const states = follow(procedure, from, events)!;
    const told = (steps: number): string => events.slice(0, steps).map(({ type }) => type).join(' > ') || 'the beginning';
    let whole = await isAs(faults, told(0), world, from);
    for (let at = 0; whole && at < events.length; at++, steps++) {
      const way = allWays(ways).find(({ event }) => JSON.stringify(event) === JSON.stringify(events[at]))!;
      const error = await fault(async () => { await way.first?.(world); await way.act(world); });
      if (error) faults.push(`${told(at + 1)}: not taken, ${error.message}`);
      whole = await isAs(faults, told(at + 1), world, states[at + 1]!) && !error;
    }
    if (whole && tries) refusals += await tryRefused(procedure, ways, states.at(-1)!, world, told(events.length), faults);
  }
  return { faults, steps, refusals };
}

async function tryRefused<W extends World, V extends string, C extends object, E extends { type: string }>(
  procedure: Procedure<V, C, E>, ways: Ways<W, E>, state: Stored<V, C>, world: W, told: string, faults: string[],
): Promise<number> {
  let refusals = 0;
  let tried: string[] = [];
  let before = await world.tables();
  /** Looks whether anything changed since the last look but what was allowed; reading every table after each event would take long. */
  const look = async (allowed: readonly string[] | 'all' = []): Promise<void> => {
    const after = await world.tables();
    const changed = Object.keys(after).filter((table) => after[table] !== before[table] && allowed !== 'all' && !allowed.includes(table));
    if (changed.length) faults.push(`${told}: ${changed.join(', ')} changed by what was refused, ${tried.join(' or ')}`);
    before = after;
    tried = [];
  };
  for (const { event, first, act, refusal, writes, only } of allWays(ways)) {
    const result = step(procedure, state, event);
    if (result.ok || (only && !only.includes(state.value))) continue;
    if (first) {
      await look();
      await first(world);
      before = await world.tables();
    }
    const allowed = await writes?.(state.value, world) ?? [];
    if (allowed.length) await look();
    const named = await refusal?.(state.value, world);
    const expected = named === undefined ? result.rule : named;
    const error = await fault(() => act(world));
    const got = error instanceof Refused ? (error.faults[0]?.rule ?? error.rule) : error ? `an error: ${error.message}` : null;
    if (got !== expected) faults.push(`${told}: ${event.type} answered by ${got ?? 'nothing'}, not by ${expected ?? 'nothing'}`);
    tried.push(event.type);
    refusals++;
    if (!(await isAs(faults, `${told}, then ${event.type} refused`, world, state))) return refusals;
    if (allowed.length) await look(allowed);
  }
  await look();
  return refusals;
}

async function isAs(faults: string[], told: string, world: World, expected: Stored): Promise<boolean> {
  const plain = ({ value, context }: Stored): string => `${value} ${JSON.stringify(Object.fromEntries(Object.entries(context).sort(([a], [b]) => (a < b ? -1 : 1))))}`;
  const stored = plain(await world.stored());
  if (stored === plain(expected)) return true;
  faults.push(`${told}: stored as ${stored}, not as ${plain(expected)}`);
  return false;
}

const fault = (act: () => Promise<unknown>): Promise<Error | null> => act().then(() => null, (error: Error) => error);

/** Puts a fault in the place of a method of one part of the application; returns how it is taken out again. */
export function plant<T extends object, K extends keyof T>(part: T, method: K, fault: (real: T[K]) => T[K]): () => void {
  const real = (part[method] as (...args: unknown[]) => unknown).bind(part) as T[K];
  part[method] = fault(real);
  return () => { delete part[method]; };
}
