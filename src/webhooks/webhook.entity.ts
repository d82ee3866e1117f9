import { Column, Entity, PrimaryColumn } from 'typeorm';
import { json } from '../platform/columns.js';

/** An address that is told what happened. */
@Entity('webhook')
export class Webhook {
  @PrimaryColumn('text') id!: string;
  @Column('text') url!: string;
  /** What officers call it. */
  @Column('text') label!: string;
  /** Sealed: the shared secret. */
  @Column('text') sealed!: string;
  @Column('text') createdAt!: string;
  /** When the secret was shown; it is shown once. */
  @Column('text', { nullable: true }) shownAt!: string | null;
  @Column('text', { nullable: true }) endedAt!: string | null;
  /** The officer who ended it, or `gone`: it answered that it wants nothing more. */
  @Column('text', { nullable: true }) endedBy!: string | null;
}

export type WebhookState = 'queued' | 'deferred' | 'accepted' | 'failed' | 'dropped';

/** How one try ended: the status of the answer, or why there was none. What was answered besides is not kept. */
export interface WebhookTry {
  at: string;
  answer: number | 'timeout' | 'unreachable' | 'notAllowed';
}

/** One event for one address, written with the act that caused it; outbox and delivery log in one. */
@Entity('webhook_delivery')
export class WebhookDelivery {
  /** The webhook-id: the same at every try. */
  @PrimaryColumn('text') id!: string;
  @Column('text') webhookId!: string;
  @Column('text') type!: string;
  /** The bytes that are signed and sent. */
  @Column('text') body!: string;
  @Column('text') queuedAt!: string;
  @Column('text') state!: WebhookState;
  @Column('integer') attempts!: number;
  @Column('text', { nullable: true }) dueAt!: string | null;
  @Column('text', { nullable: true }) claimedUntil!: string | null;
  @Column('text', { nullable: true }) settledAt!: string | null;
  @Column('text', { transformer: json }) log!: WebhookTry[];
}
