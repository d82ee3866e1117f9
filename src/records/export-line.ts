import { isUtf8 } from 'node:buffer';
import { canonical, CONFIDENTIAL, contentCommitment, FORMAT_OF_RECEIPT, FORMAT_WITH_CONTENT, type Content } from './record-format.js';

// What a line of an export, a receipt, a root and a key may look like (docs/verify/README.md).

export type Line = Record<string, unknown>;

export const MAX_LINE = 1_048_576;
const HEX = /^[0-9a-f]{64}$/;
export const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const INSTANT = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z$/;
// Base64url has spare bits in its last letter: only one of the ways to write the same bytes is taken.
export const BYTES_32 = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/;
const BYTES_64 = /^[A-Za-z0-9_-]{85}[AQgw]$/;

/** An Ed25519 key as the service publishes it: of its letters only the last 43 are its own (RFC 8410). */
const PEM = /^-----BEGIN PUBLIC KEY-----\s+MCowBQYDK2VwAyEA([A-Za-z0-9+/]{43})=\s+-----END PUBLIC KEY-----\s*$/;
export const pemOf = (key: string): string => `-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA${key.replaceAll('-', '+').replaceAll('_', '/')}=\n-----END PUBLIC KEY-----\n`;
/** The 43 letters of a key given as such or as PEM; null for anything else. */
export function readKey(given: string): string | null {
  const key = PEM.exec(given)?.[1]?.replaceAll('+', '-').replaceAll('/', '_') ?? given;
  return BYTES_32.test(key) ? key : null;
}
/** A root as a letter prints it, in groups, or as an export does; null for anything else. */
export function readRoot(typed: string): string | null {
  const root = typed.replace(/\s/g, '').toLowerCase();
  return HEX.test(root) ? root : null;
}

export const isText = (value: unknown, form: RegExp): value is string => typeof value === 'string' && form.test(value);
const count = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
const maybe = (value: unknown): boolean => value === null || typeof value === 'string';
const plain = (value: unknown): boolean => value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isSafeInteger(value);
const isObject = (value: unknown): value is Line => typeof value === 'object' && value !== null && !Array.isArray(value);

/** One object of texts, whole numbers, booleans, null and objects of those, in canonical form; null for any other bytes. */
export function parseLine(bytes: Buffer): Line | null {
  if (bytes.length > MAX_LINE || !isUtf8(bytes)) return null;
  try {
    const line = bytes.toString();
    const value = JSON.parse(line) as unknown;
    const allowed = isObject(value) && Object.values(value).every((member) => plain(member) || (isObject(member) && Object.values(member).every(plain)));
    return allowed && canonical(value) === line ? value : null;
  } catch {
    return null;
  }
}

const shapes = new Map<string, (line: Line) => boolean>([
  ['act,actor,at,commitment,conference,id,list,open,prev,seq', ({ act, actor, at, commitment, conference, id, list, open, prev, seq }) => {
    if (typeof act !== 'string' || !isText(id, ID) || !isObject(open) || !isText(prev, HEX) || !count(seq)) return false;
    return act === CONFIDENTIAL
      ? actor === null && at === null && conference === null && list === null && Object.keys(open).length === 0 && isText(commitment, BYTES_32)
      : commitment === null && maybe(actor) && maybe(conference) && maybe(list) && isText(at, INSTANT);
  }],
  ['at,checkpoint,hash,signature', (line) => isText(line['at'], INSTANT) && count(line['checkpoint']) && isText(line['hash'], HEX) && isText(line['signature'], BYTES_64)],
  ['at,checkpoints,end,hash,signature', (line) => isText(line['at'], INSTANT) && count(line['checkpoints']) && count(line['end']) && isText(line['hash'], HEX) && isText(line['signature'], BYTES_64)],
]);

/** Whether a line after the head is an entry, a checkpoint or the end, with the members and kinds that those have. */
export const hasShape = (line: Line): boolean => shapes.get(Object.keys(line).join())?.(line) ?? false;

/** A receipt; `whole` is false where what it says of the act's content is not what its own facts commit to. */
export function readReceipt(bytes: Buffer): { entry: string; salt: string; facts: Line; whole: boolean } | null {
  const receipt = parseLine(bytes.at(-1) === 0x0a ? bytes.subarray(0, -1) : bytes);
  if (!receipt) return null;
  const { content, entry, facts, format, pad, salt } = receipt;
  const wanted = format === FORMAT_OF_RECEIPT ? 'entry,facts,format,pad,salt' : format === FORMAT_WITH_CONTENT && isObject(content) ? 'content,entry,facts,format,pad,salt' : null;
  if (Object.keys(receipt).join() !== wanted || !isText(entry, ID) || !isObject(facts) || !isText(pad, /^ *$/) || !isText(salt, BYTES_32)) return null;
  return { entry, facts, salt, whole: !content || facts['content'] === contentCommitment(content as Content) };
}
