import { initialTransition, transition, type AnyMachineSnapshot, type AnyStateMachine, type EventObject } from 'xstate';

/** What is stored of a machine: its state's name and its context, nothing of the library's own. */
export interface Stored<V extends string = string, C extends object = object> {
  value: V;
  context: C;
}

/** A condition under which an event is taken; `code` names it when it refuses. */
export interface Rule<C, E, V = string> {
  code: string;
  /** The states in which the rule is asked; all where absent. */
  in?: V[];
  holds(context: C, event: E): boolean;
}

export type Rules<C, E extends EventObject, V = string> = { [T in E['type']]?: Rule<C, Extract<E, { type: T }>, V>[] };

/** A machine with the rules that its guards ask. */
export interface Procedure<V extends string, C extends object, E extends EventObject> {
  machine: AnyStateMachine;
  rules: Rules<C, E, V>;
  /** Never set: carries the types of value, context and event. */
  readonly types?: { value: V; context: C; event: E };
}

export interface Stepped<V extends string, C extends object> {
  ok: true;
  next: Stored<V, C>;
  /** Names of what the step asks the shell to do. */
  effects: string[];
}

export interface RefusedStep {
  ok: false;
  /** `not-in-this-state`, or the rule that did not hold. */
  rule: string;
  params: Record<string, string | number>;
}

/** The state in which a procedure begins. */
export function initial<V extends string, C extends object, E extends EventObject>({ machine }: Procedure<V, C, E>): Stored<V, C> {
  const [snapshot] = initialTransition(machine) as [AnyMachineSnapshot, unknown];
  return { value: snapshot.value as V, context: snapshot.context as C };
}

/** Whether the event would be taken now. */
export function can<V extends string, C extends object, E extends EventObject>(procedure: Procedure<V, C, E>, stored: Stored<V, C>, event: E): boolean {
  return restore(procedure, stored).can(event) && brokenRule(procedure, stored, event) === null;
}

/** Whether the state takes events of this kind at all; what their facts must fulfil is not asked. */
export function takes<V extends string, C extends object, E extends EventObject>(procedure: Procedure<V, C, E>, stored: Stored<V, C>, type: E['type']): boolean {
  return type in (procedure.machine.root.states[stored.value]?.on ?? {});
}

/** Takes one event, or refuses it by name. Pure: same input, same answer; nothing is read or written. */
export function step<V extends string, C extends object, E extends EventObject>(
  procedure: Procedure<V, C, E>, stored: Stored<V, C>, event: E,
): Stepped<V, C> | RefusedStep {
  if (!takes(procedure, stored, event.type)) return { ok: false, rule: 'not-in-this-state', params: { state: stored.value, event: event.type } };
  const broken = brokenRule(procedure, stored, event);
  const snapshot = restore(procedure, stored);
  // transition() passes over what it does not take in silence, so it is asked first.
  if (broken || !snapshot.can(event)) return { ok: false, rule: broken ?? 'not-in-this-state', params: { state: stored.value, event: event.type } };
  const [next, actions] = transition(procedure.machine, snapshot, event);
  return {
    ok: true,
    next: { value: next.value as V, context: next.context as C },
    effects: actions.map(({ type }) => type).filter((type) => !type.startsWith('xstate.')),
  };
}

function restore<V extends string, C extends object, E extends EventObject>({ machine }: Procedure<V, C, E>, { value, context }: Stored<V, C>): AnyMachineSnapshot {
  return machine.resolveState({ value, context }) as AnyMachineSnapshot;
}

function brokenRule<V extends string, C extends object, E extends EventObject>({ rules }: Procedure<V, C, E>, { value, context }: Stored<V, C>, event: E): string | null {
  const ofEvent = (rules[event.type as E['type']] ?? []) as Rule<C, E, V>[];
  return ofEvent.find((rule) => (!rule.in || rule.in.includes(value)) && !rule.holds(context, event))?.code ?? null;
}
