#!/usr/bin/env node
import 'reflect-metadata';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';

import { setTimeout as wait } from 'node:timers/promises';
import { NestFactory } from '@nestjs/core';
import type { INestApplicationContext, Type } from '@nestjs/common';
import { progress } from '@clack/prompts';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { checkModality } from '../workflows/modality.check.js';
import { described, diagram } from '../workflows/describe.js';
import { modalities } from '../workflows/modalities/index.js';
import { AppModule } from './app.module.js';
import { Conferences, CreateConferenceHandler } from './conferences/index.js';
import { ChangeMissionsHandler } from './directory/index.js';
import {
  checkRows, CirculateListHandler, DeliveriesQuery, EditNamesHandler, FinalizeListHandler, ListFiles, Lists, NameBook, readTable, type Problem,
} from './lists/index.js';
import { actorOf, Officers, roles, type TwoOfficerAct } from './officers/index.js';
import type { Actor } from './platform/actor.js';
import { ConfigFault, readConfig } from './platform/config.js';
import { problemOf } from './platform/http/index.js';
import { Catalogs } from './platform/i18n.js';
import { Clock } from './platform/clock.js';
import { KeyFileFault, KeyStore } from './platform/key-store.js';
import { Keys } from './platform/keys.js';
import { Log } from './platform/log.js';
import { Refused } from './platform/refused.js';
import { Proposals } from './proposals/index.js';
import { Records } from './records/index.js';
import { openGround } from './server.js';

const EXIT = { done: 0, refused: 1, usage: 2, configuration: 3, fault: 4 } as const;
const CODES = '\nExit codes: 0 done, 1 refused by a rule, 2 wrong usage, 3 configuration, 4 fault.';

type Get = <T>(type: Type<T> | (abstract new (...args: never[]) => T)) => T;
interface Shared {
  json?: boolean;
}

const catalogs = new Catalogs();
const t = catalogs.in('en');

/** Prints a result: JSON with --json, else its lines. */
function print({ json }: Shared, result: unknown, lines: string[]): void {
  process.stdout.write(json ? `${JSON.stringify(result)}\n` : `${lines.join('\n')}\n`);
}

/** Runs an act on the installation's own database, through the handlers of every door; letters are sent by the service. */
async function onAreas<T>(act: (get: Get) => Promise<T>): Promise<T> {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const app: INestApplicationContext = await NestFactory.createApplicationContext(AppModule.areas(await openGround(readConfig(process.env))), { logger: new Log('silent'), abortOnError: false });
  try {
    return await act((type) => app.get(type as Type, { strict: false }));
  } finally {
    await app.close();
  }
}

/** The command line acts in the name of an officer; with one account that is the one, with several one must be named. */
async function officerOf(get: Get, email: string | undefined): Promise<Extract<Actor, { kind: 'officer' }>> {
  const all = await get(Officers).all();
  if (!email && all.length > 1) throw new Refused('officer-unnamed');
  const officer = email ? await get(Officers).byEmail(email) : all[0];
  if (!officer) throw new Refused('officer-unknown', { email: email ?? '' });
  return actorOf(officer);
}

interface Proposed extends Shared {
  reason: string;
  officer?: string;
}

/** What two officers do together is proposed here, and done by `approve` in the name of another. */
async function propose(get: Get, act: TwoOfficerAct, listId: string | null, asked: Record<string, unknown>, options: Proposed, lines: string[] = []): Promise<void> {
  const proposal = await get(Proposals).propose(act, { listId, command: asked, reason: options.reason }, await officerOf(get, options.officer));
  print(options, { proposal: proposal.id }, [...lines, `Proposed, nothing is done yet. Another officer: nemcon approve ${proposal.id} --officer EMAIL`]);
}

const worded = ({ line, rule, params }: Problem): string => `${line ? `line ${line}: ` : ''}${t(`rules:${rule}`, params)}`;
const wallTime = (text: string): string => {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(text)) throw new InvalidArgumentError('Write it as 2026-12-14T17:00.');
  return text;
};

