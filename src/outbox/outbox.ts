import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Language } from '../platform/i18n.js';
import { Clock } from '../platform/clock.js';
import { Ids } from '../platform/ids.js';
import { insertRows } from '../platform/insert.js';
import { OutboxMessage } from './outbox-message.entity.js';

export interface Letter {
  notice: string;
  address: string;
  language: Language;
  data: Record<string, unknown>;
  listId?: string;
  iso2?: string;
  nominationId?: string;
  ofUseUntil?: string;
}

/** Letters that wait to be sent, written with the act that causes them. */
@Injectable()
export class Outbox {
  constructor(private readonly ids: Ids, private readonly clock: Clock) {}

  /** Letters to people at these addresses that have gone out or never will: the register of deliveries of Missions stays. */
  async forget(tx: EntityManager, addresses: string[]): Promise<void> {
    if (addresses.length) await tx.createQueryBuilder().delete().from(OutboxMessage).where('"iso2" IS NULL AND "dueAt" IS NULL AND "address" IN (:...addresses)', { addresses }).execute();
  }

  async queue(tx: EntityManager, at: string, letters: Letter[]): Promise<void> {
    // Tries run on the machine's time: a trial's jump there and back must not strand a letter.
    const dueAt = this.clock.machine();
    await insertRows(tx, OutboxMessage, letters.map((letter) => ({
      id: this.ids.next(), listId: null, iso2: null, nominationId: null, ofUseUntil: null, ...letter,
      queuedAt: at, state: 'queued' as const, attempts: 0, dueAt, claimedUntil: null, response: null, settledAt: null,
    })));
  }
}
