import { writeFile } from 'node:fs/promises';
import { Clock } from '../platform/clock.js';
import { Keys } from '../platform/keys.js';
import { pemOf, Records } from '../records/index.js';
import type { Family, Shared } from './shell.js';

export const recordCommands: Family = (program, shell) => {
  const record = shell.group(program, 'record');

  shell.command(record, 'export').argument('<file>').action(async (file: string, options: Shared) => {
    await shell.onAreas(async (get) => {
      shell.write(file, '');
      await writeFile(file, get(Records).export(get(Clock).now()));
      shell.print(options, { file }, [shell.say('written', { file })]);
    });
  });

  shell.command(record, 'key').option('--pem', shell.say('record.key.pem')).action(async (options: Shared & { pem?: boolean }) => {
    await shell.onAreas(async (get) => {
      const { publicKey } = get(Keys);
      shell.print(options, { key: publicKey }, [options.pem ? pemOf(publicKey).trimEnd() : publicKey]);
    });
  });
};
