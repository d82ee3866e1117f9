import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../src/cli/run.js';
import type { Io } from '../../src/cli/shell.js';
import type { DatabaseAddress } from '../../src/platform/config.js';
import { openGround } from '../../src/server.js';

/** What one call of the command line gave. */
export interface Said {
  exit: number;
  out: string;
  err: string;
}
export type Env = Record<string, string>;

/** The six variables of an installation. */
export const installation = (database: DatabaseAddress, folder: string, { smtpUrl = 'smtp://127.0.0.1:1', port = 3100 } = {}): Env => ({
  DATABASE_URL: database.kind === 'sqlite' ? `sqlite:${database.file}` : database.url,
  SMTP_URL: smtpUrl, PUBLIC_URL: `http://127.0.0.1:${port}`, MAIL_FROM: 'Office of the President <noreply@nemcon.example>', MAIL_REPLY_TO: 'office@nemcon.example',
  NEMCON_KEY_FILE: join(folder, 'key'),
  PORT: String(port), HOST: '127.0.0.1',
});

/** One call inside the test, on the real database; with its clock so many milliseconds ahead of the machine's where that is given. */
export async function nemcon(env: Env, args: string[], { ahead, ...more }: { ahead?: number } & Partial<Io> = {}): Promise<Said> {
  const said: Said = { exit: 0, out: '', err: '' };
  const io: Io = {
    out: (text) => void (said.out += text), err: (text) => void (said.err += text), env, terminal: false, exit: 0,
    ...(ahead === undefined ? {} : {
      open: async (config) => {
        const ground = await openGround(config);
        ground.clock.setOffset(ahead);
        return ground;
      },
    }),
    ...more,
  };
  await run(args, io);
  return { ...said, exit: io.exit };
}

/** What a program reads: one line of JSON on standard output and nothing else anywhere. */
export function machineReadable({ out, err }: Said): any {
  if (err !== '') throw new Error(`Not for a program: ${err}`);
  if (!/^[^\n]+\n$/.test(out)) throw new Error(`Not one line: ${out}`);
  return JSON.parse(out);
}

/** An installed package in a folder of its own: the sources compiled as the build does, without looking at types again. */
export function installPackage(): { bin: string; folder: string; remove(): void } {
  const root = process.cwd();
  const folder = mkdtempSync(join(tmpdir(), 'nemcon-package-'));
  const { status, stdout } = spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.json', '--noCheck', '--outDir', join(folder, 'dist')], { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`The sources do not compile: ${stdout}`);
  cpSync(join(root, 'dist', 'assets'), join(folder, 'dist', 'assets'), { recursive: true });
  for (const name of ['node_modules', 'templates', 'data', 'package.json']) symlinkSync(join(root, name), join(folder, name));
  mkdirSync(join(folder, 'elsewhere'));
  // What npm makes a command of, as it stands in a clone.
  const { bin: { nemcon: command } } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { bin: { nemcon: string } };
  cpSync(join(root, command), join(folder, command));
  return { bin: join(folder, command), folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** One call of the real program, in a folder where no .env lies. `unread`: whoever reads what it says has gone. */
export function callBin(bin: string, args: string[], env: Env = {}, { unread = false } = {}): Promise<Said> {
  return new Promise((done) => {
    const child = spawnBin(bin, args, env);
    const said: Said = { exit: 0, out: '', err: '' };
    if (unread) child.stdout!.destroy();
    child.stdout!.on('data', (chunk: Buffer) => { said.out += chunk.toString(); });
    child.stderr!.on('data', (chunk: Buffer) => { said.err += chunk.toString(); });
    child.once('close', (code) => done({ ...said, exit: code ?? -1 }));
  });
}

/** The real program as a service: resolves with the first line it prints. */
export function serveBin(bin: string, args: string[], env: Env): Promise<{ first: string; stop(): Promise<number | null> }> {
  return new Promise((ready, fail) => {
    const child = spawnBin(bin, args, env);
    let [out, err] = ['', ''];
    const ended = new Promise<number | null>((done) => { child.once('close', done); });
    const stop = (): Promise<number | null> => { child.kill('SIGTERM'); return ended; };
    child.stdout!.on('data', (chunk: Buffer) => {
      out += chunk.toString();
      if (out.includes('\n')) ready({ first: out.split('\n')[0]!, stop });
    });
    child.stderr!.on('data', (chunk: Buffer) => { err += chunk.toString(); });
    void ended.then((code) => fail(new Error(`It ended with ${code}: ${err}`)));
  });
}

/** The folder of an installed package in which no .env lies. */
const elsewhere = (bin: string): string => join(bin.slice(0, bin.search(/\/(dist|scripts)\//)), 'elsewhere');

const spawnBin = (bin: string, args: string[], env: Env): ChildProcess => spawn(process.execPath, [bin, ...args], {
  cwd: elsewhere(bin), env: { PATH: process.env['PATH'] ?? '', ...env }, stdio: ['ignore', 'pipe', 'pipe'],
});
