import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { honestZip, UnpacksTooLarge } from './unpacked.js';

/** A sheet of 100,000 long rows takes some 100 MB; a small file that unpacks to more is none of a list. */
export const MAX_UNPACKED = 200 * 1024 * 1024;
const PATIENCE = 60_000;

/**
 * What the other process runs: a workbook comes in, and rows of text go out, or what is wrong with it. Spaces at the ends belong to a
 * name as it was given. What a spreadsheet turned into a date is marked, because the name that was typed is lost.
 */
const READER = `
  const text = (cell) => cell === null || cell === undefined ? '' : cell instanceof Date ? '\\0' + cell.toISOString().slice(0, 10) : String(cell);
  const { readSheet } = require(process.argv[1]);
  readSheet(process.stdin, 1, { trim: false }).then((rows) => ({ rows: rows.map((row) => row.map(text)) })).catch(({ message }) => ({ message }))
    .then((answer) => process.stdout.write(JSON.stringify(answer)));
`;

let last: Promise<unknown> = Promise.resolve();

/**
 * The rows of a workbook's first sheet. A cell of a few bytes may claim to stand in the thousand-millionth row, and the library makes
 * all rows before it: so it reads in a process of its own, which has its measure of memory and of time, one workbook after another.
 */
export async function sheetRows(bytes: Buffer): Promise<string[][]> {
  const zip = await honestZip(bytes, MAX_UNPACKED);
  const turn = last.then(() => read(zip));
  last = turn.catch(() => undefined);
  return turn;
}

function read(zip: Buffer): Promise<string[][]> {
  return new Promise((resolve, reject) => {
    const library = createRequire(import.meta.url).resolve('read-excel-file/node');
    const child = execFile(process.execPath, ['--max-old-space-size=1024', '-e', READER, library], { env: {}, timeout: PATIENCE, maxBuffer: MAX_UNPACKED }, (error, out) => {
      // It died of its measure, or says too much; whatever else is wrong it says itself.
      if (error) return reject(new UnpacksTooLarge());
      const { rows, message } = JSON.parse(out) as { rows?: string[][]; message: string };
      if (rows) resolve(rows);
      else reject(new Error(message));
    });
    // Where it has died before it read everything, the answer above tells.
    child.stdin!.on('error', () => undefined).end(zip);
  });
}
