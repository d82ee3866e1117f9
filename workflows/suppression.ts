/**
 * Small figures in a table are withheld, and with them whatever they could be worked out from. A table here is a crossing of rows
 * and columns of which only sums are published: of each row, of each column, of each part counted another way, and of all. Whoever reads the sums that are shown
 * knows of each other sum a least and a most; these are worked out exactly, as flows through a network, and held to be far apart.
 */

/** A number of somebodies in each crossing. */
export interface Counted {
  cells: number[][];
  /** How many there can be at most, where everybody can count that; null where nobody can. */
  caps: number[][] | null;
  /** The same somebodies counted another way, which is crossed with neither rows nor columns. */
  beside?: number[];
}

/** Which sums are shown. Figures that are counted together are shown together, or not at all. */
export interface Shown {
  rows: boolean[];
  columns: boolean[];
  beside: boolean[];
  total: boolean;
}

export interface Range {
  least: number;
  most: number;
}

export interface Ranges {
  rows: Range[];
  columns: Range[];
  beside: Range[];
  total: Range;
  cells: Range[][];
}

const sum = (values: number[]): number => values.reduce((all, one) => all + one, 0);
const rowsOf = (cells: number[][]): number[] => cells.map(sum);
const columnsOf = (cells: number[][]): number[] => (cells[0] ?? []).map((_, at) => sum(cells.map((row) => row[at]!)));

/** What whoever sees the sums that are shown knows of every sum and crossing, shown or not. */
function rangesOf({ cells, caps, beside = [] }: Counted, shown: Shown): Ranges {
  const [rows, columns] = [rowsOf(cells), columnsOf(cells)];
  const cap = (r: number, c: number): number => (caps ? caps[r]![c]! : Infinity);
  // All that is counted goes from the source through rows and columns to the sink, and back to the source through what is counted beside.
  const [source, sink] = [0, rows.length + columns.length + 1];
  const [row, column, other] = [(at: number): number => at + 1, (at: number): number => rows.length + at + 1, (at: number): number => sink + 2 + at];
  const back = beside.length ? sink + 1 : source;
  // How much more, or less, may flow from one node to another than in the true table: nothing where the figure is shown.
  const room = Array.from({ length: sink + 2 + beside.length }, () => Array<number>(sink + 2 + beside.length).fill(0));
  const flows = (from: number, to: number, value: number, most: number): void => {
    room[from]![to] = most - value;
    room[to]![from] = value;
  };
  rows.forEach((value, at) => { if (!shown.rows[at]) flows(source, row(at), value, Infinity); });
  columns.forEach((value, at) => { if (!shown.columns[at]) flows(column(at), sink, value, Infinity); });
  if (!shown.total) flows(sink, back, sum(rows), Infinity);
  beside.forEach((value, at) => {
    flows(other(at), source, value, Infinity);
    if (!shown.beside[at]) flows(back, other(at), value, Infinity);
  });
  cells.forEach((line, r) => line.forEach((value, c) => flows(row(r), column(c), value, cap(r, c))));

  const range = (from: number, to: number, value: number, most: number, fixed = false): Range => {
    if (fixed) return { least: value, most: value };
    // What goes through this one figure can only change by what comes back another way.
    const around = room.map((line) => [...line]);
    around[from]![to] = around[to]![from] = 0;
    return { least: Math.max(0, value - mostFlow(around, from, to)), most: Math.min(most, value + mostFlow(around, to, from)) };
  };
  return {
    rows: rows.map((value, at) => range(source, row(at), value, Infinity, shown.rows[at])),
    columns: columns.map((value, at) => range(column(at), sink, value, Infinity, shown.columns[at])),
    beside: beside.map((value, at) => range(back, other(at), value, Infinity, shown.beside[at])),
    total: range(sink, back, sum(rows), Infinity, shown.total),
    cells: cells.map((line, r) => line.map((value, c) => range(row(r), column(c), value, cap(r, c)))),
  };
}

