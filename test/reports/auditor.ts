import type { ReportColumn, ReportFigures, ReportTables } from '../../workflows/report.js';
import { extremes, type Known } from '../support/linear.js';

/** A figure as somebody published it: as it is, not at all, or so that it lies between two numbers. */
type Given = number | null | [least: number, most: number];
type Row = Partial<Record<ReportColumn, Given>>;
export interface Published { columns: ReportColumn[]; total: Row; groups: (Row & { key: string })[]; categories: (Row & { key: string })[] }

/** What may hide in a figure: how many of each, in each crossing of a regional group and a category. */
const PARTS: Partial<Record<ReportColumn, string[]>> = { applied: ['unscreened', 'unlisted', 'listed'], screened: ['unlisted', 'listed'], objected: ['fallen', 'touched'], withdrawn: ['touched'] };

/**
 * Tries to tell from a published report what nobody may learn, as somebody would who knows how it was made: every sum of what is not
 * public is put between its least and its most, by solving the linear system of all that is known. Returns what was found.
 *
 * `lists`: with the published lists at hand, and even which of their names came by an application. Without, from the tables alone.
 */
export function audit(published: Published, figures: ReportFigures, threshold: number, lists: boolean): string[] {
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
  const margins = [
    { name: 'total', given: published.total as Row, fits: () => true },
    ...published.groups.map((row) => ({ name: `group ${row.key}`, given: row as Row, fits: (g: string) => g === row.key })),
    ...published.categories.map((row) => ({ name: `category ${row.key}`, given: row as Row, fits: (_: string, c: string) => c === row.key })),
  ];
  const sumOf = (parts: string[], fits: (g: string, c: string) => boolean): Map<string, number> => new Map(
    parts.flatMap((part) => groups.flatMap((g) => categories.filter((c) => fits(g, c)).map((c) => [`${part} ${g} ${c}`, 1] as const))),
  );
  const real = (parts: string[], fits: (g: string, c: string) => boolean): number => (
    groups.flatMap((g) => categories.filter((c) => fits(g, c)).map((c) => parts.reduce((all, part) => all + truth[part]!(g, c), 0))).reduce((a, b) => a + b, 0)
  );
  const found: string[] = [];
  for (const [columns, secrets, public_] of [[['applied', 'screened'], ['unscreened', 'unlisted'], ['listed']], [['objected', 'withdrawn'], ['touched'], ['fallen']]] as [ReportColumn[], string[], string[]][]) {
    const shown = columns.filter((column) => published.columns.includes(column));
    if (shown.length === 0) continue;
    const known: Known[] = margins.flatMap(({ given, fits }) => shown.flatMap((column): Known[] => {
      const value = given[column];
      if (value === null || value === undefined) return [];
      const [least, most] = typeof value === 'number' ? [value, value] : value;
      return [{ of: sumOf(PARTS[column]!, fits), least, most }];
    }));
    for (const g of groups) {
      for (const c of categories) {
        if (lists) for (const part of public_) known.push({ of: new Map([[`${part} ${g} ${c}`, 1]]), least: truth[part]!(g, c), most: truth[part]!(g, c) });
        if (lists && secrets.includes('touched')) known.push({ of: new Map([[`touched ${g} ${c}`, 1]]), least: 0, most: caps(g, c) });
      }
    }
    const tell = (what: string, parts: string[], fits: (g: string, c: string) => boolean, value: number, whose: 'small' | 'hidden'): void => {
      // How many there can be at most stands beside it, in the columns of names.
      const beside = (g: string, c: string): number => caps(g, c) + (parts.includes('fallen') ? fallenIn(g, c) : 0);
      const cap = parts.includes('touched') ? groups.flatMap((g) => categories.filter((c) => fits(g, c)).map((c) => beside(g, c))).reduce((a, b) => a + b, 0) : Infinity;
      const small = value > 0 && (value < threshold || cap - value < threshold);
      if (whose === 'small' && !small) return;
      const { least, most } = extremes(sumOf(parts, fits), known);
      if (most < 0.5) return;
      // That a name fell is told by the lists; that one on the final list was objected to, by nothing.
      const certain = !parts.includes('fallen') && least > 0.5 && cap - least < threshold - 0.5;
      if (most - least < Math.min(threshold, cap) - 0.5 || certain) found.push(`${what}: ${value}, between ${Math.round(least)} and ${Math.round(most)}`);
    };
    for (const { name, given, fits } of margins) {
      if (lists) for (const secret of secrets) tell(`${secret} of ${name}`, [secret], fits, real([secret], fits), 'small');
      else for (const column of shown) if (typeof given[column] !== 'number') tell(`${column} of ${name}`, PARTS[column]!, fits, real(PARTS[column]!, fits), 'hidden');
    }
    // Of each organization on the final list: whether it is certain that it had been objected to.
    if (lists && secrets.includes('touched')) {
      for (const g of groups) {
        for (const c of categories) {
          if (caps(g, c) === 0) continue;
          const { least } = extremes(sumOf(['touched'], (a, b) => a === g && b === c), known);
          if (least > 0.5 && caps(g, c) - least < threshold - 0.5) found.push(`touched of ${g} and ${c}: at least ${Math.round(least)} of ${caps(g, c)}`);
        }
      }
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
