import type { ReportedRegistration, WholeColumn } from '../../workflows/conference-report.js';
import type { ReportColumn, ReportFigures, ReportTables } from '../../workflows/report.js';
import { extremes, type Known } from '../support/linear.js';

/** A figure as somebody published it: as it is, not at all, or so that it lies between two numbers. */
type Given = number | null | [least: number, most: number];
type Row = Partial<Record<ReportColumn, Given>>;
export interface Published { columns: ReportColumn[]; total: Row; groups: (Row & { key: string })[]; categories: (Row & { key: string })[] }

/** What may hide in a figure: how many of each, in each crossing of a regional group and a category. */
const PARTS: Partial<Record<ReportColumn | WholeColumn, string[]>> = { applied: ['unscreened', 'unlisted', 'listed'], screened: ['unlisted', 'listed'], objected: ['fallen', 'touched'], withdrawn: ['touched'] };
/** Columns that hang together, what is secret in them, and what the published lists show of it. */
const BLOCKS: { columns: ReportColumn[]; secrets: string[]; shown: string[] }[] = [
  { columns: ['applied', 'screened'], secrets: ['unscreened', 'unlisted'], shown: ['listed'] }, { columns: ['objected', 'withdrawn'], secrets: ['touched'], shown: ['fallen'] },
];
type Fits = (group: string, category: string) => boolean;
const MARGINS = <R extends object>({ total, groups, categories }: { total: R; groups: (R & { key: string })[]; categories: (R & { key: string })[] }) => [
  { name: 'total', given: total, fits: (() => true) as Fits },
  ...groups.map((row) => ({ name: `group ${row.key}`, given: row as R, fits: ((g) => g === row.key) as Fits })),
  ...categories.map((row) => ({ name: `category ${row.key}`, given: row as R, fits: ((_, c) => c === row.key) as Fits })),
];
const factOf = (of: Map<string, number>, value: Given | undefined): Known[] => {
  if (value === null || value === undefined) return [];
  const [least, most] = typeof value === 'number' ? [value, value] : value;
  return [{ of, least, most }];
};

/** The unknown numbers behind one report on a list, and all that is known of them; `prefix` keeps those of several reports apart. */
function source(published: Published, figures: ReportFigures, lists: boolean, prefix = '') {
  const { groups, categories } = figures;
  const cellOf = (group: string, category: string) => figures.cells.find((cell) => cell.group === group && cell.category === category);
  const fallenIn = (group: string, category: string): number => { const cell = cellOf(group, category); return cell ? cell.proposed - cell.takenBack - cell.final : 0; };
  const truth: Record<string, (group: string, category: string) => number> = {
    unscreened: (g, c) => { const cell = cellOf(g, c); return cell ? cell.applied - cell.screened : 0; },
    unlisted: (g, c) => { const cell = cellOf(g, c); return cell ? cell.screened - cell.onLists.proposed : 0; },
    listed: (g, c) => cellOf(g, c)?.onLists.proposed ?? 0,
    fallen: fallenIn,
    touched: (g, c) => (cellOf(g, c)?.objected ?? 0) - fallenIn(g, c),
  };
  const caps = (g: string, c: string): number => cellOf(g, c)?.final ?? 0;
  const crossings = groups.flatMap((g) => categories.map((c) => [g, c] as const));
  const sumOf = (parts: string[], fits: Fits): Map<string, number> => new Map(parts.flatMap((part) => crossings.filter(([g, c]) => fits(g, c)).map(([g, c]) => [`${prefix}${part} ${g} ${c}`, 1] as const)));
  const real = (parts: string[], fits: Fits): number => crossings.filter(([g, c]) => fits(g, c)).flatMap(([g, c]) => parts.map((part) => truth[part]!(g, c))).reduce((a, b) => a + b, 0);
  const known = ({ columns, secrets, shown }: (typeof BLOCKS)[number]): Known[] => [
    ...MARGINS<Row>(published).flatMap(({ given, fits }) => columns.filter((column) => published.columns.includes(column)).flatMap((column) => factOf(sumOf(PARTS[column]!, fits), given[column]))),
    ...crossings.flatMap(([g, c]): Known[] => (lists ? [
      ...shown.map((part) => ({ of: new Map([[`${prefix}${part} ${g} ${c}`, 1]]), least: truth[part]!(g, c), most: truth[part]!(g, c) })),
      ...(secrets.includes('touched') ? [{ of: new Map([[`${prefix}touched ${g} ${c}`, 1]]), least: 0, most: caps(g, c) }] : []),
    ] : [])),
  ];
  return { crossings, fallenIn, caps, sumOf, real, known };
}

