import { resolveState } from '../../directory/index.js';
import { folded } from '../../platform/folded.js';
import { resolveLanguage, type Language, type SixLanguages } from '../../platform/i18n.js';
import { isMailAddress } from '../../platform/mail-address.js';
import { NameIndex, type Named } from '../../platform/matching/index.js';
import { checkName, matchKey, type NameFlag } from '../../platform/names.js';
import type { Fault } from '../../platform/refused.js';
import { rowTooWide } from '../../platform/row-too-wide.js';
import { isWebAddress, withScheme } from '../../platform/web-address.js';
import { sameness } from '../nomination.entity.js';
import { matchColumns, type Column } from './columns.js';
import { isDateCell, type Problem, type Table } from './table.js';

/** An organization as it is proposed. Texts are kept as given. */
export interface NewName {
  name: string;
  acronym: string | null;
  /** ISO 3166-1 alpha-2 of a Member State. */
  countryIso2: string | null;
  /** Place as typed, where it is not a Member State. */
  countryText: string | null;
  category: string | null;
  website: string | null;
  city: string | null;
  contactEmail: string | null;
  contactLanguage: Language | null;
  womenLed: boolean | null;
  /** The application that the name came from. */
  applicationId?: string;
  /** The name on another list that it was carried over from. */
  carriedFrom?: string;
}

export interface Category {
  id: string;
  label: SixLanguages;
}

export interface CheckedRow {
  line: number;
  name: NewName;
  flags: NameFlag[];
  remarks: Problem[];
}

export interface CheckedImport {
  accepted: CheckedRow[];
  refused: { line: number; cells: string[]; problems: Problem[] }[];
  /** Headings that were not understood and are left aside. */
  unused: string[];
  /** Whether look-alikes were searched. */
  compared: boolean;
}

const LONGEST: Record<'acronym' | 'countryText' | 'website' | 'city' | 'contactEmail', number> = { acronym: 60, countryText: 120, website: 500, city: 200, contactEmail: 254 };
/** Look-alikes are searched among so many names at most, those of the file and of the list: nobody else is served meanwhile. */
export const LOOK_ALIKE_NAMES = 20_000;

const CATEGORY_WORDS: Record<string, string[]> = {
  'nongovernmental-organization': ['nongovernmentalorganization', 'ngo', 'ong'],
  'civil-society': ['civilsocietyorganization', 'civilsociety', 'cso'],
  academia: ['academicinstitution', 'academia', 'university'],
  'private-sector': ['privatesector', 'company', 'business'],
  diaspora: ['diasporacommunity', 'diaspora'],
  migrants: ['migrantsorganization', 'migrantorganization', 'migrants'],
};

const squeeze = (text: string): string => folded(text).replace(/[^\p{L}\p{N}]/gu, '');

const categoryWords = new WeakMap<Category[], Map<string, string>>();

/** The category that a text names: its id, its label in any language, or a usual short form; null where it names none. */
function resolveCategory(text: string, categories: Category[]): string | null {
  let known = categoryWords.get(categories);
  if (!known) {
    // The first category that has a word keeps it.
    known = new Map(categories.toReversed().flatMap(({ id, label }) => [id, ...Object.values(label), ...(CATEGORY_WORDS[id] ?? [])].map((word) => [squeeze(word), id] as const)));
    categoryWords.set(categories, known);
  }
  return known.get(squeeze(text)) ?? null;
}

/** Faults of one organization's fields, whatever door it came through. */
export function checkFields(name: NewName, categories: Category[]): Fault[] {
  const faults: Fault[] = [];
  const { fault, at } = checkName(name.name);
  if (fault) faults.push({ field: 'name', rule: fault, params: { at, length: [...name.name].length } });
  for (const field of ['acronym', 'countryText', 'website', 'city', 'contactEmail'] as const) {
    const value = name[field];
    if (!value) continue;
    if ([...value].length > LONGEST[field]) faults.push({ field, rule: 'text-too-long', params: { most: LONGEST[field] } });
    const checked = checkName(value).fault;
    if (checked && checked !== 'name-too-long' && checked !== 'name-empty') faults.push({ field, rule: checked, params: { at: checkName(value).at, length: 0 } });
  }
  if (name.category && !categories.some(({ id }) => id === name.category)) {
    faults.push({ field: 'category', rule: 'category-unknown', params: { value: name.category.slice(0, 60), known: categories.map(({ label }) => label.en).join(', ') } });
  }
  if (name.contactEmail && !isMailAddress(name.contactEmail)) faults.push({ field: 'contactEmail', rule: 'email-shape', params: { value: name.contactEmail.slice(0, 80) } });
  if (name.website && !isWebAddress(name.website)) faults.push({ field: 'website', rule: 'website-shape', params: { value: name.website.slice(0, 80) } });
  return faults;
}

