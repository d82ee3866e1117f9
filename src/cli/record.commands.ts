import { writeFile } from 'node:fs/promises';
import { Clock } from '../platform/clock.js';
import { Keys } from '../platform/keys.js';
import { Records } from '../records/index.js';
import type { Family, Shared } from './shell.js';

export const recordCommands: Family = (program, shell) => {
  const record = shell.group(program, 'record', 'The record of acts, for whoever verifies it (docs/verify).');

  shell.command(record, 'export', 'Writes the whole record to a file.').argument('<file>').action(async (file: string, options: Shared) => {
    await shell.onAreas(async (get) => {
      await writeFile(file, get(Records).export(get(Clock).now()));
      shell.print(options, { file }, [`Written to ${file}.`]);
    });
  });

  shell.command(record, 'key', 'Prints the public key that the record is signed with.').action(async (options: Shared) => {
    await shell.onAreas(async (get) => {
      const { publicKey } = get(Keys);
      shell.print(options, { key: publicKey }, [publicKey]);
    });
  });
};
