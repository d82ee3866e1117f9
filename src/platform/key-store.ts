import { createCipheriv, createDecipheriv, createPrivateKey, createPublicKey, randomBytes, randomFillSync, randomUUID, type KeyObject } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { alone } from './lock-file.js';
import { Refused } from './refused.js';
import { StartFault } from './start-fault.js';

export const base64url = (bytes: Buffer | Uint8Array): string => Buffer.from(bytes).toString('base64url');

const pool = Buffer.alloc(4_096);
let used = pool.length;
/**
 * Where random bytes come from: the system, by a pool, because asking for a few at a time costs more than what they are used
 * for. A proof that lives one history in two worlds hands out the same bytes in both; nothing in the service assigns to it.
 */
export const randomness = {
  take(count: number): Buffer {
    if (used + count > pool.length) {
      randomFillSync(pool);
      used = 0;
    }
    used += count;
    const bytes = Buffer.from(pool.subarray(used - count, used));
    pool.fill(0, used - count, used);
    return bytes;
  },
};
/** Random bytes, handed out once. */
export const fewRandomBytes = (count: number): Buffer => randomness.take(count);

/** AES-256-GCM with the context bound as additional data: nonce, tag, ciphertext, to be joined once. */
export function encrypt(key: Buffer, context: string, bytes: Buffer): Buffer[] {
  const iv = fewRandomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: 16 }).setAAD(Buffer.from(context));
  const body = cipher.update(bytes);
  // Of this mode nothing is left for the end but the tag.
  cipher.final();
  return [iv, cipher.getAuthTag(), body];
}

export function decrypt(key: Buffer, context: string, bytes: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12), { authTagLength: 16 })
    .setAAD(Buffer.from(context)).setAuthTag(bytes.subarray(12, 28));
  return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]);
}

/** The file of the master key, or the folder beside it, cannot be used. */
export class KeyFileFault extends StartFault {}

const DESTROYED = 'destroyed';
/** What has become of a key. One that is missing was not destroyed: whether it ever may be is for the record to say. */
export type KeyState = 'lives' | 'destroyed' | 'missing';
/** How the name of a file ends that is to stand in the place of another. */
const FRESH = '.new';
const FRESH_OF_MASTER = /\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.new$/;
/** For how long a key is used from memory before its file is looked at again: another process may have destroyed it. */
const TRUSTED = 1_000;
/** Milliseconds that filings may wait for a key that somebody else makes or destroys. */
const HURRIED = 200;

interface Kept {
  key: Buffer;
  stamp: number;
  lookedAt: number;
}

/**
 * The keys of an installation, outside the database and its backups: the master in the key file (one line of 32 bytes as
 * base64url; while it is being rotated a second line with the older one), and beside it a folder with one small file for
 * each key, wrapped by the master. Several processes may share them: files are replaced whole, and who changes any is alone with
 * them. Reading waits for nobody.
 */
export class KeyStore {
  readonly folder: string;
  readonly #kept = new Map<string, Kept>();
  #masters: Buffer[];

  constructor(private readonly file: string) {
    this.folder = `${file}.store`;
    this.#masters = readMasters(file);
  }

  /** Makes the key file and its folder; refuses where a key file stands, because what it sealed would be lost. */
  static init(file: string): KeyStore {
    // Keys beside it are those of a key file that is elsewhere: a new one would open none of them.
    for (const one of [file, join(`${file}.store`, 'installation.key')]) if (existsSync(one)) throw new Refused('key-exists', { file: one });
    mkdirSync(dirname(file), { recursive: true });
    mkdirSync(`${file}.store`, { recursive: true, mode: 0o700 });
    writeFileSync(file, `${base64url(randomBytes(32))}\n`, { mode: 0o600, flag: 'wx', flush: true });
    settle(dirname(file));
    const store = new KeyStore(file);
    // Nobody else knows of this folder yet.
    store.#make('installation');
    store.#make('record');
    return store;
  }

  /** Makes a key; throws where one of this name is or was. Whoever holds up others meanwhile is `hurried`, and refused where somebody else changes keys. */
  async create(name: string, hurried = false): Promise<void> {
    await this.#alone(() => this.#make(name), hurried ? HURRIED : undefined);
  }

