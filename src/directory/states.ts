import { folded } from '../platform/folded.js';
import type { Language, SixLanguages } from '../platform/i18n.js';
import correspondence from './data/correspondence-languages.json' with { type: 'json' };
import data from './data/member-states.json' with { type: 'json' };
import m49 from './data/subregions.json' with { type: 'json' };

/** The five regional groups, as counted for elections. */
export const regionalGroups = [
  'africanGroup', 'asiaPacificGroup', 'easternEuropeanGroup', 'latinAmericanAndCaribbeanGroup', 'westernEuropeanAndOthersGroup',
] as const;
export type RegionalGroup = (typeof regionalGroups)[number];

/** A Member State of the United Nations. */
export interface MemberState {
  iso2: string;
  iso3: string;
  group: RegionalGroup;
  ldc: boolean;
  lldc: boolean;
  sids: boolean;
  /** Short form in the six languages. */
  name: SixLanguages;
  unterm: SixLanguages;
  formal: SixLanguages;
  /** Place in each language's alphabetical order of States. */
  order: Record<Language, number>;
}

const states = data as MemberState[];
const byCode = new Map(states.map((state) => [state.iso2, state]));
const ordered = new Map<Language, MemberState[]>();

export const memberStates = (): readonly MemberState[] => states;
export const memberState = (iso2: string): MemberState | null => byCode.get(iso2) ?? null;

/** The State's short name; the code itself for one that is not a Member State. */
export const stateName = (iso2: string, language: Language): string => byCode.get(iso2)?.name[language] ?? iso2;
export const stateOrder = (iso2: string, language: Language): number => byCode.get(iso2)?.order[language] ?? states.length + 1;
export const regionalGroup = (iso2: string): RegionalGroup | null => byCode.get(iso2)?.group ?? null;

/** All Member States in the alphabetical order of a language. */
export function orderedStates(language: Language): MemberState[] {
  const known = ordered.get(language) ?? [...states].sort((a, b) => a.order[language] - b.order[language]);
  ordered.set(language, known);
  return known;
}

/** The language of correspondence that a Mission has until somebody sets another. */
export const defaultLanguage = (iso2: string): Language => ((correspondence.languages as Record<string, Language>)[iso2] ?? 'en');

/** What a State is recognized by: of its names no stops and commas, one kind of apostrophe, and no remark in brackets at the end. Brackets that never end are looked at once, not from each of them. */
const nameKey = (text: string): string =>
  folded(text).replace(/[\u2018\u2019\u02BC\u0060]/g, "'").replace(/ ?\([^()]*\)$/u, '').replace(/[.,]/g, '').replace(/ +/g, ' ').trim();

const byName = new Map<string, string>();
for (const { iso2, iso3, name, unterm, formal } of states) {
  for (const text of [iso2, iso3, ...[name, unterm, formal].flatMap((six) => Object.values(six))]) byName.set(nameKey(text), iso2);
}
for (const [text, iso2] of Object.entries({
  'united states': 'US', usa: 'US', 'united kingdom': 'GB', uk: 'GB', russia: 'RU', iran: 'IR', bolivia: 'BO', venezuela: 'VE', tanzania: 'TZ',
  moldova: 'MD', 'south korea': 'KR', 'north korea': 'KP', laos: 'LA', syria: 'SY', vietnam: 'VN', turkey: 'TR', 'czech republic': 'CZ',
  'ivory coast': 'CI', swaziland: 'SZ', 'cape verde': 'CV', macedonia: 'MK', burma: 'MM', netherlands: 'NL', brunei: 'BN', micronesia: 'FM',
})) if (!byName.has(text)) byName.set(text, iso2);

/** The Member State that a text names: code, short, UNTERM or formal name in any of the six languages; null for any other place. */
export const resolveState = (text: string): string | null => byName.get(nameKey(text)) ?? null;

/** M49 subregions that have Member States, continent by continent; an array, because keys such as "143" would be moved to the front. */
export const subregions: readonly string[] = m49.members.map(({ code }) => code);
const bySubregion = new Map(m49.members.flatMap(({ code, states: members }) => members.map((iso2) => [iso2, code] as const)));
export const subregion = (iso2: string): string | null => bySubregion.get(iso2) ?? null;
