import { CarryOverHandler, CreateAddendumHandler, LabelRevisionHandler, redlineOf, Revisions, wholeOf, type CarriedName } from '../lists/index.js';
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
      shell.print(options, revisions, revisions.map(({ number, at, officer, act, names, hash, label }) => [number, at, act, names, officer, hash, label].filter((part) => part !== null).join('  ')));
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

  shell.listAct(list, 'label').argument('<revision>', shell.say('list.label.revision')).argument('<label>', shell.say('list.label.label'))
    .action(async (address: string, revision: string, label: string, options: ByOfficer) => {
      await shell.onList(address, async (get, { id: listId }) => {
        await get(LabelRevisionHandler).execute({ listId, revision: wholeOf(revision), label }, await officerOf(get, options.officer));
        shell.print(options, { revision: Number(revision), label: label.trim() }, [shell.say('list.label.done', { revision, label: label.trim() })]);
      });
    });

  shell.listAct(list, 'carry-over').argument('[id-or-name...]', shell.say('list.carry-over.which')).option('--put', shell.say('list.carry-over.put'))
    .action(async (address: string, wanted: string[], options: ByOfficer & { put?: boolean }) => {
      await shell.onList(address, async (get, draft) => {
        const carrying = get(CarryOverHandler);
        const { names } = await carrying.offered(draft);
        // What is wanted by its name and offered more than once is wanted as all of them; what is not offered is told of as it was written.
        const chosen = wanted.length ? wanted.flatMap((one) => { const found = names.filter(({ id, name }) => id === one || name === one.trim()); return found.length ? found.map(({ id }) => id) : [one]; }) : names.map(({ id }) => id);
        const asked = { listId: draft.id, nominationIds: chosen };
        const results = options.put && chosen.length ? await carrying.execute({ ...asked, seen: draft.version }, await officerOf(get, options.officer)) : await carrying.preview(asked);
        const count = (which: CarriedName['outcome']): number => results.filter(({ outcome }) => outcome === which).length;
        shell.print(options, results, [
          ...results.map(({ id, name, outcome }) => (outcome === 'carried' ? `+ ${name}` : `= ${name ?? id} (${shell.say(`list.carry-over.${outcome}`)})`)),
          shell.say(options.put ? 'list.carry-over.done' : 'list.carry-over.would', { carried: count('carried'), listed: count('listed'), notOffered: count('notOffered') }),
        ]);
      });
    });
};
