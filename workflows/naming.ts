import type { MeetingRule, Modality, Scope } from './modality.js';

/** What the Office announced last of naming representatives for a meeting. Instants are fixed-width UTC text. */
export interface Naming {
  closesAt: string;
  /** Representatives of one organization. */
  quota: number;
}

export type NamingPhase = 'notOpen' | 'open' | 'closed';

/** "Not later than": whoever is named at the closing instant itself is on time. */
export const namingPhase = (naming: Naming | null, at: string): NamingPhase => (!naming ? 'notOpen' : at <= naming.closesAt ? 'open' : 'closed');

/** The meetings that scopes open, in the resolution's order. */
export const meetingsOf = ({ meetings }: Modality, opens: readonly Scope[]): MeetingRule[] => meetings.filter(({ scope }) => opens.includes(scope));

/**
 * Keys of the lists whose names may come to a meeting: until one of them is final no name leaves for the badge desk. A meeting that no
 * list opens waits for any list of the conference, so that registrations alone tell nothing early either.
 */
export function listsBefore({ tracks, lists }: Modality, { scope }: Pick<MeetingRule, 'scope'>): string[] {
  const keys = tracks.flatMap(({ way, opens }) => (way.kind === 'list' && opens.includes(scope) ? [way.list] : []));
  return keys.length ? keys : lists.map(({ key }) => key);
}

export interface Wish {
  meeting: MeetingRule;
  naming: Naming | null;
  /** Whether the person is named for it now, and whether that is wished. */
  before: boolean;
  wished: boolean;
  /** Others of the same organization who are named for it. */
  others: number;
}

export type NamingOutcome = 'named' | 'unnamed' | 'asBefore' | 'late' | { rule: 'naming-not-open' | 'quota-exceeded'; most: number };

/**
 * What becomes of a wish. A meeting that has closed stays as it is: whoever was named remains, and who is wished too late is `late`,
 * which is told and never an error that would lose what was typed.
 */
export function nameFor({ naming, before, wished, others }: Wish, at: string): NamingOutcome {
  const phase = namingPhase(naming, at);
  if (wished === before) return 'asBefore';
  if (phase === 'closed') return wished ? 'late' : 'asBefore';
  if (!wished) return 'unnamed';
  if (phase === 'notOpen' || !naming) return { rule: 'naming-not-open', most: 0 };
  return others >= naming.quota ? { rule: 'quota-exceeded', most: naming.quota } : 'named';
}
