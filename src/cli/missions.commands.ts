import { ChangeMissionsHandler, missionRows } from '../directory/index.js';
import { readTable } from '../lists/index.js';
import { refuseFields, Refused } from '../platform/refused.js';
import { officerOf, type ByOfficer, type Family, type Get, type Shared } from './shell.js';

export const missionsCommands: Family = (program, shell) => {
  const missions = shell.group(program, 'missions');
  /** The rows of a Missions file, or a refusal with every fault. */
  const rowsOf = async (get: Get, file: string) => {
    const read = await readTable(shell.read(file));
    if (!read.ok) throw new Refused(read.problem.rule, read.problem.params);
    const rows = missionRows(read.table);
    const faults = get(ChangeMissionsHandler).check(rows);
    if (faults.length) throw refuseFields(faults);
    return rows;
  };

  shell.command(missions, 'check').argument('<file>').action(async (file: string, options: Shared) => {
    await shell.onAreas(async (get) => {
      const rows = (await rowsOf(get, file)).length;
      shell.print(options, { rows }, [shell.say('missions.check.done', { rows })]);
    });
  });

  shell.act(missions, 'import').argument('<file>').action(async (file: string, options: ByOfficer) => {
    await shell.onAreas(async (get) => {
      const result = await get(ChangeMissionsHandler).import(await rowsOf(get, file), await officerOf(get, options.officer));
      shell.print(options, result, [shell.say('missions.import.done', { ...result })]);
    });
  });
};