/**
 * Tries to tell from a published report what nobody may learn, as somebody would who knows how it was made: every sum of what is not
 * public is put between its least and its most, by solving the linear system of all that is known. Returns what was found.
 *
 * `lists`: with the published lists at hand, and even which of their names came by an application. Without, from the tables alone.
 * `others`: what other reports say besides, of the numbers of this one under its prefix.
 */
export function audit(published: Published, figures: ReportFigures, threshold: number, lists: boolean, others: { prefix: string; known(block: (typeof BLOCKS)[number]): Known[] } = { prefix: '', known: () => [] }): string[] {
  const { crossings, fallenIn, caps, sumOf, real, known: own } = source(published, figures, lists, others.prefix);
  const found: string[] = [];
  for (const block of BLOCKS) {
    const { secrets } = block;
    const shown = block.columns.filter((column) => published.columns.includes(column));
    if (shown.length === 0) continue;
    const known = [...own(block), ...others.known(block)];
    const tell = (what: string, parts: string[], fits: Fits, value: number, whose: 'small' | 'hidden'): void => {
      // How many there can be at most stands beside it, in the columns of names.
      const beside = (g: string, c: string): number => caps(g, c) + (parts.includes('fallen') ? fallenIn(g, c) : 0);
      const cap = parts.includes('touched') ? crossings.filter(([g, c]) => fits(g, c)).map(([g, c]) => beside(g, c)).reduce((a, b) => a + b, 0) : Infinity;
      if (whose === 'small' && !isSmall(value, threshold, cap)) return;
      // That a name fell is told by the lists; that one on the final list was objected to, by nothing.
      const range = told(sumOf(parts, fits), known, threshold, cap, !parts.includes('fallen'));
      if (range) found.push(`${what}: ${value}, ${range}`);
    };
    for (const { name, given, fits } of MARGINS<Row>(published)) {
      if (lists) for (const secret of secrets) tell(`${secret} of ${name}`, [secret], fits, real([secret], fits), 'small');
      else for (const column of shown) if (typeof given[column] !== 'number') tell(`${column} of ${name}`, PARTS[column]!, fits, real(PARTS[column]!, fits), 'hidden');
    }
    // Of each organization on the final list: whether it is certain that it had been objected to.
    if (lists && secrets.includes('touched')) {
      for (const [g, c] of crossings) {
        if (caps(g, c) === 0) continue;
        const { least } = extremes(sumOf(['touched'], (a, b) => a === g && b === c), known);
        if (least > 0.5 && caps(g, c) - least < threshold - 0.5) found.push(`touched of ${g} and ${c}: at least ${Math.round(least)} of ${caps(g, c)}`);
      }
    }
  }
  return found;
}

const isSmall = (value: number, threshold: number, cap = Infinity): boolean => value > 0 && (value < threshold || cap - value < threshold);

/** Between which numbers a sum is known to be, where that tells something; null where it does not. */
function told(sum: Map<string, number>, known: Known[], threshold: number, cap = Infinity, certainTells = true): string | null {
  const { least, most } = extremes(sum, known);
  if (most < 0.5) return null;
  const certain = certainTells && least > 0.5 && cap - least < threshold - 0.5;
  return most - least < Math.min(threshold, cap) - 0.5 || certain ? `between ${Math.round(least)} and ${Math.round(most)}` : null;
}

const REGISTERING = ['waiting', 'refused', 'registered'];
const REGISTERING_PARTS: typeof PARTS = { applied: REGISTERING, screened: ['refused', 'registered'], registered: ['registered'] };
export interface PublishedRegistrations { total: WholeRow; tracks: (WholeRow & { key: string })[]; groups: (WholeRow & { key: string })[]; categories: (WholeRow & { key: string })[] }
type WholeRow = Partial<Record<ReportColumn | WholeColumn, Given>>;

