import type { List, Nomination } from '../../lists/index.js';

/** A list as the API shows it. */
export const listView = ({ id, conferenceId, key, title, state, version, circulatedAt, deadline, finalizedAt, proposedSymbol, finalSymbol, notedSymbol, notedOn }: List) => (
  { id, conferenceId, key, title, state, version, circulatedAt, deadline, finalizedAt, proposedSymbol, finalSymbol, notedSymbol, notedOn }
);

/** A name as States and the public may see it. */
export const nameView = ({ id, name, acronym, countryIso2, countryText, category, city, website }: Nomination) => (
  { id, name, acronym, country: countryIso2 ?? countryText, category, city, website }
);

/** The version in an If-Match header; absent where none or any is meant. */
export function version(match: string | undefined): number | undefined {
  if (!match || match === '*') return undefined;
  const seen = Number(/^(?:W\/)?"?(\d+)"?$/.exec(match.trim())?.[1] ?? '-1');
  return seen;
}
