import { basename } from 'node:path';
import { resolveState } from '../directory/index.js';
import { wordsOf } from '../platform/http/index.js';
import { ImportRegisterHandler, registerKinds, Registers } from '../registers/index.js';
import { EXIT, officerOf, type ByOfficer, type Family, type Shared } from './shell.js';

export const registerCommands: Family = (program, shell) => {
  const register = shell.group(program, 'register');

  shell.act(register, 'import').argument('<file>', shell.say('import.file')).requiredOption('--kind <register>', shell.say('register.import.kind', { kinds: registerKinds.join(', ') }))
    .requiredOption('--as-of <day>', shell.say('register.import.asOf')).option('--dry-run', shell.say('register.import.dryRun'))
    .action(async (path: string, options: ByOfficer & { kind: string; asOf: string; dryRun?: boolean }) => {
      const file = { kind: options.kind, asOf: options.asOf, file: basename(path), bytes: shell.read(path) };
      await shell.onAreas(async (get) => {
        const { rows, faults, unused } = await get(ImportRegisterHandler).check(file);
        const problems = faults.map((fault) => ({ line: fault.row, column: fault.field, rule: fault.rule, detail: wordsOf(fault, shell.t) }));
        const add = !options.dryRun && problems.length === 0;
        if (add) await get(ImportRegisterHandler).execute(file, await officerOf(get, options.officer));
        shell.print(options, { entries: rows.length, imported: add, problems, unused }, [
          ...problems.map(({ line = 0, column, detail }) => `${shell.say('line', { line })} ${column}: ${detail}`),
          ...(add ? [shell.say('register.import.done', { asOf: options.asOf, entries: rows.length })] : problems.length ? [shell.say('import.refused')] : [shell.say('register.import.checked', { entries: rows.length })]),
        ]);
        if (problems.length) shell.io.exit = EXIT.refused;
      });
    });

  shell.command(register, 'list').action(async (options: Shared) => {
    await shell.onAreas(async (get) => {
      const editions = await get(Registers).editions();
      shell.print(options, editions, editions.length ? editions.map(({ kind, asOf, entries, file, importedAt, officer }) => `${kind} ${asOf} ${entries} ${file} ${importedAt} ${officer}`) : [shell.say('register.list.none')]);
    });
  });

  shell.command(register, 'find').argument('<name>').option('--country <country>', shell.say('register.find.country')).action(async (name: string, options: Shared & { country?: string }) => {
    await shell.onAreas(async (get) => {
      const findings = await get(Registers).say({ names: [name], place: options.country ? (resolveState(options.country) ?? options.country) : null });
      shell.print(options, findings, findings.flatMap(({ register: which, asOf, found }) => (found.length
        ? found.map(({ item, evidence }) => [which, item.name, item.status, item.since, item.session, evidence.join(' ')].filter(Boolean).join(' · '))
        : [asOf === null ? shell.say('register.find.none', { register: which }) : shell.say('register.find.unknown', { register: which, asOf })])));
    });
  });
};
