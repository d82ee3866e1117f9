import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { constants, inflateRawSync } from 'node:zlib';
import type { Databases } from '../../src/platform/database.js';
import { Log } from '../../src/platform/log.js';
import { DATABASES } from '../../src/platform/platform.module.js';
import type { Database } from '../support/databases.js';
import { rawBytes } from '../support/raw-bytes.js';
import { startService, type Service } from '../support/service.js';
import { startSmtp, type Smtp } from '../support/smtp.js';
import { canariesIn, type Canary } from './canary.js';
import { Failures, type Way } from './failures.js';
import { changesBetween, tablesOf, type Tables } from './tables.js';

export interface Answer {
  status: number;
  location: string;
  bytes: Buffer;
  text: string;
}

export interface ActOptions {
  /** Whether it changes more than a session. */
  lasts?: boolean;
  /** Tables that may change although it fails. */
  besides?: string[];
  /** It is made of several that stand by themselves. */
  many?: boolean;
  /** What was done is read again to be shown: where that fails it is done all the same, and asked for again it is shown and not done again. */
  shown?: boolean;
}

/** A service of which everything that comes out is looked through: answers, letters, log, both outputs, the bytes of the database, files. */
export class Watched {
  /** What is wrong, in words. */
  readonly findings: string[] = [];
  canaries: Canary[] = [];
  /** How many statements failed. */
  failed = 0;
  #lines: string[] = [];
  #letters = 0;
  /** How many lines the log has. */
  logged = 0;
  readonly #began = new Set(filesOf(tmpdir()));
  readonly #restore: (() => void)[] = [];

  private constructor(readonly database: Database, readonly service: Service, readonly smtp: Smtp, readonly failures: Failures) {}

  static async start(open: () => Promise<Database>, now: string): Promise<Watched> {
    const database = await open();
    const smtp = await startSmtp();
    const lines: string[] = [];
    const service = await startService({ database: database.address, smtpUrl: smtp.url, ticks: false, log: new Log('info', { write: (line: string) => void lines.push(line) }) });
    service.holdTime(now);
    const watched = new Watched(database, service, smtp, new Failures(service));
    watched.#lines = lines;
    watched.#listen();
    return watched;
  }

