import { outward } from '../platform/http/index.js';
import { Proposals } from '../proposals/index.js';
import { officerOf, type ByOfficer, type Family } from './shell.js';

/** What came of an act, a line for each thing. */
const linesOf = (result: object): string[] => Object.entries(result).filter(([, value]) => value !== null)
  .map(([name, value]) => `  ${name}: ${typeof value !== 'object' ? value : Array.isArray(value) && value.every((one) => typeof one !== 'object') ? value.join(', ') : JSON.stringify(value)}`);

export const proposalsCommands: Family = (program, shell) => {
  shell.act(program, 'proposals').argument('[proposal]', shell.say('proposals.one')).action(async (id: string | undefined, options: ByOfficer) => {
    await shell.onAreas(async (get) => {
      const officer = await officerOf(get, options.officer);
      if (id) {
        const { act, listId, state, proposer, proposedAt, reason, command } = await get(Proposals).find(id, officer);
        return shell.print(options, { id, act, listId, state, proposer, proposedAt, reason, command }, [
          `${act}  ${state}  ${proposer}, ${proposedAt}`, shell.say('proposals.reason', { reason }), JSON.stringify(command, null, 2),
        ]);
      }
      const waiting = (await get(Proposals).waiting(officer)).map(({ id: proposal, act, listId, proposer, proposedAt }) => ({ id: proposal, act, listId, proposer, proposedAt }));
      shell.print(options, waiting, waiting.length ? waiting.map((one) => `${one.id}  ${one.act}  ${one.proposer}, ${one.proposedAt}`) : [shell.say('proposals.none')]);
    });
  });

  const decision = (name: 'approve' | 'decline') => shell.command(program, name).argument('<proposal>').requiredOption('--officer <email>', shell.say(`${name}.officer`));

  decision('approve').action(async (id: string, options: ByOfficer) => {
    await shell.onAreas(async (get) => {
      const { act, result } = await get(Proposals).approve(id, await officerOf(get, options.officer));
      shell.print(options, { act, result: result ?? null }, [shell.say('approve.done', { act }), ...linesOf(outward(result ?? {}))]);
    });
  });

  decision('decline').action(async (id: string, options: ByOfficer) => {
    await shell.onAreas(async (get) => {
      await get(Proposals).close(id, await officerOf(get, options.officer));
      shell.print(options, { closed: id }, [shell.say('decline.done')]);
    });
  });
};
