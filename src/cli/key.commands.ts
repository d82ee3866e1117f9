import { KeyStore } from '../platform/key-store.js';
import { Refused } from '../platform/refused.js';
import { listOf, REASON, type Family, type Proposed, type Shared } from './shell.js';

export const keyCommands: Family = (program, shell) => {
  const key = shell.group(program, 'key', 'The installation\'s key.');

  shell.command(key, 'init', 'Writes a new key file; never replaces one.').argument('<file>').action((file: string, options: Shared) => {
    KeyStore.init(file);
    shell.print(options, { file }, [`A new key stands in ${file}, and the keys it wraps in ${file}.store. Keep both apart from the database and its backups.`]);
  });

  shell.command(key, 'rotate', 'Makes a new master key and wraps every key anew; the service may run on.').action((options: Shared) => {
    const { keyFile } = shell.config();
    const wrapped = new KeyStore(keyFile).rotate();
    shell.print(options, { wrapped }, [`A new master key stands in ${keyFile}. Keys wrapped anew: ${wrapped}. Backups of the old file open nothing any more.`]);
  });

  shell.command(key, 'destroy', 'Destroys the key of a list at the end of its retention: its objections can never be read again.').argument('<conference/key>')
    .requiredOption('--confirm <key>', 'the list\'s key, typed again').requiredOption(...REASON).option('--officer <email>', 'who proposes')
    .action(async (address: string, options: Proposed & { confirm: string }) => {
      await shell.onAreas(async (get) => {
        const list = await listOf(get, address);
        if (options.confirm !== list.key) throw new Refused('confirmation-differs', { word: list.key });
        await shell.propose(get, 'destroyKey', list.id, { listId: list.id }, options, ['Once it is approved, delete the key from the backups of the key folder as well.']);
      });
    });
};
