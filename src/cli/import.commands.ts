import { checkRows, EditNamesHandler, Lists, NameBook, readTable, type Problem } from '../lists/index.js';
import { Refused } from '../platform/refused.js';
import { EXIT, officerOf, type ByOfficer, type Family } from './shell.js';

export const importCommands: Family = (program, shell) => {
  const worded = ({ line, column, rule, params }: Problem) => ({ line, column, rule, detail: shell.t(`rules:${rule}`, params) });
  const asLine = ({ line = 0, detail }: ReturnType<typeof worded>): string => `${shell.say('line', { line })} ${detail}`;

  shell.act(program, 'import').argument('<file>', shell.say('import.file')).requiredOption('--list <conference/key>', shell.say('options.list')).option('--dry-run', shell.say('import.dryRun'))
    .action(async (file: string, options: ByOfficer & { list: string; dryRun?: boolean }) => {
      const bytes = shell.read(file);
      await shell.onList(options.list, async (get, list) => {
        const read = await readTable(bytes);
        if (!read.ok) throw new Refused(read.problem.rule, read.problem.params);
        const { categories } = (await get(Lists).conferenceOf(list)).modality;
        const checked = checkRows(read.table, { categories, existing: await get(NameBook).ofAll(await get(Lists).family(list)) });
        if ('missing' in checked) throw new Refused('column-missing', { found: checked.found.join(', ') });
        const problems = checked.refused.flatMap((row) => row.problems).map(worded);
        const remarks = checked.accepted.flatMap((row) => row.remarks).map(worded);
        const add = !options.dryRun && problems.length === 0;
        if (add) {
          await get(EditNamesHandler).add({ listId: list.id, names: checked.accepted.map(({ name }) => name), seen: list.version }, await officerOf(get, options.officer));
        }
        const counts = { accepted: checked.accepted.length, refused: checked.refused.length };
        shell.print(options, { ...counts, added: add ? counts.accepted : 0, problems, remarks, unused: checked.unused }, [
          ...problems.map(asLine), ...(options.dryRun ? remarks.map(asLine) : []),
          shell.say('import.counts', { ...counts, remarks: remarks.length }),
          shell.say(options.dryRun ? 'import.unchanged' : problems.length ? 'import.refused' : 'import.done'),
        ]);
        if (problems.length) shell.io.exit = EXIT.refused;
      });
    });
};
