import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { ApplicationNotice } from '../notices/index.js';
import { Outbox } from '../outbox/index.js';
import { ApplicationLinks } from './application-links.js';
import type { OpenApplication } from './applications.js';

/** Letters to applicants. They hold no answer and no outcome: what there is to read waits behind the link. */
@Injectable()
export class ApplicationLetters {
  constructor(private readonly outbox: Outbox, private readonly links: ApplicationLinks) {}

  /** The link in it is the one in force, unless another is given. */
  async queue(tx: EntityManager, notice: ApplicationNotice, { row, email, conference, track }: OpenApplication, at: string, { generation = row.generation, endsAt }: { generation?: number; endsAt?: string } = {}): Promise<void> {
    const { language } = row;
    await this.links.issue(tx, row.id, generation, at);
    await this.outbox.queue(tx, at, [{
      notice, address: email, language,
      data: {
        applicationId: row.id, generation, conferenceTitle: conference.title[language], trackTitle: track.title[language],
        symbol: conference.modality.source.symbol, paragraph: track.paragraph, ...(endsAt ? { endsAt } : {}),
      },
    }]);
  }
}
