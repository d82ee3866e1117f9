import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Type } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Ticker } from '../../src/delivery/ticker.js';
import { Transport } from '../../src/delivery/index.js';
import type { Config, DatabaseAddress } from '../../src/platform/config.js';
import type { Databases } from '../../src/platform/database.js';
import { Ids } from '../../src/platform/ids.js';
import { KeyStore, randomness } from '../../src/platform/key-store.js';
import { Log } from '../../src/platform/log.js';
import { UnitOfWork } from '../../src/platform/unit-of-work.js';
import { createServer, openGround } from '../../src/server.js';
import { WebhookRelay, Webhooks, WebhookSender } from '../../src/webhooks/index.js';
import type { Database } from '../support/databases.js';
import { freePort } from '../support/service.js';
import { startSmtp, type Mail, type Smtp } from '../support/smtp.js';
import { lettersOf } from './mail.js';
import { Chance, StillClock } from './stillness.js';
import { asText, HOST, Wire, type Answer, type Asked } from './wire.js';

/** Something that could be observed: by whom, what was looked at, and every byte that was to be seen. */
export interface Seen {
  who: string;
  what: string;
  text: string;
}

/** What a planted leak may do to an answer on its way out. */
export type Tamper = (request: FastifyRequest, reply: FastifyReply, payload: unknown) => unknown;

/**
 * A whole service of a real installation, listening, with its database, its mail server and its log, in which nothing happens by
 * itself: the clock stands, the tick is called, and what is random comes from the step of the history.
 */
export class World {
  readonly clock = new StillClock();
  /** Route templates with the status codes that they answered, by `METHOD /template`. */
  readonly routes = new Map<string, Set<number>>();
  app!: NestFastifyApplication;
  /** Where it listens; its letters name another address unless it is plain. */
  url = '';
  tamper: Tamper | null = null;
  /** Is told of every request that is sent. */
  onAsk: ((asked: Asked) => void) | null = null;
  /** Every letter that was sent. */
  readonly sent: Mail[] = [];
  /** How often a webhook was called. */
  called = 0;
  #wire!: Wire;
  #smtp!: Smtp;
  #seen: Seen[] = [];
  #lines: string[] = [];
  #statements: string[] = [];
  #drop = async (): Promise<void> => undefined;
  readonly #bytes = new Chance();
  readonly #ids = new Chance();

  private constructor(readonly name: string, private readonly keyFile: string) {}

