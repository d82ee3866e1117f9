import { Injectable } from '@nestjs/common';
import { IsNull, Not } from 'typeorm';
import { mustMay } from '../officers/index.js';
import { OutboxMessage, readDeliveryStatus } from '../outbox/index.js';
import type { Actor } from '../platform/actor.js';
import { Reader } from '../platform/reader.js';
import { refuseFields, Refused } from '../platform/refused.js';

/** A letter to a Mission of which a message came that it did not arrive. */
export interface ReturnedLetter {
  listId: string;
  letterId: string;
  iso2: string;
  notice: string;
  address: string;
  /** What the mail server said, for the record. */
  reason: string;
}

const MOST_WORDS = 500;
/** A report quotes a letter, which is small, and a stranger may have made it large. */
export const MAX_MESSAGE = 1024 * 1024;

/**
 * Which letter a returned message is of. Looking records nothing: who sent the message cannot be known, so an officer sees what it says and
 * enters that the letter did not arrive, or does not.
 */
@Injectable()
export class ReturnedLetters {
  constructor(private readonly reader: Reader) {}

  async find(message: Uint8Array, actor: Actor): Promise<ReturnedLetter> {
    mustMay(actor, 'letterLost');
    if (message.length > MAX_MESSAGE) throw refuseFields([{ field: 'message', rule: 'file-too-large', params: { megabytes: MAX_MESSAGE / 1024 / 1024 } }]);
    const status = readDeliveryStatus(message);
    if (!status) throw refuseFields([{ field: 'message', rule: 'returned-shape' }]);
    if (status.action !== 'failed') throw refuseFields([{ field: 'message', rule: 'returned-not-failed', params: { action: status.action.slice(0, 60) } }]);
    const letter = await this.reader.manager.findOneBy(OutboxMessage, { id: status.messageId.split('@')[0]!, iso2: Not(IsNull()), listId: Not(IsNull()) });
    if (!letter) throw refuseFields([{ field: 'message', rule: 'returned-unknown' }]);
    if (letter.state !== 'accepted') throw new Refused('letter-not-accepted');
    const { id, listId, iso2, notice, address } = letter;
    return { listId: listId!, letterId: id, iso2: iso2!, notice, address, reason: [...status.words || status.action].slice(0, MOST_WORDS).join('') };
  }
}
