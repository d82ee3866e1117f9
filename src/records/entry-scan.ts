import { isUtf8 } from 'node:buffer';
import { CONFIDENTIAL } from './record-format.js';

const ascii = (text: string): Uint8Array => Buffer.from(text, 'latin1');
/** What each sign of a pattern stands for. */
const SIGNS: Record<string, string> = {
  b: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_', l: 'AEIMQUYcgkosw048', x: '0123456789abcdef', d: '0123456789', '-': '-', T: 'T', ':': ':', '.': '.', Z: 'Z',
};
const bitOf = (sign: string): number => 1 << Object.keys(SIGNS).indexOf(sign);
/** The signs that each byte may stand for, a bit each. */
const MAY_BE = new Uint16Array(256);
for (const [sign, letters] of Object.entries(SIGNS)) for (const byte of ascii(letters)) MAY_BE[byte]! |= bitOf(sign);
const pattern = (signs: string): Uint16Array => Uint16Array.from(signs, bitOf);
const UUID = pattern('xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx');
const INSTANT = pattern('dddd-dd-ddTdd:dd:dd.dddZ');
const COMMITMENT = pattern(`${'b'.repeat(42)}l`);
const [QUOTE, COMMA, COLON, BRACE, ZERO, NINE] = [0x22, 0x2c, 0x3a, 0x7d, 0x30, 0x39];
/** What a byte within a text is: 0 a plain letter, 1 where reading stops (quote, escape, control), 2 a part of a longer character. */
const KIND = Uint8Array.from({ length: 256 }, (_, byte) => (byte < 0x20 || byte === QUOTE || byte === 0x5c ? 1 : byte < 0x80 ? 0 : 2));

const piece = {
  confidential: ascii(`{"act":"${CONFIDENTIAL}",`), commitment: ascii('"actor":null,"at":null,"commitment":"'), nobody: ascii('","conference":null,"id":"'),
  nowhere: ascii('","list":null,"open":{},"prev":"'), act: ascii('{"act":'), actor: ascii(',"actor":'), at: ascii(',"at":"'), conference: ascii('","commitment":null,"conference":'),
  id: ascii(',"id":"'), list: ascii('","list":'), open: ascii(',"open":{'), prev: ascii('},"prev":"'), seq: ascii('","seq":'), end: ascii('}\n'),
  null: ascii('null'), true: ascii('true'), false: ascii('false'),
};

// Each of these reads one thing at a place and returns the place after it, or -1; one that is given -1 hands it on.

function is(bytes: Uint8Array, at: number, wanted: Uint8Array): number {
  const { length } = wanted;
  if (at < 0 || at + length > bytes.length) return -1;
  for (let i = 0; i < length; i++) if (bytes[at + i] !== wanted[i]) return -1;
  return at + length;
}

function matches(bytes: Uint8Array, at: number, signs: Uint16Array): number {
  const { length } = signs;
  if (at < 0 || at + length > bytes.length) return -1;
  for (let i = 0; i < length; i++) if ((MAY_BE[bytes[at + i]!]! & signs[i]!) === 0) return -1;
  return at + length;
}

/** The same for a text of ASCII: a hash stays the text that it is, since writing it out as bytes costs as much as hashing. */
function isText(bytes: Uint8Array, at: number, wanted: string): number {
  const { length } = wanted;
  if (at < 0 || at + length > bytes.length) return -1;
  for (let i = 0; i < length; i++) if (bytes[at + i] !== wanted.charCodeAt(i)) return -1;
  return at + length;
}

/** Whether a text that was read holds more than ASCII. */
let beyondAscii = false;

/** A text without escapes. */
function string(bytes: Uint8Array, at: number): number {
  const { length } = bytes;
  if (at < 0 || at >= length || bytes[at] !== QUOTE) return -1;
  for (let i = at + 1; i < length; i++) {
    const kind = KIND[bytes[i]!]!;
    if (kind === 0) continue;
    if (kind === 1) return bytes[i] === QUOTE ? i + 1 : -1;
    beyondAscii = true;
  }
  return -1;
}

