import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KeyStore } from '../../src/platform/key-store.js';
import { machineReadable, installation, nemcon, type Env } from '../support/cli.js';

describe('a call that cannot be done', () => {
  let folder: string;
  let env: Env;
  const file = (name: string): string => join(folder, name);
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'nemcon-cli-'));
    env = installation({ kind: 'sqlite', file: file('cli.sqlite') }, folder);
    KeyStore.init(env['NEMCON_KEY_FILE']!);
    writeFileSync(file('names.csv'), 'name\nInvented\n');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const calls: [what: string, exit: number, rule: string, words: RegExp, args: () => string[], env?: () => Env][] = [
    ['with an option that nobody knows', 2, 'usage', /unknown option '--nope'/, () => ['migrate', '--nope']],
    ['with a command that nobody knows', 2, 'usage', /unknown command 'nope'/, () => ['nope']],
    ['with an argument missing', 2, 'usage', /missing required argument 'file'/, () => ['missions', 'check']],
    ['with an argument too many', 2, 'usage', /too many arguments/, () => ['migrate', 'now']],
    ['with an option missing', 2, 'usage', /--confirm/, () => ['finalize', 'demo/6b', '--reason', 'x']],
    ['with a deadline that is none', 2, 'usage', /Write it as 2026-12-14T17:00\./, () => ['circulate', 'demo/6b', '--deadline', 'soon', '--confirm', '6b', '--reason', 'x']],
    ['with a file of names that is not there', 2, 'usage', /There is no .*missing\.csv/, () => ['import', file('missing.csv'), '--list', 'demo/6b']],
    ['with a file of Missions that is not there', 2, 'usage', /There is no .*missing\.csv/, () => ['missions', 'import', file('missing.csv')]],
    ['with a modality that is not there', 2, 'usage', /There is no .*missing\.json/, () => ['modality', 'check', file('missing.json')]],
    ['with a folder for a file', 2, 'usage', /is a folder, not a file/, () => ['modality', 'check', folder]],
    ['with a name that no file can have', 2, 'usage', /No file can have so long a name/, () => ['modality', 'check', file('a'.repeat(300))]],
    ['with a list named wrongly', 2, 'usage', /proposed or final/, () => ['export', 'demo/6b', 'both', file('x.csv')]],
    ['with a file of another kind', 2, 'usage', /\.csv or \.xlsx/, () => ['export', 'demo/6b', 'final', file('x.pdf')]],
    ['with a place for the record that is not there', 2, 'usage', /There is no folder .*nowhere/, () => ['record', 'export', file('nowhere/record')]],
    ['with a file where the folder of a key should be', 2, 'usage', /what should be its folder is a file/, () => ['key', 'init', file('names.csv/key')]],
    ['with a conference that is not there', 1, 'conference-unknown', /There is no such conference/, () => ['status', 'demo/6b']],
    ['with an officer that is not there', 1, 'officer-none', /no officer yet/, () => ['proposals']],
    ['with a variable forgotten', 3, 'configuration', /SMTP_URL: is missing/, () => ['migrate'], () => ({ ...env, SMTP_URL: '' })],
    ['with the key elsewhere', 3, 'configuration', /key file .*elsewhere cannot be read/, () => ['migrate'], () => ({ ...env, NEMCON_KEY_FILE: file('elsewhere') })],
    ['with a key of another installation', 3, 'configuration', /does not hold a key/, () => ['migrate'], () => ({ ...env, NEMCON_KEY_FILE: file('names.csv') })],
    ['with a file that is no database', 3, 'configuration', /names\.csv cannot be used: file is not a database/, () => ['migrate'], () => ({ ...env, DATABASE_URL: `sqlite:${file('names.csv')}` })],
    // A device on which nothing has room.
    ['with a full disk for the record', 2, 'usage', /has no room for \/dev\/full/, () => ['record', 'export', '/dev/full']],
    ['with a database that does not answer', 3, 'configuration', /PostgreSQL cannot be used/, () => ['migrate'], () => ({ ...env, DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing' })],
  ];

  it.each(calls.map(([what, ...call]) => [what, call] as const))('%s says so to a program and to a person', async (_, [exit, rule, words, args, other]) => {
    const told = await nemcon(other?.() ?? env, [...args(), '--json']);
    const problem = machineReadable(told);
    expect([told.exit, problem.exit, problem.rule, problem.type]).toEqual([exit, exit, rule, `urn:nemcon:rule:${rule}`]);
    expect(problem.title).toMatch(/\.$/);
    expect(problem.detail).toMatch(words);
    const said = await nemcon(other?.() ?? env, args());
    expect([said.exit, said.out]).toEqual([exit, '']);
    expect(said.err).toMatch(words);
  });

  it('shows the help where no command is named', async () => {
    for (const args of [[], ['key']]) {
      const said = await nemcon(env, args);
      expect([said.exit, said.out]).toEqual([2, '']);
      expect(said.err).toContain('Exit codes: 0 done');
      expect(machineReadable(await nemcon(env, [...args, '--json']))).toMatchObject({ rule: 'usage', exit: 2 });
    }
    const asked = await nemcon(env, ['--help']);
    expect([asked.exit, asked.err]).toEqual([0, '']);
    expect(asked.out).toContain('finalize');
  });

  it('because of a fault that nobody foresaw is told as a fault', async () => {
    const open = (): Promise<never> => Promise.reject(new TypeError('Nobody foresaw this'));
    const told = await nemcon(env, ['migrate', '--json'], { open });
    expect([told.exit, machineReadable(told)]).toMatchObject([4, { rule: 'fault', detail: 'Nobody foresaw this', exit: 4 }]);
    const said = await nemcon(env, ['migrate'], { open });
    expect([said.exit, said.out]).toEqual([4, '']);
    expect(said.err).toMatch(/^TypeError: Nobody foresaw this\n\s+at /);
  });

  // The control: something beside the one line, on either stream, is noticed.
  it('would be noticed if it spoke beside the line for a program', () => {
    expect(() => machineReadable({ exit: 0, out: '{}\n', err: 'a warning' })).toThrow();
    expect(() => machineReadable({ exit: 0, out: 'hello\n{}\n', err: '' })).toThrow();
    expect(() => machineReadable({ exit: 0, out: 'hello\n', err: '' })).toThrow();
  });
});
