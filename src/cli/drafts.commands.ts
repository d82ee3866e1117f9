import { CarryOverHandler, CreateAddendumHandler, redlineOf, Revisions } from '../lists/index.js';
import { officerOf, type ByOfficer, type Family, type Shared } from './shell.js';

/** What goes into the drafts of lists, and what became of it: addenda, names carried over, revisions. They stand in the group `list`. */
export const draftsCommands: Family = (list, shell) => {
  shell.listAct(list, 'addendum').action(async (address: string, options: ByOfficer) => {
    await shell.onList(address, async (get, { id: listId }) => {
      const result = await get(CreateAddendumHandler).execute({ listId }, await officerOf(get, options.officer));
      shell.print(options, result, [shell.say('list.addendum.done', { key: result.key })]);
    });
  });

  shell.command(list, 'revisions').argument('<conference/key>', shell.say('options.list')).action(async (address: string, options: Shared) => {
    await shell.onList(address, async (get, { id }) => {
      const revisions = (await get(Revisions).of(id)).map(({ number, at, officer, act, changes, hash, label }) => ({ number, at, officer, act, names: changes.length, hash, label }));
      shell.print(options, revisions, revisions.map(({ number, at, officer, act, names, hash }) => [number, at, act, names, officer, hash].filter((part) => part !== null).join('  ')));
    });
  });

  shell.command(list, 'redline').argument('<conference/key>', shell.say('options.list')).argument('[from]', shell.say('list.redline.from')).argument('[to]', shell.say('list.redline.to'))
    .action(async (address: string, from: string | undefined, to: string | undefined, options: Shared) => {
      await shell.onList(address, async (get, { id }) => {
        const { all, ...numbers } = await get(Revisions).between(id, { ...(from ? { from } : {}), ...(to ? { to } : {}) });
        const { added, removed, changed } = redlineOf(all, numbers.from, numbers.to);
        shell.print(options, { ...numbers, added, removed, changed }, [
          shell.say('list.redline.between', numbers), ...removed.map(({ name }) => `- ${name}`), ...added.map(({ name }) => `+ ${name}`),
          ...changed.map(({ before, after, fields, contact }) => `~ ${after.name === before.name ? after.name : `${before.name} → ${after.name}`} (${[...fields, ...(contact ? ['contact'] : [])].join(', ')})`),
        ]);
      });
    });

  shell.listAct(list, 'carry-over').option('--put', shell.say('list.carry-over.put')).action(async (address: string, options: ByOfficer & { put?: boolean }) => {
    await shell.onList(address, async (get, draft) => {
      const carrying = get(CarryOverHandler);
      const { names } = await carrying.offered(draft);
      const asked = { listId: draft.id, nominationIds: names.map(({ id }) => id) };
      const results = options.put && names.length ? await carrying.execute({ ...asked, seen: draft.version }, await officerOf(get, options.officer)) : await carrying.preview(asked);
      const carried = results.filter(({ outcome }) => outcome === 'carried').length;
      shell.print(options, results, [
        ...results.map(({ name, outcome }) => `${outcome === 'carried' ? '+' : '='} ${name ?? ''}`),
        shell.say(options.put ? 'list.carry-over.done' : 'list.carry-over.would', { carried, listed: results.length - carried }),
      ]);
    });
  });
};
