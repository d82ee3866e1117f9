import { hash } from 'node:crypto';

// The form of the record, as docs/verify/README.md gives it. Pure: whoever verifies needs no more than this.

export const FORMAT = 'nemcon-record/1';
export const FORMAT_OF_RECEIPT = 'nemcon-receipt/1';
/** Of a receipt that proves besides what the act stored. */
export const FORMAT_WITH_CONTENT = 'nemcon-receipt/2';
/** What is hashed before an entry's line: no hash of anything else can pass for an entry's. */
export const ENTRY_PREFIX = 'nemcon/record-entry/v1\n';
/** `prev` of the first entry. */
export const GENESIS = '0'.repeat(64);
/** What stands in place of the act where the act itself is confidential. */
export const CONFIDENTIAL = 'confidential';

/** One act as it is chained. Confidential parts stand in it as a salted commitment only. */
export interface ChainedEntry {
  act: string;
  actor: string | null;
  /** null where the act is confidential. */
  at: string | null;
  /** base64url of 32 bytes; null where nothing of the act is confidential. */
  commitment: string | null;
  conference: string | null;
  id: string;
  list: string | null;
  open: Record<string, unknown>;
  /** Hash of the entry before, hex. */
  prev: string;
  /** Place in the record, from 1 without gaps. */
  seq: number;
}

/**
 * Canonical JSON (RFC 8785): members in the order of the UTF-16 units of their names, text and numbers as ECMAScript writes them.
 * Throws on what has no such form.
 */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${Array.from(value, (item) => canonical(item)).join(',')}]`;
  if (typeof value === 'object' && value !== null && [Object.prototype, null].includes(Object.getPrototypeOf(value) as object | null)) {
    let text = '';
    for (const name of Object.keys(value).sort()) {
      const member = (value as Record<string, unknown>)[name];
      if (member !== undefined) text += `${text && ','}${canonical(name)}:${canonical(member)}`;
    }
    return `{${text}}`;
  }
  const known = value === null || typeof value === 'boolean' || (typeof value === 'string' ? value.isWellFormed() : Number.isFinite(value));
  if (!known) throw new TypeError('Only JSON of whole characters has a canonical form');
  return JSON.stringify(value);
}

/** Hash of an entry, hex: SHA-256 over its canonical line. */
export const entryHash = (line: string): string => hash('sha256', ENTRY_PREFIX + line, 'hex');

/** Commitment to confidential facts, base64url: nothing of them can be learned or guessed without the salt. */
export const commitmentTo = (salt: Buffer, facts: unknown): string =>
  hash('sha256', Buffer.concat([Buffer.from('nemcon/commitment/v1\n'), salt, Buffer.from(canonical(facts))]), 'base64url');

/** Digest of anything that has a canonical form, base64url. */
export const digestOf = (value: unknown): string => hash('sha256', canonical(value), 'base64url');

/** What an act stored, in digests by what they are of; `salt` keeps them from being guessed. */
export interface Content {
  salt: string;
  [part: string]: string | null;
}

/** Commitment to what an act stored, base64url: the member `content` of an entry's facts. */
export const contentCommitment = (content: Content): string => hash('sha256', `nemcon/content/v1\n${canonical(content)}`, 'base64url');

/**
 * The bytes that a signature covers. `checkpoint`, between entries, says that the record stood at the entry of that seq; `end`, the
 * last line of an export, says so too, and how many checkpoints stand above it.
 */
export const signedBytes = (kind: 'checkpoint' | 'end', line: Record<string, unknown>): Buffer => Buffer.from(`nemcon/${kind}/v1\n${canonical(line)}`);
