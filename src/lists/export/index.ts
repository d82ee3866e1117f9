import { stringify } from 'csv-stringify/sync';
import { escapeFormula } from '../import/index.js';

/** A table as it goes into a file: headings and rows of texts. */
export interface Sheet {
  title: string;
  header: string[];
  rows: (string | null)[][];
}

/**
 * CSV in UTF-8 with a byte order mark and CRLF, as spreadsheets read it. A cell that a spreadsheet would run as a formula gets one
 * apostrophe before it, which our own import takes back.
 */
export function toCsv({ header, rows }: Sheet): string {
  return stringify([header, ...rows.map((row) => row.map((cell) => escapeFormula(cell ?? '')))], { bom: true, record_delimiter: 'windows', quoted_match: /^\s|\s$/ });
}

/**
 * A text as a workbook spells it (ST_Xstring): `_x0041_` stands for the letter A, so that who writes it as it is writes its first
 * sign by its number. A word that every object has as a property is spelled so as well: the writer's table of words would not find it.
 */
const spelled = (text: string): string => text.replace(/_(?=x[0-9A-F]{4}_)/gi, '_x005F_').replace(/^\w/, (first) => (text in {} ? `_x${first.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_` : first));

/** XLSX with every cell as text, so that no name becomes a date, a number or a formula. */
export async function toXlsx({ title, header, rows }: Sheet): Promise<Buffer> {
  const { default: writeExcel } = await import('write-excel-file/node');
  const cell = (value: string | null, bold = false) => ({ value: spelled(value ?? ''), type: String, ...(bold ? { fontWeight: 'bold' as const } : {}) });
  const data = [header.map((text) => cell(text, true)), ...rows.map((row) => row.map((text) => (text ? cell(text) : null)))];
  const file = writeExcel(data, { sheet: sheetName(title), stickyRowsCount: 1 } as never) as unknown as { toBuffer(): Promise<Buffer> } | Promise<Buffer>;
  return undated('toBuffer' in file ? await file.toBuffer() : await file);
}

const EARLIEST_DAY = 0x21;

/** A zip dates its parts by the clock of the machine (APPNOTE 4.4.6): without it one sheet is one file, whoever makes it and when. */
function undated(zip: Buffer): Buffer {
  const end = zip.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  for (let at = zip.readUInt32LE(end + 16), left = zip.readUInt16LE(end + 10); left > 0; left--) {
    for (const time of [at + 12, zip.readUInt32LE(at + 42) + 10]) zip.writeUInt32LE(EARLIEST_DAY << 16, time);
    at += 46 + zip.readUInt16LE(at + 28) + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return zip;
}

/** A sheet's name has at most 31 units of UTF-16, none of these signs, and no apostrophe at its ends. */
const sheetName = (title: string): string => title.replace(/[[\]:*?/\\\p{Cc}]/gu, ' ').slice(0, 31).replace(/^['\s]+|['\s\p{Surrogate}]+$/gu, '') || 'List';
