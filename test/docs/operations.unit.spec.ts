import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { programOf } from '../../src/cli/run.js';
import { Shell } from '../../src/cli/shell.js';

const program = programOf(new Shell({ out: () => undefined, err: () => undefined, env: {}, terminal: false, exit: 0 }), false);
const manuals = ['README.md', 'docs/operations.md'].map((file) => readFileSync(file, 'utf8')).join('\n');
const settings = [...readFileSync('.env.example', 'utf8').matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name!);

/** Each call that a text names, in a line of code or between words. */
const calls = (text: string): string[] => [...text.matchAll(/(?:^(?:npx )?|`(?:npx )?)nemcon ([^`\n]+)/gm)].map(([, call]) => call!);
/** What of a call the command line does not have: a command, or one of its options. */
function unknown(call: string): string[] {
  const words = call.split(/\s+/);
  let command: Command = program;
  for (let next; (next = command.commands.find((one) => one.name() === words[0])); command = next) words.shift();
  const general = command === program && /^(--help|…|<|$)/.test(words[0] ?? '');
  const options = words.filter((word) => word.startsWith('--') && word !== '--help' && !command.options.some(({ long }) => long === word));
  return [...(general || (command !== program && command.commands.length === 0) ? [] : [call]), ...options];
}

describe('the manuals', () => {
  it('name no command and no option that the command line does not have', () => {
    expect(calls(manuals).length).toBeGreaterThan(20);
    expect(calls(manuals).flatMap(unknown)).toEqual([]);
  });

  it('would be caught with a command or an option that is not there', () => {
    expect(calls('`nemcon record repair --reason x`\nnpx nemcon officer add a b --rank x').flatMap(unknown)).toEqual(['record repair --reason x', '--reason', '--rank']);
  });

  it('name every setting', () => {
    const operations = readFileSync('docs/operations.md', 'utf8');
    expect(settings.length).toBeGreaterThan(10);
    expect(settings.filter((name) => !operations.includes(`\`${name}\``))).toEqual([]);
  });
});
