import { readFileSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { INestApplicationContext, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { Command } from 'commander';
import { AppModule } from '../app.module.js';
import { Conferences, readModality } from '../conferences/index.js';
import { Custody } from '../custody/index.js';
import { Lists, type List } from '../lists/index.js';
import { actorOf, Officers, type OfficerActor, type TwoOfficerAct } from '../officers/index.js';
import { readConfig, type Config } from '../platform/config.js';
import { outward } from '../platform/http/index.js';
import { Catalogs, type Translate } from '../platform/i18n.js';
import { Log } from '../platform/log.js';
import type { Ground } from '../platform/platform.module.js';
import { Refused, type Params } from '../platform/refused.js';
import { Proposals } from '../proposals/index.js';
import { openGround } from '../server.js';

export const EXIT = { done: 0, refused: 1, usage: 2, configuration: 3, fault: 4 } as const;

/** The world around one call of the command line: a process, or a test. */
export interface Io {
  out(text: string): void;
  err(text: string): void;
  env: Record<string, string | undefined>;
  /** Whether a person watches: only then is progress drawn. */
  terminal: boolean;
  exit: number;
  /** Opens the installation; `openGround` unless a test brings a clock of its own. */
  open?(config: Config): Promise<Ground>;
}

/** The call itself is wrong: a file that is not there, an argument that cannot be read. */
export class WrongUsage extends Error {}

export type Get = <T>(type: Type<T> | (abstract new (...args: never[]) => T)) => T;
export interface Shared {
  json?: boolean;
}
export interface ByOfficer extends Shared {
  officer?: string;
}
export interface Proposed extends ByOfficer {
  reason: string;
}
/** A family of commands adds itself to a parent. */
export type Family = (program: Command, shell: Shell) => void;

/** What the commands share: how they are declared, what they print on, and the installation they act on. */
export class Shell {
  readonly t: Translate = new Catalogs().in('en');
  /** The configuration of this call, once it was read. */
  config: Config | null = null;

  constructor(readonly io: Io) {}

  /** A sentence of the command line. */
  say(key: string, params: Params = {}): string {
    return this.t(`cli:${key}`, params);
  }

  /** A group of commands, such as `key`; what it is for stands in the catalog under its name. */
  group(parent: Command, name: string): Command {
    const path = parent.parent ? `${parent.name()}.${name}` : name;
    return parent.command(name).description(this.say(`${path}.says`)).addHelpText('after', `\n${this.say('codes')}`);
  }

  /** A command with what all have: --json, and the exit codes in its help. */
  command(parent: Command, name: string): Command {
    return this.group(parent, name).option('--json', this.say('options.json'));
  }

  /** The same in the name of an officer. */
  act(parent: Command, name: string): Command {
    return this.command(parent, name).option('--officer <email>', this.say('options.officer'));
  }

  /** The same on one list, `conference/key`. */
  listAct(parent: Command, name: string): Command {
    return this.act(parent, name).argument('<conference/key>', this.say('options.list'));
  }

  /** The same where another officer approves it. */
  listProposal(parent: Command, name: string): Command {
    return this.listAct(parent, name).requiredOption('--reason <words>', this.say('options.reason'));
  }

  /** Prints a result: JSON with --json, else its lines. */
  print({ json }: Shared, result: unknown, lines: string[]): void {
    this.io.out(json ? `${JSON.stringify(outward(result as object))}\n` : `${lines.join('\n')}\n`);
  }

  configured(): Config {
    return (this.config = readConfig(this.io.env));
  }

  read(file: string): Buffer {
    return this.onFile(file, () => readFileSync(file));
  }

  write(file: string, bytes: Buffer | string): void {
    this.onFile(file, () => writeFileSync(file, bytes), 'noFolder');
  }

  /** A document of JSON in a file. */
  readModality(file: string): unknown {
    return readModality(this.read(file), file);
  }

  /**
   * Runs an act on the installation's own database, through the handlers of every door; letters are sent by the service. `asItIs`: what
   * looks at an installation whose database and keys do not fit each other, or puts that right.
   */
  async onAreas<T>(act: (get: Get) => Promise<T>, { asItIs = false } = {}): Promise<T> {
    const open = this.io.open ?? openGround;
    const app: INestApplicationContext = await NestFactory.createApplicationContext(AppModule.areas(await open(this.configured())), { logger: new Log('silent'), abortOnError: false });
    try {
      if (!asItIs) await app.get(Custody, { strict: false }).mustStand();
      return await act((type) => app.get(type as Type, { strict: false }));
    } finally {
      await app.close();
    }
  }

  /** An act on one list. */
  onList<T>(address: string, act: (get: Get, list: List) => Promise<T>, how = {}): Promise<T> {
    return this.onAreas(async (get) => act(get, await listOf(get, address)), how);
  }

  /** What two officers do together is proposed here, and done by `approve` in the name of another. `will`: what it will do. */
  async propose(get: Get, act: TwoOfficerAct, listId: string | null, command: Record<string, unknown>, options: Proposed, will: object | null = null, lines: string[] = []): Promise<void> {
    const { id } = await get(Proposals).propose(act, { listId, command, reason: options.reason }, await officerOf(get, options.officer));
    this.print(options, { proposal: id, act, ...(will ? { will } : {}) }, [...lines, this.say('proposed', { id })]);
  }

  /** What the file system refuses is told as wrong usage, with the file's name; `missing`: in which words, where something is not there. */
  onFile<T>(file: string, act: () => T, missing = 'ENOENT'): T {
    try {
      return act();
    } catch (error) {
      throw this.#ofFile(file, error, missing);
    }
  }

  /** Writes a file line by line, however long it becomes. */
  async writeLines(file: string, lines: AsyncIterable<string>): Promise<void> {
    this.write(file, '');
    await writeFile(file, lines).catch((error: unknown) => { throw this.#ofFile(file, error, 'noFolder'); });
  }

  #ofFile(file: string, error: unknown, missing: string): unknown {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (!['ENOENT', 'ENOTDIR', 'EEXIST', 'EISDIR', 'EACCES', 'EROFS', 'ENAMETOOLONG', 'ENOSPC'].includes(code)) return error;
    return new WrongUsage(this.say(`file.${code === 'ENOENT' ? missing : code}`, { file, folder: dirname(file) }));
  }
}

/** The command line acts in the name of an officer; with one account that is the one, with several one must be named. */
export async function officerOf(get: Get, email: string | undefined): Promise<OfficerActor> {
  const all = await get(Officers).all();
  if (all.length === 0) throw new Refused('officer-none');
  if (!email && all.length > 1) throw new Refused('officer-unnamed');
  const officer = email ? await get(Officers).byEmail(email) : all[0];
  if (!officer) throw new Refused('officer-unknown', { email: email ?? '' });
  return actorOf(officer);
}

/** A list by the conference's name and the list's key, e.g. `demo/6b`; the newest where one before was withdrawn. */
export async function listOf(get: Get, address: string): Promise<List> {
  const [slug = '', key = ''] = address.split('/');
  const list = (await get(Lists).of((await get(Conferences).bySlug(slug)).id)).findLast((one) => one.key === key);
  if (!list) throw new Refused('list-unknown');
  return list;
}

/** What cannot be undone is done only where its list's key was typed again. */
export function mustConfirm(list: List, typed: string): void {
  if (typed !== list.key) throw new Refused('confirmation-differs', { word: list.key });
}
