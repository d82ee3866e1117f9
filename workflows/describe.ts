import { applicationMachine } from './application.machine.js';
import { listMachine } from './list.machine.js';
import { nominationMachine } from './nomination.machine.js';
import { objectionMachine } from './objection.machine.js';
import type { Procedure } from './step.js';

interface Edge {
  from: string;
  event: string;
  to: string;
  guard: string | null;
  effects: string[];
}

interface Described {
  title: string;
  says: string;
  states: string[];
  initial: string;
  edges: Edge[];
  rules: { event: string; code: string; in: string[] }[];
}

// Every procedure is described by the same three fields, whatever its types.
type AnyProcedure = Pick<Procedure<string, object, { type: string }>, 'machine'> & { rules: Record<string, { code: string; in?: string[] }[] | undefined> };

/** A machine as data: its states, its edges, the rules that can refuse an event. */
export function describe(title: string, says: string, { machine, rules }: AnyProcedure): Described {
  const states = Object.keys(machine.root.states);
  const edges = states.flatMap((from) =>
    [...machine.root.states[from]!.transitions].flatMap(([event, transitions]) => transitions.map(({ target, guard, actions }): Edge => ({
      from, event, to: target?.[0]?.key ?? from,
      guard: guard ? (typeof guard === 'string' ? guard : 'type' in guard ? String(guard.type) : null) : null,
      effects: actions.map((action) => (typeof action === 'string' ? action : 'type' in action ? String(action.type) : '')).filter((name) => name.includes('.')),
    }))));
  return {
    title, says, states, initial: String(machine.config.initial), edges,
    rules: Object.entries(rules).flatMap(([event, list]) => (list ?? []).map((rule) => ({ event, code: rule.code, in: rule.in ?? [] }))),
  };
}

const node = (state: string, states: string[], initial: string): string => `  ${states.indexOf(state)}["${state}"]${state === initial ? ':::first' : ''}`;

/** The diagram of a machine as Mermaid text. */
export function diagram({ states, initial, edges }: Described): string {
  const lines = edges.map(({ from, event, to, guard }) => `  ${states.indexOf(from)} -->|"${event}${guard ? ` [${guard}]` : ''}"| ${states.indexOf(to)}`);
  return ['flowchart TD', ...states.map((state) => node(state, states, initial)), ...lines, '  classDef first stroke-width:3px'].join('\n');
}

/** Event × state: where each event leads; a dash where it is refused. */
export function table({ states, edges }: Described): string {
  const events = [...new Set(edges.map(({ event }) => event))].sort();
  const cell = (event: string, state: string): string =>
    edges.filter((edge) => edge.event === event && edge.from === state).map(({ to, guard }) => (guard ? `${to} [${guard}]` : to)).join(', ') || '—';
  return [
    `| event | ${states.join(' | ')} |`,
    `|---|${states.map(() => '---').join('|')}|`,
    ...events.map((event) => `| \`${event}\` | ${states.map((state) => cell(event, state)).join(' | ')} |`),
  ].join('\n');
}

function section(described: Described): string {
  const rules = described.rules.map(({ event, code, in: states }) => `- \`${event}\`${states.length ? ` in ${states.join(', ')}` : ''}: \`${code}\``);
  const effects = described.edges.filter((edge) => edge.effects.length).map(({ from, event, effects: names }) => `- ${from}, \`${event}\`: ${names.join(', ')}`);
  return [
    `## ${described.title}`, described.says, `\`\`\`mermaid\n${diagram(described)}\n\`\`\``, table(described),
    ...(rules.length ? ['Rules that can refuse an event:', rules.join('\n')] : []),
    ...(effects.length ? ['Effects:', effects.join('\n')] : []),
  ].join('\n\n');
}

export const described = (): Described[] => [
  describe('The list', 'From the draft to the list noted by the Assembly. In words: draft, circulated, objection, finalized, noted.', listMachine as unknown as AnyProcedure),
  describe('The application', 'One application of one organization under one track: the form, the questions of the desk, its decision. What follows is the way of the list, or of the register.', applicationMachine as unknown as AnyProcedure),
  describe('The nomination', 'One organization on one list. What tells of an objection is never stored: `objected` is derived from the objections that stand, `toBeAdmitted`, `toBeExcluded` and `admitted` from the sealed decisions of the body.', nominationMachine as unknown as AnyProcedure),
  describe('The objection', 'One objection of one State to one name. `standing` is never stored: what was raised and not withdrawn stands once the silence has closed, with or without a basis.', objectionMachine as unknown as AnyProcedure),
];

/** The text of workflows/README.md. */
export const readme = (): string => [
  '# The procedure',
  'Pure: no clock, no database, no network. Time, identifiers and the actor come in as data; a step gives the next state and the names of effects, or the rule that refuses. This page is generated from the machines (`npm run docs`); a test fails when it is stale.',
  'A deadline is an event with two instants, never a timer: the clock at the moment of the act decides.',
  ...described().map(section), '',
].join('\n\n').replace(/\n+$/, '\n');
