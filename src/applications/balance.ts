import { memberState, memberStates, regionalGroup, regionalGroups, subregion, subregions } from '../directory/index.js';
import { languages } from '../platform/i18n.js';

/** What is counted of one organization; null where it was not said. */
export interface Counted {
  countryIso2: string | null;
  category: string | null;
  language: string | null;
  womenLed: boolean | null;
  /** Whole per cent of the governing body. */
  womenShare: number | null;
  firstTime: boolean | null;
}

export const columns = ['applied', 'eligible', 'proposed', 'final'] as const;
export type BalanceColumn = (typeof columns)[number];
export const dimensions = ['group', 'subregion', 'category', 'womenLed', 'womenShare', 'language', 'firstTime', 'special'] as const;
export type Dimension = (typeof dimensions)[number];
const SPECIAL = ['ldc', 'lldc', 'sids'] as const;

const said = (answer: boolean | null): string => (answer === null ? 'notSaid' : answer ? 'yes' : 'no');

/** Where an organization counts. One place in each dimension, but for the special situations: a State may be in several, or in none. */
const PLACES: Record<Dimension, (one: Counted) => string[]> = {
  group: ({ countryIso2 }) => [(countryIso2 && regionalGroup(countryIso2)) || 'other'],
  subregion: ({ countryIso2 }) => [(countryIso2 && subregion(countryIso2)) || 'other'],
  category: ({ category }) => [category ?? 'other'],
  womenLed: ({ womenLed }) => [said(womenLed)],
  womenShare: ({ womenShare }) => [womenShare === null ? 'notSaid' : womenShare < 25 ? 'below25' : womenShare < 50 ? 'below50' : 'half'],
  language: ({ language }) => [language ?? 'notSaid'],
  firstTime: ({ firstTime }) => [said(firstTime)],
  special: ({ countryIso2 }) => { const state = countryIso2 && memberState(countryIso2); return state ? SPECIAL.filter((kind) => state[kind]) : []; },
};

/** The rows of a dimension in their order; every row stands there, because what is missing is what a balance is looked at for. */
const rowsOf = (dimension: Dimension, categories: readonly string[]): readonly string[] => ({
  group: [...regionalGroups, 'other'], subregion: [...subregions, 'other'], category: [...categories, 'other'], womenLed: ['yes', 'no', 'notSaid'],
  womenShare: ['half', 'below50', 'below25', 'notSaid'], language: [...languages, 'notSaid'], firstTime: ['yes', 'no', 'notSaid'], special: SPECIAL,
})[dimension];

export type BalanceFilter = Partial<Record<Dimension, string>>;
export const fits = (one: Counted, filter: BalanceFilter): boolean =>
  dimensions.every((dimension) => !filter[dimension] || PLACES[dimension](one).includes(filter[dimension]));

export interface BalanceTable {
  dimension: Dimension;
  rows: { key: string; counts: Record<BalanceColumn, number>; added: number }[];
}

export interface BalanceBoard {
  totals: Record<BalanceColumn, number>;
  added: number;
  tables: BalanceTable[];
  warnings: BalanceWarning[];
}

/** Something to look at before the list goes out. `share` and `states` are whole per cent: of the names, and of Member States. */
export interface BalanceWarning {
  rule: 'few' | 'groupUnder' | 'groupOver' | 'groupNone' | 'categoryNone' | 'womenFew' | 'womenUnsaid' | 'firstNone' | 'specialNone';
  key?: string;
  share?: number;
  states?: number;
}

export type Units = Record<BalanceColumn, Counted[]>;

/** The board as the columns have it, with what it would be were these added to the names proposed. */
export function boardOf(units: Units, added: Counted[], categories: readonly string[]): BalanceBoard {
  const counter = (all: Counted[], dimension: Dimension): ((key: string) => number) => {
    const counts = new Map<string, number>();
    for (const key of all.flatMap((one) => PLACES[dimension](one))) counts.set(key, (counts.get(key) ?? 0) + 1);
    return (key) => counts.get(key) ?? 0;
  };
  const each = <T>(of: (column: BalanceColumn) => T): Record<BalanceColumn, T> => Object.fromEntries(columns.map((column) => [column, of(column)])) as Record<BalanceColumn, T>;
  return {
    totals: each((column) => units[column].length), added: added.length,
    tables: dimensions.map((dimension) => {
      const [in_, more] = [each((column) => counter(units[column], dimension)), counter(added, dimension)];
      return { dimension, rows: rowsOf(dimension, categories).map((key) => ({ key, counts: each((column) => in_[column](key)), added: more(key) })) };
    }),
    warnings: warningsOf([...units.proposed, ...added], categories),
  };
}

/** Fewer names than this are not weighed. */
const ENOUGH = 10;
/** Organizations led by women, of those that say: fewer than two in five are told. */
const WOMEN = 40;
/** How many must have said so before what they say is weighed. */
const ANSWERS = 5;

/** What to look at; the measure of the regional groups is their share of the Member States. It warns and keeps nobody from anything. */
function warningsOf(names: Counted[], categories: readonly string[]): BalanceWarning[] {
  if (names.length < ENOUGH) return names.length ? [{ rule: 'few' }] : [];
  const many = (dimension: Dimension, key: string): number => names.filter((one) => PLACES[dimension](one).includes(key)).length;
  const warnings: BalanceWarning[] = [];
  const all = memberStates();
  for (const key of regionalGroups) {
    const count = many('group', key);
    const [share, states] = [(100 * count) / names.length, (100 * all.filter(({ group }) => group === key).length) / all.length];
    const told = { key, share: Math.round(share), states: Math.round(states) };
    if (count === 0) warnings.push({ rule: 'groupNone', ...told });
    else if (share < states / 2) warnings.push({ rule: 'groupUnder', ...told });
    else if (share > states * 2) warnings.push({ rule: 'groupOver', ...told });
  }
  for (const key of categories) if (many('category', key) === 0) warnings.push({ rule: 'categoryNone', key });
  const [led, not] = [many('womenLed', 'yes'), many('womenLed', 'no')];
  if (led + not < names.length / 2) warnings.push({ rule: 'womenUnsaid', share: Math.round((100 * (led + not)) / names.length) });
  if (led + not >= ANSWERS && (100 * led) / (led + not) < WOMEN) warnings.push({ rule: 'womenFew', share: Math.round((100 * led) / (led + not)) });
  if (many('firstTime', 'yes') === 0 && many('firstTime', 'no') >= ANSWERS) warnings.push({ rule: 'firstNone' });
  for (const key of SPECIAL) if (many('special', key) === 0) warnings.push({ rule: 'specialNone', key });
  return warnings;
}
