import { refuseFields } from '../../platform/refused.js';
import { MAX_UNPACKED, sheetRows } from './sheet.js';
import { UnpacksTooLarge } from './unpacked.js';

export const MAX_BYTES = 20 * 1024 * 1024;
const MAX_ROWS = 100_000;

/** One fault or remark: which line of the file, which column, which rule. */
export interface Problem {
  line?: number;
  column?: string;
  rule: string;
  params: Record<string, string | number>;
}

export interface Table {
  header: string[];
  /** `line` is the line of the file in which the row begins, or the row of the sheet; the heading is 1. */
  rows: { line: number; cells: string[] }[];
}

export type ReadTable = { ok: true; table: Table } | { ok: false; problem: Problem };

const problem = (rule: string, params: Problem['params'] = {}, line?: number): ReadTable => ({ ok: false, problem: { rule, params, ...(line ? { line } : {}) } });

const tooManyRows = problem('too-many-rows', { most: MAX_ROWS });

/** Reads a CSV or XLSX file whole, or says what is wrong with it; told by content, not by the file's name. The readers are loaded when the first file comes. */
export async function readTable(bytes: Buffer): Promise<ReadTable> {
  if (bytes.length === 0) return problem('file-empty');
  if (bytes.length > MAX_BYTES) return problem('file-too-large', { megabytes: MAX_BYTES / 1024 / 1024 });
  const zip = bytes.subarray(0, 4).equals(Buffer.from('504b0304', 'hex'));
  const rows = await (zip ? readSheet(bytes) : readCsv(bytes));
  if (!Array.isArray(rows)) return rows;
  const [heading, ...filled] = rows.filter(({ cells }) => cells.some((cell) => cell.trim() !== ''));
  if (!heading) return problem('file-empty');
  if (filled.length === 0) return problem('file-without-rows');
  if (filled.length > MAX_ROWS) return tooManyRows;
  return { ok: true, table: { header: heading.cells.map((cell) => cell.trim()), rows: filled } };
}

/** The table of a file that somebody sent in a form, or a refusal beside its field. */
export async function tableIn(bytes: Buffer): Promise<Table> {
  const read = await readTable(bytes);
  if (!read.ok) throw refuseFields([{ field: 'file', rule: read.problem.rule, params: { ...read.problem.params, line: read.problem.line ?? 0 } }]);
  return read.table;
}

type Rows = { line: number; cells: string[] }[];

function decode(bytes: Buffer): string | ReadTable {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const line = firstBrokenLine(bytes);
    return problem('file-not-utf8', { line }, line);
  }
}

/** The first line whose bytes are not UTF-8. */
function firstBrokenLine(bytes: Buffer): number {
  let line = 1;
  for (let from = 0; from < bytes.length; line++) {
    const end = bytes.indexOf(0x0a, from);
    const to = end < 0 ? bytes.length : end + 1;
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(from, to));
    } catch {
      return line;
    }
    from = to;
  }
  return line;
}

async function readCsv(bytes: Buffer): Promise<Rows | ReadTable> {
  const { parse } = await import('csv-parse/sync');
  const text = decode(bytes);
  if (typeof text !== 'string') return text;
  if (text.includes('\0')) return problem('file-not-text');
  // Spreadsheets may say in a first line of their own what stands between cells.
  const said = /^\uFEFF?sep=([,;\t])\s*\n/.exec(text)?.[1];
  const firstLine = /[^\s,;].*/.exec(text)?.[0] ?? '';
  const delimiter = said ?? [',', ';', '\t'].sort((a, b) => firstLine.split(b).length - firstLine.split(a).length)[0]!;
  try {
    const records = parse(text, { bom: true, delimiter, from_line: said ? 2 : 1, relax_column_count: true, info: true, max_record_size: 200_000, skip_empty_lines: true, to: MAX_ROWS + 2 }) as unknown as { record: string[]; info: { lines: number } }[];
    // What comes after them is not read at all, empty cells or not: everybody else waits meanwhile.
    if (records.length > MAX_ROWS + 1) return tooManyRows;
    // `info.lines` is where the record ends; a cell with line breaks makes it begin earlier.
    return records.map(({ record, info }) => ({ line: info.lines - record.join('').split('\n').length + 1, cells: record.map(unescapeFormula) }));
  } catch (error) {
    const { message, lines } = error as { message: string; lines?: number };
    return problem('csv-broken', { message: message.slice(0, 200) }, lines);
  }
}

async function readSheet(bytes: Buffer): Promise<Rows | ReadTable> {
  try {
    const { rows, hidden, hiddenColumns, sheets } = await sheetRows(bytes);
    if (sheets.length > 1) return problem('sheets-several', { sheets: sheets.join(', ').slice(0, 300) });
    if (hidden.length) return problem('rows-hidden', { lines: `${hidden.slice(0, 20).join(', ')}${hidden.length > 20 ? ' …' : ''}` }, hidden[0]);
    if (hiddenColumns.length) return problem('columns-hidden', { columns: hiddenColumns.join(', ').slice(0, 300) });
    return rows.map((cells, at) => ({ line: at + 1, cells }));
  } catch (error) {
    if (error instanceof UnpacksTooLarge) return problem('file-too-large', { megabytes: MAX_UNPACKED / 1024 / 1024 });
    return problem('xlsx-broken', { message: String((error as Error).message).slice(0, 200) });
  }
}

/** Whether a spreadsheet turned this cell into a date. */
export const isDateCell = (cell: string): boolean => cell.startsWith('\u0000');

/**
 * Puts an apostrophe where a spreadsheet would begin a formula: before = + - @ TAB CR at the start of a cell, and before the
 * apostrophes that lead to one of these. Where semicolons part the cells, as in many languages, one begins after each semicolon and
 * line break too, with or without quotation marks.
 */
export const escapeFormula = (cell: string): string => cell.replace(/^(?='*[=+\-@\t\r])|(?<=[;\n])(?=["']*[=+\-@\t\r])/g, "'");

/** Takes the same apostrophes back. */
const unescapeFormula = (cell: string): string => cell.replace(/^'(?='*[=+\-@\t\r])|(?<=[;\n])'(?=["']*[=+\-@\t\r])/g, '');
