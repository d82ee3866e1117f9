import type { ReportColumn, ReportTables } from './report.js';
import { withhold, type Counted, type Shown } from './suppression.js';

/** One application under a track on which no list is drawn up: the organization registers with the Secretariat. */
export interface ReportedRegistration {
  track: string;
  group: string;
  category: string;
  /** The desk decided, whichever way. */
  screened: boolean;
  registered: boolean;
}

export const registrationColumns = ['applied', 'screened', 'registered'] as const;
type RegistrationColumn = (typeof registrationColumns)[number];
export const wholeColumns = [...registrationColumns, 'proposed', 'objected', 'withdrawn', 'final'] as const satisfies (ReportColumn | RegistrationColumn)[];
export type WholeColumn = (typeof wholeColumns)[number];

/** null where a figure is withheld; a column that is not there does not count the same things. */
type Figures<C extends string> = Partial<Record<C, number | null>>;
type Row<C extends string> = { key: string } & Figures<C>;

/** What is published of those who register: sums by track, by regional group, by category and of all. Never of two of these together. */
export interface RegistrationTables {
  threshold: number;
  total: Figures<RegistrationColumn>;
  tracks: Row<RegistrationColumn>[];
  groups: Row<RegistrationColumn>[];
  categories: Row<RegistrationColumn>[];
}

/** Applied, screened and registered hang together: how many were not registered, or wait, is their difference. */
export function registrationTables(all: ReportedRegistration[], tracks: string[], groups: string[], categories: string[], threshold: number): RegistrationTables {
  const part = (is: (one: ReportedRegistration) => boolean): Counted => {
    const those = all.filter(is);
    return {
      cells: groups.map((group) => categories.map((category) => those.filter((one) => one.group === group && one.category === category).length)), caps: null,
      beside: tracks.map((track) => those.filter((one) => one.track === track).length),
    };
  };
  const shown: Shown = withhold([part(({ screened }) => !screened), part(({ screened, registered }) => screened && !registered), part(({ registered }) => registered)], threshold);
  const line = (fits: (one: ReportedRegistration) => boolean, isShown: boolean): Figures<RegistrationColumn> => {
    const those = all.filter(fits);
    const counts = { applied: those.length, screened: those.filter(({ screened }) => screened).length, registered: those.filter(({ registered }) => registered).length };
    return isShown ? counts : { applied: null, screened: null, registered: null };
  };
  return {
    threshold, total: line(() => true, shown.total),
    tracks: tracks.map((key, at) => ({ key, ...line(({ track }) => track === key, shown.beside[at]!) })),
    groups: groups.map((key, at) => ({ key, ...line(({ group }) => group === key, shown.rows[at]!) })),
    categories: categories.map((key, at) => ({ key, ...line(({ category }) => category === key, shown.columns[at]!) })),
  };
}

export interface WholeTables {
  columns: WholeColumn[];
  total: Figures<WholeColumn>;
  groups: Row<WholeColumn>[];
  categories: Row<WholeColumn>[];
}

/**
 * The conference as a whole. Each figure is the sum of figures that are published, and withheld where one of these is: so it tells
 * nothing that they do not tell. A figure on names or objections is there where every report has it.
 */
export function wholeTables(reports: ReportTables[], registrations: RegistrationTables): WholeTables {
  const columns = wholeColumns.filter((column) => (registrationColumns as readonly string[]).includes(column) || reports.every((one) => (one.columns as string[]).includes(column)));
  const parts = [...reports, registrations];
  const added = (lines: Figures<WholeColumn>[]): Figures<WholeColumn> => Object.fromEntries(columns.map((column) => {
    const figures = lines.flatMap((line) => (line[column] === undefined ? [] : [line[column]]));
    return [column, figures.includes(null) ? null : figures.reduce<number>((all, one) => all + one!, 0)];
  }));
  const rows = (side: 'groups' | 'categories'): Row<WholeColumn>[] => registrations[side].map(({ key }) => (
    { key, ...added(parts.flatMap((one) => (one[side] as Row<WholeColumn>[]).filter((row) => row.key === key))) }
  ));
  return { columns, total: added(parts.map(({ total }) => total)), groups: rows('groups'), categories: rows('categories') };
}
