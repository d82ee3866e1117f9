import { Injectable } from '@nestjs/common';
import { IsNull, type EntityManager } from 'typeorm';
import { may, mustMay } from '../officers/index.js';
import type { Actor } from '../platform/actor.js';
import { Clock } from '../platform/clock.js';
import { Ids } from '../platform/ids.js';
import { insertRows } from '../platform/insert.js';
import { Keys } from '../platform/keys.js';
import { Reader } from '../platform/reader.js';
import { Refused } from '../platform/refused.js';
import { bodyOf, type WebhookEvent, type WebhookEvents } from './standard.js';
import { Webhook, WebhookDelivery } from './webhook.entity.js';

const SHOWN = 200;

/** The addresses that are told, and the events that wait for them. */
@Injectable()
export class Webhooks {
  constructor(private readonly reader: Reader, private readonly keys: Keys, private readonly ids: Ids, private readonly clock: Clock) {}

  /** Writes an event for every address, in the transaction of the act that it tells of. */
  async queue<E extends WebhookEvent>(tx: EntityManager, at: string, type: E, data: WebhookEvents[E], only?: string): Promise<void> {
    const to = await tx.find(Webhook, { where: { endedAt: IsNull(), ...(only === undefined ? {} : { id: only }) }, order: { id: 'ASC' } });
    const dueAt = this.clock.machine();
    const body = bodyOf(type, at, data);
    await insertRows(tx, WebhookDelivery, to.map(({ id: webhookId }) => ({
      id: `msg_${this.ids.next().replaceAll('-', '')}`, webhookId, type, body, queuedAt: at, state: 'queued' as const, attempts: 0, dueAt, claimedUntil: null, settledAt: null, log: [],
    })));
  }

  all(actor: Actor): Promise<Webhook[]> {
    mustMay(actor, 'readWebhooks');
    return this.reader.manager.find(Webhook, { order: { createdAt: 'ASC', id: 'ASC' } });
  }

  async find(id: string, tx: EntityManager = this.reader.manager): Promise<Webhook> {
    const row = await tx.findOneBy(Webhook, { id });
    if (!row) throw new Refused('webhook-unknown');
    return row;
  }

  /** Its address. The path may hold a secret, and is shown to those alone who keep webhooks. */
  addressOf({ url }: Pick<Webhook, 'url'>, actor: Actor): string {
    return may(actor, 'keepWebhooks') ? url : `${new URL(url).origin}/…`;
  }

  /** The delivery log, newest first. */
  async deliveries(webhookId: string, actor: Actor): Promise<WebhookDelivery[]> {
    mustMay(actor, 'readWebhooks');
    return this.reader.manager.find(WebhookDelivery, { where: { webhookId }, order: { queuedAt: 'DESC', id: 'ASC' }, take: SHOWN });
  }

  secret({ id, sealed }: Pick<Webhook, 'id' | 'sealed'>): string {
    return this.keys.open(`webhook:${id}`, sealed);
  }

  seal(id: string, secret: string): string {
    return this.keys.seal(`webhook:${id}`, secret);
  }
}
