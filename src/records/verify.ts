import { createPublicKey, hash, verify, type KeyObject } from 'node:crypto';
import { BYTES_32, hasShape, isText, MAX_LINE, parseLine, readReceipt, type Line } from './export-line.js';
import { EntryScan } from './entry-scan.js';
import { commitmentTo, ENTRY_PREFIX, FORMAT, GENESIS, signedBytes } from './record-format.js';

/** Why an export is not in order; the words are those of docs/verify/verify.py too. */
export const faults = {
  form: 'not one JSON object in canonical form (RFC 8785) as the format allows it, in UTF-8 and ended by LF',
  head: 'not the head of a record of this format',
  key: 'the export names another key than the one given',
  members: 'neither an entry nor a checkpoint nor the end: members are missing, too many or of another kind',
  seq: 'not the number that follows: entries were dropped, put in or moved',
  prev: 'does not follow from the entry before: one of the two was changed, or something between them was dropped or put in',
  place: 'does not name the entry right before it',
  hash: 'does not name the hash of the entry before it: one of the two was changed',
  count: 'not as many checkpoints as were signed for',
  signature: 'the signature was not made with the key',
  end: 'cut off: the signed last line is missing',
  'after-end': 'stands after the end',
  root: 'no entry has this root: the record was rolled back, or it is not the one that the letter speaks of',
  'receipt-form': 'not a receipt of this format',
  'receipt-unknown': 'no entry has the id that the receipt names',
  'receipt-differs': 'the entry holds something else than the receipt says',
} as const;

export type Fault = keyof typeof faults;

export interface Asked {
  /** The public key that the Office published. */
  key: string;
  /** Roots out of letters, lower-case hex. */
  roots?: string[];
  /** Receipts, each under the name by which the answer speaks of it. */
  receipts?: { name: string; bytes: Buffer }[];
}

export type Verdict =
  | { ok: true; entries: number; checkpoints: number; root: string; at: string; roots: { root: string; entry: number }[]; receipts: { receipt: string; entry: number }[] }
  /** `line` from 1; null where the export is in order and `which` (a root or a receipt) does not belong to it. */
  | { ok: false; fault: Fault; line: number | null; which: string | null };

interface Receipt {
  name: string;
  salt: string;
  facts: Line;
  whole: boolean;
  /** The entry that it names, once met. */
  found?: { entry: number; commitment: string | null };
}

const PREFIX = Buffer.from(ENTRY_PREFIX);
const STEP = 65_536;

/** Reads an export piece by piece; needs it and the public key alone, and no more memory than its longest line. */
export class Verifier {
  readonly #key: KeyObject;
  readonly #roots = new Map<string, number>();
  readonly #receipts: (Receipt | { name: string; salt: null })[];
  readonly #wanted = new Map<string, Receipt[]>();
  readonly #scan = new EntryScan();
  /** What is read now, with room before it: an entry is hashed where it stands, its prefix written over the line before. */
  readonly #room = Buffer.alloc(PREFIX.length + MAX_LINE + STEP);
  /** Bytes of a line whose end has not come yet. */
  #rest = 0;
  #line = 0;
  #seq = 0;
  #hash = GENESIS;
  #checkpoints = 0;
  /** Whether the line before was an entry: a checkpoint stands right after it. */
  #atEntry = false;
  #end: string | null = null;
  #fault: { fault: Fault; line: number } | null = null;

