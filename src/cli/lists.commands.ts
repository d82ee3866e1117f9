import { writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { progress } from '@clack/prompts';
import { CommanderError, InvalidArgumentError } from 'commander';
import { CirculateListHandler, DeliveriesQuery, FinalizeListHandler, ListFiles } from '../lists/index.js';
import { Refused } from '../platform/refused.js';
import { EXIT, listOf, REASON, type Family, type Proposed, type Shared } from './shell.js';

const wallTime = (text: string): string => {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(text)) throw new InvalidArgumentError('Write it as 2026-12-14T17:00.');
  return text;
};

export const listsCommands: Family = (program, shell) => {
  shell.command(program, 'circulate', 'Circulates a list to every Mission and begins the silence period.').argument('<conference/key>')
    .requiredOption('--deadline <wall time>', 'e.g. 2026-12-14T17:00', wallTime)
    .option('--zone <IANA zone>', 'zone of the deadline', 'America/New_York').requiredOption('--confirm <key>', 'the list\'s key, typed again')
    .requiredOption(...REASON).option('--officer <email>', 'who proposes')
    .action(async (address: string, options: Proposed & { deadline: string; zone: string; confirm: string }) => {
      await shell.onAreas(async (get) => {
        const list = await listOf(get, address);
        if (options.confirm !== list.key) throw new Refused('confirmation-differs', { word: list.key });
        const choice = { wallTime: options.deadline, zone: options.zone };
        const will = await get(CirculateListHandler).preview(list.id, choice);
        await shell.propose(get, 'circulate', list.id, { listId: list.id, ...choice }, options, [
          `Names: ${will.names}. Missions: ${will.missions}, addresses: ${will.addresses}, without one: ${will.unaddressed.length}. Deadline: ${will.deadline}.`,
        ]);
      });
    });

  shell.command(program, 'status', 'Shows where a list stands and how far its letters are.').argument('<conference/key>').option('--watch', 'go on until every letter is settled')
    .action(async (address: string, options: Shared & { watch?: boolean }) => {
      await shell.onAreas(async (get) => {
        const look = async () => {
          const list = await listOf(get, address);
          return { state: list.state, deadline: list.deadline, letters: await get(DeliveriesQuery).counts(list.id, 'missions') };
        };
        let now = await look();
        const bar = options.watch && shell.io.terminal && !options.json ? progress({ max: now.letters.total || 1 }) : null;
        bar?.start('Letters');
        let shown = 0;
        while (options.watch && now.letters.accepted + now.letters.refused < now.letters.total) {
          const settled = now.letters.accepted + now.letters.refused;
          bar?.advance(settled - shown, `Letters settled: ${settled} of ${now.letters.total}`);
          shown = settled;
          await wait(1_000);
          now = await look();
        }
        bar?.stop('Every letter is settled');
        const { letters } = now;
        shell.print(options, now, [
          `State: ${now.state}. Deadline: ${now.deadline ?? 'none'}.`,
          `Letters: ${letters.total}; accepted ${letters.accepted}, queued ${letters.queued}, deferred ${letters.deferred}, refused ${letters.refused}.`,
        ]);
      });
    });

  shell.command(program, 'finalize', 'Makes a list final.').argument('<conference/key>').requiredOption('--confirm <key>', 'the list\'s key, typed again')
    .requiredOption(...REASON).option('--officer <email>', 'who proposes')
    .action(async (address: string, options: Proposed & { confirm: string }) => {
      await shell.onAreas(async (get) => {
        const list = await listOf(get, address);
        if (options.confirm !== list.key) throw new Refused('confirmation-differs', { word: list.key });
        const will = await get(FinalizeListHandler).preview(list.id);
        await shell.propose(get, 'finalize', list.id, { listId: list.id }, options, [`Names on the final list: ${will.final}; not on it: ${will.notFinal}.`]);
      });
    });

  shell.command(program, 'export', 'Writes the proposed or final list to a file.').argument('<conference/key>').argument('<proposed|final>').argument('<file>', 'ending in .csv or .xlsx')
    .action(async (address: string, which: string, file: string, options: Shared) => {
      const kind = /\.(csv|xlsx)$/.exec(file)?.[1] as 'csv' | 'xlsx' | undefined;
      if (!kind || (which !== 'proposed' && which !== 'final')) throw new CommanderError(EXIT.usage, 'usage', 'Name the list as proposed or final, and the file with .csv or .xlsx.');
      await shell.onAreas(async (get) => {
        const { bytes } = await get(ListFiles).make(await listOf(get, address), which, kind, 'en', shell.t);
        writeFileSync(file, bytes);
        shell.print(options, { file }, [`Written to ${file}.`]);
      });
    });
};