const program = new Command('nemcon').description('Stakeholder accreditation and the non-objection procedure.').addHelpText('after', CODES).exitOverride().showHelpAfterError();
/** A command with what all have: --json and the exit codes in its help. */
const command = (parent: Command, name: string, says: string): Command =>
  parent.command(name).description(says).option('--json', 'print the result as JSON').addHelpText('after', CODES).exitOverride();

command(program, 'serve', 'Runs the service.').action(async () => { await import('./main.js'); });
command(program, 'demo', 'Runs the trial: an own database, mailbox and clock.').action(async () => {
  for (const name of ['DATABASE_URL', 'SMTP_URL', 'PUBLIC_URL', 'MAIL_FROM', 'NEMCON_KEY_FILE']) delete process.env[name];
  await import('./main.js');
});
command(program, 'migrate', 'Brings the database to this version.').action(async (options: Shared) => {
  await onAreas(async () => print(options, { migrated: true }, ['The database is at this version.']));
});

const REASON = ['--reason <words>', 'why it is proposed'] as const;

const key = program.command('key').description('The installation\'s key.').exitOverride();
command(key, 'init', 'Writes a new key file; never replaces one.').argument('<file>').action((file: string, options: Shared) => {
  KeyStore.init(file);
  print(options, { file }, [`A new key stands in ${file}, and the keys it wraps in ${file}.store. Keep both apart from the database and its backups.`]);
});

command(key, 'rotate', 'Makes a new master key and wraps every key anew; the service may run on.').action((options: Shared) => {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const { keyFile } = readConfig(process.env);
  const wrapped = new KeyStore(keyFile).rotate();
  print(options, { wrapped }, [`A new master key stands in ${keyFile}. Keys wrapped anew: ${wrapped}. Backups of the old file open nothing any more.`]);
});
command(key, 'destroy', 'Destroys the key of a list at the end of its retention: its objections can never be read again.').argument('<conference/key>')
  .requiredOption('--confirm <key>', 'the list\'s key, typed again').requiredOption(...REASON).option('--officer <email>', 'who proposes')
  .action(async (address: string, options: Proposed & { confirm: string }) => {
    await onAreas(async (get) => {
      const list = await listOf(get, address);
      if (options.confirm !== list.key) throw new Refused('confirmation-differs', { word: list.key });
      await propose(get, 'destroyKey', list.id, { listId: list.id }, options, ['Once it is approved, delete the key from the backups of the key folder as well.']);
    });
  });

const record = program.command('record').description('The record of acts, for whoever verifies it (docs/verify).').exitOverride();
command(record, 'export', 'Writes the whole record to a file.').argument('<file>').action(async (file: string, options: Shared) => {
  await onAreas(async (get) => {
    await writeFile(file, get(Records).export(get(Clock).now()));
    print(options, { file }, [`Written to ${file}.`]);
  });
});
command(record, 'key', 'Prints the public key that the record is signed with.').action(async (options: Shared) => {
  await onAreas(async (get) => {
    const { publicKey } = get(Keys);
    print(options, { key: publicKey }, [publicKey]);
  });
});

const officer = program.command('officer').description('Officers of the Office of the President.').exitOverride();
command(officer, 'add', 'Adds an officer and prints a sign-in link.').argument('<email>').argument('<name>')
  .requiredOption('--role <role...>', `what the officer may do: ${roles.join(', ')}`).action(async (email: string, name: string, options: Shared & { role: string[] }) => {
  await onAreas(async (get) => {
    await get(Officers).add({ name, email, roles: options.role });
    await signInLink(get, email, options);
  });
});
command(officer, 'link', 'Prints a sign-in link: used once, within 30 minutes.').argument('<email>').action(async (email: string, options: Shared) => {
  await onAreas((get) => signInLink(get, email, options));
});
command(officer, 'token', 'Prints a bearer token for the API; it is shown once.').argument('<email>').argument('[label]', 'what it is for', 'command line').action(async (email: string, label: string, options: Shared) => {
  await onAreas(async (get) => {
    const token = await get(Officers).issueToken(email, label);
    print(options, { token }, [token]);
  });
});

