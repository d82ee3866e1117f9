import { KeyLostHandler } from '../custody/index.js';
import { RotateKeyHandler } from '../officers/index.js';
import { system } from '../platform/actor.js';
import { KeyStore } from '../platform/key-store.js';
import { mustConfirm, officerOf, type ByOfficer, type Family, type Proposed, type Shared } from './shell.js';

export const keyCommands: Family = (program, shell) => {
  const key = shell.group(program, 'key');

  shell.command(key, 'init').argument('<file>').action((file: string, options: Shared) => {
    shell.onFile(file, () => KeyStore.init(file));
    shell.print(options, { file }, [shell.say('key.init.done', { file })]);
  });

  shell.command(key, 'rotate').option('--officer <email>', shell.say('officer.by')).action(async (options: ByOfficer) => {
    await shell.onAreas(async (get) => {
      const { wrapped } = await get(RotateKeyHandler).execute(options.officer ? await officerOf(get, options.officer) : system);
      shell.print(options, { wrapped }, [shell.say('key.rotate.done', { file: shell.config!.keyFile, wrapped })]);
    });
  });

  shell.listAct(key, 'lost').requiredOption('--reason <words>', shell.say('options.entered')).requiredOption('--confirm <key>', shell.say('options.confirm'))
    .action(async (address: string, options: Proposed & { confirm: string }) => {
      await shell.onList(address, async (get, list) => {
        mustConfirm(list, options.confirm);
        const { id: listId, conferenceId } = list;
        await get(KeyLostHandler).execute({ listId, conferenceId, reason: options.reason }, options.officer ? await officerOf(get, options.officer) : system);
        shell.print(options, { lost: address }, [shell.say('key.lost.done', { list: address })]);
      }, { asItIs: true });
    });

  shell.listProposal(key, 'destroy').requiredOption('--confirm <key>', shell.say('options.confirm')).option('--early <words>', shell.say('key.destroy.early'))
    .action(async (address: string, options: Proposed & { confirm: string; early?: string }) => {
      await shell.onList(address, async (get, list) => {
        mustConfirm(list, options.confirm);
        await shell.propose(get, 'destroyKey', list.id, { listId: list.id, ...(options.early ? { early: options.early } : {}) }, options, null, [shell.say('key.destroy.backups')]);
      });
    });
};
