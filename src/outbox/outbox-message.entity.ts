import { Column, Entity, PrimaryColumn } from 'typeorm';
import { json } from '../platform/columns.js';
import type { Language } from '../platform/i18n.js';

/** `givenUp`: no mail server had taken it when it was of no use any more. */
export type DeliveryState = 'queued' | 'accepted' | 'deferred' | 'refused' | 'givenUp';

/**
 * One letter to one address, written in the transaction of the act that causes it. It holds facts, not words: the letter is
 * a pure function of this row and the key, so each try sends the same bytes. These rows are the delivery register as well.
 */
@Entity('outbox_message')
export class OutboxMessage {
  @PrimaryColumn('text') id!: string;
  @Column('text') notice!: string;
  @Column('text', { nullable: true }) listId!: string | null;
  @Column('text', { nullable: true }) iso2!: string | null;
  @Column('text', { nullable: true }) nominationId!: string | null;
  @Column('text') address!: string;
  @Column('text') language!: Language;
  @Column('text', { transformer: json }) data!: Record<string, unknown>;
  /** The Date header, and the instant of queueing. */
  @Column('text') queuedAt!: string;
  @Column('text') state!: DeliveryState;
  @Column('integer') attempts!: number;
  /** When the next try is due; null once settled. */
  @Column('text', { nullable: true }) dueAt!: string | null;
  /** Until then the row is in the hands of a relay. */
  @Column('text', { nullable: true }) claimedUntil!: string | null;
  /** After that it is not tried any more: in the service's time of a list's letter, in the machine's of any other; null where it is always of use. */
  @Column('text', { nullable: true }) ofUseUntil!: string | null;
  /** The mail server's last words. */
  @Column('text', { nullable: true }) response!: string | null;
  @Column('text', { nullable: true }) settledAt!: string | null;
}