const maybeString = (bytes: Uint8Array, at: number): number => (at >= 0 && bytes[at] === QUOTE ? string(bytes, at) : is(bytes, at, piece.null));

/** A whole number of at most 15 digits. */
function number(bytes: Uint8Array, at: number): number {
  if (at < 0) return -1;
  let i = at;
  while (i < bytes.length && bytes[i]! >= ZERO && bytes[i]! <= NINE) i++;
  return i === at || i > at + 15 || (bytes[at] === ZERO && i > at + 1) ? -1 : i;
}

/** This number and no other. */
function exactly(bytes: Uint8Array, at: number, wanted: number): number {
  const end = number(bytes, at);
  let value = 0;
  for (let i = at; i < end; i++) value = value * 10 + bytes[i]! - ZERO;
  return value === wanted ? end : -1;
}

function plain(bytes: Uint8Array, at: number): number {
  if (bytes[at] === QUOTE) return string(bytes, at);
  for (const literal of [piece.null, piece.true, piece.false]) if (bytes[at] === literal[0]) return is(bytes, at, literal);
  return number(bytes, at);
}

/** The members of `open`, up to its closing brace: names in ascending order, without escapes and in ASCII. */
function members(bytes: Uint8Array, from: number): number {
  if (from < 0 || bytes[from] === BRACE) return from;
  let [before, at] = [-1, from];
  for (;;) {
    const name = at;
    at = string(bytes, at);
    if (at < 0 || bytes[at] !== COLON || !follows(bytes, before, name)) return -1;
    before = name;
    at = plain(bytes, at + 1);
    if (at < 0 || bytes[at] === BRACE) return at;
    if (bytes[at] !== COMMA) return -1;
    at++;
  }
}

/** Whether the quoted name at `b` may come after the one at `a`. */
function follows(bytes: Uint8Array, a: number, b: number): boolean {
  let different = a < 0;
  for (let i = 1; ; i++) {
    const right = bytes[b + i]!;
    if (right >= 0x80) return false;
    if (right === QUOTE) return different;
    if (different) continue;
    const left = bytes[a + i]!;
    if (left !== QUOTE && left > right) return false;
    different = left === QUOTE || left < right;
  }
}

/**
 * Reads an entry at once where it stands in the bytes, for speed: parsing each line to compare its canonical form costs ten times
 * its hash. It knows the common way to write an entry and no other: what it takes is canonical and of the right shape (a test holds
 * it against the parser), and what it does not take may still be, and is parsed.
 */
export class EntryScan {
  idAt = 0;
  /** -1 where nothing of the act is confidential. */
  commitmentAt = -1;
  /** Where the line's LF stands. */
  end = 0;

  /** Whether the entry with this `prev` and `seq` stands at `from`. */
  read(bytes: Uint8Array, from: number, prev: string, seq: number): boolean {
    beyondAscii = false;
    let at = is(bytes, from, piece.confidential);
    if (at > 0) {
      this.commitmentAt = is(bytes, at, piece.commitment);
      at = is(bytes, matches(bytes, this.commitmentAt, COMMITMENT), piece.nobody);
      this.idAt = at;
      at = is(bytes, matches(bytes, at, UUID), piece.nowhere);
    } else {
      this.commitmentAt = -1;
      at = is(bytes, string(bytes, is(bytes, from, piece.act)), piece.actor);
      at = is(bytes, maybeString(bytes, at), piece.at);
      at = is(bytes, matches(bytes, at, INSTANT), piece.conference);
      at = is(bytes, maybeString(bytes, at), piece.id);
      this.idAt = at;
      at = is(bytes, matches(bytes, at, UUID), piece.list);
      at = is(bytes, maybeString(bytes, at), piece.open);
      at = is(bytes, members(bytes, at), piece.prev);
    }
    at = is(bytes, isText(bytes, at, prev), piece.seq);
    at = is(bytes, exactly(bytes, at, seq), piece.end);
    this.end = at - 1;
    return at > 0 && (!beyondAscii || isUtf8(bytes.subarray(from, at)));
  }
}
