import { Injectable } from '@nestjs/common';
import { Clock, hours, plusMilliseconds } from '../platform/clock.js';
import { insertRows } from '../platform/insert.js';
import { randomToken, tokenHash } from '../platform/keys.js';
import { Reader } from '../platform/reader.js';
import { Refused } from '../platform/refused.js';
import { UnitOfWork } from '../platform/unit-of-work.js';
import { Application, ApplicationSession } from './application.entity.js';

const LENGTH = hours(12);

/** Short sessions of applicants: a link is exchanged by one deliberate press, never by opening it, and may be exchanged many times. */
@Injectable()
export class ApplicationSessions {
  constructor(private readonly work: UnitOfWork, private readonly reader: Reader, private readonly clock: Clock) {}

  async open(link: string): Promise<{ session: string; seconds: number; applicationId: string }> {
    const row = await this.reader.manager.findOneBy(Application, { linkHash: tokenHash(link) });
    if (!row) throw new Refused('link-unusable');
    const session = randomToken();
    const expiresAt = plusMilliseconds(this.clock.machine(), LENGTH);
    await this.work.run((tx) => insertRows(tx, ApplicationSession, [{ tokenHash: tokenHash(session), applicationId: row.id, generation: row.generation, csrf: randomToken(), expiresAt }]));
    return { session, seconds: LENGTH / 1000, applicationId: row.id };
  }

  /** null when it is unknown, over, or its link was replaced. */
  async find(session: string | undefined): Promise<{ applicationId: string; csrf: string } | null> {
    if (!session) return null;
    const row = await this.reader.manager.findOneBy(ApplicationSession, { tokenHash: tokenHash(session) });
    if (!row || row.expiresAt <= this.clock.machine()) return null;
    const application = await this.reader.manager.findOneBy(Application, { id: row.applicationId });
    return application?.generation === row.generation ? { applicationId: row.applicationId, csrf: row.csrf } : null;
  }

  async close(session: string): Promise<void> {
    await this.work.run((tx) => tx.delete(ApplicationSession, { tokenHash: tokenHash(session) }));
  }
}
