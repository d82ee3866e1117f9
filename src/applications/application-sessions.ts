import { Injectable } from '@nestjs/common';
import { Clock, hours, plusMilliseconds } from '../platform/clock.js';
import { sweepExpired } from '../platform/expired.js';
import { insertRows } from '../platform/insert.js';
import { randomToken, tokenHash } from '../platform/keys.js';
import { Reader } from '../platform/reader.js';
import { UnitOfWork } from '../platform/unit-of-work.js';
import { Application, ApplicationSession } from './application.entity.js';
import { ApplicationLinks } from './application-links.js';
import { Applications } from './applications.js';

const LENGTH = hours(12);

/** Short sessions of applicants: a link is exchanged by one deliberate press, never by opening it, and may be exchanged many times. One of a later generation ends those before it. */
@Injectable()
export class ApplicationSessions {
  constructor(
    private readonly work: UnitOfWork, private readonly reader: Reader, private readonly clock: Clock, private readonly applications: Applications,
    private readonly links: ApplicationLinks,
  ) {}

  async open(link: string): Promise<{ session: string; seconds: number; applicationId: string }> {
    const { applicationId } = await this.links.find(link);
    const session = randomToken();
    const expiresAt = plusMilliseconds(this.clock.machine(), LENGTH);
    await this.work.run(async (tx) => {
      const { row } = await this.applications.lock(tx, applicationId);
      const { generation } = await this.links.find(link, tx);
      if (generation > row.generation) await this.links.revokeBefore(tx, row, generation);
      await insertRows(tx, ApplicationSession, [{ tokenHash: tokenHash(session), applicationId, generation, csrf: randomToken(), expiresAt }]);
    });
    return { session, seconds: LENGTH / 1000, applicationId };
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

  async sweep(): Promise<void> {
    await sweepExpired(this.work, ApplicationSession, this.clock.machine());
  }
}
