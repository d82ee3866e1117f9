import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { Reader } from '../platform/reader.js';
import { ShortSessions } from '../platform/short-sessions.js';
import { UnitOfWork } from '../platform/unit-of-work.js';
import { Application, ApplicationSession } from './application.entity.js';
import { ApplicationLinks } from './application-links.js';
import { Applications } from './applications.js';

/** Sessions of applicants. One by a link of a later generation ends those before it. */
@Injectable()
export class ApplicationSessions extends ShortSessions<ApplicationSession> {
  constructor(work: UnitOfWork, reader: Reader, clock: Clock, private readonly applications: Applications, private readonly links: ApplicationLinks) {
    super(ApplicationSession, work, reader, clock);
  }

  async open(link: string): Promise<{ session: string; seconds: number; applicationId: string }> {
    const { applicationId } = await this.links.find(link);
    return this.work.run(async (tx) => {
      const { row } = await this.applications.lock(tx, applicationId);
      const { generation } = await this.links.find(link, tx);
      if (generation > row.generation) await this.links.revokeBefore(tx, row, generation);
      return { applicationId, ...await this.begin(tx, { applicationId, generation }) };
    });
  }

  /** null when it is unknown, over, or its link was replaced. */
  async find(session: string | undefined): Promise<{ applicationId: string; csrf: string } | null> {
    const row = await this.live(session);
    const application = row && await this.reader.manager.findOneBy(Application, { id: row.applicationId });
    return application?.generation === row?.generation ? row : null;
  }
}
