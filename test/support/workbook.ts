import { deflateRawSync } from 'node:zlib';

/** One entry of a zip, and what its headers say of it. */
export interface Part {
  name: string;
  data: Buffer;
  deflated?: boolean;
  /** What each header says that it unpacks to; the truth where nothing is said. */
  says?: { local?: number; directory?: number };
  /** Sizes stand after the data, not before it, as where a zip is streamed. */
  descriptor?: boolean;
}

/** A zip, by hand: only so do its headers lie. */
export function zipOf(parts: Part[]): Buffer {
  const [body, directory]: [Buffer[], Buffer[]] = [[], []];
  let at = 0;
  for (const { name, data, deflated = false, says = {}, descriptor = false } of parts) {
    const common = (unpacked: number, streamed: boolean): Buffer => {
      const fields = Buffer.alloc(26);
      fields.writeUInt16LE(20, 0);
      fields.writeUInt16LE(descriptor ? 8 : 0, 2);
      fields.writeUInt16LE(deflated ? 8 : 0, 4);
      fields.writeUInt32LE(streamed ? 0 : data.length, 14);
      fields.writeUInt32LE(streamed ? 0 : unpacked, 18);
      fields.writeUInt16LE(name.length, 22);
      return fields;
    };
    const after = Buffer.alloc(descriptor ? 16 : 0);
    if (descriptor) [0x08074b50, 0, data.length, data.length].forEach((value, n) => after.writeUInt32LE(value, n * 4));
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common(says.local ?? data.length, descriptor), Buffer.from(name), data, after]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(at, 10);
    directory.push(Buffer.from('PK\x01\x02\x14\0'), common(says.directory ?? data.length, false), rest, Buffer.from(name));
    body.push(local);
    at += local.length;
  }
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06');
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...body, ...directory, end]);
}

const kinds = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const entry = (name: string, xml: string): Part => ({ name, data: Buffer.from(xml) });

/** The parts of a workbook with these sheets, the rows of each as XML. */
export const workbookOf = (...sheets: { name: string; state?: 'hidden' | 'visible'; rows: string }[]): Part[] => [
  entry('xl/workbook.xml', `<workbook xmlns:r="${kinds}"><sheets>${sheets.map(({ name, state = 'visible' }, n) => `<sheet name="${name}" sheetId="${n + 1}" state="${state}" r:id="r${n + 1}"/>`).join('')}</sheets></workbook>`),
  entry('xl/_rels/workbook.xml.rels', `<Relationships>${sheets.map((_, n) => `<Relationship Id="r${n + 1}" Type="${kinds}/worksheet" Target="worksheets/sheet${n + 1}.xml"/>`).join('')}</Relationships>`),
  ...sheets.map(({ rows }, n) => entry(`xl/worksheets/sheet${n + 1}.xml`, `<worksheet><sheetData>${rows}</sheetData></worksheet>`)),
];

/** The same with one sheet. */
export const workbook = (rows: string): Part[] => workbookOf({ name: 'List', rows });

const MEGABYTE = 1024 * 1024;

/** Deflated spaces: a thousandth of what they unpack to. Whole blocks stand one after another. */
export function deflatedSpaces(megabytes: number): Buffer {
  const block = deflateRawSync(Buffer.alloc(MEGABYTE, ' '), { finishFlush: 3 });
  return Buffer.concat([...Array.from({ length: megabytes }, () => block), deflateRawSync(Buffer.alloc(0))]);
}
