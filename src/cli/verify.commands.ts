import { createReadStream, statSync } from 'node:fs';
import { faults, readKey, readRoot, Verifier } from '../records/index.js';
import { EXIT, WrongUsage, type Family, type Shared } from './shell.js';

interface Asked extends Shared {
  key: string;
  root: string[];
  receipt: string[];
}
const each = (one: string, before: string[]): string[] => [...before, one];

/** For whoever holds an export: needs no installation, no database and no key but the public one. */
export const verifyCommands: Family = (program, shell) => {
  const wrong = (what: string, given: string): never => {
    throw new WrongUsage(shell.say(`verify.${what}`, { given }));
  };
  shell.command(program, 'verify').argument('<export>')
    .requiredOption('--key <key>', shell.say('verify.key'))
    .option('--root <hash>', shell.say('verify.root'), each, [])
    .option('--receipt <file>', shell.say('verify.receipt'), each, [])
    .action(async (file: string, options: Asked) => {
      const key = readKey(options.key) ?? readKey(shell.read(options.key).toString('utf8')) ?? wrong('noKey', options.key);
      const roots = options.root.map((root) => readRoot(root) ?? wrong('noRoot', root));
      const receipts = options.receipt.map((name) => ({ name, bytes: shell.read(name) }));
      if (!shell.onFile(file, () => statSync(file)).isFile()) wrong('noFile', file);
      const verifier = new Verifier({ key, roots, receipts });
      for await (const chunk of createReadStream(file, { highWaterMark: 1_048_576 })) if (!verifier.feed(chunk as Buffer)) break;
      const verdict = verifier.end();
      if (!verdict.ok) {
        shell.io.exit = EXIT.refused;
        const where = verdict.line === null ? (verdict.which ?? '') : shell.say('verify.line', { line: verdict.line });
        return shell.print(options, verdict, [shell.say('verify.bad', { where, fault: faults[verdict.fault] })]);
      }
      const { entries, checkpoints, at, root } = verdict;
      shell.print(options, verdict, [
        shell.say('verify.good', { entries, checkpoints, at, root }),
        ...verdict.roots.map((one) => shell.say('verify.atRoot', one)), ...verdict.receipts.map((one) => shell.say('verify.stands', one)),
      ]);
    });
};
