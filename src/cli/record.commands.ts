import { system } from '../platform/actor.js';
import { Clock } from '../platform/clock.js';
import { Keys } from '../platform/keys.js';
import { ListKeys, RecordHead, RecordRestoredHandler } from '../custody/index.js';
import { faults, pemOf, Records, StoredActs, Verifier } from '../records/index.js';
import { EXIT, officerOf, type Family, type Get, type Proposed, type Shared } from './shell.js';

export const recordCommands: Family = (program, shell) => {
  const record = shell.group(program, 'record');

  shell.command(record, 'export').argument('<file>').action(async (file: string, options: Shared) => {
    await shell.onAreas(async (get) => {
      await shell.writeLines(file, get(Records).export(get(Clock).now()));
      shell.print(options, { file }, [shell.say('written', { file })]);
    }, { asItIs: true });
  });

  shell.command(record, 'check').action(async (options: Shared) => {
    await shell.onAreas(async (get) => {
      const verifier = new Verifier({ key: get(Keys).publicKey });
      for await (const line of get(Records).export(get(Clock).now())) if (!verifier.feed(Buffer.from(line))) break;
      const chain = verifier.end();
      if (chain.ok) {
        const amiss = [...await beside(get)];
        if (amiss.length) {
          shell.io.exit = EXIT.refused;
          return shell.print(options, { ok: false, beside: amiss }, amiss.map(({ fault, ...facts }) => shell.say(`record.check.${fault}`, facts)));
        }
      }
      const verdict = chain.ok ? await get(StoredActs).check() : chain;
      if (verdict.ok) {
        const { acts, earlier, exempt, closed } = verdict;
        return shell.print(options, verdict, [shell.say('record.check.good', { acts, earlier, exempt, closed })]);
      }
      shell.io.exit = EXIT.refused;
      const words = 'line' in verdict
        ? shell.say('verify.bad', { where: shell.say('verify.line', { line: verdict.line! }), fault: faults[verdict.fault] })
        : shell.say(`record.check.${verdict.fault}`, { entry: verdict.entry ?? '', id: verdict.id });
      shell.print(options, verdict, [words]);
    }, { asItIs: true });
  });

  shell.act(record, 'restored').requiredOption('--reason <words>', shell.say('options.entered')).action(async (options: Proposed) => {
    await shell.onAreas(async (get) => {
      const restored = await get(RecordRestoredHandler).execute({ reason: options.reason }, options.officer ? await officerOf(get, options.officer) : system);
      const { last, lost, after, lists, tokens } = restored;
      shell.print(options, restored, [
        shell.say('record.restored.done', { last: last.seq, lost: lost.seq, tokens }),
        ...lists.map(({ name, state, links }) => shell.say('record.restored.list', { name, state, links })),
        shell.say('record.restored.ask', { after: after ?? '-' }),
      ]);
    }, { asItIs: true });
  });

  shell.command(record, 'key').option('--pem', shell.say('record.key.pem')).action(async (options: Shared & { pem?: boolean }) => {
    await shell.onAreas(async (get) => {
      const { publicKey } = get(Keys);
      shell.print(options, { key: publicKey }, [options.pem ? pemOf(publicKey).trimEnd() : publicKey]);
    });
  });
};

/** What beside the database does not fit it: the keys of lists, and how far the record had come. */
async function beside(get: Get): Promise<({ fault: string } & Record<string, string | number>)[]> {
  const { missing, returned } = await get(ListKeys).differing();
  const lost = await get(RecordHead).lost();
  return [
    ...missing.map(({ name }) => ({ fault: 'keyMissing', list: name })), ...returned.map(({ name }) => ({ fault: 'keyReturned', list: name })),
    ...(lost ? [{ fault: 'behind', entry: lost.seq, hash: lost.hash }] : []),
  ];
}
