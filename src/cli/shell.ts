import type { INestApplicationContext, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { Command } from 'commander';
import { AppModule } from '../app.module.js';
import { Conferences } from '../conferences/index.js';
import { Lists } from '../lists/index.js';
import { actorOf, Officers, type OfficerActor, type TwoOfficerAct } from '../officers/index.js';
import { readConfig, type Config } from '../platform/config.js';
import { Catalogs } from '../platform/i18n.js';
import { Log } from '../platform/log.js';
import type { Ground } from '../platform/platform.module.js';
import { Refused } from '../platform/refused.js';
import { Proposals } from '../proposals/index.js';
import { openGround } from '../server.js';

export const EXIT = { done: 0, refused: 1, usage: 2, configuration: 3, fault: 4 } as const;
export const CODES = '\nExit codes: 0 done, 1 refused by a rule, 2 wrong usage, 3 configuration, 4 fault.';

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

export type Get = <T>(type: Type<T> | (abstract new (...args: never[]) => T)) => T;
export interface Shared {
  json?: boolean;
}
export interface Proposed extends Shared {
  reason: string;
  officer?: string;
}
export const REASON = ['--reason <words>', 'why it is proposed'] as const;
/** A family of commands adds itself to a parent. */
export type Family = (program: Command, shell: Shell) => void;

/** What the commands share: how they are declared, what they print on, and the installation they act on. */
export class Shell {
  readonly t = new Catalogs().in('en');

  constructor(readonly io: Io) {}

  /** A group of commands, such as `key`. */
  group(parent: Command, name: string, says: string): Command {
    return parent.command(name).description(says).addHelpText('after', CODES);
  }

  /** A command with what all have: --json and the exit codes in its help. */
  command(parent: Command, name: string, says: string): Command {
    return this.group(parent, name, says).option('--json', 'print the result as JSON');
  }

  /** Prints a result: JSON with --json, else its lines. */
  print({ json }: Shared, result: unknown, lines: string[]): void {
    this.io.out(json ? `${JSON.stringify(result)}\n` : `${lines.join('\n')}\n`);
  }

  config(): Config {
    return readConfig(this.io.env);
  }

  /** Runs an act on the installation's own database, through the handlers of every door; letters are sent by the service. */
  async onAreas<T>(act: (get: Get) => Promise<T>): Promise<T> {
    const open = this.io.open ?? openGround;
    const app: INestApplicationContext = await NestFactory.createApplicationContext(AppModule.areas(await open(this.config())), { logger: new Log('silent'), abortOnError: false });
    try {
      return await act((type) => app.get(type as Type, { strict: false }));
    } finally {
      await app.close();
    }
  }

  /** What two officers do together is proposed here, and done by `approve` in the name of another. */
  async propose(get: Get, act: TwoOfficerAct, listId: string | null, command: Record<string, unknown>, options: Proposed, lines: string[] = []): Promise<void> {
    const { id } = await get(Proposals).propose(act, { listId, command, reason: options.reason }, await officerOf(get, options.officer));
    this.print(options, { proposal: id }, [...lines, `Proposed, nothing is done yet. Another officer: nemcon approve ${id} --officer EMAIL`]);
  }
}

/** The command line acts in the name of an officer; with one account that is the one, with several one must be named. */
export async function officerOf(get: Get, email: string | undefined): Promise<OfficerActor> {
  const all = await get(Officers).all();
  if (!email && all.length > 1) throw new Refused('officer-unnamed');
  const officer = email ? await get(Officers).byEmail(email) : all[0];
  if (!officer) throw new Refused('officer-unknown', { email: email ?? '' });
  return actorOf(officer);
}

/** A list by the conference's name and the list's key, e.g. `demo/6b`. */
export async function listOf(get: Get, address: string) {
  const [slug = '', listKey = ''] = address.split('/');
  const list = (await get(Lists).of((await get(Conferences).bySlug(slug)).id)).findLast((one) => one.key === listKey);
  if (!list) throw new Refused('list-unknown');
  return list;
}
