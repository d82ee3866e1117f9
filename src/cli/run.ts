import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
import { problemOf } from '../platform/http/index.js';
import { faultOf } from '../platform/log.js';
import { Refused } from '../platform/refused.js';
import { packageRoot } from '../platform/root.js';
import { causeOf } from '../start.js';
import { conferenceCommands } from './conference.commands.js';
import { importCommands } from './import.commands.js';
import { keyCommands } from './key.commands.js';
import { lettersCommands } from './letters.commands.js';
import { listCommands } from './list.commands.js';
import { missionsCommands } from './missions.commands.js';
import { modalityCommands } from './modality.commands.js';
import { officerCommands } from './officer.commands.js';
import { procedureCommands } from './procedure.commands.js';
import { proposalsCommands } from './proposals.commands.js';
import { recordCommands } from './record.commands.js';
import { registerCommands } from './register.commands.js';
import { reportCommands } from './report.commands.js';
import { serviceCommands } from './service.commands.js';
import { verifyCommands } from './verify.commands.js';
import { EXIT, Shell, WrongUsage, type Family, type Io } from './shell.js';

const FAMILIES: Family[] = [
  serviceCommands, keyCommands, recordCommands, verifyCommands, officerCommands, missionsCommands, registerCommands, modalityCommands, conferenceCommands, listCommands, importCommands,
  procedureCommands, reportCommands, lettersCommands, proposalsCommands,
];

const { version: VERSION } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { version: string };

/** The whole tree of commands, as a call or a test of its help takes it. */
export function programOf(shell: Shell, json: boolean): Command {
  const { io } = shell;
  const program = new Command('nemcon').description(shell.say('says')).version(VERSION, '--version', shell.say('version'))
    .exitOverride().showHelpAfterError().configureOutput({ writeOut: (text) => io.out(text), writeErr: (text) => { if (!json) io.err(text); } })
    .addHelpText('after', `\n${shell.say('codes')}`);
  for (const family of FAMILIES) family(program, shell);
  return program;
}

/** Runs one call of the command line; `io.exit` holds the exit code. With --json whatever comes of it is one line of JSON. */
export async function run(args: string[], io: Io): Promise<void> {
  const shell = new Shell(io);
  const json = args.includes('--json');
  try {
    await programOf(shell, json).parseAsync(args, { from: 'user' });
  } catch (error) {
    const told = failure(error, shell);
    io.exit = told.exit;
    if (told.exit === EXIT.done) return;
    if (json) io.out(`${JSON.stringify({ ...told.problem, exit: told.exit })}\n`);
    else if (told.lines.length) io.err(`${told.lines.join('\n')}\n`);
  }
}

interface Failure {
  exit: number;
  /** For a program: a refusal as the API words it; the same fields for what the call or the machine got wrong. */
  problem: object;
  /** For a person; none where commander has said it already. */
  lines: string[];
}

function failure(error: unknown, { t, config }: Shell): Failure {
  const plain = (exit: number, rule: string, detail: string, lines = [detail]): Failure => (
    { exit, problem: { type: `urn:nemcon:rule:${rule}`, title: t(`cli:failure.${rule}`), detail, rule }, lines }
  );
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return { exit: EXIT.done, problem: {}, lines: [] };
    return plain(EXIT.usage, 'usage', error.code === 'commander.help' ? t('cli:failure.incomplete') : error.message.replace(/^error: /, ''), []);
  }
  if (error instanceof WrongUsage) return plain(EXIT.usage, 'usage', error.message);
  if (error instanceof Refused) {
    const problem = problemOf(error, t);
    return { exit: EXIT.refused, problem, lines: [...new Set([problem.title, ...(problem.errors ?? []).map((e) => `${e.row ? `${t('cli:line', { line: e.row })} ` : ''}${e.detail}`)])] };
  }
  const cause = causeOf(error, config, t);
  if (cause) return plain(EXIT.configuration, 'configuration', cause);
  // Whoever calls reads what went wrong; but what a database says may quote what others wrote.
  const { kind, code, stack } = faultOf(error);
  const words = kind === 'QueryFailedError' ? code ?? '' : error instanceof Error ? error.message : String(error);
  return plain(EXIT.fault, 'fault', words || kind, [`${kind}: ${words}`, stack]);
}
