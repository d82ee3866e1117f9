import { Option } from 'commander';
import { DeliveriesQuery, LetterLostHandler, RecordServiceHandler, RemindersHandler, ResendNoticeHandler, ReturnedLetters, TakeBackServiceHandler, type RecordService, type Served } from '../lists/index.js';
import { Refused } from '../platform/refused.js';
import { officerOf, WrongUsage, type ByOfficer, type Family, type Shared } from './shell.js';

/** Letters to Missions: who was reached, once more, a reminder, and service by other means. */
export const lettersCommands: Family = (program, shell) => {
  shell.command(program, 'deliveries').argument('<conference/key>', shell.say('options.list')).option('--unserved', shell.say('deliveries.unserved'))
    .action(async (address: string, options: Shared & { unserved?: boolean }) => {
      await shell.onList(address, async (get, list) => {
        const missions = (await get(DeliveriesQuery).register(list)).filter(({ served }) => !options.unserved || !served)
          .map(({ iso2, language, addresses, letters, services, served, servedAt, short, openedAt }) => ({
            memberState: iso2, language, addresses: addresses.map((a) => a.address), served, servedAt, short, openedAt,
            letters: letters.map(({ notice, address: to, state, attempts, response }) => ({ notice, address: to, state, attempts, response })),
            services: services.map(({ id, means, reference, servedAt: at }) => ({ id, means, reference, servedAt: at })),
          }));
        shell.print(options, missions, missions.length ? missions.map(({ memberState, served, letters, services }) => (
          `${memberState}  ${shell.say(served ? 'deliveries.served' : 'deliveries.notServed')}  ${[...letters.map(({ address: to, state }) => `${to} ${state}`), ...services.map(({ id, means, reference, servedAt: at }) => `${means} ${reference} ${at} (${id})`)].join(', ')}`.trimEnd()
        )) : [shell.say('deliveries.none')]);
      });
    });

  shell.listAct(program, 'resend').argument('<State>', shell.say('options.state')).option('--address <email>', shell.say('resend.address')).option('--new-link', shell.say('resend.newLink'))
    .action(async (list: string, iso2: string, options: ByOfficer & { address?: string; newLink?: boolean }) => {
      await shell.onList(list, async (get, { id: listId }) => {
        const { address, newLink = false } = options;
        const result = await get(ResendNoticeHandler).execute({ listId, iso2, newLink, ...(address ? { address } : {}) }, await officerOf(get, options.officer));
        shell.print(options, result, [shell.say('resend.done', { addresses: result.addresses.join(', ') })]);
      });
    });

  shell.listAct(program, 'remind').option('--at <instant>', shell.say('remind.at')).option('--not-opened', shell.say('remind.notOpened'))
    .action(async (list: string, options: ByOfficer & { at?: string; notOpened?: boolean }) => {
      await shell.onList(list, async (get, { id: listId }) => {
        const audience = options.notOpened ? 'notOpened' : 'all';
        const result = await get(RemindersHandler).plan({ listId, audience, dueAt: options.at ?? null }, await officerOf(get, options.officer));
        shell.print(options, result, [options.at ? shell.say('remind.planned', { at: options.at }) : shell.say('remind.done')]);
      });
    });

  shell.listAct(program, 'served').argument('<State>', shell.say('options.state')).argument('<reference>', shell.say('served.reference'))
    .addOption(new Option('--means <means>', shell.say('served.means')).choices(['hand', 'noteVerbale', 'otherEmail', 'other']).makeOptionMandatory())
    .requiredOption('--at <instant>', shell.say('served.at')).option('--reason <words>', shell.say('served.reason')).option('--also <States...>', shell.say('served.also'))
    .action(async (list: string, iso2: string, reference: string, { reason, also, ...options }: ByOfficer & { reason?: string; also?: string[]; means: RecordService['means']; at: string }) => {
      const first = { iso2, reference, servedAt: options.at };
      const others = also?.map((entry) => alsoServed(entry, first) ?? wrong(shell.say('served.alsoShape', { entry })));
      await shell.onList(list, async (get, { id: listId }) => {
        const command = { listId, means: options.means, ...(others ? { services: [first, ...others] } : first) };
        if (reason) return shell.propose(get, 'serviceLate', listId, command, { ...options, reason });
        const result = await get(RecordServiceHandler).execute(command, await officerOf(get, options.officer));
        shell.print(options, result, [shell.say('served.done', { state: [first, ...(others ?? [])].map((one) => one.iso2).join(', ') })]);
      });
    });

  shell.listAct(program, 'served-back').argument('<entry>', shell.say('served-back.entry')).requiredOption('--why <words>', shell.say('served-back.why')).option('--reason <words>', shell.say('served.reason'))
    .action(async (list: string, serviceId: string, { why, reason, ...options }: ByOfficer & { why: string; reason?: string }) => {
      await shell.onList(list, async (get, { id: listId }) => {
        const command = { listId, serviceId, reason: why };
        if (reason) return shell.propose(get, 'serviceBackLate', listId, command, { ...options, reason });
        const result = await get(TakeBackServiceHandler).execute(command, await officerOf(get, options.officer));
        shell.print(options, result, [shell.say('served-back.done', { state: result.iso2 })]);
      });
    });

  shell.act(program, 'bounce').argument('<file>', shell.say('bounce.file')).option('--confirm <State>', shell.say('bounce.confirm'))
    .action(async (file: string, options: ByOfficer & { confirm?: string }) => {
      const message = shell.read(file);
      await shell.onAreas(async (get) => {
        const officer = await officerOf(get, options.officer);
        const { listId, letterId, ...found } = await get(ReturnedLetters).find(message, officer);
        const says = shell.say('bounce.says-of', { state: found.iso2, notice: found.notice, address: found.address, reason: found.reason });
        if (!options.confirm) return shell.print(options, { ...found, recorded: false }, [says, shell.say('bounce.look', { state: found.iso2 })]);
        if (options.confirm !== found.iso2) throw new Refused('confirmation-differs', { word: found.iso2 });
        await get(LetterLostHandler).execute({ listId, letterId, reason: found.reason }, officer);
        shell.print(options, { ...found, recorded: true }, [says, shell.say('bounce.done')]);
      });
    });
};

/** `DE`, `DE=Receipt 8` or `DE=Receipt 8@2026-12-02T15:00:00.000Z`: what is left out is as of the first. */
function alsoServed(entry: string, first: Served): Served | null {
  const [, iso2, reference = first.reference, servedAt = first.servedAt] = /^([A-Z]{2})(?:=(.+?))?(?:@(\d{4}-\d\d-\d\dT[\d:.]+Z))?$/.exec(entry) ?? [];
  return iso2 ? { iso2, reference, servedAt } : null;
}

function wrong(words: string): never {
  throw new WrongUsage(words);
}
