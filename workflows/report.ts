import type { Modality } from './modality.js';
import { withhold, type Counted, type Shown } from './suppression.js';

/** One application for the list, as it is counted. */
export interface ReportedApplication {
  group: string;
  category: string;
  /** The screening decided, whichever way. */
  screened: boolean;
  eligible: boolean;
  /** It stands on the list, or on an addendum to it that is out, as proposed and as final. */
  proposed: boolean;
  final: boolean;
}

/** One name of the list, as it is counted. */
export interface ReportedName {
  group: string;
  category: string;
  outcome: 'final' | 'notFinal' | 'takenBack';
  /** An objection was raised, whether or not it was withdrawn. */
  objected: boolean;
  /** Objections were raised, and each of them was withdrawn. */
  withdrawn: boolean;
}

export const reportColumns = ['applied', 'screened', 'eligible', 'proposed', 'takenBack', 'objected', 'withdrawn', 'final'] as const;
export type ReportColumn = (typeof reportColumns)[number];

/** All figures of a list that became final: one entry for each regional group and category in which there is anything. For the Office. */
export interface ReportFigures {
  /** Whether applications are counted: those for a list are, once, in the report on the list itself and not in one on an addendum to it. */
  applications: boolean;
  groups: string[];
  categories: string[];
  cells: Cell[];
}

/** `onLists`: screened applications whose names are on the list as proposed, and as final. */
type Cell = { group: string; category: string; onLists: { proposed: number; final: number } } & Record<ReportColumn, number>;

/** One figure for each column that there is; null where it is withheld. */
type Figures = Partial<Record<ReportColumn, number | null>>;
type ReportRow = { key: string } & Figures;
/** What is published: sums by regional group, by category, and of all. Never of both together. */
export interface ReportTables {
  threshold: number;
  columns: ReportColumn[];
  total: Figures;
  groups: ReportRow[];
  categories: ReportRow[];
}

/** Figures on objections leave names aside that their organizations took back. */
export function figuresOf(applications: ReportedApplication[] | null, names: ReportedName[], groups: string[], categories: string[]): ReportFigures {
  const cells = groups.flatMap((group) => categories.flatMap((category) => {
    const here = <T extends { group: string; category: string }>(all: T[]): T[] => all.filter((one) => one.group === group && one.category === category);
    const [came, stood] = [here(applications ?? []), here(names)];
    if (came.length + stood.length === 0) return [];
    const standing = stood.filter(({ outcome }) => outcome !== 'takenBack');
    const screened = came.filter((one) => one.screened);
    return [{
      group, category, onLists: { proposed: screened.filter((one) => one.proposed).length, final: screened.filter((one) => one.final).length },
      applied: came.length, screened: screened.length, eligible: came.filter(({ eligible }) => eligible).length,
      proposed: stood.length, takenBack: stood.length - standing.length, final: standing.filter(({ outcome }) => outcome === 'final').length,
      objected: standing.filter(({ objected }) => objected).length, withdrawn: standing.filter(({ withdrawn }) => withdrawn).length,
    }];
  }));
  return { applications: applications !== null, groups, categories, cells };
}

/** Whether a list of names is public once it is final. */
const isPublic = (modality: Modality, fact: 'proposedNames' | 'finalNames'): boolean => modality.disclosure[fact].public !== 'no';

/** The columns that may be published: of names, where the names are; of objections, only beside both lists, and where it was decided. */
function publicColumns(modality: Modality, applications: boolean, objections: boolean): ReportColumn[] {
  const [proposed, final] = [isPublic(modality, 'proposedNames'), isPublic(modality, 'finalNames')];
  const told = objections && proposed && final;
  return reportColumns.filter((column) => ({
    applied: applications, screened: applications, eligible: false, proposed, takenBack: false, final, objected: told,
    // Where a body decides, a name may stay for another reason than a withdrawal, and two unknowns would have to be kept apart.
    withdrawn: told && modality.objection.effect === 'drops',
  })[column]);
}

/**
 * The tables as they are published. What the published lists say already is not withheld; nothing is shown from which a figure
 * below the threshold could be worked out of organizations that are on no list, or of objections.
 */
export function publishedTables(figures: ReportFigures, modality: Modality, objections: boolean): ReportTables {
  const { groups, categories, cells } = figures;
  const { threshold } = modality.report;
  const columns = publicColumns(modality, figures.applications, objections);
  const table = (of: (cell: Cell) => number): number[][] => groups.map((group) => categories.map((category) => {
    const cell = cells.find((one) => one.group === group && one.category === category);
    return cell ? of(cell) : 0;
  }));
  const open = (of: (cell: Cell) => number): Counted => ({ cells: table(of), caps: null });
  const listed = (cell: Cell): number => (columns.includes('proposed') ? cell.onLists.proposed : columns.includes('final') ? cell.onLists.final : 0);
  const fallen = (cell: Cell): number => cell.proposed - cell.takenBack - cell.final;
  const blocks: { columns: ReportColumn[]; parts: Counted[] }[] = [
    { columns: ['applied', 'screened'], parts: [open(({ applied, screened }) => applied - screened), open((cell) => cell.screened - listed(cell)), open(listed)] },
    // Of each organization on the final list anybody may ask whether it was objected to: of none may the figures give the answer.
    { columns: ['objected', 'withdrawn'], parts: [{ cells: table((cell) => cell.objected - fallen(cell)), caps: table(({ final }) => final) }, open(fallen)] },
  ];
  const withheld = blocks.filter((block) => columns.includes(block.columns[0]!)).map((block) => ({ columns: block.columns, shown: withhold(block.parts, threshold) }));
  const line = (fits: (cell: Cell) => boolean, is: (shown: Shown) => boolean): Figures => Object.fromEntries(columns.map((column) => {
    const block = withheld.find((one) => one.columns.includes(column));
    return [column, block && !is(block.shown) ? null : count(cells.filter(fits), column)];
  }));
  return {
    threshold, columns, total: line(() => true, ({ total }) => total),
    groups: groups.map((key, at) => ({ key, ...line(({ group }) => group === key, ({ rows }) => rows[at]!) })),
    categories: categories.map((key, at) => ({ key, ...line(({ category }) => category === key, (shown) => shown.columns[at]!) })),
  };
}

/** The complete tables. For the Office. */
export function completeTables({ applications, groups, categories, cells }: ReportFigures): Omit<ReportTables, 'threshold'> {
  const columns = reportColumns.filter((column) => applications || !['applied', 'screened', 'eligible'].includes(column));
  const line = (fits: (cell: Cell) => boolean): Figures => Object.fromEntries(columns.map((column) => [column, count(cells.filter(fits), column)]));
  return {
    columns, total: line(() => true),
    groups: groups.map((key) => ({ key, ...line(({ group }) => group === key) })),
    categories: categories.map((key) => ({ key, ...line(({ category }) => category === key) })),
  };
}

const count = (cells: Cell[], column: ReportColumn): number => cells.reduce((all, cell) => all + cell[column], 0);