async function signInLink(get: Get, email: string, options: Shared): Promise<void> {
  const link = `${readConfig(process.env).publicUrl}/office/sign-in/${await get(Officers).issueSignIn(email)}`;
  print(options, { link }, [link]);
}

const missions = program.command('missions').description('Addresses and languages of the Permanent Missions.').exitOverride();
for (const [name, says] of [['check', 'Reports every fault of a Missions file; changes nothing.'], ['import', 'Adds the addresses of a Missions file, all rows or none.']] as const) {
  command(missions, name, `${says} Columns: state, address, language.`).argument('<file>').option('--officer <email>', 'who acts').action(async (file: string, options: Shared & { officer?: string }) => {
    await onAreas(async (get) => {
      const read = await readTable(readFileSync(file));
      if (!read.ok) throw new Refused(read.problem.rule, read.problem.params);
      const at = (heading: string): number => read.table.header.findIndex((text) => text.toLowerCase() === heading);
      const rows = read.table.rows.map(({ line, cells }) => ({ row: line, state: cells[at('state')] ?? '', address: (cells[at('address')] ?? '').trim(), language: (cells[at('language')] ?? '').trim() }));
      const faults = get(ChangeMissionsHandler).check(rows);
      if (faults.length) throw new Refused('fields-invalid', {}, faults);
      const result = name === 'check' ? { rows: rows.length } : await get(ChangeMissionsHandler).import(rows, await officerOf(get, options.officer));
      print(options, result, [JSON.stringify(result)]);
    });
  });
}

const modality = program.command('modality').description('What a resolution decides, as data.').exitOverride();
command(modality, 'check', 'Reports every fault of a modality document with its path.').argument('<file>').action((file: string, options: Shared) => {
  let document: unknown;
  try {
    document = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Refused('modality-fault', { message: `${file}: ${(error as Error).message}` });
  }
  const faults = checkModality(document);
  print(options, { faults }, faults.length ? faults.map(({ path, message }) => `${path || '/'}: ${message}`) : ['No fault.']);
  if (faults.length) process.exitCode = EXIT.refused;
});
command(modality, 'diagram', 'Prints the diagrams of the procedure as Mermaid text.').action((options: Shared) => {
  const diagrams = described().map((one) => ({ title: one.title, mermaid: diagram(one) }));
  print(options, diagrams, diagrams.map(({ title, mermaid }) => `%% ${title}\n${mermaid}`));
});

const conference = program.command('conference').description('Conferences.').exitOverride();
command(conference, 'create', 'Opens a conference under a modality: the id of one that ships, or a file.').argument('<slug>').argument('<title>')
  .requiredOption('--modality <id-or-file>', 'e.g. a-res-71-280').option('--reason <words>', 'why a modality of your own is proposed').option('--officer <email>', 'who acts')
  .action(async (slug: string, title: string, options: Shared & { modality: string; reason?: string; officer?: string }) => {
    await onAreas(async (get) => {
      const shipped = modalities.find(({ id }) => id === options.modality);
      const document = shipped ?? (JSON.parse(readFileSync(options.modality, 'utf8')) as unknown);
      // A modality of the installation's own is an interpretation that two officers answer for.
      if (!shipped) return propose(get, 'publishModality', null, { slug, title: { en: title }, modality: document }, { ...options, reason: options.reason ?? '' });
      const result = await get(CreateConferenceHandler).execute({ slug, title: { en: title }, modality: document }, await officerOf(get, options.officer));
      print(options, result, [`Conference ${slug} is open.`]);
    });
  });

/** A list by the conference's name and the list's key, e.g. `demo/6b`. */
async function listOf(get: Get, address: string) {
  const [slug = '', listKey = ''] = address.split('/');
  const list = (await get(Lists).of((await get(Conferences).bySlug(slug)).id)).findLast((one) => one.key === listKey);
  if (!list) throw new Refused('list-unknown');
  return list;
}