  get(name: string): Buffer {
    const kept = this.#kept.get(name);
    const now = performance.now();
    if (kept && now - kept.lookedAt < TRUSTED) return kept.key;
    let stamp: number;
    try {
      stamp = statSync(this.#path(name)).mtimeMs;
    } catch (error) {
      throw isMissing(error) ? new KeyFileFault('keyMissing', { name, folder: this.folder }) : unread(this.#path(name), error);
    }
    if (kept?.stamp === stamp) {
      kept.lookedAt = now;
      return kept.key;
    }
    this.#kept.delete(name);
    const bytes = this.#read(name);
    if (!bytes) throw new Refused('key-destroyed');
    // A file that was only wrapped anew holds the same key: rings made from it stay in use.
    const key = kept?.key.equals(bytes) ? kept.key : bytes;
    this.#kept.set(name, { key, stamp, lookedAt: now });
    return key;
  }

  state(name: string): KeyState {
    const text = textOf(this.#path(name));
    if (text === null) return 'missing';
    return text.startsWith(DESTROYED) ? 'destroyed' : 'lives';
  }

  /** Refuses where the key is missing: what is sealed under it would else be taken for closed for ever. */
  lives(name: string): boolean {
    const state = this.state(name);
    if (state === 'missing') throw new KeyFileFault('keyMissing', { name, folder: this.folder });
    return state === 'lives';
  }

  /** A note kept beside the keys, and so outside the database and its backups; null where there is none. */
  note(name: string): string | null {
    return textOf(join(this.folder, name));
  }

  keepNote(name: string, text: string): void {
    this.#replace(join(this.folder, name), text);
  }

  /**
   * Puts a word in the place of the key, so that its name is never used again. What a disk keeps of the file that stood there, the
   * master still opens: where that matters, the master is rotated afterwards.
   */
  async destroy(name: string, at: string): Promise<void> {
    await this.#alone(() => this.#replace(this.#path(name), `${DESTROYED} ${at}\n`));
    this.#kept.get(name)?.key.fill(0);
    this.#kept.delete(name);
  }

  /**
   * A new master: the key file holds both while every key is wrapped anew, then the new one alone. A service that runs
   * reads the file again when a key does not open; a rotation that was broken off is taken up by the next.
   * @returns how many keys were wrapped anew
   */
  async rotate(): Promise<number> {
    return this.#alone(() => {
      const fresh = randomBytes(32);
      this.#masters = [fresh, ...this.#masters];
      this.#replace(this.file, this.#masters.map((master) => `${base64url(master)}\n`).join(''));
      let count = 0;
      for (const entry of readdirSync(this.folder).filter((each) => each.endsWith('.key'))) {
        const name = basename(entry, '.key');
        const key = this.#read(name);
        if (!key) continue;
        this.#replace(this.#path(name), this.#wrapped(name, key));
        count++;
      }
      this.#masters = [fresh];
      this.#replace(this.file, `${base64url(fresh)}\n`);
      return count;
    });
  }

  /** Changes files while nobody else does, with the masters as they are then: another process may have rotated since they were read. */
  async #alone<T>(change: () => T, patience?: number): Promise<T> {
    return alone(join(this.folder, 'lock'), () => {
      this.#masters = readMasters(this.file);
      this.#sweep();
      return change();
    }, patience);
  }

  /** What a process that died while it replaced a file has left would outlive the key that it holds. */
  #sweep(): void {
    const beside = dirname(this.file);
    for (const name of readdirSync(this.folder)) if (name.endsWith(FRESH)) rmSync(join(this.folder, name));
    // That folder is not ours alone.
    for (const name of readdirSync(beside)) if (name.startsWith(`${basename(this.file)}.`) && FRESH_OF_MASTER.test(name)) rmSync(join(beside, name));
  }

  #make(name: string): void {
    if (existsSync(this.#path(name))) throw new Error(`There is or was a key of this name: ${name}`);
    this.#replace(this.#path(name), this.#wrapped(name, randomBytes(32)));
  }

  #wrapped(name: string, key: Buffer): string {
    return `${base64url(Buffer.concat(encrypt(this.#masters[0]!, `key:${name}`, key)))}\n`;
  }

  /** A key out of its file; null where it was destroyed. Both are read again where another process wraps keys anew meanwhile. */
  #read(name: string): Buffer | null {
    for (const again of [false, true, true]) {
      if (again) this.#masters = readMasters(this.file);
      const text = textOf(this.#path(name))?.trim();
      if (text === undefined) throw new KeyFileFault('keyMissing', { name, folder: this.folder });
      if (text.startsWith(DESTROYED)) return null;
      for (const master of this.#masters) {
        try {
          return decrypt(master, `key:${name}`, Buffer.from(text, 'base64url'));
        } catch {
          // The next master, or both files read anew.
        }
      }
    }
    throw new KeyFileFault('keyForeign', { file: this.file, name, folder: this.folder });
  }

  #path(name: string): string {
    return join(this.folder, `${name}.key`);
  }

  #replace(path: string, text: string): void {
    const fresh = `${path}.${randomUUID()}${FRESH}`;
    try {
      writeFileSync(fresh, text, { mode: 0o600, flag: 'wx', flush: true });
      renameSync(fresh, path);
    } catch (error) {
      // A note that is tried each second would leave as many, where the disk is full.
      rmSync(fresh, { force: true });
      throw error;
    }
    settle(dirname(path));
  }
}

const isMissing = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes(String((error as NodeJS.ErrnoException).code));
/** A file that this account may not read, or that its disk does not give, is not missing: whoever took it for that would enter its key as lost. */
const unread = (file: string, error: unknown): KeyFileFault => new KeyFileFault('keyUnread', { file, code: (error as NodeJS.ErrnoException).code ?? '' });

/** What a file of the folder holds; null where there is none. */
function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (isMissing(error)) return null;
    throw unread(file, error);
  }
}

/** Has the names of a folder on the disk, not only what its files hold; some platforms open no folder. */
function settle(folder: string): void {
  if (process.platform === 'win32') return;
  const open = openSync(folder, 'r');
  try {
    fsyncSync(open);
  } finally {
    closeSync(open);
  }
}

function readMasters(file: string): Buffer[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw isMissing(error) ? new KeyFileFault('keyFileUnread', { file }) : unread(file, error);
  }
  const masters = text.split('\n').filter(Boolean).map((line) => Buffer.from(line.trim(), 'base64url'));
  if (masters.length === 0 || masters.some(({ length }) => length !== 32)) throw new KeyFileFault('keyFileShape', { file });
  return masters;
}

/** Ed25519 private key from its 32 bytes (RFC 8410 wraps them in this fixed head). */
export const signingKey = (seed: Buffer): KeyObject =>
  createPrivateKey({ key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]), format: 'der', type: 'pkcs8' });

/** Raw bytes of the public key, base64url. */
export const publicKeyOf = (key: KeyObject): string => (createPublicKey(key).export({ format: 'jwk' }) as { x: string }).x;