  /** What is written past the log. */
  #listen(): void {
    for (const output of [process.stdout, process.stderr]) {
      const { write } = output;
      output.write = ((chunk: string | Uint8Array, ...rest: never[]) => (this.look('output', 'what the process wrote', Buffer.from(chunk as string)), write.call(output, chunk as string, ...rest))) as typeof write;
      this.#restore.push(() => { output.write = write; });
    }
    for (const kind of ['log', 'info', 'warn', 'error', 'debug'] as const) {
      const print = console[kind];
      console[kind] = (...words: unknown[]) => { this.look('output', `console.${kind}`, Buffer.from(words.map(String).join(' '))); };
      this.#restore.push(() => { console[kind] = print; });
    }
  }

  /** Writes down each canary that stands where it must not. */
  look(sink: string, what: string, bytes: Buffer): void {
    for (const { canary, form } of canariesIn(this.canaries.filter(({ mayReach }) => !mayReach(sink)), bytes)) {
      this.found(`${canary.label} reaches ${sink}: ${what}, in ${form}`);
    }
  }

  /** A page or a file, with each statement of it failing in turn, and at last with none. */
  async read(what: string, send: () => Promise<Answer>): Promise<Answer> {
    for (let at = 1; ; at++) {
      const { answer, statement } = await this.#failing(at, 'refuses', what, send);
      if (!statement) return answer;
    }
  }

  /** An act, with each of its statements failing in turn, and at last with none: all or nothing, and no canary anywhere. */
  async act(what: string, send: () => Promise<Answer>, { lasts = true, besides = [], many = false, shown = false }: ActOptions = {}): Promise<Answer> {
    const tables = async () => new Map([...await tablesOf(this.service)].filter(([table]) => !besides.includes(table)));
    const before = await tables();
    const ways: Way[] = this.database.address.kind === 'sqlite' ? ['refuses', 'rolls back'] : ['refuses'];
    let done: Tables | null = null;
    for (let at = 1; ; at++) {
      // One way after the other: what is done about it is the same for every statement.
      const way = ways[at % ways.length]!;
      const { answer, statement } = await this.#failing(at, way, what, send);
      const now = await tables();
      const changed = changesBetween(done ?? before, now);
      if (!statement) {
        await this.lookAtRest(what);
        if (done && changed.length) this.found(`${what} is done again: ${changed[0]!.slice(0, 200)}`);
        else if (!many && !done && changed.length > 0 !== lasts) this.found(`${what} ${lasts ? 'is told as done and is not' : `changes ${changed[0]!.slice(0, 200)}`}`);
        return answer;
      }
      if (many) continue;
      if (shown && changed.length && !done) done = now;
      else if (changed.length || (lasts && !done && answer.status < 400)) {
        this.found(`${what} is ${changed.length ? 'half done' : 'told as done'} where the database ${way} “${statement}” ${changed.join().slice(0, 200)}`);
        return answer;
      }
    }
  }

  async #failing(at: number, way: Way, what: string, send: () => Promise<Answer>): Promise<{ answer: Answer; statement: string | null }> {
    this.failures.begin(at, way);
    const answer = await send();
    const statement = this.failures.end();
    this.#readLog(what);
    if (statement) this.failed++;
    else if (answer.status >= 400) this.found(`${what} is answered by ${answer.status}`);
    return { answer, statement };
  }

  /** What cannot be done, and why it cannot is said to nobody: one request, its answer, and that nothing has changed. */
  async refused(what: string, send: () => Promise<Answer>, ...statuses: number[]): Promise<void> {
    const tables = async () => new Map([...await tablesOf(this.service)].filter(([table]) => table !== 'upload'));
    const before = await tables();
    const { status } = await send();
    this.#readLog(what);
    if (!statuses.includes(status)) this.found(`${what} is answered by ${status}`);
    const [change] = changesBetween(before, await tables());
    if (change) this.found(`${what} changes ${change.slice(0, 200)}`);
  }

  /** Everything that stays where the service runs, or has left it: the database, files, letters. */
  async lookAtRest(what: string): Promise<void> {
    this.look('database', what, await rawBytes(this.database));
    // What was written is looked at once: the next look is at what is written from here on, and at the whole file.
    if (this.database.address.kind === 'sqlite') await this.service.app.get<Databases>(DATABASES).writing.query('PRAGMA wal_checkpoint(TRUNCATE)');
    for (; this.#letters < this.smtp.mails.length; this.#letters++) {
      const { to, raw } = this.smtp.mails[this.#letters]!;
      this.look(`letter to ${to}`, what, raw);
    }
    const files = [dirname(this.service.keyFile), join(dirname(this.service.keyFile), 'keys')].flatMap(filesOf);
    for (const file of [...files, ...filesOf(tmpdir()).filter((name) => !this.#began.has(name))]) this.look('file', `${what}: ${file}`, bytesOf(file));
  }

  /** An answer on its way to whoever asked. Of a fault nothing is told to anybody. */
  answered(who: string, what: string, answer: Answer, head: string): void {
    const sink = answer.status >= 500 ? 'the answer to a fault' : who;
    this.look(sink, what, Buffer.from(head));
    this.look(sink, what, answer.bytes);
    for (const part of unpacked(answer.bytes)) this.look(sink, what, part);
  }

  /** No longer looks for what was found in the database. */
  forget(): void {
    const spilt = this.findings.flatMap((finding) => /^(.+) reaches database/.exec(finding)?.[1] ?? []);
    this.canaries = this.canaries.filter(({ label }) => !spilt.includes(label));
  }

  async close(): Promise<void> {
    for (const restore of this.#restore) restore();
    this.failures.close();
    await this.service.close();
    await this.smtp.close();
    await this.database.drop();
  }

  found(finding: string): void {
    if (!this.findings.includes(finding)) this.findings.push(finding);
  }

  #readLog(what: string): void {
    for (; this.logged < this.#lines.length; this.logged++) this.look('log', what, Buffer.from(this.#lines[this.logged]!));
  }
}

/** Files right in a folder: other tests have folders of their own. */
const filesOf = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder, { withFileTypes: true }).filter((found) => found.isFile()).map(({ name }) => join(folder, name)) : []);

/** What another process took away meanwhile holds nothing. */
function bytesOf(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    return Buffer.alloc(0);
  }
}

/** What is packed in a zip, such as a spreadsheet: each part behind its head (APPNOTE 4.3.7). */
function unpacked(zip: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  if (zip.toString('latin1', 0, 4) !== 'PK\x03\x04') return parts;
  for (let at = 0; at >= 0; at = zip.indexOf('PK\x03\x04', at + 4, 'latin1')) {
    const begin = at + 30 + zip.readUInt16LE(at + 26) + zip.readUInt16LE(at + 28);
    parts.push(inflateRawSync(zip.subarray(begin), { finishFlush: constants.Z_SYNC_FLUSH }));
  }
  return parts;
}
