/*
 * What the other process runs: a workbook comes in, and rows of text go out, or what is wrong with it. Node runs this file as it stands,
 * beside the sources and in the build alike: so it is no TypeScript.
 * Spaces at the ends belong to a name as it was given. What a spreadsheet turned into a date is marked, because the name that was typed is
 * lost. What its window does not show, hidden sheets and columns and rows that a filter leaves out, is looked up beside the library, which
 * reads it as if it were shown.
 */
import { inflateRawSync } from 'node:zlib';
import { readSheet } from 'read-excel-file/node';

/** @param {unknown} cell */
const text = (cell) => (cell === null || cell === undefined ? '' : cell instanceof Date ? `\0${cell.toISOString().slice(0, 10)}` : String(cell));

/** @param {string} tag @param {string} name */
const attribute = (tag, name) => new RegExp(`\\s(?:\\w+:)?${name}=["']([^"']*)`, 'i').exec(tag)?.[1] ?? '';

/** @param {string} xml @param {string} name */
const tags = (xml, name) => xml.match(new RegExp(`<(?:\\w+:)?${name}\\s[^<>]*>`, 'g')) ?? [];

/** Said to be hidden, or of no width or height. @param {string} tag */
const isHidden = (tag) => /^(?:1|true)$/.test(attribute(tag, 'hidden')) || ['width', 'ht'].some((size) => Number(attribute(tag, size) || 1) === 0);

const HOLDS = /<(?:\w+:)?(?:v|is)[\s>]/;

/** @type {Record<string, string>} */
const SIGNS = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

/** @param {string} xml */
const words = (xml) => xml.replace(/&#(x?)([0-9a-f]+);/gi, (_, hex, code) => String.fromCodePoint(parseInt(code, hex ? 16 : 10)))
  .replace(/&(lt|gt|quot|apos|amp);/g, (_, sign) => SIGNS[sign] ?? '');

/** The parts of a zip whose headers are honest, by their names. @param {Buffer} zip */
function partsOf(zip) {
  /** @type {Map<string, () => string>} */
  const parts = new Map();
  for (let at = 0; zip.toString('latin1', at, at + 4) === 'PK\x03\x04';) {
    const [method, length, name] = [zip.readUInt16LE(at + 8), zip.readUInt32LE(at + 18), at + 30 + zip.readUInt16LE(at + 26)];
    const data = zip.subarray(name, name + length);
    parts.set(zip.toString('utf8', at + 30, name), () => String(method ? inflateRawSync(data) : data));
    at = name + length;
  }
  return (/** @type {string} */ path) => parts.get(path)?.() ?? '';
}

/** A, B, … Z, AA: as a spreadsheet counts its columns. @param {number} at @returns {string} */
const lettersOf = (at) => (at < 26 ? '' : lettersOf(Math.floor(at / 26) - 1)) + String.fromCharCode(65 + (at % 26));

/** Columns that are hidden and hold something, each by its letters and the first words in it. @param {string} xml @param {string[][]} rows */
function hiddenColumns(xml, rows) {
  const ranges = tags(xml, 'col').filter(isHidden).map((tag) => [Number(attribute(tag, 'min')), Number(attribute(tag, 'max'))]);
  return (rows[0] ?? []).flatMap((_, at) => {
    if (!ranges.some(([first = 0, last = 0]) => first <= at + 1 && at + 1 <= last)) return [];
    const heading = rows.find((row) => row[at]?.trim())?.[at];
    return heading ? [`${lettersOf(at)} (${heading.replace('\0', '').trim().slice(0, 60)})`] : [];
  });
}

/** @param {Buffer} zip @returns {Promise<import('./sheet.js').Workbook>} */
async function read(zip) {
  const part = partsOf(zip);
  const targets = new Map(tags(part('xl/_rels/workbook.xml.rels'), 'Relationship').map((tag) => [attribute(tag, 'Id'), attribute(tag, 'Target')]));
  const shown = tags(part('xl/workbook.xml'), 'sheet').flatMap((tag, at) => {
    if (/hidden/i.test(attribute(tag, 'state'))) return [];
    const xml = part(String(targets.get(attribute(tag, 'id'))).replace(/^\/?(xl\/)?/, 'xl/'));
    return HOLDS.test(xml) ? [{ number: at + 1, name: words(attribute(tag, 'name')), xml }] : [];
  });
  const { number, xml } = shown[0] ?? { number: 1, xml: '' };
  const hidden = xml.split(/<\/?(?:\w+:)?row\b/).flatMap((row) => {
    const [, tag = '', cells = ''] = /^(\s[^<>]*[^<>/])>(.*)/s.exec(row) ?? [];
    return isHidden(tag) && HOLDS.test(cells) ? [Number(attribute(tag, 'r')) || 0] : [];
  });
  // Where nothing that is shown holds anything, the library still says whether it is a workbook.
  const cells = await readSheet(zip, number, { trim: false });
  const rows = shown.length ? cells.map((row) => row.map(text)) : [];
  return { rows, hidden, hiddenColumns: hiddenColumns(xml, rows), sheets: shown.map(({ name }) => name) };
}

/** @type {Buffer[]} */
const pieces = [];
for await (const piece of process.stdin) pieces.push(piece);
const answer = await read(Buffer.concat(pieces)).catch(({ message }) => ({ message }));
process.stdout.write(JSON.stringify(answer));
