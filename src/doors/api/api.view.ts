import type { Answer, AskedNames, DisclosureEntry } from '../../disclosures/index.js';
import type { Language } from '../../platform/i18n.js';
import type { AskBody } from './dto.js';
import type { DecisionFacts, List, MissionDelivery, Nomination } from '../../lists/index.js';
import { Refused } from '../../platform/refused.js';

/** A list as the API shows it. */
export const listView = ({ id, conferenceId, key, ofKey, addendumTo, title, state, version, circulatedAt, deadline, finalizedAt, proposedSymbol, finalSymbol, notedSymbol, notedOn }: List) => (
  { id, conferenceId, key, ofKey, addendumTo, title, state, version, circulatedAt, deadline, finalizedAt, proposedSymbol, finalSymbol, notedSymbol, notedOn }
);

/** A name as States and the public may see it. */
export const nameView = ({ id, name, acronym, countryIso2, countryText, category, city, website }: Nomination) => (
  { id, name, acronym, country: countryIso2 ?? countryText, category, city, website }
);

/** The API says `memberState` where the code inside says by which standard it is written. */
export const stateView = <T extends { iso2: string }>({ iso2, ...more }: T): Omit<T, 'iso2'> & { memberState: string } => ({ memberState: iso2, ...more });

/** A Mission's row of the delivery register. */
export const deliveryView = ({ services, takenBack, ...more }: MissionDelivery) => ({ ...stateView(more), services: services.map(stateView), takenBack: takenBack.map(stateView) });

/** The version in an If-Match header; absent where none or any is meant. */
export function version(match: string | undefined): number | undefined {
  if (!match || match === '*') return undefined;
  const seen = Number(/^(?:W\/)?"?(\d+)"?$/.exec(match.trim())?.[1] ?? '-1');
  return seen;
}

/** The same where what was read is replaced or taken out: who did not say what they read would undo what somebody else did meanwhile. `*` takes whatever stands. */
export function mustMatch(match: string | undefined): number | undefined {
  if (!match) throw new Refused('if-match-missing');
  return version(match);
}

export const askedNames = ({ all, nominationIds = [] }: AskBody): AskedNames => (all ? 'all' : nominationIds);

/** An answer in one language: the facts, and the words in which every State that asks is given them. */
export const answerView = ({ names, others }: Answer, language: Language) => ({
  names: names.map(({ nominationId, name, objections, words }) => (
    { nominationId, name, objections: objections.map(({ iso2, ...more }) => ({ ...(iso2 === undefined ? {} : { memberState: iso2 }), ...more })), words: words[language].map(({ text }) => text) }
  )),
  others: others && others[language].map(({ text }) => text),
});

/** What the body decided on a name; null where it has not. */
export const decisionView = (decided: DecisionFacts | undefined) => (decided ? { decision: decided.decision, reference: decided.reference, at: decided.at } : null);

/** A request and its answer, as the State that asked sees them. */
export const disclosureView = ({ request: { id, reference, at, names, source }, given }: DisclosureEntry, language: Language) => ({
  id, reference, at, names, noteVerbale: source.kind === 'noteVerbale' ? source.reference : null,
  answer: given && { at: given.at, ...answerView(given, language) },
});