/** All that is published of a conference: on each list, on those who register, and of the whole; or on those who register alone. */
export interface PublishedConference {
  lists: { published: Published; figures: ReportFigures }[];
  registrations: PublishedRegistrations;
  all: ReportedRegistration[];
  whole?: { columns: WholeColumn[]; total: WholeRow; groups: (WholeRow & { key: string })[]; categories: (WholeRow & { key: string })[] };
}

/** The same attempt upon a whole conference: what one report withholds may follow from the others and their sum. */
export function auditConference({ lists: reports, registrations, all, whole }: PublishedConference, threshold: number, lists: boolean): string[] {
  const crossings = registrations.tracks.flatMap(({ key: t }) => registrations.groups.flatMap(({ key: g }) => registrations.categories.map(({ key: c }) => [t, g, c] as const)));
  const sumOf = (parts: string[], fits: (...at: [group: string, category: string, track: string]) => boolean): Map<string, number> => (
    new Map(parts.flatMap((part) => crossings.filter(([t, g, c]) => fits(g, c, t)).map(([t, g, c]) => [`${part} ${t} ${g} ${c}`, 1] as const)))
  );
  const margins = [...MARGINS(registrations), ...registrations.tracks.map((row) => ({ name: `track ${row.key}`, given: row as WholeRow, fits: (_g: string, _c: string, t: string) => t === row.key }))];
  const sources = reports.map(({ published, figures }, at) => source(published, figures, lists, `${at} `));
  const registering = margins.flatMap(({ given, fits }) => (['applied', 'screened', 'registered'] as const).flatMap((column) => factOf(sumOf(REGISTERING_PARTS[column]!, fits), given[column])));
  const known = (block: (typeof BLOCKS)[number], but?: number): Known[] => [
    ...sources.flatMap((one, at) => (at === but ? [] : one.known(block))), ...(block.columns.includes('applied') ? registering : []),
    ...(whole ? MARGINS(whole).flatMap(({ given, fits }) => ([...block.columns, ...(block.columns.includes('applied') ? ['registered' as const] : [])]).flatMap((column) => (
      factOf(new Map([...sources.flatMap((one) => [...one.sumOf(PARTS[column] ?? [], fits)]), ...sumOf(REGISTERING_PARTS[column] ?? [], fits)]), given[column])
    ))) : []),
  ];
  const found = reports.flatMap(({ published, figures }, at) => audit(published, figures, threshold, lists, { prefix: `${at} `, known: (block) => known(block, at) }).map((what) => `list ${at}: ${what}`));
  const is: Record<string, (one: ReportedRegistration) => boolean> = { waiting: ({ screened }) => !screened, refused: ({ screened, registered }) => screened && !registered, registered: ({ registered }) => registered };
  for (const { name, fits } of margins) {
    for (const part of REGISTERING) {
      const value = all.filter((one) => is[part]!(one) && fits(one.group, one.category, one.track)).length;
      const range = isSmall(value, threshold) && told(sumOf([part], fits), known(BLOCKS[0]!), threshold);
      if (range) found.push(`${part} of ${name}: ${value}, ${range}`);
    }
  }
  return found;
}

/** The tables as somebody would have made them otherwise: each figure by itself. */
export function remade(tables: ReportTables, truth: Omit<ReportTables, 'threshold'>, figure: (published: number | null, true_: number, column: ReportColumn, where: 'total' | 'row') => Given): Published {
  const line = (published: Row, true_: Row, where: 'total' | 'row'): Row => (
    Object.fromEntries(tables.columns.map((column) => [column, figure(published[column] as number | null, true_[column] as number, column, where)]))
  );
  const rows = (side: 'groups' | 'categories') => tables[side].map((row, at) => ({ ...line(row, truth[side][at]!, 'row'), key: row.key }));
  return { columns: tables.columns, total: line(tables.total, truth.total, 'total'), groups: rows('groups'), categories: rows('categories') };
}