command(program, 'import', 'Adds the names of a CSV or XLSX file to a draft list, all or none.').argument('<file>').requiredOption('--list <conference/key>', 'e.g. demo/6c')
  .option('--dry-run', 'report only').option('--officer <email>', 'who acts')
  .action(async (file: string, options: Shared & { list: string; dryRun?: boolean; officer?: string }) => {
    await onAreas(async (get) => {
      const list = await listOf(get, options.list);
      const read = await readTable(readFileSync(file));
      if (!read.ok) throw new Refused(read.problem.rule, read.problem.params);
      const { categories } = (await get(Lists).conferenceOf(list)).modality;
      const checked = checkRows(read.table, { categories, existing: (await get(NameBook).of(list)).names });
      if ('missing' in checked) throw new Refused('column-missing', { found: checked.found.join(', ') });
      const problems = checked.refused.flatMap((row) => row.problems);
      const remarks = checked.accepted.flatMap((row) => row.remarks);
      const result = { accepted: checked.accepted.length, refused: checked.refused.length, problems, remarks: remarks.length };
      if (!options.dryRun && problems.length === 0) {
        await get(EditNamesHandler).add({ listId: list.id, names: checked.accepted.map(({ name }) => name), seen: list.version }, await officerOf(get, options.officer));
      }
      print(options, result, [
        ...problems.map(worded), ...(options.dryRun ? remarks.map(worded) : []),
        `Rows that can be added: ${result.accepted}; refused: ${result.refused}; remarks: ${result.remarks}.`,
        options.dryRun ? 'Nothing was changed.' : problems.length ? 'Nothing was added: mend the rows above first.' : 'Added.',
      ]);
      if (problems.length) process.exitCode = EXIT.refused;
    });
  });

command(program, 'circulate', 'Circulates a list to every Mission and begins the silence period.').argument('<conference/key>').requiredOption('--deadline <wall time>', 'e.g. 2026-12-14T17:00', wallTime)
  .option('--zone <IANA zone>', 'zone of the deadline', 'America/New_York').requiredOption('--confirm <key>', 'the list\'s key, typed again').requiredOption(...REASON).option('--officer <email>', 'who proposes')
  .action(async (address: string, options: Proposed & { deadline: string; zone: string; confirm: string }) => {
    await onAreas(async (get) => {
      const list = await listOf(get, address);
      if (options.confirm !== list.key) throw new Refused('confirmation-differs', { word: list.key });
      const choice = { wallTime: options.deadline, zone: options.zone };
      const will = await get(CirculateListHandler).preview(list.id, choice);
      await propose(get, 'circulate', list.id, { listId: list.id, ...choice }, options, [
        `Names: ${will.names}. Missions: ${will.missions}, addresses: ${will.addresses}, without one: ${will.unaddressed.length}. Deadline: ${will.deadline}.`,
      ]);
    });
  });

command(program, 'status', 'Shows where a list stands and how far its letters are.').argument('<conference/key>').option('--watch', 'go on until every letter is settled')
  .action(async (address: string, options: Shared & { watch?: boolean }) => {
    await onAreas(async (get) => {
      const look = async () => {
        const list = await listOf(get, address);
        return { state: list.state, deadline: list.deadline, letters: await get(DeliveriesQuery).counts(list.id, 'missions') };
      };
      let now = await look();
      const bar = options.watch && process.stdout.isTTY && !options.json ? progress({ max: now.letters.total || 1 }) : null;
      bar?.start('Letters');
      let shown = 0;
      while (options.watch && now.letters.accepted + now.letters.refused < now.letters.total) {
        const settled = now.letters.accepted + now.letters.refused;
        bar?.advance(settled - shown, `Letters settled: ${settled} of ${now.letters.total}`);
        shown = settled;
        await wait(1_000);
        now = await look();
      }
      bar?.stop('Every letter is settled');
      const { letters } = now;
      print(options, now, [`State: ${now.state}. Deadline: ${now.deadline ?? 'none'}.`, `Letters: ${letters.total}; accepted ${letters.accepted}, queued ${letters.queued}, deferred ${letters.deferred}, refused ${letters.refused}.`]);
    });
  });

