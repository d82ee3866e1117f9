import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { mustMay } from '../officers/index.js';
import type { Actor } from '../platform/actor.js';
import { Clock } from '../platform/clock.js';
import type { Config } from '../platform/config.js';
import { Ids } from '../platform/ids.js';
import { insertRows } from '../platform/insert.js';
import { CONFIG } from '../platform/platform.module.js';
import { lineFaults } from '../platform/names.js';
import { refuseFields, Refused, type Fault } from '../platform/refused.js';
import { UnitOfWork } from '../platform/unit-of-work.js';
import { Records } from '../records/index.js';
import { urlFault } from './addresses.js';
import { newSecret } from './standard.js';
import { Webhook, WebhookDelivery } from './webhook.entity.js';
import { Webhooks } from './webhooks.js';

/** Officers set webhooks up and end them; the secret is shown once. */
@Injectable()
export class KeepWebhooksHandler {
  constructor(
    @Inject(CONFIG) private readonly config: Config, private readonly work: UnitOfWork, private readonly clock: Clock, private readonly ids: Ids, private readonly records: Records, private readonly webhooks: Webhooks,
  ) {}

  async add({ url, label }: { url: string; label: string }, actor: Actor): Promise<{ id: string }> {
    mustMay(actor, 'keepWebhooks');
    const [address, name] = [url.trim(), label.trim()];
    const faults: Fault[] = [];
    const rule = urlFault(address, this.config.mode);
    if (rule) faults.push({ field: 'url', rule, params: { value: address.slice(0, 80) } });
    if (!name) faults.push({ field: 'label', rule: 'field-empty' });
    if ([...name].length > 100) faults.push({ field: 'label', rule: 'text-too-long', params: { most: 100 } });
    faults.push(...lineFaults('label', name));
    if (faults.length) throw refuseFields(faults);
    return this.work.run(async (tx) => {
      const at = this.clock.now();
      const id = this.ids.next();
      await insertRows(tx, Webhook, [{ id, url: address, label: name, sealed: this.webhooks.seal(id, newSecret()), createdAt: at, shownAt: null, endedAt: null, endedBy: null }]);
      // An address may hold a token in its path: the record names the host alone.
      this.records.append({ act: 'webhook.added', at, actor, open: { webhook: id, host: new URL(address).host } });
      return { id };
    });
  }

  /** The secret, once: whoever lost it ends the webhook and sets up another. */
  async showSecret({ id }: { id: string }, actor: Actor): Promise<{ secret: string }> {
    mustMay(actor, 'keepWebhooks');
    return this.work.run(async (tx) => {
      const at = this.clock.now();
      const webhook = await this.#living(tx, id);
      const { affected } = await tx.createQueryBuilder().update(Webhook).set({ shownAt: at }).where('"id" = :id AND "shownAt" IS NULL', { id }).execute();
      if (!affected) throw new Refused('secret-shown');
      this.records.append({ act: 'webhook.secretShown', at, actor, open: { webhook: id } });
      return { secret: this.webhooks.secret(webhook) };
    });
  }

  /** Nothing more is sent to it, also not what waits. */
  async end({ id }: { id: string }, actor: Actor): Promise<void> {
    mustMay(actor, 'keepWebhooks');
    await this.work.run(async (tx) => {
      const at = this.clock.now();
      await this.#living(tx, id);
      await tx.update(Webhook, { id }, { endedAt: at, endedBy: actor.name });
      await tx.createQueryBuilder().update(WebhookDelivery).set({ state: 'dropped', dueAt: null, settledAt: at }).where('"webhookId" = :id AND "dueAt" IS NOT NULL', { id }).execute();
      this.records.append({ act: 'webhook.ended', at, actor, open: { webhook: id } });
    });
  }

  /** An event that tells nothing, to see whether the other side takes it. */
  async test({ id }: { id: string }, actor: Actor): Promise<void> {
    mustMay(actor, 'keepWebhooks');
    await this.work.run(async (tx) => {
      await this.#living(tx, id);
      const at = this.clock.now();
      await this.webhooks.queue(tx, at, 'webhook.test', {}, id);
      this.records.append({ act: 'webhook.tested', at, actor, open: { webhook: id } });
    });
  }

  /** Sends a settled event once more, under the same webhook-id. */
  async again({ id, delivery }: { id: string; delivery: string }, actor: Actor): Promise<void> {
    mustMay(actor, 'keepWebhooks');
    await this.work.run(async (tx) => {
      await this.#living(tx, id);
      const { affected } = await tx.update(WebhookDelivery, { id: delivery, webhookId: id }, { state: 'queued', attempts: 0, dueAt: this.clock.machine(), settledAt: null });
      if (!affected) throw new Refused('webhook-unknown');
      this.records.append({ act: 'webhook.sentAgain', at: this.clock.now(), actor, open: { webhook: id, delivery } });
    });
  }

  async #living(tx: EntityManager, id: string): Promise<Webhook> {
    const webhook = await this.webhooks.find(id, tx);
    if (webhook.endedAt) throw new Refused('webhook-ended');
    return webhook;
  }
}
