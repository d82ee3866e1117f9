import { Readable } from 'node:stream';
import { createInflateRaw } from 'node:zlib';

/** A small file that unpacks to more than a list can be. */
export class UnpacksTooLarge extends Error {}

const [LOCAL, ENTRY, END] = ['PK\x03\x04', 'PK\x01\x02', 'PK\x05\x06'];
const STORED = 0;
const DEFLATED = 8;
/** The parts of a workbook that a reader of its cells opens. */
const READ = /\.xml(\.rels)?$/;

/**
 * A zip again with no more in it than a reader of cells opens, whose headers say what each part really unpacks to: every part has been
 * unpacked and counted, not kept. A reader makes room for what the header before a part says, which anybody may write (APPNOTE 4.3.7).
 */
export async function honestZip(zip: Buffer, most: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let [packed, unpacked] = [0, 0];
  for (const { name, method, data } of entriesOf(zip)) {
    // Parts that lie over one another would let one be read many times.
    if ((packed += data.length) > zip.length) throw new Error('overlapping entries');
    const size = method === STORED ? data.length : await sizeOf(data, most - unpacked);
    if ((unpacked += size) > most) throw new UnpacksTooLarge();
    const header = signed(30, LOCAL);
    header.writeUInt16LE(method, 8);
    header.writeUInt32LE(data.length, 18);
    header.writeUInt32LE(size, 22);
    header.writeUInt16LE(name.length, 26);
    parts.push(header, name, data);
  }
  return Buffer.concat([...parts, signed(22, END)]);
}

/** What the table of contents at the end names, which is where a spreadsheet program looks (APPNOTE 4.3.12). */
function* entriesOf(zip: Buffer): Iterable<{ name: Buffer; method: number; data: Buffer }> {
  const end = zip.lastIndexOf(END, undefined, 'latin1');
  if (end < 0) throw new Error('no table of contents');
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    must(zip, at, ENTRY);
    const [method, length, from] = [zip.readUInt16LE(at + 10), zip.readUInt32LE(at + 20), zip.readUInt32LE(at + 42)];
    const nameLength = zip.readUInt16LE(at + 28);
    const name = zip.subarray(at + 46, at + 46 + nameLength);
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
    if (!READ.test(name.toString())) continue;
    must(zip, from, LOCAL);
    const begin = from + 30 + zip.readUInt16LE(from + 26) + zip.readUInt16LE(from + 28);
    if (begin + length > zip.length || (method !== STORED && method !== DEFLATED)) throw new Error(`unreadable entry ${name.toString()}`);
    yield { name, method, data: zip.subarray(begin, begin + length) };
  }
}

/** How long deflated bytes are unpacked, piece by piece, up to one piece more than `most`. */
async function sizeOf(data: Buffer, most: number): Promise<number> {
  let size = 0;
  for await (const piece of Readable.from([data]).pipe(createInflateRaw()) as AsyncIterable<Buffer>) {
    if ((size += piece.length) > most) throw new UnpacksTooLarge();
  }
  return size;
}

function must(zip: Buffer, at: number, signature: string): void {
  if (zip.toString('latin1', at, at + 4) !== signature) throw new Error('broken table of contents');
}

function signed(length: number, signature: string): Buffer {
  const header = Buffer.alloc(length);
  header.write(signature, 'latin1');
  return header;
}
