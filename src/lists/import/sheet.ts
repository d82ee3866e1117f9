import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { honestZip, UnpacksTooLarge } from './unpacked.js';

/** A sheet of 100,000 long rows takes some 100 MB; a small file that unpacks to more is none of a list. */
export const MAX_UNPACKED = 200 * 1024 * 1024;
const PATIENCE = 60_000;

/**
 * What the other process runs: a workbook comes in, and rows of text go out, or what is wrong with it. Spaces at the ends belong to a
 * name as it was given. What a spreadsheet turned into a date is marked, because the name that was typed is lost. What its window does not
 * show, hidden sheets and rows that a filter leaves out, is looked up beside the library, which reads it as if it were shown.
 */
const READER = `
  const { inflateRawSync } = require('node:zlib');
  const { readSheet } = require(process.argv[1]);
  const text = (cell) => cell === null || cell === undefined ? '' : cell instanceof Date ? '\\0' + cell.toISOString().slice(0, 10) : String(cell);
  const attribute = (tag, name) => (new RegExp('\\\\s(?:\\\\w+:)?' + name + '=["\\']([^"\\']*)', 'i').exec(tag) || [])[1];
  const tags = (xml, name) => xml.match(new RegExp('<(?:\\\\w+:)?' + name + '\\\\s[^<>]*>', 'g')) || [];
  const words = (xml) => xml.replace(/&#(x?)([0-9a-f]+);/gi, (_, hex, code) => String.fromCodePoint(parseInt(code, hex ? 16 : 10)))
    .replace(/&(lt|gt|quot|apos|amp);/g, (_, sign) => ({ lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' })[sign]);

  function partsOf(zip) {
    const parts = new Map();
    for (let at = 0; zip.toString('latin1', at, at + 4) === 'PK\\x03\\x04';) {
      const [method, length, name] = [zip.readUInt16LE(at + 8), zip.readUInt32LE(at + 18), at + 30 + zip.readUInt16LE(at + 26)];
      const data = zip.subarray(name, name + length);
      parts.set(zip.toString('utf8', at + 30, name), () => String(method ? inflateRawSync(data) : data));
      at = name + length;
    }
    return (path) => parts.has(path) ? parts.get(path)() : '';
  }

  async function read(zip) {
    const part = partsOf(zip);
    const targets = new Map(tags(part('xl/_rels/workbook.xml.rels'), 'Relationship').map((tag) => [attribute(tag, 'Id'), attribute(tag, 'Target')]));
    const shown = tags(part('xl/workbook.xml'), 'sheet').flatMap((tag, at) => {
      if (/hidden/i.test(attribute(tag, 'state') || '')) return [];
      const xml = part(String(targets.get(attribute(tag, 'id'))).replace(/^\\/?(xl\\/)?/, 'xl/'));
      return /<(?:\\w+:)?(?:v|is)[\\s>]/.test(xml) ? [{ number: at + 1, name: words(attribute(tag, 'name') || ''), xml }] : [];
    });
    const [one = { number: 1, xml: '' }] = shown;
    const hidden = one.xml.split(/<\\/?(?:\\w+:)?row\\b/).map((row) => /^(\\s[^<>]*[^<>/])>(.*)/s.exec(row) || ['', '', ''])
      .filter(([, tag, cells]) => /\\shidden=["'](?:1|true)/.test(tag) && /<(?:\\w+:)?(?:v|is)[\\s>]/.test(cells)).map(([, tag]) => Number(attribute(tag, 'r')) || 0);
    // Where nothing that is shown holds anything, the library still says whether it is a workbook.
    const rows = await readSheet(zip, one.number, { trim: false });
    return { rows: shown.length ? rows.map((row) => row.map(text)) : [], hidden, sheets: shown.map(({ name }) => name) };
  }

  const pieces = [];
  process.stdin.on('data', (piece) => pieces.push(piece)).on('end', () => {
    read(Buffer.concat(pieces)).catch(({ message }) => ({ message })).then((answer) => process.stdout.write(JSON.stringify(answer)));
  });
`;

/** What a workbook holds: the rows of the first sheet that is shown and not empty, which of them are hidden, and all sheets of that kind. */
export interface Workbook {
  rows: string[][];
  hidden: number[];
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
    const library = createRequire(import.meta.url).resolve('read-excel-file/node');
    const child = execFile(process.execPath, ['--max-old-space-size=1024', '-e', READER, library], { env: {}, timeout: PATIENCE, maxBuffer: MAX_UNPACKED }, (error, out) => {
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
