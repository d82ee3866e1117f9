import { createHmac, hash, hkdfSync, type KeyObject } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { base64url, decrypt, encrypt, fewRandomBytes, KeyStore, publicKeyOf, signingKey, type KeyState } from './key-store.js';

/** What a box begins with, by how it stands. */
const AS_TEXT = 'v1.';
const AS_BYTES = Buffer.of(2);
/** Size of a wrapped data key: nonce, tag and 32 bytes. */
const WRAPPED = 12 + 16 + 32;
const SIZES = [512, 4_096, 16_384, 65_536] as const;
/** In the length that a padded text begins with: what follows is deflated. */
const DEFLATED = 0x8000_0000;
/**
 * What is made from one key: sealed boxes, tags that allow a look-up without telling what is looked up, and tokens.
 * Each use has its own subkey.
 */
export class Ring {
  readonly #wrap: Buffer;
  readonly #tag: Buffer;
  readonly #link: Buffer;

  constructor(key: Buffer) {
    const subkey = (use: string): Buffer => Buffer.from(hkdfSync('sha256', key, '', `nemcon/${use}/v1`, 32));
    this.#wrap = subkey('wrap');
    this.#tag = subkey('tag');
    this.#link = subkey('link');
  }

  /**
   * Seals a text for one context under a data key of its own, which this ring wraps. `size` is that of every box of its kind: a longer
   * text is deflated to fit, and what does not fit even so is padded to the next of a few sizes, as is a text without one.
   */
  seal(context: string, text: string, size = 0): string {
    return AS_TEXT + Buffer.concat(this.#box(context, text, size)).toString('base64url');
  }

  /** The same as bytes, for what a rush of filings writes: a quarter less to make durable. */
  sealBytes(context: string, text: string, size: number): Buffer {
    return Buffer.concat([AS_BYTES, ...this.#box(context, text, size)]);
  }

  #box(context: string, text: string, size: number): Buffer[] {
    const dataKey = fewRandomBytes(32);
    const padded = pad(text, size);
    try {
      return [...encrypt(this.#wrap, context, dataKey), ...encrypt(dataKey, context, padded)];
    } finally {
      padded.fill(0);
    }
  }

  /** Opens a sealed text, in bytes or as text; throws when the box was changed or belongs to another context. */
  open(context: string, box: string | Buffer): string {
    const bytes = typeof box === 'string' ? Buffer.from(box.slice(AS_TEXT.length), 'base64url') : box.subarray(AS_BYTES.length);
    const dataKey = decrypt(this.#wrap, context, bytes.subarray(0, WRAPPED));
    return unpad(decrypt(dataKey, context, bytes.subarray(WRAPPED))).toString();
  }

  /** A keyed tag: equal inputs give equal tags, and nobody without the key can tell which input. */
  tag(...parts: string[]): string {
    return createHmac('sha256', this.#tag).update(JSON.stringify(parts)).digest('base64url');
  }

  /** The token of a link: 32 bytes as base64url, made anew from the key whenever it is needed. */
  token(...parts: string[]): string {
    return createHmac('sha256', this.#link).update(JSON.stringify(parts)).digest('base64url');
  }

  /** An organization's status reference: 125 bits in five groups of five letters and digits that are hard to mistake. */
  reference(nominationId: string): string {
    const digest = createHmac('sha256', this.#link).update(JSON.stringify(['reference', nominationId])).digest();
    return groups(digest.subarray(0, 25));
  }

  /** A code that a person types: 50 bits in two groups of five. Whoever asks for it limits the tries. */
  code(...parts: string[]): string {
    return groups(createHmac('sha256', this.#link).update(JSON.stringify(['code', ...parts])).digest().subarray(0, 10));
  }
}

/** The installation's keys: its own ring, one ring for each list, and the key that signs the record. */
export class Keys {
  readonly #own: Ring;
  readonly #rings = new Map<string, { key: Buffer; ring: Ring }>();

  constructor(private readonly store: KeyStore) {
    this.#own = new Ring(store.get('installation'));
  }

  seal(context: string, text: string, smallest = 0): string {
    return this.#own.seal(context, text, smallest);
  }

  open(context: string, box: string): string {
    return this.#own.open(context, box);
  }

  tag(...parts: string[]): string {
    return this.#own.tag(...parts);
  }

  token(...parts: string[]): string {
    return this.#own.token(...parts);
  }

  reference(nominationId: string): string {
    return this.#own.reference(nominationId);
  }

  code(...parts: string[]): string {
    return this.#own.code(...parts);
  }

  /** Makes the key of a new list; `hurried` where a unit of work is open that others wait for. */
  createForList(listId: string, hurried = false): Promise<void> {
    return this.store.create(listName(listId), hurried);
  }

  /** The ring under which all that is confidential on a list stands; refuses once that key is destroyed. */
  ofList(listId: string): Ring {
    const key = this.store.get(listName(listId));
    const known = this.#rings.get(listId);
    if (known?.key === key) return known.ring;
    const ring = new Ring(key);
    this.#rings.set(listId, { key, ring });
    return ring;
  }

  /** What has become of the list's key, as its file says. */
  stateOf(listId: string): KeyState {
    return this.store.state(listName(listId));
  }

  /** Whether the list's key still lives; refuses where it is missing. */
  lives(listId: string): boolean {
    return this.store.lives(listName(listId));
  }

  /** Destroys the key of a list: what was sealed under it can never be read again. */
  async destroyForList(listId: string, at: string): Promise<void> {
    await this.store.destroy(listName(listId), at);
    this.#rings.delete(listId);
  }

  /** Where the keys are, for words to whoever runs the installation. */
  get folder(): string {
    return this.store.folder;
  }

  /** How far the record had come, as it was last noted beside the keys (RecordHead). */
  get notedHead(): string | null {
    return this.store.note(HEAD);
  }

  noteHead(head: string): void {
    this.store.keepNote(HEAD, head);
  }

  /** A new master key, under which every key is wrapped anew; says how many. */
  rotate(): Promise<number> {
    return this.store.rotate();
  }

  /** The private key that signs checkpoints of the record (Ed25519). */
  get signing(): KeyObject {
    return signingKey(this.store.get('record'));
  }

  /** The public half, as raw bytes in base64url: what a verifier needs. */
  get publicKey(): string {
    return publicKeyOf(this.signing);
  }
}

const HEAD = 'record-head';
const listName = (listId: string): string => `list-${listId}`;

const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const groups = (bytes: Uint8Array): string => Array.from(bytes, (byte) => LETTERS[byte & 31]).join('').match(/.{5}/g)!.join('-');

/** The reference of a receipt: 50 random bits in two groups of five. */
export const randomReference = (): string => groups(fewRandomBytes(10));

/** As letters print it, and programs and links give it back. */
const AS_PRINTED = /^[0-9A-HJKMNP-TV-Z]{5}(?:-[0-9A-HJKMNP-TV-Z]{5})*$/;

/** A status reference or a code as somebody typed it, in the form in which its hash is stored. */
export const readReference = (typed: string): string => {
  if (AS_PRINTED.test(typed)) return typed;
  const letters = typed.toUpperCase().replace(/O/g, '0').replace(/[IL]/g, '1').replace(/[^0-9A-Z]/g, '');
  return letters.match(/.{1,5}/g)?.join('-') ?? '';
};

/** What is stored of a token that a person holds. */
export const tokenHash = (token: string): string => hash('sha256', `nemcon/link/v1${token}`, 'base64url');

/** A token with no derivation: sessions, officers' API tokens. */
export const randomToken = (): string => base64url(fewRandomBytes(32));

/** The mark of a form: 96 random bits, as unlike any other as a form must be. */
export const randomMark = (): string => base64url(fewRandomBytes(12));

/** Where most texts are padded: whoever seals is done with it before anybody else comes, and leaves it empty. */
const desk = Buffer.alloc(4_096);

/** What is sealed of a text; the caller empties it afterwards. */
function pad(text: string, size: number): Buffer {
  const length = Buffer.byteLength(text);
  const deflated = size > 0 && length + 4 > size;
  if (!deflated && size > 0 && size <= desk.length) {
    desk.writeUInt32BE(length);
    desk.write(text, 4);
    return desk.subarray(0, size);
  }
  const held = deflated ? deflateRawSync(text) : Buffer.from(text);
  const needed = held.length + 4;
  const padded = Buffer.alloc(needed <= size ? size : SIZES.find((s) => s >= needed) ?? Math.ceil(needed / 65_536) * 65_536);
  padded.writeUInt32BE((deflated ? DEFLATED : 0) + held.length);
  held.copy(padded, 4);
  return padded;
}

function unpad(padded: Buffer): Buffer {
  const head = padded.readUInt32BE();
  return head < DEFLATED ? padded.subarray(4, 4 + head) : inflateRawSync(padded.subarray(4, 4 + head - DEFLATED));
}
