import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer as createSocket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Type } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { Clock } from '../../src/platform/clock.js';
import type { Config, DatabaseAddress } from '../../src/platform/config.js';
import { Log } from '../../src/platform/log.js';
import { createServer, openGround } from '../../src/server.js';

export interface Service {
  url: string;
  keyFile: string;
  app: NestFastifyApplication;
  get<T>(type: Type<T> | (abstract new (...args: never[]) => T)): T;
  /** Moves the clock so that it shows this instant now, and runs on. */
  setTime(instant: string): void;
  /** Holds the clock at this instant, until it is moved. */
  holdTime(instant: string): void;
  close(): Promise<void>;
}

/** Below what systems give to those who ask for any port; two workers never come to the same one between its choice and its use. */
let nextPort = 11_000 + 8 * randomInt(2_500) + (Number(process.env['JEST_WORKER_ID'] ?? 0) % 8);

/** A port that nobody listens on, and that the system gives to nobody else. */
export async function freePort(): Promise<number> {
  const port = (nextPort += 8);
  const socket = createSocket();
  const free = await new Promise<boolean>((done) => socket.once('error', () => done(false)).listen(port, '127.0.0.1', () => done(true)));
  if (!free) return freePort();
  await new Promise((done) => socket.close(done));
  return port;
}

/**
 * The whole service on a database of its own, listening: trial mode, unless an SMTP server is given.
 * With the database and key file of another it is the same installation: a second process, or the service started anew.
 * Without ticks nothing is sent or noticed but when a test asks for it.
 */
export async function startService({ database, smtpUrl = null, now, keyFile, trustedProxies = [], port: fixed, ticks = true, log = new Log('silent'), config: more = {} }: {
  database?: DatabaseAddress; smtpUrl?: string | null; now?: string; keyFile?: string; trustedProxies?: string[]; port?: number; ticks?: boolean; log?: Log; config?: Partial<Config>;
} = {}): Promise<Service> {
  const folder = mkdtempSync(join(tmpdir(), 'nemcon-'));
  const port = fixed ?? await freePort();
  const config: Config = {
    mode: 'trial', host: '127.0.0.1', port, trustedProxies, smtpUrl, secondFactor: 'optional', institution: null,
    database: database ?? { kind: 'sqlite', file: join(folder, 'service.sqlite') },
    publicUrl: `http://127.0.0.1:${port}`, mailFrom: 'Office of the President <noreply@nemcon.example>', contact: 'office@nemcon.example', keyFile: keyFile ?? join(folder, 'key'), ...more,
  };
  const ground = await openGround(config);
  // Nothing here is to survive the machine, and no test waits for the disk: PostgreSQL of the tests is started likewise.
  if (config.database.kind === 'sqlite') await ground.databases.writing.query('PRAGMA synchronous = OFF');
  if (now) ground.clock.setOffset(Date.parse(now) - Date.now());
  const app = await createServer(ground, log);
  await app.listen(port, '127.0.0.1');
  const schedule = app.get(SchedulerRegistry, { strict: false });
  if (!ticks) for (const name of schedule.getIntervals()) schedule.deleteInterval(name);
  const clock = app.get(Clock, { strict: false });
  const running = clock.now.bind(clock);
  return {
    url: `http://127.0.0.1:${port}`,
    keyFile: config.keyFile,
    app,
    get: (type) => app.get(type as Type, { strict: false }),
    setTime(instant) {
      clock.now = running;
      clock.setOffset(Date.parse(instant) - Date.now());
    },
    holdTime(instant) {
      clock.now = () => instant;
    },
    async close() {
      await app.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
