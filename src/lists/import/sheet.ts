import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { honestZip, UnpacksTooLarge } from './unpacked.js';

/** A sheet of 100,000 long rows takes some 100 MB; a small file that unpacks to more is none of a list. */
export const MAX_UNPACKED = 200 * 1024 * 1024;
const PATIENCE = 60_000;

const READER = fileURLToPath(new URL('./read-workbook.js', import.meta.url));

/** What a workbook holds: the rows of the first sheet that is shown and not empty, which rows and columns of it are hidden although they hold something, the columns by their letters and first words, and all sheets of that kind. */
export interface Workbook {
  rows: string[][];
  hidden: number[];
  hiddenColumns: string[];
  sheets: string[];
}

let last: Promise<unknown> = Promise.resolve();

/**
 * The rows of a workbook. A cell of a few bytes may claim to stand in the thousand-millionth row, and the library makes
 * all rows before it: so it reads in a process of its own, which has its measure of memory and of time, one workbook after another.
 */
export async function sheetRows(bytes: Buffer): Promise<Workbook> {
  const zip = await honestZip(bytes, MAX_UNPACKED);
  const turn = last.then(() => read(zip));
  last = turn.catch(() => undefined);
  return turn;
}

function read(zip: Buffer): Promise<Workbook> {
  return new Promise((resolve, reject) => {
    const child = execFile(process.execPath, ['--max-old-space-size=1024', READER], { env: {}, timeout: PATIENCE, maxBuffer: MAX_UNPACKED }, (error, out) => {
      // It died of its measure, or says too much; whatever else is wrong it says itself.
      if (error) return reject(new UnpacksTooLarge());
      const answer = JSON.parse(out) as Workbook | { message: string };
      if ('rows' in answer) resolve(answer);
      else reject(new Error(answer.message));
    });
    // Where it has died before it read everything, the answer above tells.
    child.stdin!.on('error', () => undefined).end(zip);
  });
}