/** The most that can flow from one node to another: along the shortest ways that have room, until there is none. */
function mostFlow(room: number[][], from: number, to: number): number {
  const left = room.map((line) => [...line]);
  for (let flow = 0; ;) {
    const before = Array<number>(left.length).fill(-1);
    before[from] = from;
    const reached = [from];
    for (const at of reached) left[at]!.forEach((free, next) => { if (free > 0 && before[next]! < 0) { before[next] = at; reached.push(next); } });
    if (before[to]! < 0) return flow;
    const way: [number, number][] = [];
    for (let at = to; at !== from; at = before[at]!) way.push([before[at]!, at]);
    const step = Math.min(...way.map(([a, b]) => left[a]![b]!));
    if (step === Infinity) return Infinity;
    for (const [a, b] of way) {
      left[a]![b]! -= step;
      left[b]![a]! += step;
    }
    flow += step;
  }
}

const SIDES = ['rows', 'columns', 'beside'] as const;
type Side = (typeof SIDES)[number];

/** Which sums of figures that stand beside each other can be shown so that none below the threshold can be told from them. */
export function withhold(figures: Counted[], threshold: number): Shown {
  const sums = figures.map(({ cells, caps, beside = [] }) => ({
    rows: rowsOf(cells), columns: columnsOf(cells), beside, total: sum(rowsOf(cells)),
    most: caps && { rows: rowsOf(caps), columns: columnsOf(caps), total: sum(rowsOf(caps)) },
  }));
  // Nobody, many, and not nearly all: of all that can be counted by name, each one would be told.
  const harmless = (value: number, most = Infinity): boolean => value === 0 || (value >= threshold && most - value >= threshold);
  const shown: Shown = {
    rows: sums[0]!.rows.map((_, row) => sums.every(({ rows, most }) => harmless(rows[row]!, most?.rows[row]))),
    columns: sums[0]!.columns.map((_, column) => sums.every(({ columns, most }) => harmless(columns[column]!, most?.columns[column]))),
    beside: sums[0]!.beside.map((_, at) => sums.every(({ beside }) => harmless(beside[at]!))),
    total: sums.every(({ total, most }) => harmless(total, most?.total)),
  };

  // A range tells nothing where nobody can be in it, or where it is as wide as the threshold, or as everybody knows it to be anyway.
  const far = ({ least, most }: Range, cap = Infinity): boolean => most === 0 || (most - least >= Math.min(threshold, cap) && uncertain(least, cap));
  // Of those that can be counted by name, enough must be left of whom it is not certain.
  const uncertain = (least: number, cap: number): boolean => least === 0 || cap - least >= threshold;
  const fault = (): Side | 'any' | null => {
    for (const [at, figure] of figures.entries()) {
      const most = sums[at]!.most;
      const ranges = rangesOf(figure, shown);
      if (ranges.rows.some((range, row) => !shown.rows[row] && !far(range, most?.rows[row]))) return 'rows';
      if (ranges.columns.some((range, column) => !shown.columns[column] && !far(range, most?.columns[column]))) return 'columns';
      if (ranges.beside.some((range, at) => !shown.beside[at] && !far(range))) return 'beside';
      if (!shown.total && !far(ranges.total, most?.total)) return 'any';
      if (ranges.cells.some((line, r) => line.some(({ least }, c) => !uncertain(least, figure.caps ? figure.caps[r]![c]! : Infinity)))) return 'any';
    }
    return null;
  };

  /** The smallest figure that is still shown; one of nobody covers nothing, and comes last. */
  const smallest = (sides: readonly Side[]): [side: Side, at: number] | undefined => sides
    .flatMap((side) => shown[side].map((is, at) => ({ side, at, is, size: sum(sums.map((one) => one[side][at]!)) || Infinity })))
    .filter(({ is }) => is).sort((a, b) => (a.size === b.size ? 0 : a.size - b.size)).map(({ side, at }) => [side, at] as [Side, number])[0];
  for (let found = fault(); found; found = fault()) {
    const next = smallest(found === 'any' ? SIDES : [found]) ?? (shown.total ? null : smallest(SIDES));
    if (next) shown[next[0]][next[1]] = false;
    else shown.total = false;
  }
  return shown;
}
