import { isOver } from '../../../workflows/list-phase.js';
import { placeName, ruleOf, type Nomination, type NameFilter } from '../../lists/index.js';
import { stateName } from '../../directory/index.js';
import { monthText } from '../../platform/dates.js';
import { isAdopted } from '../../../workflows/adoption.js';
import type { Modality } from '../../../workflows/modality.js';
import type { OfficeLanguage, OpenList } from './desk.js';
import { paths } from './paths.js';

/** What the head of every page of a list says. */
export function listHead({ list, conference }: OpenList, language: OfficeLanguage): Record<string, unknown> {
  const rule = ruleOf(conference.modality, list);
  return {
    list: {
      id: list.id, key: list.key, title: list.title[language], state: list.state, version: list.version, deadline: list.deadline,
      circulatedAt: list.circulatedAt, finalizedAt: list.finalizedAt, proposedSymbol: list.proposedSymbol, finalSymbol: list.finalSymbol,
      notedSymbol: list.notedSymbol, notedOn: list.notedOn && monthText(list.notedOn, language), createdAt: list.createdAt,
      paragraph: rule.paragraph, due: list.addendumTo || !rule.due ? null : monthText(rule.due, language), scope: rule.scope, scopeNote: rule.scopeNote, carriesFrom: rule.carriesFrom ?? null,
    },
    conference: { slug: conference.slug, title: conference.title[language], symbol: conference.modality.source.symbol, href: paths.conference(conference.slug), announced: !isAdopted(conference.modality) },
  };
}

/** A name's place in the language of the page: the State's name, the Office's own label, or the text as typed. */
export function placeOf({ countryIso2, countryText }: Pick<Nomination, 'countryIso2' | 'countryText'>, placeLabels: Record<string, string>, language: OfficeLanguage): string {
  if (countryIso2) return stateName(countryIso2, language);
  return countryText ? placeName({ placeLabels }, countryText) : '';
}

export const categoryOf = (id: string | null, { categories }: Modality, language: OfficeLanguage): string =>
  categories.find((category) => category.id === id)?.label[language] ?? '';

export interface NameLine {
  id: string;
  name: string;
  acronym: string | null;
  place: string;
  city: string | null;
  category: string;
  state: string;
  mayWithdraw: boolean;
}

export function nameLine(n: Nomination, { list, conference }: OpenList, language: OfficeLanguage): NameLine {
  return {
    id: n.id, name: n.name, acronym: n.acronym, place: placeOf(n, list.placeLabels, language), city: n.city,
    category: categoryOf(n.category, conference.modality, language), state: n.state,
    mayWithdraw: ['proposed', 'circulated'].includes(n.state) && !isOver(list.state),
  };
}

export const PAGE = 100;

/** The part of the names that one page shows, and the ways to the others. */
export function paged<T>(items: T[], asked: string | undefined, href: (page: number) => string): { items: T[]; page: number; pages: number; total: number; from: number; to: number; previous: string | null; next: string | null } {
  const pages = Math.max(1, Math.ceil(items.length / PAGE));
  const page = Math.min(Math.max(1, Number(asked) || 1), pages);
  const shown = items.slice((page - 1) * PAGE, page * PAGE);
  return {
    items: shown, page, pages, total: items.length, from: items.length ? (page - 1) * PAGE + 1 : 0, to: (page - 1) * PAGE + shown.length,
    previous: page > 1 ? href(page - 1) : null, next: page < pages ? href(page + 1) : null,
  };
}

export const queryText = (filter: NameFilter & Record<string, string | number | undefined>): string => {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(filter)) if (value) query.set(key, String(value));
  const text = query.toString();
  return text ? `?${text}` : '';
};