  /** A world by itself, with keys of its own; `close` drops its database. */
  static async alone(open: () => Promise<Database>, { plain = false } = {}): Promise<World> {
    const keys = keyFolder();
    KeyStore.init(join(keys.path, 'key'));
    const database = await open();
    const world = await World.start('alone', database.address, join(keys.path, 'key'), plain);
    world.#drop = async () => {
      await database.drop();
      keys.drop();
    };
    return world;
  }

  /** `keyFile` must exist; two worlds have the same keys, or no letter could be compared. A plain one serves http to browsers. */
  static async start(name: string, database: DatabaseAddress, keyFile: string, plain = false): Promise<World> {
    const world = new World(name, keyFile);
    await world.#start(database, plain);
    return world;
  }

  async #start(database: DatabaseAddress, plain: boolean): Promise<void> {
    this.#smtp = await startSmtp();
    const port = await freePort();
    this.url = `http://127.0.0.1:${port}`;
    const config: Config = {
      mode: 'live', host: '127.0.0.1', port, trustedProxies: ['127.0.0.1'], smtpUrl: this.#smtp.url, database, secondFactor: 'optional', institution: null,
      publicUrl: plain ? this.url : `https://${HOST}`, mailFrom: `Office of the President <noreply@${HOST}>`, contact: `office@${HOST}`, keyFile: this.keyFile,
    };
    const ground = { ...await openGround(config), clock: this.clock };
    this.app = await createServer(ground, new Log('info', { write: (line: string) => void this.#lines.push(line) }));
    const fastify = this.app.getHttpAdapter().getInstance();
    fastify.addHook('onSend', async (request, reply, payload) => {
      const route = `${request.method} ${request.routeOptions.url ?? '(none)'}`;
      const tampered = this.tamper ? await this.tamper(request, reply, payload) : payload;
      this.routes.set(route, (this.routes.get(route) ?? new Set()).add(reply.statusCode));
      return tampered;
    });
    await this.app.listen(port, '127.0.0.1');
    this.#wire = new Wire(port);
    this.#stand(ground.databases);
  }

  /** No tick by itself, statements written down, letters one after another so that their order can be compared, ids by step. */
  #stand({ writing, reading }: Databases): void {
    const ticks = this.get(SchedulerRegistry);
    for (const name of ticks.getIntervals()) ticks.deleteInterval(name);
    const write = ({ query, parameters, rawResults }: { query: string; parameters?: unknown[]; rawResults: unknown }): void => {
      const rows = Array.isArray(rawResults) ? rawResults.length : ((rawResults as { rowCount?: number } | undefined)?.rowCount ?? 0);
      this.#statements.push(`${query.replace(/\s+/g, ' ')} [${parameters?.length ?? 0} values, ${rows} rows]`);
    };
    for (const source of new Set([writing, reading])) source.subscribers.push({ afterQuery: write as never });
    this.get(Ids).next = () => this.#ids.uuid();
    const transport = this.get<Transport>(Transport as never);
    transport.send = oneByOne(transport.send.bind(transport));
    // No call leaves the machine; the first of each event fails, so that it is tried again.
    const tried = new Set<string>();
    this.get(WebhookSender).send = async (url, headers, body) => {
      this.note('badge desk', 'webhook', `${this.clock.at} ${url.href}\n${JSON.stringify(headers)}\n${body}`);
      this.called++;
      const id = headers['webhook-id']!;
      return { answer: tried.has(id) ? 200 : (tried.add(id), 503), retryAfter: null };
    };
    const webhooks = this.get(Webhooks);
    webhooks.find = oneByOne(webhooks.find.bind(webhooks));
    // PostgreSQL would let two hands of the relay take letters at once, in an order that no run repeats.
    const work = this.get<UnitOfWork>(UnitOfWork as never);
    const run = work.run.bind(work);
    const next = oneByOne(run as (work: never) => Promise<unknown>);
    work.run = ((act: never) => (work.opened ? run(act) : next(act))) as typeof work.run;
  }

  get<T>(type: Type<T>): T {
    return this.app.get(type, { strict: false });
  }

  /** One step of a history: `work`, and the tick after it. Returns everything that could be observed in it. */
  async step(id: string, at: string, work: () => Promise<void>): Promise<Seen[]> {
    this.clock.at = at;
    await this.#within(id, work);
    await this.#within(`${id}/tick`, async () => {
      await this.get(Ticker).tick();
      await this.get(WebhookRelay).tick();
    });
    const mails = this.#smtp.mails.splice(0);
    this.sent.push(...mails);
    const letters = await lettersOf(this, mails);
    const logged = this.#lines.splice(0).map((line) => ({ who: 'operator', what: 'log', text: line.replace(/"time":\d+/, '"time":(now)') }));
    return [...this.#seen.splice(0), ...letters, ...logged];
  }

  async #within(step: string, work: () => Promise<void>): Promise<void> {
    this.#bytes.begin(`bytes/${step}`);
    this.#ids.begin(`ids/${step}`);
    const take = randomness.take;
    randomness.take = (count) => this.#bytes.take(count);
    try {
      await work();
    } finally {
      randomness.take = take;
    }
  }

  /** Writes down what somebody gets by another way than a request or a letter. */
  note(who: string, what: string, text: string): void {
    this.#seen.push({ who, what, text });
  }

  /** A request. Where it is `who`'s to see, its answer and the statements that it caused are written down. */
  async ask(who: string | null, asked: Asked): Promise<Answer> {
    this.#statements.length = 0;
    this.onAsk?.(asked);
    const answer = await this.#wire.ask(asked);
    await setImmediate();
    if (who) {
      const what = `${asked.method ?? 'GET'} ${asked.path}`;
      this.#seen.push({ who, what, text: asText(answer) }, { who, what: `statements of ${what}`, text: this.#listed() });
    }
    return answer;
  }

  /** One request, and every byte of its answer, with the statements behind it. */
  async look(asked: Asked, statements = true): Promise<string> {
    const answer = await this.ask(null, asked);
    return statements ? `${asText(answer)}\n${this.#listed()}` : asText(answer);
  }

  /** In the order of their words: what a page asks for at once PostgreSQL answers in any order. */
  #listed(): string {
    return [...this.#statements].sort().join('\n');
  }

  async close(): Promise<void> {
    this.#wire.close();
    await this.app.close();
    await this.#smtp.close();
    await this.#drop();
  }
}

/** Calls stand in a queue. */
function oneByOne<A extends unknown[], T>(call: (...args: A) => Promise<T>): (...args: A) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (...args) => {
    const mine = last.then(() => call(...args));
    last = mine.catch(() => undefined);
    return mine;
  };
}

/** A folder for the keys of two worlds. */
export function keyFolder(): { path: string; drop: () => void } {
  const path = mkdtempSync(`${tmpdir()}/nemcon-keys-`);
  return { path, drop: () => rmSync(path, { recursive: true, force: true }) };
}