const yes = new Set(['1', 'yes', 'y', 'true', 'oui', 'si', 'да', '是', 'نعم']);
const no = new Set(['0', 'no', 'n', 'false', 'non', 'нет', '否', 'لا']);

const readLed = (text: string): boolean | null => (yes.has(squeeze(text)) ? true : no.has(squeeze(text)) ? false : null);

/** An organization from texts as typed, whatever door they came through. */
export function readName(texts: Partial<Record<Column, string>>, categories: Category[]): NewName {
  const text = (column: Column): string | null => texts[column]?.trim() || null;
  const country = text('country');
  const iso2 = country ? resolveState(country) : null;
  const category = text('category');
  const website = text('website');
  return {
    name: texts.name ?? '',
    acronym: text('acronym'),
    countryIso2: iso2,
    countryText: iso2 ? null : country,
    category: category ? (resolveCategory(category, categories) ?? category) : null,
    website: website && withScheme(website),
    city: text('city'),
    contactEmail: text('contactEmail'),
    contactLanguage: resolveLanguage(texts.contactLanguage ?? ''),
    womenLed: readLed(texts.womenLed ?? ''),
  };
}

const namedOf = (name: Pick<NewName, 'name' | 'countryIso2' | 'countryText'> & Partial<NewName>): Named => (
  { names: [name.name], acronym: name.acronym ?? null, place: name.countryIso2 ?? name.countryText, website: name.website ?? null, email: name.contactEmail ?? null }
);

/** Which rows can be added and which not, and why; a preview that changes nothing. */
export function checkRows(
  { header, rows }: Table,
  { categories, existing }: { categories: Category[]; existing: { name: string; countryIso2: string | null; countryText: string | null }[] },
): CheckedImport | { missing: Column; found: string[] } {
  const { columns, unused } = matchColumns(header);
  if (!columns.has('name')) return { missing: 'name', found: header };
  const accepted: CheckedRow[] = [];
  const refused: CheckedImport['refused'] = [];
  const seen = new Map<string, { line: number | null; name: string }>();
  const similar = new NameIndex<{ line: number | null; name: string }>();
  const compared = rows.length + existing.length <= LOOK_ALIKE_NAMES;
  for (const one of existing) {
    const { name } = one;
    seen.set(sameness({ ...one, matchKey: matchKey(name) }), { line: null, name });
    if (compared) similar.put(`listed:${similar.size}`, namedOf(one), { line: null, name });
  }
  for (const { line, cells } of rows) {
    const texts: Partial<Record<Column, string>> = {};
    for (const [column, at] of columns) texts[column] = cells[at] ?? '';
    const problems: Problem[] = rowTooWide(header, { line, cells }).map(({ rule, params }) => ({ line, rule, params }));
    if (isDateCell(texts.name ?? '')) problems.push({ line, column: 'name', rule: 'name-became-date', params: { value: (texts.name ?? '').slice(1) } });
    const name = readName(texts, categories);
    if (problems.length === 0) problems.push(...checkFields(name, categories).map(({ field, rule, params = {} }) => ({ line, column: field!, rule, params })));
    const identity = sameness({ ...name, matchKey: matchKey(name.name) });
    const twin = seen.get(identity);
    if (twin && problems.length === 0) {
      problems.push(twin.line === null
        ? { line, column: 'name', rule: 'name-already-listed', params: { name: twin.name } }
        : { line, column: 'name', rule: 'row-repeated', params: { line: twin.line, name: twin.name } });
    }
    if (problems.length > 0) {
      refused.push({ line, cells, problems });
      continue;
    }
    seen.set(identity, { line, name: name.name });
    const remarks: Problem[] = [];
    if (name.countryText) remarks.push({ line, column: 'country', rule: 'place-not-member', params: { value: name.countryText } });
    if (!name.countryIso2 && !name.countryText) remarks.push({ line, column: 'country', rule: 'place-missing', params: {} });
    if (!name.category) remarks.push({ line, column: 'category', rule: 'category-missing', params: {} });
    // What was written and is not kept is said; a sign that stands for nothing, such as a hyphen, is nothing.
    for (const [column, rule] of [['contactLanguage', 'contact-language-unclear'], ['womenLed', 'women-led-unclear']] as const) {
      const written = texts[column]?.trim() ?? '';
      if (name[column] === null && squeeze(written)) remarks.push({ line, column, rule, params: { value: written.slice(0, 60) } });
    }
    if (compared) {
      const [like] = similar.find(namedOf(name), { limit: 1 });
      if (like) {
        remarks.push(like.item.line === null
          ? { line, column: 'name', rule: 'looks-like-listed', params: { name: like.item.name } }
          : { line, column: 'name', rule: 'looks-like-row', params: { name: like.item.name, line: like.item.line } });
      }
      similar.put(`row:${line}`, namedOf(name), { line, name: name.name });
    }
    accepted.push({ line, name, flags: checkName(name.name).flags, remarks });
  }
  return { accepted, refused, unused, compared };
}