  constructor(private readonly asked: Asked) {
    this.#key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: asked.key }, format: 'jwk' });
    this.#receipts = (asked.receipts ?? []).map(({ name, bytes }) => {
      const read = readReceipt(bytes);
      if (!read) return { name, salt: null };
      const { entry, ...rest } = read;
      const receipt: Receipt = { name, ...rest };
      this.#wanted.set(entry, [...(this.#wanted.get(entry) ?? []), receipt]);
      return receipt;
    });
    for (const root of asked.roots ?? []) this.#roots.set(root, 0);
  }

  /** Takes the next bytes; false once a fault is found, when no more are needed. */
  feed(chunk: Buffer): boolean {
    for (let at = 0; at < chunk.length && !this.#fault; at += STEP) {
      const filled = PREFIX.length + this.#rest + chunk.copy(this.#room, PREFIX.length + this.#rest, at, at + STEP);
      const left = this.#lines(this.#room.subarray(0, filled));
      this.#room.copyWithin(PREFIX.length, left, filled);
      this.#rest = filled - left;
      if (!this.#fault && this.#rest > MAX_LINE) this.#fault = { fault: this.#end === null ? 'form' : 'after-end', line: this.#line + 1 };
    }
    return !this.#fault;
  }

  /** Reads whole lines until a fault; returns where what is left begins. */
  #lines(bytes: Buffer): number {
    let from = PREFIX.length;
    while (!this.#fault) {
      let to: number;
      if (this.#line > 0 && this.#end === null && this.#scan.read(bytes, from, this.#hash, this.#seq + 1) && this.#scan.end - from <= MAX_LINE) {
        const { idAt, commitmentAt, end } = this.#scan;
        to = end;
        this.#line++;
        this.#stands(bytes, from, to);
        if (this.#wanted.size) this.#meets(bytes.toString('latin1', idAt, idAt + 36), commitmentAt < 0 ? null : bytes.toString('latin1', commitmentAt, commitmentAt + 43));
      } else {
        to = bytes.indexOf(0x0a, from);
        if (to < 0) break;
        this.#line++;
        const fault = this.#read(bytes, from, to);
        if (fault) this.#fault = { fault, line: this.#line };
      }
      from = to + 1;
    }
    return from;
  }

  /** The verdict, once all bytes were given. */
  end(): Verdict {
    if (!this.#fault && this.#rest > 0) this.#fault = { fault: this.#end === null ? 'form' : 'after-end', line: this.#line + 1 };
    if (!this.#fault && this.#end === null) this.#fault = { fault: 'end', line: this.#line + 1 };
    if (this.#fault) return { ok: false, ...this.#fault, which: null };
    for (const [root, entry] of this.#roots) if (!entry) return { ok: false, fault: 'root', line: null, which: root };
    for (const receipt of this.#receipts) {
      const fault = faultOf(receipt);
      if (fault) return { ok: false, fault, line: null, which: receipt.name };
    }
    return {
      ok: true, entries: this.#seq, checkpoints: this.#checkpoints, root: this.#hash, at: this.#end!, roots: [...this.#roots].map(([root, entry]) => ({ root, entry })),
      receipts: (this.#receipts as Receipt[]).map(({ name, found }) => ({ receipt: name, entry: found!.entry })),
    };
  }

  #read(bytes: Buffer, from: number, to: number): Fault | null {
    if (this.#end !== null) return 'after-end';
    const line = parseLine(bytes.subarray(from, to));
    if (!line) return 'form';
    if (this.#line === 1) return this.#head(line);
    if (!hasShape(line)) return 'members';
    if (!('act' in line)) return this.#signed('checkpoint' in line ? 'checkpoint' : 'end', line);
    if (line['seq'] !== this.#seq + 1) return 'seq';
    if (line['prev'] !== this.#hash) return 'prev';
    this.#stands(bytes, from, to);
    this.#meets(line['id'] as string, line['commitment'] as string | null);
    return null;
  }

  #head(line: Line): 'head' | 'key' | null {
    if (Object.keys(line).join() !== 'format,key' || line['format'] !== FORMAT || !isText(line['key'], BYTES_32)) return 'head';
    return line['key'] === this.asked.key ? null : 'key';
  }

  #stands(bytes: Buffer, from: number, to: number): void {
    const start = from - PREFIX.length;
    for (let i = 0; i < PREFIX.length; i++) bytes[start + i] = PREFIX[i]!;
    this.#hash = hash('sha256', bytes.subarray(start, to), 'hex');
    this.#seq++;
    this.#atEntry = true;
    if (this.#roots.size && this.#roots.has(this.#hash)) this.#roots.set(this.#hash, this.#seq);
  }

  #meets(id: string, commitment: string | null): void {
    for (const receipt of this.#wanted.get(id) ?? []) receipt.found = { entry: this.#seq, commitment };
  }

  #signed(kind: 'checkpoint' | 'end', { signature, ...line }: Line): Fault | null {
    if (line[kind] !== this.#seq || (kind === 'checkpoint' && !this.#atEntry)) return 'place';
    if (line['hash'] !== this.#hash) return 'hash';
    if (kind === 'end' && line['checkpoints'] !== this.#checkpoints) return 'count';
    if (!verify(null, signedBytes(kind, line), this.#key, Buffer.from(signature as string, 'base64url'))) return 'signature';
    if (kind === 'checkpoint') this.#checkpoints++;
    else this.#end = line['at'] as string;
    this.#atEntry = false;
    return null;
  }
}

function faultOf(receipt: Receipt | { salt: null }): 'receipt-form' | 'receipt-unknown' | 'receipt-differs' | null {
  if (receipt.salt === null) return 'receipt-form';
  if (!receipt.found) return 'receipt-unknown';
  return receipt.whole && receipt.found.commitment === commitmentTo(Buffer.from(receipt.salt, 'base64url'), receipt.facts) ? null : 'receipt-differs';
}
