import { Injectable } from '@nestjs/common';
import { Reader } from '../platform/reader.js';
import { TrialMail } from './trial-mail.entity.js';

/** Reads the trial's mailbox. */
@Injectable()
export class Mailbox {
  constructor(private readonly reader: Reader) {}

  /** Newest first; `to` is a part of the recipient's address. */
  async list({ to, limit, page }: { to: string; limit: number; page: number }): Promise<{ mails: TrialMail[]; total: number }> {
    const query = this.reader.manager.createQueryBuilder(TrialMail, 'm').orderBy('m.at', 'DESC').addOrderBy('m.recipient').addOrderBy('m.id');
    if (to) query.where('LOWER(m.recipient) LIKE :to', { to: `%${to.toLowerCase()}%` });
    const [mails, total] = await query.skip((page - 1) * limit).take(limit).getManyAndCount();
    return { mails, total };
  }

  find(id: string): Promise<TrialMail | null> {
    return this.reader.manager.findOneBy(TrialMail, { id });
  }
}
