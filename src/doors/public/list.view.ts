import { memberState, stateName } from '../../directory/index.js';
import type { Conference } from '../../conferences/index.js';
import type { List, Nomination } from '../../lists/index.js';
import { headingOf, placeName } from '../../lists/index.js';
import type { Sheet } from '../../lists/index.js';
import type { Language, Translate } from '../../platform/i18n.js';
import { pageIn } from '../form.js';
import { paths, type Which } from './paths.js';
import type { PublicList } from '../published.js';

const PAGE = 100;

export interface Asked {
  search: string;
  country: string;
  category: string;
  page: number;
}

/** The filter as the address says it; what is not a text is as if it were not there. */
export function readAsked(query: Record<string, unknown>): Asked {
  const text = (name: string): string => (typeof query[name] === 'string' ? query[name].slice(0, 200) : '');
  return { search: text('search'), country: text('country'), category: text('category'), page: pageIn(text('page')) };
}

interface Facts {
  conference: Conference;
  entry: PublicList;
  /** Of a list, its addenda; of an addendum, its list. */
  related: PublicList[];
  list: List;
  which: Which;
}

/** One page of names, with the filter as it was asked and the addresses of the same names as files. */
export function listView({ conference, entry, related, list, which }: Facts, all: Nomination[], found: Nomination[], asked: Asked, language: Language, t: Translate) {
  const pages = Math.max(1, Math.ceil(found.length / PAGE));
  const page = Math.min(asked.page, pages);
  const { slug } = conference;
  const here = paths.list(slug, entry.key, which);
  const filter = new URLSearchParams(Object.entries({ search: asked.search, country: asked.country, category: asked.category }).filter(([, value]) => value));
  const prefix = (last: string): string => `${here}?${new URLSearchParams([...filter, [last, '']])}`;
  return {
    heading: t(`public:${which}.title`),
    lede: t(`public:${which}.lede`),
    list: entry.title[language],
    conference: conference.title[language],
    conferenceHref: paths.conference(slug),
    addendum: entry.addendum,
    related: related.map((one) => ({ title: one.title[language], href: paths.list(slug, one.key, one[which] ? which : one.final ? 'final' : 'proposed') })),
    symbol: which === 'proposed' ? list.proposedSymbol : list.finalSymbol,
    deadline: which === 'proposed' && entry.phase === 'underConsideration' ? list.deadline : null,
    finalizedAt: which === 'final' ? list.finalizedAt : null,
    names: rows(found.slice((page - 1) * PAGE, page * PAGE), list, conference, language, t),
    count: found.length,
    total: all.length,
    asked,
    filtered: filter.size > 0,
    countries: places(all, list, language),
    categories: conference.modality.categories.map(({ id, label }) => ({ value: id, text: label[language] })),
    here,
    pagination: { page, pages, prefix: prefix('page') },
    csv: paths.csv(slug, entry.key, which),
    xlsx: paths.xlsx(slug, entry.key, which),
    reportHref: which === 'final' && entry.report ? paths.report(slug, entry.key) : null,
    print: paths.print(slug, entry.key, which),
  };
}

export function rows(names: Nomination[], list: List, { modality }: Conference, language: Language, t: Translate) {
  const categories = new Map(modality.categories.map(({ id, label }) => [id, label[language]]));
  return names.map((name) => ({
    name: name.name,
    acronym: name.acronym,
    place: place(name, list, language),
    category: name.category ? (categories.get(name.category) ?? name.category) : '',
    note: name.state === 'withdrawn' ? t('public:status.withdrawn.word') : null,
  }));
}

/** The same names as a file, under headings that the import of lists understands. */
export function sheet({ conference, list, which }: Facts, names: Nomination[], language: Language, t: Translate): Sheet {
  return {
    title: t(`public:${which}.title`),
    header: [headingOf('name'), headingOf('acronym'), headingOf('country'), headingOf('category'), t('public:list.note')],
    rows: rows(names, list, conference, language, t).map(({ name, acronym, place: where, category, note }) => [name, acronym, where, category, note]),
  };
}

const place = ({ countryIso2, countryText }: Nomination, list: List, language: Language): string =>
  (countryIso2 && memberState(countryIso2) ? stateName(countryIso2, language) : placeName(list, countryText ?? ''));

/** The places that names on this list have, in the order in which the names stand. */
function places(names: Nomination[], list: List, language: Language): { value: string; text: string }[] {
  const found = new Map<string, string>();
  for (const name of names) {
    const value = name.countryIso2 ?? name.countryText;
    if (value && !found.has(value)) found.set(value, place(name, list, language));
  }
  return [...found].map(([value, text]) => ({ value, text }));
}
