import type { BalanceBoard, BalanceColumn, BalanceFilter, BalanceWarning, Candidate, Dimension, Registrations } from '../../applications/index.js';
import { columns, dimensions } from '../../applications/index.js';
import type { Conference } from '../../conferences/index.js';
import { stateName } from '../../directory/index.js';
import type { Sheet } from '../../lists/index.js';
import type { Translate } from '../../platform/i18n.js';
import type { OfficeLanguage } from './desk.js';
import { many, one, type Option, type Sent } from './forms.js';

/** What the address of the board says: which list, which applications are looked for, and which are taken as added. */
export interface BoardAsked {
  list: string;
  search: string;
  filter: BalanceFilter;
  add: string[];
  /** Takes all that the filter finds as added. */
  all: boolean;
  page: string;
}

/** Dimensions by which applications can be looked for. */
const SOUGHT = ['group', 'subregion', 'category', 'womenLed', 'firstTime', 'special'] as const satisfies Dimension[];

export const readAsked = (query: Sent): BoardAsked => ({
  list: one(query, 'list').slice(0, 60), search: one(query, 'search').slice(0, 200),
  filter: Object.fromEntries(SOUGHT.flatMap((dimension) => { const value = one(query, dimension).slice(0, 60); return value ? [[dimension, value]] : []; })),
  add: [...new Set(many(query, 'add'))], all: one(query, 'all') === 'yes', page: one(query, 'page'),
});

/** The words of a row. */
export function wordOf(dimension: Dimension, key: string, { modality }: Conference, t: Translate, language: OfficeLanguage): string {
  if (dimension === 'group') return t(`office:group.${key}`);
  if (dimension === 'category') return modality.categories.find(({ id }) => id === key)?.label[language] ?? t('balance:notSaid');
  if (dimension === 'language') return key === 'notSaid' ? t('balance:notSaid') : t(`office:language.${key}`);
  return t(key === 'notSaid' ? 'balance:notSaid' : `balance:${dimension}.${key}`);
}

const share = (count: number, total: number): number => (total ? Math.round((100 * count) / total) : 0);

/** Bars of a row: one for each column, as long as the row's share of the column. Drawn in a box of 100 by 28. */
const bars = (counts: Record<BalanceColumn, number>, totals: Record<BalanceColumn, number>): { column: BalanceColumn; y: number; width: number }[] =>
  columns.map((column, at) => ({ column, y: at * 7, width: share(counts[column], totals[column]) }));

export function boardView({ tables, totals, added, warnings }: BalanceBoard, conference: Conference, final: boolean, t: Translate, language: OfficeLanguage) {
  const cell = (count: number, total: number) => ({ count, share: share(count, total) });
  return {
    totals, added, final,
    tables: tables.map(({ dimension, rows }) => ({
      id: dimension, title: t(`balance:title.${dimension}`), note: dimension === 'special' ? t('balance:special.note') : null,
      rows: rows.map(({ key, counts, added: more }) => ({
        label: wordOf(dimension, key, conference, t, language), cells: columns.map((column) => (column === 'final' && !final ? null : { column, ...cell(counts[column], totals[column]) })),
        would: { ...cell(counts.proposed + more, totals.proposed + added), more }, bars: bars(counts, totals),
      })),
    })),
    warnings: warnings.map((warning) => warningText(warning, conference, t, language)),
  };
}

function warningText({ rule, key, share: of, states }: BalanceWarning, conference: Conference, t: Translate, language: OfficeLanguage): string {
  const dimension = rule === 'categoryNone' ? 'category' : rule === 'specialNone' ? 'special' : 'group';
  return t(`balance:warn.${rule}`, { row: key ? wordOf(dimension, key, conference, t, language) : '', share: of ?? 0, states: states ?? 0 });
}

