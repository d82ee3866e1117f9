import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { modalities } from '../../workflows/modalities/index.js';
import { callBin, installation, installPackage, machineReadable, nemcon, serveBin, type Env } from '../support/cli.js';
import { eachDatabase, type Database } from '../support/databases.js';
import { freePort } from '../support/service.js';
import { startSmtp, type Smtp } from '../support/smtp.js';

const installed = installPackage();
afterAll(() => installed.remove());

describe('the program as it is installed', () => {
  const { bin, folder } = installed;

  it('answers with the exit codes that its help names', async () => {
    const help = await callBin(bin, ['--help']);
    expect([help.exit, help.err]).toEqual([0, '']);
    expect(help.out).toContain('Exit codes: 0 done');
    writeFileSync(join(folder, 'faulty.json'), JSON.stringify({ ...modalities[0]!, surprise: 1 }));
    const checked = await callBin(bin, ['modality', 'check', join(folder, 'faulty.json'), '--json']);
    expect([checked.exit, machineReadable(checked).faults.map(({ path }: any) => path)]).toEqual([1, ['/surprise']]);
    expect([(await callBin(bin, ['migrate', '--nope'])).exit, (await callBin(bin, ['serve'], { DATABASE_URL: 'sqlite:x' })).exit]).toEqual([2, 3]);
    expect(machineReadable(await callBin(bin, ['serve', '--json'], { DATABASE_URL: 'sqlite:x' })).detail).toContain('MAIL_FROM: is missing');
  });

  it('is a command that can be called, however it was built', () => {
    expect(spawnSync(bin, ['--version'], { encoding: 'utf8' })).toMatchObject({ status: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  });

  it('ends as it would have where nobody reads to the end', async () => {
    expect(await callBin(bin, ['--help'], {}, { unread: true })).toEqual({ exit: 0, out: '', err: '' });
    expect(await callBin(bin, ['modality', 'check', join(folder, 'nowhere.json'), '--json'], {}, { unread: true })).toEqual({ exit: 2, out: '', err: '' });
  });

  it('serves on, and ends when it is told to, where the disk of its log is full', async () => {
    const env: Env = { ...installation({ kind: 'sqlite', file: join(folder, 'full', 'x.sqlite') }, folder, { port: await freePort() }), PATH: process.env['PATH'] ?? '' };
    expect((await callBin(bin, ['key', 'init', env['NEMCON_KEY_FILE']!])).exit).toBe(0);
    // A device on which nothing has room.
    const log = openSync('/dev/full', 'w');
    const child = spawn(process.execPath, [join(folder, 'dist', 'src', 'main.js')], { env, cwd: folder, stdio: ['ignore', log, 'inherit'] });
    const ended = once(child, 'exit');
    const answered = (headers = {}): Promise<boolean> => fetch(`${env['PUBLIC_URL']}/healthz`, { headers, signal: AbortSignal.timeout(5_000) }).then(({ ok }) => ok, () => false);
    while (child.exitCode === null && !(await answered())) await wait(50);
    // Of this the log has a line.
    for (let times = 0; times < 3; times++) expect(await answered({ 'x-forwarded-for': '192.0.2.1' })).toBe(true);
    child.kill('SIGTERM');
    expect(await ended).toEqual([null, 'SIGTERM']);
    closeSync(log);
  });

  it('runs the trial, whatever the environment says of a real installation', async () => {
    const port = await freePort();
    const trial = await serveBin(bin, ['demo', '--json'], { DATABASE_URL: 'postgres://nowhere.example/x', SMTP_URL: 'smtp://nowhere.example', PORT: String(port) });
    const { url, trial: links } = JSON.parse(trial.first) as { url: string; trial: Record<string, string> };
    expect(url).toBe(`http://127.0.0.1:${port}`);
    for (const link of ['office', 'mission', 'status', 'apply']) expect((await fetch(links[link]!)).status).toBe(200);
    const taken = await callBin(bin, ['demo'], { PORT: String(port) });
    expect([taken.exit, taken.err]).toEqual([3, expect.stringContaining('is served by another process already')]);
    await trial.stop();
  });
});

eachDatabase('the command line beside a service', (open) => {
  const { bin, folder: package_ } = installed;
  let database: Database;
  let folder: string;
  let smtp: Smtp;
  let env: Env;
  let service: Awaited<ReturnType<typeof serveBin>>;
  const done = async (...args: string[]): Promise<any> => {
    const said = await nemcon(env, [...args, '--json']);
    const told = machineReadable(said);
    expect([told, said.exit]).toEqual([told, 0]);
    return told;
  };
  beforeAll(async () => {
    database = await open();
    folder = mkdtempSync(join(tmpdir(), 'nemcon-cli-'));
    smtp = await startSmtp();
    env = installation(database.address, folder, { smtpUrl: smtp.url, port: await freePort() });
    await done('key', 'init', env['NEMCON_KEY_FILE']!);
    service = await serveBin(bin, ['serve', '--json'], env);
  });
  afterAll(async () => {
    await service.stop();
    await smtp.close();
    rmSync(folder, { recursive: true, force: true });
    await database.drop();
  });

  it('is told in a sentence and by the exit code of the command line what keeps the service itself from starting', async () => {
    const main = join(package_, 'dist', 'src', 'main.js');
    const nowhere = `postgres://nobody@127.0.0.1:${await freePort()}/none`;
    const faults: [Env, RegExp][] = [
      [env, /another process already|is taken/], [{ ...env, MAIL_FROM: '' }, /MAIL_FROM: is missing/], [{ ...env, DATABASE_URL: nowhere }, /PostgreSQL/],
    ];
    for (const [given, words] of faults) {
      const { exit, out, err } = await callBin(main, [], given);
      expect([exit, err]).toEqual([3, expect.stringMatching(words)]);
      expect(out + err).not.toMatch(/\n\s+at /);
    }
  });

  it('is another process on the same database: what it does the service sends and shows', async () => {
    expect(JSON.parse(service.first)).toEqual({ url: env['PUBLIC_URL'], host: '127.0.0.1', port: Number(env['PORT']), returned: [], keyOpen: null, trial: null });
    for (const [email, role] of [['drafter@nemcon.example', 'drafter'], ['approver@nemcon.example', 'approver']] as const) await done('officer', 'add', email, 'Invented Officer', '--role', role);
    const drafter = ['--officer', 'drafter@nemcon.example'];
    writeFileSync(join(folder, 'missions.csv'), 'state,address\nFR,mission.fr@missions.example\nUY,mission.uy@missions.example\n');
    writeFileSync(join(folder, 'names.csv'), 'name,country\nInvented Association,FR\n');
    await done('missions', 'import', join(folder, 'missions.csv'), ...drafter);
    await done('conference', 'create', 'invented', 'Invented Conference', '--modality', 'a-res-71-280', ...drafter);
    await done('list', 'create', 'invented/6b', ...drafter);
    await done('import', join(folder, 'names.csv'), '--list', 'invented/6b', ...drafter);
    const deadline = `${new Date(Date.now() + 40 * 86_400_000).toISOString().slice(0, 10)}T17:00`;
    const { proposal } = await done('circulate', 'invented/6b', '--deadline', deadline, '--confirm', '6b', '--reason', 'Checked', ...drafter);

    // The last two by the real program, so that three processes share the database.
    const approved = await callBin(bin, ['approve', proposal, '--officer', 'approver@nemcon.example', '--json'], env);
    expect([approved.exit, machineReadable(approved).act]).toEqual([0, 'circulate']);
    const watched = await callBin(bin, ['status', 'invented/6b', '--watch', '--json'], env);
    expect([watched.exit, machineReadable(watched)]).toMatchObject([0, { state: 'circulated', letters: { total: 2, accepted: 2, queued: 0 } }]);
    expect(smtp.mails.map(({ to }) => to).sort()).toEqual(['mission.fr@missions.example', 'mission.uy@missions.example']);
    expect(await (await fetch(`${env['PUBLIC_URL']}/c/invented/6b/proposed`)).text()).toContain('Invented Association');
  });

  it('and the service write at the same time: nothing is lost and the record stays one chain', async () => {
    const { token } = await done('officer', 'token', 'drafter@nemcon.example');
    const create = (n: number): Promise<number> => fetch(`${env['PUBLIC_URL']}/api/v1/conferences`, {
      method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ slug: `by-service-${n}`, title: { en: 'Invented' }, modality: { id: 'a-res-71-280' } }),
    }).then(({ status }) => status);
    const statuses: Promise<number>[] = [];
    for (let n = 0; n < 6; n++) {
      statuses.push(...Array.from({ length: 8 }, (_, at) => create(n * 8 + at)));
      await done('conference', 'create', `by-hand-${n}`, 'Invented', '--modality', 'a-res-71-280', '--officer', 'drafter@nemcon.example');
    }
    expect(await Promise.all(statuses)).toEqual(Array.from({ length: 48 }, () => 201));
    expect((await done('conference', 'list')).filter(({ slug }: any) => /^by-/.test(slug))).toHaveLength(54);
    await done('record', 'export', join(folder, 'record.jsonl'));
  });

  it('and a second service share the database only where it is PostgreSQL', async () => {
    const other = { ...env, PORT: String(await freePort()) };
    if (database.address.kind === 'sqlite') {
      const second = await callBin(bin, ['serve', '--json'], other);
      expect([second.exit, machineReadable(second)]).toMatchObject([3, { rule: 'configuration', detail: expect.stringContaining('SQLite serves one service process') }]);
    } else {
      const second = await serveBin(bin, ['serve', '--json'], other);
      expect((await fetch(`http://127.0.0.1:${other['PORT']}/c/invented`)).status).toBe(200);
      await second.stop();
    }
  });
});
