import { readFileSync } from 'node:fs';
import { ChangeMissionsHandler } from '../directory/index.js';
import { readTable } from '../lists/index.js';
import { Refused } from '../platform/refused.js';
import { officerOf, type Family, type Shared } from './shell.js';

export const missionsCommands: Family = (program, shell) => {
  const missions = shell.group(program, 'missions', 'Addresses and languages of the Permanent Missions.');

  for (const [name, says] of [['check', 'Reports every fault of a Missions file; changes nothing.'], ['import', 'Adds the addresses of a Missions file, all rows or none.']] as const) {
    shell.command(missions, name, `${says} Columns: state, address, language.`).argument('<file>').option('--officer <email>', 'who acts')
      .action(async (file: string, options: Shared & { officer?: string }) => {
        await shell.onAreas(async (get) => {
          const read = await readTable(readFileSync(file));
          if (!read.ok) throw new Refused(read.problem.rule, read.problem.params);
          const at = (heading: string): number => read.table.header.findIndex((text) => text.toLowerCase() === heading);
          const rows = read.table.rows.map(({ line, cells }) => (
            { row: line, state: cells[at('state')] ?? '', address: (cells[at('address')] ?? '').trim(), language: (cells[at('language')] ?? '').trim() }
          ));
          const faults = get(ChangeMissionsHandler).check(rows);
          if (faults.length) throw new Refused('fields-invalid', {}, faults);
          const result = name === 'check' ? { rows: rows.length } : await get(ChangeMissionsHandler).import(rows, await officerOf(get, options.officer));
          shell.print(options, result, [JSON.stringify(result)]);
        });
      });
  }
};
