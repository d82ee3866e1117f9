import type { Params } from './refused.js';

const width = (cells: string[]): number => cells.findLastIndex((cell) => cell.trim() !== '') + 1;

/**
 * The fault of a row that has filled cells beyond the heading, or none: they would be lost without a word. A comma within a cell that
 * stands without quotation marks moves what follows into other columns. A workbook fills its heading up with empty cells.
 */
export function rowTooWide(header: string[], { line, cells }: { line: number; cells: string[] }): { row: number; field: 'file'; rule: string; params: Params }[] {
  const [columns, filled] = [width(header), width(cells)];
  return filled > columns ? [{ row: line, field: 'file', rule: 'row-too-wide', params: { columns, cells: filled } }] : [];
}
