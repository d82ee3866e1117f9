import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes, randomFillSync } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const SIZES = [512, 4_096, 16_384, 65_536] as const;
const base64url = (bytes: Buffer | Uint8Array): string => Buffer.from(bytes).toString('base64url');

const pool = Buffer.alloc(4_096);
let used = pool.length;
/** Random bytes from a pool: asking the system for a few at a time costs more than what they are used for. Handed out once. */
function fewRandomBytes(count: number): Buffer {
  if (used + count > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += count;
  const bytes = Buffer.from(pool.subarray(used - count, used));
  pool.fill(0, used - count, used);
  return bytes;
}

/** The key file holds 32 random bytes as base64url; it stands outside the database and its backups. */
export function readKeyFile(file: string): Buffer {
  const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64url');
  if (key.length !== 32) throw new Error(`${file} does not hold a key of 32 bytes`);
  return key;
}

/** Writes a new key; refuses to replace one, because what it sealed would be lost. */
export function createKeyFile(file: string): void {
  if (existsSync(file)) throw new Error(`${file} exists already; a key is never replaced`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, base64url(randomBytes(32)) + '\n', { mode: 0o600, flag: 'wx' });
  chmodSync(file, 0o600);
}

/**
 * What is made from the installation's key: sealed boxes, tags that allow a look-up without telling what is looked up,
 * and tokens of links (docs/decisions: derived, not stored). Each use has its own subkey.
 */
export class Keys {
  readonly #seal: Buffer;
  readonly #tag: Buffer;
  readonly #link: Buffer;

  constructor(master: Buffer) {
    const subkey = (use: string): Buffer => Buffer.from(hkdfSync('sha256', master, '', `nemcon/${use}/v1`, 32));
    this.#seal = subkey('seal');
    this.#tag = subkey('tag');
    this.#link = subkey('link');
  }

  /** Seals a text for one context (AES-256-GCM, the context bound as additional data, padded so that length tells little). */
  seal(context: string, text: string): string {
    const iv = fewRandomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.#seal, iv, { authTagLength: 16 }).setAAD(Buffer.from(context));
    const body = Buffer.concat([cipher.update(pad(Buffer.from(text))), cipher.final()]);
    return `v1.${base64url(Buffer.concat([iv, cipher.getAuthTag(), body]))}`;
  }

  /** Opens a sealed text; throws when the box was changed or belongs to another context. */
  open(context: string, box: string): string {
    const bytes = Buffer.from(box.slice(3), 'base64url');
    const decipher = createDecipheriv('aes-256-gcm', this.#seal, bytes.subarray(0, 12), { authTagLength: 16 })
      .setAAD(Buffer.from(context))
      .setAuthTag(bytes.subarray(12, 28));
    return unpad(Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()])).toString();
  }

  /** A keyed tag: equal inputs give equal tags, and nobody without the key can tell which input. */
  tag(...parts: string[]): string {
    return base64url(createHmac('sha256', this.#tag).update(JSON.stringify(parts)).digest());
  }

  /** The token of a link: 32 bytes as base64url, made anew from the key whenever it is needed. */
  token(...parts: string[]): string {
    return base64url(createHmac('sha256', this.#link).update(JSON.stringify(parts)).digest());
  }

  /** An organization's status reference: 125 bits in five groups of five letters and digits that are hard to mistake. */
  reference(nominationId: string): string {
    const digest = createHmac('sha256', this.#link).update(JSON.stringify(['reference', nominationId])).digest();
    return groups(digest.subarray(0, 25));
  }
}

const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const groups = (bytes: Uint8Array): string => Array.from(bytes, (byte) => LETTERS[byte & 31]).join('').match(/.{5}/g)!.join('-');

/** The reference of a receipt: 50 random bits in two groups of five. */
export const randomReference = (): string => groups(fewRandomBytes(10));

/** A status reference as somebody typed it, in the form in which its hash is stored. */
export const readReference = (typed: string): string => {
  const letters = typed.toUpperCase().replace(/O/g, '0').replace(/[IL]/g, '1').replace(/[^0-9A-Z]/g, '');
  return letters.match(/.{1,5}/g)?.join('-') ?? '';
};

/** What is stored of a token that a person holds. */
export const tokenHash = (token: string): string => base64url(createHash('sha256').update('nemcon/link/v1').update(token).digest());

/** A token with no derivation: sessions, officers' API tokens. */
export const randomToken = (): string => base64url(randomBytes(32));

function pad(text: Buffer): Buffer {
  const needed = text.length + 4;
  const size = SIZES.find((s) => s >= needed) ?? Math.ceil(needed / 65_536) * 65_536;
  const padded = Buffer.alloc(size);
  padded.writeUInt32BE(text.length);
  text.copy(padded, 4);
  return padded;
}

const unpad = (padded: Buffer): Buffer => padded.subarray(4, 4 + padded.readUInt32BE());
