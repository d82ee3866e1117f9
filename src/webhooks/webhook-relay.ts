import { createHash } from 'node:crypto';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { system } from '../platform/actor.js';
import { allDone } from '../platform/all-done.js';
import { Clock, hours, minutes, plusMilliseconds } from '../platform/clock.js';
import { claimDue, settleClaimed } from '../platform/due.js';
import { InTurn } from '../platform/in-turn.js';
import { Log } from '../platform/log.js';
import { UnitOfWork } from '../platform/unit-of-work.js';
import { Records } from '../records/index.js';
import { WebhookSender, type Sent } from './sender.js';
import { signature } from './standard.js';
import { Webhook, WebhookDelivery, type WebhookState, type WebhookTry } from './webhook.entity.js';
import { Webhooks } from './webhooks.js';

const CLAIM = 16;
/** Waits after the first try, the second and so on; then it is given up. Three days in all. */
const WAITS = [5_000, minutes(5), minutes(30), hours(2), hours(5), hours(10), hours(14), hours(20), hours(24)] as const;

const LONGEST = 2 * WAITS.at(-1)!;

/** Spread by the event's own identifier, so that what failed together does not come again together. */
const spread = (wait: number, id: string): number => Math.round(wait * (1 + createHash('sha256').update(id).digest()[0]! / 2_560));

/** Sends what waits for webhooks, apart from the letters: an address that stalls holds up no mail. At least once, the same bytes and webhook-id at each try. */
@Injectable()
export class WebhookRelay implements OnApplicationShutdown {
  readonly #sending = new InTurn(() => this.#drain());
  #closed = false;

  constructor(
    private readonly work: UnitOfWork, private readonly clock: Clock, private readonly webhooks: Webhooks, private readonly sender: WebhookSender, private readonly records: Records, private readonly log: Log,
  ) {}

  @Interval(1_000)
  async tick(): Promise<void> {
    if (this.#sending.busy) return;
    await this.drain().catch((error: unknown) => this.log.fault(error, 'webhooks'));
  }

  /** Sends everything that is due now. */
  drain(): Promise<void> {
    return this.#sending.run();
  }

  async onApplicationShutdown(): Promise<void> {
    this.#closed = true;
    await this.#sending.over();
  }

  async #drain(): Promise<void> {
    while (!this.#closed) {
      const claimed = await this.#claim();
      if (claimed.length === 0) return;
      await allDone(claimed.map((row) => this.#send(row)));
    }
  }

  #claim(): Promise<WebhookDelivery[]> {
    return this.work.run((tx) => claimDue(tx, WebhookDelivery, this.clock.machine(), { limit: CLAIM, longest: LONGEST }));
  }

  async #send(row: WebhookDelivery): Promise<void> {
    const { id, webhookId, body, attempts, log } = row;
    const webhook = await this.webhooks.find(webhookId);
    if (webhook.endedAt) return void (await this.#settle(row, { state: 'dropped', dueAt: null }));
    const at = this.clock.machine();
    const seconds = Math.floor(Date.parse(at) / 1000);
    const sent = await this.sender.send(new URL(webhook.url), { 'webhook-id': id, 'webhook-timestamp': String(seconds), 'webhook-signature': signature(this.webhooks.secret(webhook), id, seconds, body) }, body);
    const tries: WebhookTry[] = [...log, { at, answer: sent.answer }].slice(-20);
    const own = await this.#settle(row, { ...this.#next(id, attempts + 1, sent), attempts: attempts + 1, log: JSON.stringify(tries) });
    if (own && sent.answer === 410) await this.#gone(webhook);
  }

  /** Only an answer of success is one: a redirect is a failure, whoever moved changes the address. */
  #next(id: string, attempts: number, { answer, retryAfter }: Sent): { state: WebhookState; dueAt: string | null } {
    if (typeof answer === 'number' && answer >= 200 && answer < 300) return { state: 'accepted', dueAt: null };
    const wait = WAITS[attempts - 1];
    if (answer === 410 || wait === undefined) return { state: 'failed', dueAt: null };
    const asked = Math.min((retryAfter ?? 0) * 1000, hours(24));
    return { state: 'deferred', dueAt: plusMilliseconds(this.clock.machine(), Math.max(spread(wait, id), asked)) };
  }

  #settle(row: WebhookDelivery, facts: { state: WebhookState; dueAt: string | null; attempts?: number; log?: string }): Promise<boolean> {
    return this.work.run((tx) => settleClaimed(tx, 'webhook_delivery', row, { ...facts, settledAt: facts.dueAt ? null : this.clock.machine() }));
  }

  /** It answered that it wants nothing more. */
  async #gone({ id }: Webhook): Promise<void> {
    await this.work.run(async (tx) => {
      const at = this.clock.now();
      const { affected } = await tx.createQueryBuilder().update(Webhook).set({ endedAt: at, endedBy: 'gone' }).where('"id" = :id AND "endedAt" IS NULL', { id }).execute();
      if (affected) this.records.append({ act: 'webhook.ended', at, actor: system, open: { webhook: id } });
    });
  }
}
