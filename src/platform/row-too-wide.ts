const width = (cells: string[]): number => cells.findLastIndex((cell) => cell.trim() !== '') + 1;

/** What is wrong with a row that has filled cells beyond the heading: they would be lost without a word. A workbook fills its heading up with empty cells. */
export function rowTooWide(header: string[], cells: string[]): { rule: string; params: { columns: number; cells: number } } | null {
  const [columns, filled] = [width(header), width(cells)];
  return filled > columns ? { rule: 'row-too-wide', params: { columns, cells: filled } } : null;
}
