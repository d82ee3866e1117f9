import type { Command } from 'commander';
import { programOf } from '../../src/cli/run.js';
import { Shell } from '../../src/cli/shell.js';

const program = programOf(new Shell({ out: () => undefined, err: () => undefined, env: {}, terminal: false, exit: 0 }), false);
const leaves = (command: Command, path: string[] = []): [string, Command][] =>
  command.commands.flatMap((one): [string, Command][] => {
    const name = [...path, one.name()];
    return one.commands.length ? leaves(one, name) : [[name.join(' '), one]];
  });
/** The help as it is printed, with what stands after it. */
function help(command: Command): string {
  let text = '';
  command.configureOutput({ writeOut: (more) => { text += more; } }).outputHelp();
  return text;
}

describe('the help of the command line', () => {
  it('knows every command that an installation is run with', () => {
    expect(leaves(program).map(([name]) => name)).toEqual(expect.arrayContaining([
      'serve', 'demo', 'migrate', 'key init', 'key rotate', 'key destroy', 'key lost', 'record export', 'record check', 'record restored', 'record key', 'officer add', 'officer list', 'officer link', 'officer token', 'officer role', 'officer reset-second-step', 'officer end-access',
      'missions check', 'missions import', 'register import', 'register list', 'register find', 'modality check', 'modality diagram', 'conference create', 'conference list', 'list create', 'list addendum', 'list revisions', 'list redline', 'list carry-over', 'import', 'circulate', 'extend',
      'override', 'finalize', 'transmit', 'noted', 'withdraw', 'status', 'export', 'report', 'publish-figures', 'deliveries', 'resend', 'remind', 'served', 'served-back', 'bounce', 'correct', 'proposals', 'approve', 'decline',
    ]));
  });

  it.each(leaves(program))('%s offers --json, says what it does and what its exit code means', (_, command) => {
    expect(command.options.map(({ long }) => long)).toContain('--json');
    expect(command.description()).toMatch(/^[A-Z].*\.$/);
    expect(command.options.every(({ description }) => description)).toBe(true);
    expect(help(command)).toContain('Exit codes: 0 done, 1 refused by a rule, 2 wrong usage, 3 configuration, 4 fault.');
  });
});
