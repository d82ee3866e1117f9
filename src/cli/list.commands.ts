import { setTimeout as wait } from 'node:timers/promises';
import { Conferences } from '../conferences/index.js';
import { CreateListHandler, DeliveriesQuery, ListFiles } from '../lists/index.js';
import { draftsCommands } from './drafts.commands.js';
import { listOf, officerOf, WrongUsage, type ByOfficer, type Family, type Get, type Shared } from './shell.js';

/** Where a list stands, and how far its letters to Missions are. */
async function look(get: Get, address: string) {
  const list = await listOf(get, address);
  return { state: list.state, deadline: list.deadline, letters: await get(DeliveriesQuery).counts(list.id, 'missions') };
}
type Looked = Awaited<ReturnType<typeof look>>;
const settled = ({ letters }: Looked): number => letters.accepted + letters.refused;

export const listCommands: Family = (program, shell) => {
  const group = shell.group(program, 'list');
  shell.listAct(group, 'create').action(async (address: string, options: ByOfficer) => {
    const [slug = '', key = ''] = address.split('/');
    await shell.onAreas(async (get) => {
      const conferenceId = (await get(Conferences).bySlug(slug)).id;
      const result = await get(CreateListHandler).execute({ conferenceId, key }, await officerOf(get, options.officer));
      shell.print(options, result, [shell.say('list.create.done', { list: address })]);
    });
  });

  draftsCommands(group, shell);

  shell.command(program, 'status').argument('<conference/key>', shell.say('options.list')).option('--watch', shell.say('status.watch'))
    .action(async (address: string, options: Shared & { watch?: boolean }) => {
      await shell.onAreas(async (get) => {
        let now = await look(get, address);
        const bar = options.watch && shell.io.terminal && !options.json ? (await import('@clack/prompts')).progress({ max: now.letters.total || 1 }) : null;
        bar?.start(shell.say('status.letters'));
        for (let shown = 0; options.watch && settled(now) < now.letters.total;) {
          bar?.advance(settled(now) - shown, shell.say('status.settled', { settled: settled(now), total: now.letters.total }));
          shown = settled(now);
          await wait(1_000);
          now = await look(get, address);
        }
        bar?.stop(shell.say('status.done'));
        const { state, deadline, letters } = now;
        shell.print(options, now, [shell.say('status.state', { state, deadline: deadline ?? shell.say('none') }), shell.say('status.counts', { ...letters })]);
      });
    });

  shell.command(program, 'export').argument('<conference/key>', shell.say('options.list')).argument('<proposed|final>').argument('<file>', shell.say('export.file')).option('--shared', shell.say('export.shared')).option('--addenda', shell.say('export.addenda'))
    .action(async (address: string, which: string, file: string, options: Shared & { shared?: boolean; addenda?: boolean }) => {
      const kind = /\.(csv|xlsx)$/.exec(file)?.[1] as 'csv' | 'xlsx' | undefined;
      if (!kind || (which !== 'proposed' && which !== 'final') || (options.addenda && which !== 'final')) throw new WrongUsage(shell.say('export.usage'));
      await shell.onList(address, async (get, list) => {
        const files = get(ListFiles);
        const { bytes } = await (options.addenda ? files.makeWithAddenda(list, kind, 'en', shell.t) : options.shared ? files.make(list, which, kind, 'en', shell.t) : files.makeForOffice(list, which, kind, 'en'));
        shell.write(file, bytes);
        shell.print(options, { file }, [shell.say('written', { file })]);
      });
    });
};
