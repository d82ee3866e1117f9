import { InvalidArgumentError, type Command } from 'commander';
import { CirculateListHandler, CorrectAssemblyHandler, ExtendSilenceHandler, FinalizeListHandler, MarkNotedHandler, silenceRuns, TransmitToAssemblyHandler, WithdrawListHandler } from '../lists/index.js';
import { Clock } from '../platform/clock.js';
import { mustConfirm, officerOf, WrongUsage, type ByOfficer, type Family, type Proposed } from './shell.js';

interface Deadline {
  deadline: string;
  zone: string;
  reading?: string;
}
interface Confirmed {
  confirm: string;
}
const choice = ({ deadline, zone, reading }: Deadline) => ({ wallTime: deadline, zone, ...(reading ? { reading } : {}) });

/** The way of a list: what the Office does with the whole of it, in the order of the procedure. */
export const procedureCommands: Family = (program, shell) => {
  const wallTime = (text: string): string => {
    if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(text)) throw new InvalidArgumentError(shell.say('options.wallTime'));
    return text;
  };
  const withDeadline = (command: Command): Command => command.requiredOption('--deadline <wall time>', shell.say('options.deadline'), wallTime)
    .option('--zone <IANA zone>', shell.say('options.zone'), 'America/New_York').option('--reading <instant>', shell.say('options.reading'));
  const confirmed = (command: Command): Command => command.requiredOption('--confirm <key>', shell.say('options.confirm'));

  withDeadline(confirmed(shell.listProposal(program, 'circulate'))).action(async (address: string, options: Proposed & Deadline & Confirmed) => {
    await shell.onList(address, async (get, list) => {
      mustConfirm(list, options.confirm);
      const will = await get(CirculateListHandler).preview(list.id, choice(options));
      const { names, missions, addresses, unaddressed, deadline } = will;
      await shell.propose(get, 'circulate', list.id, { listId: list.id, ...choice(options) }, options, will, [
        shell.say('circulate.will', { names, missions, addresses, unaddressed: unaddressed.length, deadline }),
      ]);
    });
  });

  withDeadline(shell.listProposal(program, 'extend')).action(async (address: string, options: Proposed & Deadline) => {
    await shell.onList(address, async (get, list) => {
      // What is meant now: should the deadline pass before the other officer approves, an extension does not become a new period.
      const kind = silenceRuns(list, get(Clock).now()) ? 'extension' : 'anew';
      const { unaddressed } = await get(ExtendSilenceHandler).reach(list, kind === 'extension');
      await shell.propose(get, 'extend', list.id, { listId: list.id, reason: options.reason, kind, ...choice(options) }, options, { kind, unaddressed }, [
        shell.say('extend.will', { deadline: list.deadline ?? shell.say('none'), later: options.deadline, zone: options.zone, unaddressed: unaddressed.length }),
      ]);
    });
  });

  shell.listProposal(program, 'override').action(async (address: string, options: Proposed) => {
    await shell.onList(address, (get, list) => shell.propose(get, 'override', list.id, { listId: list.id, reason: options.reason }, options));
  });

  confirmed(shell.listProposal(program, 'finalize')).action(async (address: string, options: Proposed & Confirmed) => {
    await shell.onList(address, async (get, list) => {
      mustConfirm(list, options.confirm);
      const { facts, ...will } = await get(FinalizeListHandler).preview(list.id);
      await shell.propose(get, 'finalize', list.id, { listId: list.id, facts }, options, will, [
        shell.say('finalize.will', { final: will.final, notFinal: will.notFinal }), ...(will.short.length ? [shell.say('finalize.short', { missions: will.short.join(', ') })] : []),
      ]);
    });
  });

  shell.listAct(program, 'transmit').argument('<proposed|final>').argument('<symbol>', shell.say('options.symbol'))
    .action(async (address: string, which: string, symbol: string, options: ByOfficer) => {
      if (which !== 'proposed' && which !== 'final') throw new WrongUsage(shell.say('transmit.usage'));
      await shell.onList(address, async (get, list) => {
        await get(TransmitToAssemblyHandler).execute({ listId: list.id, which, symbol }, await officerOf(get, options.officer));
        shell.print(options, { which, symbol }, [shell.say('transmit.done', { which, symbol })]);
      });
    });

  shell.listAct(program, 'noted').argument('<symbol>', shell.say('options.symbol')).argument('<date>', shell.say('noted.date'))
    .action(async (address: string, symbol: string, on: string, options: ByOfficer) => {
      await shell.onList(address, async (get, list) => {
        await get(MarkNotedHandler).execute({ listId: list.id, symbol, on }, await officerOf(get, options.officer));
        shell.print(options, { symbol, on }, [shell.say('noted.done', { symbol, on })]);
      });
    });

  shell.listAct(program, 'correct').argument('<proposed|final|noted>').argument('<symbol>', shell.say('options.symbol')).option('--on <date>', shell.say('noted.date')).requiredOption('--why <words>', shell.say('correct.why'))
    .action(async (address: string, which: string, symbol: string, options: ByOfficer & { on?: string; why: string }) => {
      if (which !== 'proposed' && which !== 'final' && which !== 'noted') throw new WrongUsage(shell.say('correct.usage'));
      await shell.onList(address, async (get, list) => {
        // Of the day nothing is said where only the symbol was wrong.
        const on = which === 'noted' ? (options.on ?? list.notedOn) : null;
        await get(CorrectAssemblyHandler).execute({ listId: list.id, which, symbol, on, reason: options.why }, await officerOf(get, options.officer));
        shell.print(options, { which, symbol, on }, [shell.say('correct.done', { which, symbol })]);
      });
    });

  confirmed(shell.listAct(program, 'withdraw')).requiredOption('--reason <words>', shell.say('withdraw.reason')).action(async (address: string, options: Proposed & Confirmed) => {
    await shell.onList(address, async (get, list) => {
      mustConfirm(list, options.confirm);
      if (list.state !== 'draft') return shell.propose(get, 'withdrawList', list.id, { listId: list.id, reason: options.reason }, options);
      await get(WithdrawListHandler).execute({ listId: list.id, reason: options.reason }, await officerOf(get, options.officer));
      shell.print(options, { withdrawn: true }, [shell.say('withdraw.done')]);
    });
  });
};
