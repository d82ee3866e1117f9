/** What is known of unknown numbers, none of them negative: a sum of some, with how often each counts, lies between two numbers. */
export interface Known {
  of: Map<string, number>;
  least: number;
  most: number;
}

const NEARLY = 1e-7;

/** The least and the most that a sum can be where all this is known; Infinity where nothing limits it. By the simplex method, in two phases. */
export function extremes(sum: Map<string, number>, known: Known[]): { least: number; most: number } {
  const names = [...new Set([...known.flatMap(({ of }) => [...of.keys()]), ...sum.keys()])];
  const at = new Map(names.map((name, n) => [name, n]));
  const facts = known.flatMap(({ of, least, most }): [Map<string, number>, number, -1 | 0 | 1][] => (
    least === most ? [[of, least, 0]] : [...(least > 0 ? [[of, least, -1] as [typeof of, number, -1]] : []), ...(most < Infinity ? [[of, most, 1] as [typeof of, number, 1]] : [])]
  ));
  const slacks = facts.filter(([, , side]) => side !== 0).length;
  const width = names.length + slacks + facts.length;
  let slack = names.length;
  const lines = facts.map(([of, value, side], row) => {
    const line = Array<number>(width + 1).fill(0);
    for (const [name, times] of of) line[at.get(name)!] = times;
    if (side !== 0) line[slack++] = side;
    line[names.length + slacks + row] = 1;
    line[width] = value;
    return line;
  });
  const basis = facts.map((_, row) => names.length + slacks + row);
  // First to any solution at all: the numbers that were only put in to begin with must vanish.
  const put = Array<number>(width).fill(0).map((_, n) => (n >= names.length + slacks ? -1 : 0));
  maximize(lines, basis, put, width);
  basis.forEach((variable, row) => {
    if (put[variable]! === 0) return;
    if (lines[row]![width]! > NEARLY) throw new Error('What is known contradicts itself');
    const other = lines[row]!.findIndex((value, n) => n < names.length + slacks && Math.abs(value) > NEARLY);
    if (other >= 0) pivot(lines, basis, row, other);
  });
  const best = (sign: 1 | -1): number => {
    const [own, ownBasis] = [lines.map((line) => line.map((value, n) => (n >= names.length + slacks && n < width ? 0 : value))), [...basis]];
    const aim = Array<number>(width).fill(0);
    for (const [name, times] of sum) aim[at.get(name)!] = sign * times;
    return maximize(own, ownBasis, aim, width);
  };
  return { least: -best(-1), most: best(1) };
}

function maximize(lines: number[][], basis: number[], aim: number[], width: number): number {
  for (;;) {
    const gain = (n: number): number => aim[n]! - basis.reduce((all, variable, row) => all + aim[variable]! * lines[row]![n]!, 0);
    // The first that gains, and of ties the first that leaves: so it never turns in a circle.
    let enters = 0;
    while (enters < width && !(gain(enters) > NEARLY)) enters++;
    if (enters === width) return basis.reduce((all, variable, row) => all + aim[variable]! * lines[row]![width]!, 0);
    let leaves = -1;
    lines.forEach((line, row) => {
      if (line[enters]! <= NEARLY) return;
      const [here, there] = [line[width]! / line[enters]!, leaves < 0 ? Infinity : lines[leaves]![width]! / lines[leaves]![enters]!];
      if (here < there - NEARLY || (Math.abs(here - there) <= NEARLY && basis[row]! < basis[leaves]!)) leaves = row;
    });
    if (leaves < 0) return Infinity;
    pivot(lines, basis, leaves, enters);
  }
}

function pivot(lines: number[][], basis: number[], row: number, column: number): void {
  const by = lines[row]![column]!;
  lines[row] = lines[row]!.map((value) => value / by);
  lines.forEach((line, other) => {
    const times = line[column]!;
    if (other !== row && times !== 0) lines[other] = line.map((value, n) => value - times * lines[row]![n]!);
  });
  basis[row] = column;
}
