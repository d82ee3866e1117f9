import { Injectable } from '@nestjs/common';
import { Clock, hours, plusMilliseconds } from '../platform/clock.js';
import { sweepExpired } from '../platform/expired.js';
import { insertRows } from '../platform/insert.js';
import { randomToken, tokenHash } from '../platform/keys.js';
import { Reader } from '../platform/reader.js';
import { UnitOfWork } from '../platform/unit-of-work.js';
import { RepresentativeSession } from './meeting.entity.js';

const LENGTH = hours(12);

/** Short sessions of organizations that come by their status reference: exchanged by one deliberate press, as often as wished. */
@Injectable()
export class RepresentativeSessions {
  constructor(private readonly work: UnitOfWork, private readonly reader: Reader, private readonly clock: Clock) {}

  async open(holderId: string): Promise<{ session: string; seconds: number }> {
    const session = randomToken();
    const expiresAt = plusMilliseconds(this.clock.machine(), LENGTH);
    await this.work.run((tx) => insertRows(tx, RepresentativeSession, [{ tokenHash: tokenHash(session), holderId, csrf: randomToken(), expiresAt }]));
    return { session, seconds: LENGTH / 1000 };
  }

  async find(session: string | undefined): Promise<{ holderId: string; csrf: string } | null> {
    if (!session) return null;
    const row = await this.reader.manager.findOneBy(RepresentativeSession, { tokenHash: tokenHash(session) });
    return row && row.expiresAt > this.clock.machine() ? { holderId: row.holderId, csrf: row.csrf } : null;
  }

  async close(session: string): Promise<void> {
    await this.work.run((tx) => tx.delete(RepresentativeSession, { tokenHash: tokenHash(session) }));
  }

  async sweep(): Promise<void> {
    await sweepExpired(this.work, RepresentativeSession, this.clock.machine());
  }
}
