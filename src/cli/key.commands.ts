import { KeyStore } from '../platform/key-store.js';
import { mustConfirm, type Family, type Proposed, type Shared } from './shell.js';

export const keyCommands: Family = (program, shell) => {
  const key = shell.group(program, 'key');

  shell.command(key, 'init').argument('<file>').action((file: string, options: Shared) => {
    shell.onFile(file, () => KeyStore.init(file));
    shell.print(options, { file }, [shell.say('key.init.done', { file })]);
  });

  shell.command(key, 'rotate').action((options: Shared) => {
    const { keyFile } = shell.configured();
    const wrapped = new KeyStore(keyFile).rotate();
    shell.print(options, { wrapped }, [shell.say('key.rotate.done', { file: keyFile, wrapped })]);
  });

  shell.listProposal(key, 'destroy').requiredOption('--confirm <key>', shell.say('options.confirm'))
    .action(async (address: string, options: Proposed & { confirm: string }) => {
      await shell.onList(address, async (get, list) => {
        mustConfirm(list, options.confirm);
        await shell.propose(get, 'destroyKey', list.id, { listId: list.id }, options, null, [shell.say('key.destroy.backups')]);
      });
    });
};
