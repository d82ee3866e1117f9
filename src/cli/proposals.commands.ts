import { Proposals } from '../proposals/index.js';
import { officerOf, type Family, type Shared } from './shell.js';

export const proposalsCommands: Family = (program, shell) => {
  shell.command(program, 'proposals', 'Lists what one officer proposed and another has not decided yet.').option('--officer <email>', 'who looks')
    .action(async (options: Shared & { officer?: string }) => {
      await shell.onAreas(async (get) => {
        const waiting = await get(Proposals).waiting(await officerOf(get, options.officer));
        shell.print(options, waiting.map(({ id, act, listId, proposer, proposedAt }) => ({ id, act, listId, proposer, proposedAt })),
          waiting.length ? waiting.map(({ id, act, proposer, proposedAt }) => `${id}  ${act}  ${proposer}, ${proposedAt}`) : ['Nothing waits.']);
      });
    });

  shell.command(program, 'approve', 'Approves what another officer proposed, and does it.').argument('<proposal>').requiredOption('--officer <email>', 'who approves')
    .action(async (id: string, options: Shared & { officer: string }) => {
      await shell.onAreas(async (get) => {
        const { act, result } = await get(Proposals).approve(id, await officerOf(get, options.officer));
        shell.print(options, { act, result: result ?? null }, [`Done: ${act}.`, ...(result ? [JSON.stringify(result)] : [])]);
      });
    });

  shell.command(program, 'decline', 'Declines what another officer proposed; its own proposer withdraws it.').argument('<proposal>').requiredOption('--officer <email>', 'who declines')
    .action(async (id: string, options: Shared & { officer: string }) => {
      await shell.onAreas(async (get) => {
        await get(Proposals).close(id, await officerOf(get, options.officer));
        shell.print(options, { closed: id }, ['The proposal is closed; nothing was done.']);
      });
    });
};
