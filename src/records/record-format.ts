import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';

// The form of the record, as docs/verify/README.md gives it. Pure: whoever verifies needs no more than this.

export const FORMAT = 'nemcon-record/1';
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

/** A signed statement that the record stood at an entry: `checkpoint` between entries, `end` as the last line of an export. */
export interface Checkpoint {
  at: string;
  hash: string;
  seq: number;
}

/** Canonical JSON (RFC 8785). */
export const canonical = (value: unknown): string => {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('Only JSON has a canonical form');
  return text;
};

/** Hash of an entry, hex: SHA-256 over its canonical line. */
export const entryHash = (line: string): string => createHash('sha256').update('nemcon/record-entry/v1\n').update(line).digest('hex');

/** Commitment to confidential facts, base64url: nothing of them can be learned or guessed without the salt. */
export const commitmentTo = (salt: Buffer, facts: unknown): string =>
  createHash('sha256').update('nemcon/commitment/v1\n').update(salt).update(canonical(facts)).digest('base64url');

/** The bytes that a checkpoint's signature covers. */
export const checkpointBytes = (kind: 'checkpoint' | 'end', { at, hash, seq }: Checkpoint): Buffer =>
  Buffer.from(`nemcon/${kind}/v1\n${canonical({ at, hash, [kind]: seq })}`);
