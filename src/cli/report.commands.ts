import { Conferences } from '../conferences/index.js';
import { fileOf, Lists, type Sheet } from '../lists/index.js';
import { Refused } from '../platform/refused.js';
import { conferenceTables, PublishFiguresHandler, Reports, reportSheet, reportTables, wholeTold } from '../reports/index.js';
import { listOf, mustConfirm, officerOf, WrongUsage, type Family, type Get, type Proposed, type Shared, type Shell } from './shell.js';

/** A report as it is published: what a program reads, and the same as a sheet. */
async function published(get: Get, shell: Shell, address: string): Promise<{ told: object; sheet: Sheet }> {
  const { t } = shell;
  if (address.includes('/')) {
    const list = await listOf(get, address);
    const report = await get(Reports).published(list.id);
    if (!report) throw new Refused('report-missing');
    const { modality } = await get(Lists).conferenceOf(list);
    return { told: { report: report.document, hash: report.hash }, sheet: reportSheet(reportTables(report.document, modality, 'en', t), shell.say('report.title'), t) };
  }
  const conference = await get(Conferences).bySlug(address);
  const whole = await get(Reports).whole(conference);
  if (!whole) throw new Refused('report-incomplete');
  return { told: wholeTold(whole), sheet: reportSheet(conferenceTables(whole, conference.modality, 'en', t), shell.say('report.title'), t) };
}

/** Lines of a table, each column as wide as its widest cell. */
function lined({ header, rows }: Sheet): string[] {
  const all = [header, ...rows].map((row) => row.map((cell) => cell ?? ''));
  const widths = header.map((_, at) => Math.max(...all.map((row) => row[at]!.length)));
  return all.map((row) => row.map((cell, at) => (at < 2 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!))).join('  ').trimEnd());
}

export const reportCommands: Family = (program, shell) => {
  shell.command(program, 'report').argument('<conference[/key]>', shell.say('report.of')).argument('[file]', shell.say('export.file'))
    .action(async (address: string, file: string | undefined, options: Shared) => {
      const kind = file && (/\.(csv|xlsx)$/.exec(file)?.[1] as 'csv' | 'xlsx' | undefined);
      if (file && !kind) throw new WrongUsage(shell.say('report.usage'));
      await shell.onAreas(async (get) => {
        const { told, sheet } = await published(get, shell, address);
        if (!file || !kind) return shell.print(options, told, lined(sheet));
        shell.write(file, (await fileOf(sheet, kind, file)).bytes);
        shell.print(options, { file }, [shell.say('written', { file })]);
      });
    });

  shell.listProposal(program, 'publish-figures').requiredOption('--confirm <key>', shell.say('options.confirm'))
    .action(async (address: string, options: Proposed & { confirm: string }) => {
      await shell.onList(address, async (get, list) => {
        mustConfirm(list, options.confirm);
        const will = await get(PublishFiguresHandler).preview(list, await officerOf(get, options.officer));
        const { modality } = await get(Lists).conferenceOf(list);
        await shell.propose(get, 'publishFigures', list.id, { listId: list.id }, options, will, [...lined(reportSheet(reportTables(will, modality, 'en', shell.t), '', shell.t)), shell.say('publish-figures.will')]);
      });
    });
};