/** The principles of the paragraph in figures, as a passage for the report: of the final names where there are any, else of those proposed. */
export function reportOf({ tables, totals }: BalanceBoard, conference: Conference, list: string, final: boolean, t: Translate, language: OfficeLanguage): string {
  const column: BalanceColumn = final ? 'final' : 'proposed';
  const rows = (dimension: Dimension): { key: string; count: number }[] => tables.find((table) => table.dimension === dimension)!.rows.map(({ key, counts }) => ({ key, count: counts[column] }));
  const count = (dimension: Dimension, key: string): number => rows(dimension).find((row) => row.key === key)!.count;
  const among = (dimension: Dimension): string => new Intl.ListFormat(language, { type: 'conjunction' }).format(
    rows(dimension).filter((row) => row.count > 0).map((row) => t('balance:report.part', { row: wordOf(dimension, row.key, conference, t, language), names: row.count })),
  );
  const said = (dimension: 'womenLed' | 'firstTime') => ({ yes: count(dimension, 'yes'), count: count(dimension, 'yes') + count(dimension, 'no') });
  if (totals[column] === 0) return t('balance:report.none');
  return [
    t(`balance:report.${column}`, { names: totals[column], list, symbol: conference.modality.source.symbol }),
    t('balance:report.groups', { parts: among('group') }), t('balance:report.categories', { parts: among('category') }),
    t('balance:report.women', said('womenLed')), t('balance:report.first', said('firstTime')),
    t('balance:report.special', { ldc: count('special', 'ldc'), lldc: count('special', 'lldc'), sids: count('special', 'sids') }),
  ].join(' ');
}

/** Choices of the filter, row by row as the board has them. */
export const choices = (board: BalanceBoard, conference: Conference, t: Translate, language: OfficeLanguage): { name: Dimension; label: string; options: Option[] }[] =>
  SOUGHT.map((dimension) => ({
    name: dimension, label: t(`balance:title.${dimension}`),
    options: board.tables.find((table) => table.dimension === dimension)!.rows.map(({ key }) => ({ value: key, text: wordOf(dimension, key, conference, t, language) })),
  }));

export const candidateLine = ({ id, name, countryIso2, countryText, category }: Candidate, conference: Conference, t: Translate, language: OfficeLanguage) => ({
  id, name, place: countryIso2 ? stateName(countryIso2, language) : (countryText ?? ''), category: category ? wordOf('category', category, conference, t, language) : '',
});

/** Those who register, by track; tracks under which nobody came are left out. */
export const registrationsView = (all: Registrations[], { modality }: Conference, language: OfficeLanguage) =>
  all.filter(({ applied }) => applied > 0).map(({ track, ...counts }) => ({ label: modality.tracks.find(({ key }) => key === track)!.title[language], counts }));

/** What registers has columns of its own, which are there only where it is counted. */
export function sheetOf(board: BalanceBoard, registrations: Registrations[], conference: Conference, title: string, final: boolean, t: Translate, language: OfficeLanguage): Sheet {
  const registered = registrationsView(registrations, conference, language);
  const own = registered.length ? (['screened', 'registered'] as const) : [];
  const line = (first: string, label: string, counts: Record<BalanceColumn, number>, more: number): string[] => (
    [first, label, ...columns.map((column) => (column === 'final' && !final ? '' : String(counts[column]))), String(counts.proposed + more), ...own.map(() => '')]
  );
  return {
    title, header: [t('balance:csv.dimension'), t('balance:csv.row'), ...columns.map((column) => t(`balance:column.${column}`)), t('balance:would'), ...own.map((column) => t(`report:column.${column}`))],
    rows: [
      line(t('balance:total'), '', board.totals, board.added),
      ...dimensions.flatMap((dimension, at) => board.tables[at]!.rows.map(({ key, counts, added }) => line(t(`balance:title.${dimension}`), wordOf(dimension, key, conference, t, language), counts, added))),
      ...registered.map(({ label, counts }) => [t('report:whole.registrations'), label, ...columns.map((column) => (column === 'applied' ? String(counts.applied) : '')), '', ...own.map((column) => String(counts[column]))]),
    ],
  };
}
