import { Command, CommanderError } from 'commander';
import { ConfigFault } from '../platform/config.js';
import { problemOf } from '../platform/http/index.js';
import { KeyFileFault } from '../platform/key-store.js';
import { Refused } from '../platform/refused.js';
import { conferenceCommands } from './conference.commands.js';
import { importCommands } from './import.commands.js';
import { keyCommands } from './key.commands.js';
import { listsCommands } from './lists.commands.js';
import { missionsCommands } from './missions.commands.js';
import { modalityCommands } from './modality.commands.js';
import { officerCommands } from './officer.commands.js';
import { proposalsCommands } from './proposals.commands.js';
import { recordCommands } from './record.commands.js';
import { serviceCommands } from './service.commands.js';
import { CODES, EXIT, Shell, type Family, type Io } from './shell.js';

const FAMILIES: Family[] = [
  serviceCommands, keyCommands, recordCommands, officerCommands, missionsCommands, modalityCommands, conferenceCommands, importCommands, listsCommands, proposalsCommands,
];

/** Runs one call of the command line; `io.exit` holds the exit code. */
export async function run(args: string[], io: Io): Promise<void> {
  const shell = new Shell(io);
  const program = new Command('nemcon').description('Stakeholder accreditation and the non-objection procedure.')
    .exitOverride().showHelpAfterError().configureOutput({ writeOut: (text) => io.out(text), writeErr: (text) => io.err(text) })
    .addHelpText('after', CODES);
  for (const family of FAMILIES) family(program, shell);
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    io.exit = report(error, shell, args.includes('--json'));
  }
}

/** Says what went wrong, and gives the exit code for it. */
function report(error: unknown, { io, t }: Shell, json: boolean): number {
  if (error instanceof CommanderError) {
    if (error.code === 'usage') io.err(`${error.message}\n`);
    return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  }
  if (error instanceof Refused) {
    const problem = problemOf(error, t);
    const lines = [problem.title, ...(problem.errors ?? []).map((e) => `${e.row ? `line ${e.row}: ` : ''}${e.detail}`)];
    io.err(json ? `${JSON.stringify(problem)}\n` : `${lines.join('\n')}\n`);
    return EXIT.refused;
  }
  const { message, stack, code } = error as NodeJS.ErrnoException;
  const configuration = error instanceof ConfigFault || error instanceof KeyFileFault;
  io.err(`${configuration || code === 'ENOENT' ? message : String(stack ?? error)}\n`);
  if (configuration) return EXIT.configuration;
  return code === 'ENOENT' ? EXIT.usage : EXIT.fault;
}
