import { writeFile } from 'node:fs/promises';
import { Clock } from '../platform/clock.js';
import { Keys } from '../platform/keys.js';
import { faults, pemOf, Records, StoredActs, Verifier } from '../records/index.js';
import { EXIT, type Family, type Shared } from './shell.js';

export const recordCommands: Family = (program, shell) => {
  const record = shell.group(program, 'record');

  shell.command(record, 'export').argument('<file>').action(async (file: string, options: Shared) => {
    await shell.onAreas(async (get) => {
      shell.write(file, '');
      await writeFile(file, get(Records).export(get(Clock).now()));
      shell.print(options, { file }, [shell.say('written', { file })]);
    });
  });

  shell.command(record, 'check').action(async (options: Shared) => {
    await shell.onAreas(async (get) => {
      const verifier = new Verifier({ key: get(Keys).publicKey });
      for await (const line of get(Records).export(get(Clock).now())) if (!verifier.feed(Buffer.from(line))) break;
      const chain = verifier.end();
      const verdict = chain.ok ? await get(StoredActs).check() : chain;
      if (verdict.ok) {
        const { acts, earlier, closed } = verdict;
        return shell.print(options, verdict, [shell.say('record.check.good', { acts, earlier, closed })]);
      }
      shell.io.exit = EXIT.refused;
      const words = 'line' in verdict
        ? shell.say('verify.bad', { where: shell.say('verify.line', { line: verdict.line! }), fault: faults[verdict.fault] })
        : shell.say(`record.check.${verdict.fault}`, { entry: verdict.entry ?? '', id: verdict.id });
      shell.print(options, verdict, [words]);
    });
  });

  shell.command(record, 'key').option('--pem', shell.say('record.key.pem')).action(async (options: Shared & { pem?: boolean }) => {
    await shell.onAreas(async (get) => {
      const { publicKey } = get(Keys);
      shell.print(options, { key: publicKey }, [options.pem ? pemOf(publicKey).trimEnd() : publicKey]);
    });
  });
};
