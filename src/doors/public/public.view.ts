import { stateName } from '../../directory/index.js';
import type { Conference } from '../../conferences/index.js';
import { onFinalList, type List, type Nomination } from '../../lists/index.js';
import type { Language, Translate } from '../../platform/i18n.js';

/** Which names of a list the public may see, under the modality's disclosure; null where none yet. */
export function shownToPublic({ modality }: Pick<Conference, 'modality'>, list: List): 'proposed' | 'final' | null {
  const { proposedNames, finalNames } = modality.disclosure;
  const final = list.state === 'finalized' || list.state === 'noted';
  if (final && (finalNames.public === 'yes' || finalNames.public === 'atFinalization')) return 'final';
  const circulated = list.state === 'circulated' || list.state === 'held' || list.state === 'objectionsConsidered';
  // While the silence runs and after it, until the list is final, the page is the same whatever anybody objected to.
  if (circulated && (proposedNames.public === 'yes' || proposedNames.public === 'atCirculation')) return 'proposed';
  return null;
}

/** The names that a page shows: all circulated ones, or those on the final list. */
export const namesShown = (which: 'proposed' | 'final', names: Nomination[]): Nomination[] =>
  names.filter(({ state }) => (which === 'final' ? onFinalList(state) : state !== 'withdrawn'));

export interface PublicName {
  name: string;
  place: string;
  detail: string;
}

export function publicName(n: Nomination, list: List, conference: Conference, language: Language, t: Translate): PublicName {
  const place = n.countryIso2 ? stateName(n.countryIso2, language) : n.countryText ? (list.placeLabels[n.countryText] ?? n.countryText) : t('public:place');
  const category = conference.modality.categories.find(({ id }) => id === n.category)?.label[language];
  return { name: n.name, place, detail: [n.acronym, category].filter(Boolean).join(' · ') };
}

export function byPlace(names: PublicName[]): { place: string; names: PublicName[] }[] {
  const groups: { place: string; names: PublicName[] }[] = [];
  for (const name of names) {
    const last = groups.at(-1);
    if (last?.place === name.place) last.names.push(name);
    else groups.push({ place: name.place, names: [name] });
  }
  return groups;
}