command(program, 'finalize', 'Makes a list final.').argument('<conference/key>').requiredOption('--confirm <key>', 'the list\'s key, typed again').requiredOption(...REASON).option('--officer <email>', 'who proposes')
  .action(async (address: string, options: Proposed & { confirm: string }) => {
    await onAreas(async (get) => {
      const list = await listOf(get, address);
      if (options.confirm !== list.key) throw new Refused('confirmation-differs', { word: list.key });
      const will = await get(FinalizeListHandler).preview(list.id);
      await propose(get, 'finalize', list.id, { listId: list.id }, options, [`Names on the final list: ${will.final}; not on it: ${will.notFinal}.`]);
    });
  });

command(program, 'proposals', 'Lists what one officer proposed and another has not decided yet.').option('--officer <email>', 'who looks').action(async (options: Shared & { officer?: string }) => {
  await onAreas(async (get) => {
    const waiting = await get(Proposals).waiting(await officerOf(get, options.officer));
    print(options, waiting.map(({ id, act, listId, proposer, proposedAt }) => ({ id, act, listId, proposer, proposedAt })),
      waiting.length ? waiting.map(({ id, act, proposer, proposedAt }) => `${id}  ${act}  ${proposer}, ${proposedAt}`) : ['Nothing waits.']);
  });
});
command(program, 'approve', 'Approves what another officer proposed, and does it.').argument('<proposal>').requiredOption('--officer <email>', 'who approves').action(async (id: string, options: Shared & { officer: string }) => {
  await onAreas(async (get) => {
    const { act, result } = await get(Proposals).approve(id, await officerOf(get, options.officer));
    print(options, { act, result: result ?? null }, [`Done: ${act}.`, ...(result ? [JSON.stringify(result)] : [])]);
  });
});
command(program, 'decline', 'Declines what another officer proposed; its own proposer withdraws it.').argument('<proposal>').requiredOption('--officer <email>', 'who declines').action(async (id: string, options: Shared & { officer: string }) => {
  await onAreas(async (get) => {
    await get(Proposals).close(id, await officerOf(get, options.officer));
    print(options, { closed: id }, ['The proposal is closed; nothing was done.']);
  });
});

command(program, 'export', 'Writes the proposed or final list to a file.').argument('<conference/key>').argument('<proposed|final>').argument('<file>', 'ending in .csv or .xlsx')
  .action(async (address: string, which: string, file: string, options: Shared) => {
    const kind = /\.(csv|xlsx)$/.exec(file)?.[1] as 'csv' | 'xlsx' | undefined;
    if (!kind || (which !== 'proposed' && which !== 'final')) throw new CommanderError(EXIT.usage, 'usage', 'Name the list as proposed or final, and the file with .csv or .xlsx.');
    await onAreas(async (get) => {
      const { bytes } = await get(ListFiles).make(await listOf(get, address), which, kind, 'en', t);
      writeFileSync(file, bytes);
      print(options, { file }, [`Written to ${file}.`]);
    });
  });

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    if (error.code === 'usage') process.stderr.write(`${error.message}\n`);
    process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.usage;
  } else if (error instanceof Refused) {
    const { title, errors } = problemOf(error, t);
    const json = process.argv.includes('--json');
    process.stderr.write(json ? `${JSON.stringify(problemOf(error, t))}\n` : `${[title, ...(errors ?? []).map((e) => `${e.row ? `line ${e.row}: ` : ''}${e.detail}`)].join('\n')}\n`);
    process.exitCode = EXIT.refused;
  } else if (error instanceof ConfigFault || error instanceof KeyFileFault || (error as { code?: string }).code === 'ENOENT') {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = error instanceof ConfigFault || error instanceof KeyFileFault ? EXIT.configuration : EXIT.usage;
  } else {
    process.stderr.write(`${String((error as Error).stack ?? error)}\n`);
    process.exitCode = EXIT.fault;
  }
}
