import { readFileSync } from 'node:fs';
import { checkRows, EditNamesHandler, Lists, NameBook, readTable, type Problem } from '../lists/index.js';
import { Refused } from '../platform/refused.js';
import { EXIT, listOf, officerOf, type Family, type Shared } from './shell.js';

export const importCommands: Family = (program, shell) => {
  const worded = ({ line, rule, params }: Problem): string => `${line ? `line ${line}: ` : ''}${shell.t(`rules:${rule}`, params)}`;

  shell.command(program, 'import', 'Adds the names of a CSV or XLSX file to a draft list, all or none.').argument('<file>').requiredOption('--list <conference/key>', 'e.g. demo/6c')
    .option('--dry-run', 'report only').option('--officer <email>', 'who acts')
    .action(async (file: string, options: Shared & { list: string; dryRun?: boolean; officer?: string }) => {
      await shell.onAreas(async (get) => {
        const list = await listOf(get, options.list);
        const read = await readTable(readFileSync(file));
        if (!read.ok) throw new Refused(read.problem.rule, read.problem.params);
        const { categories } = (await get(Lists).conferenceOf(list)).modality;
        const checked = checkRows(read.table, { categories, existing: (await get(NameBook).of(list)).names });
        if ('missing' in checked) throw new Refused('column-missing', { found: checked.found.join(', ') });
        const problems = checked.refused.flatMap((row) => row.problems);
        const remarks = checked.accepted.flatMap((row) => row.remarks);
        const result = { accepted: checked.accepted.length, refused: checked.refused.length, problems, remarks: remarks.length };
        if (!options.dryRun && problems.length === 0) {
          await get(EditNamesHandler).add({ listId: list.id, names: checked.accepted.map(({ name }) => name), seen: list.version }, await officerOf(get, options.officer));
        }
        shell.print(options, result, [
          ...problems.map(worded), ...(options.dryRun ? remarks.map(worded) : []),
          `Rows that can be added: ${result.accepted}; refused: ${result.refused}; remarks: ${result.remarks}.`,
          options.dryRun ? 'Nothing was changed.' : problems.length ? 'Nothing was added: mend the rows above first.' : 'Added.',
        ]);
        if (problems.length) shell.io.exit = EXIT.refused;
      });
    });
};
