import { mkdtempSync, rmSync } from 'node:fs';
import { createServer as createSocket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Type } from '@nestjs/common';
import { Clock } from '../../src/platform/clock.js';
import type { Config, DatabaseAddress } from '../../src/platform/config.js';
import { Log } from '../../src/platform/log.js';
import { createServer, openGround } from '../../src/server.js';

export interface Service {
  url: string;
  keyFile: string;
  app: NestFastifyApplication;
  get<T>(type: Type<T> | (abstract new (...args: never[]) => T)): T;
  /** Moves the clock so that it shows this instant now. */
  setTime(instant: string): void;
  close(): Promise<void>;
}

export async function freePort(): Promise<number> {
  const socket = createSocket();
  await new Promise<void>((done) => socket.listen(0, '127.0.0.1', done));
  const { port } = socket.address() as { port: number };
  await new Promise((done) => socket.close(done));
  return port;
}

/**
 * The whole service on a database of its own, listening: trial mode, unless an SMTP server is given.
 * With the database and key file of another it is the same installation: a second process, or the service started anew.
 */
export async function startService({ database, smtpUrl = null, now, keyFile, trustedProxies = [], port: fixed, config: more = {} }: {
  database?: DatabaseAddress; smtpUrl?: string | null; now?: string; keyFile?: string; trustedProxies?: string[]; port?: number; config?: Partial<Config>;
} = {}): Promise<Service> {
  const folder = mkdtempSync(join(tmpdir(), 'nemcon-'));
  const port = fixed ?? await freePort();
  const config: Config = {
    mode: 'trial', host: '127.0.0.1', port, trustedProxies, smtpUrl, secondFactor: 'optional', institution: null,
    database: database ?? { kind: 'sqlite', file: join(folder, 'service.sqlite') },
    publicUrl: `http://127.0.0.1:${port}`, mailFrom: 'Office of the President <office@nemcon.example>', keyFile: keyFile ?? join(folder, 'key'), ...more,
  };
  const ground = await openGround(config);
  if (now) ground.clock.setOffset(Date.parse(now) - Date.now());
  const app = await createServer(ground, new Log('silent'));
  await app.listen(port, '127.0.0.1');
  return {
    url: `http://127.0.0.1:${port}`,
    keyFile: config.keyFile,
    app,
    get: (type) => app.get(type as Type, { strict: false }),
    setTime: (instant) => app.get(Clock, { strict: false }).setOffset(Date.parse(instant) - Date.now()),
    async close() {
      await app.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
