import { orderedStates, stateName } from '../../directory/index.js';
import { placeName, type NameFilter, type Nomination } from '../../lists/index.js';
import type { Draft } from '../../missions/index.js';
import type { Visit } from './entrance.js';
import { one, pageIn, type Form } from '../form.js';

export const PAGE = 100;

export interface NameView {
  id: string;
  name: string;
  place: string;
  category: string;
  detail: string;
  website: string | null;
  chosen: boolean;
  objected: boolean;
}

/** A place as shown: the Member State's name, the Office's label, or what was typed. */
export function placeOf(nomination: Nomination, { list, language, t }: Pick<Visit, 'list' | 'language' | 't'>): string {
  if (nomination.countryIso2) return stateName(nomination.countryIso2, language);
  if (!nomination.countryText) return t('missions:place.none');
  return placeName(list, nomination.countryText);
}

export function nameView(nomination: Nomination, visit: Visit, chosen: Set<string>, objected: Set<string>): NameView {
  const { conference, language } = visit;
  const category = conference.modality.categories.find(({ id }) => id === nomination.category)?.label[language] ?? '';
  return {
    id: nomination.id, name: nomination.name, place: placeOf(nomination, visit), category,
    detail: [nomination.acronym, nomination.city, category].filter(Boolean).join(' · '),
    website: nomination.website, chosen: chosen.has(nomination.id), objected: objected.has(nomination.id),
  };
}

/** Names under their place, in the order in which they come. */
export function grouped(names: NameView[]): { place: string; names: NameView[] }[] {
  const groups: { place: string; names: NameView[] }[] = [];
  for (const name of names) {
    const last = groups.at(-1);
    if (last?.place === name.place) last.names.push(name);
    else groups.push({ place: name.place, names: [name] });
  }
  return groups;
}

/** Choices of the country filter: States and places that stand on the list. */
export function places(all: Nomination[], { list, language }: Visit): { value: string; text: string }[] {
  const codes = new Set(all.map(({ countryIso2 }) => countryIso2));
  const others = [...new Set(all.flatMap(({ countryIso2, countryText }) => (countryIso2 || !countryText ? [] : [countryText])))];
  return [
    ...orderedStates(language).filter(({ iso2 }) => codes.has(iso2)).map(({ iso2, name }) => ({ value: iso2, text: name[language] })),
    ...others.map((text) => ({ value: text, text: placeName(list, text) })),
  ];
}

/** What is chosen after a page was sent: what the page showed counts as it was ticked there, the rest stays. */
export function choose(draft: Draft, shown: string[], ticked: string[]): Draft {
  const onPage = new Set(shown);
  const kept = draft.names.filter(({ nominationId }) => !onPage.has(nominationId) || ticked.includes(nominationId));
  const known = new Set(kept.map(({ nominationId }) => nominationId));
  const fresh = [...new Set(ticked)].filter((id) => onPage.has(id) && !known.has(id)).map((nominationId) => ({ nominationId, basis: '' }));
  return { ...draft, names: [...kept, ...fresh] };
}

/** What a page of names is narrowed to. It goes back into the address of the page, where no text is longer than a search may be. */
export const readFilter = (query: Form): NameFilter & { page: number; chosen: boolean } => ({
  ...Object.fromEntries(['search', 'country', 'category'].map((name) => [name, one(query, name).slice(0, 200)])),
  page: pageIn(one(query, 'page')), chosen: one(query, 'chosen') === 'yes',
});
