import { Injectable } from '@nestjs/common';
import { applicationStatus, type ApplicationStatus } from '../../workflows/public-status.js';
import { ListedNames } from '../lists/index.js';
import { mustMay } from '../officers/index.js';
import type { Actor } from '../platform/actor.js';
import { Keys } from '../platform/keys.js';
import { matchKey } from '../platform/names.js';
import { Reader } from '../platform/reader.js';
import { Refused } from '../platform/refused.js';
import { Application, ApplicationFile, ApplicationNote, ApplicationQuestion } from './application.entity.js';
import type { OpenApplication } from './applications.js';

export interface QueueFilter {
  track?: string;
  state?: string;
  category?: string;
  /** ISO code of a Member State, or a place as typed. */
  country?: string;
  /** Id of an officer; `none` for those that nobody looks after. */
  assignee?: string;
  search?: string;
}

/** A question with its box opened. */
export interface Question {
  id: string;
  officer: string;
  askedAt: string;
  question: string;
  answer: string | null;
  answeredAt: string | null;
}

export interface StatusOfApplication {
  application: OpenApplication;
  status: ApplicationStatus;
  /** When the outcome was told: the list's finalization, or the desk's decision where that is told at once. */
  outcomeAt: string | null;
}

/** Applications for the desk, and what an applicant may know of its own. */
@Injectable()
export class ApplicationsQuery {
  constructor(private readonly reader: Reader, private readonly keys: Keys, private readonly listed: ListedNames) {}

  /** The queue, those that wait longest first; drafts are nobody's business yet. */
  async queue(conferenceId: string, filter: QueueFilter, actor: Actor): Promise<Application[]> {
    mustMay(actor, 'readApplications');
    const query = this.reader.manager.createQueryBuilder(Application, 'a').where('a.conferenceId = :conferenceId AND a.state <> :draft', { conferenceId, draft: 'draft' });
    for (const field of ['track', 'state', 'category'] as const) if (filter[field]) query.andWhere(`a.${field} = :${field}`, { [field]: filter[field] });
    if (filter.country) query.andWhere('(a.countryIso2 = :country OR a.countryText = :country)', { country: filter.country });
    if (filter.assignee === 'none') query.andWhere('a.assigneeId IS NULL');
    else if (filter.assignee) query.andWhere('a.assigneeId = :assignee', { assignee: filter.assignee });
    const rows = await query.orderBy('a.submittedAt', 'ASC').addOrderBy('a.id', 'ASC').getMany();
    const words = matchKey(filter.search ?? '').split(' ').filter(Boolean);
    return rows.filter((row) => words.every((word) => row.matchKey.includes(word)));
  }

  async questions(applicationId: string): Promise<Question[]> {
    const rows = await this.reader.manager.find(ApplicationQuestion, { where: { applicationId }, order: { askedAt: 'ASC', id: 'ASC' } });
    return rows.map(({ id, officer, askedAt, answeredAt, sealed }) => ({ id, officer, askedAt, answeredAt, ...(JSON.parse(this.keys.open(`application-question:${id}`, sealed)) as Pick<Question, 'question' | 'answer'>) }));
  }

  async notes(applicationId: string, actor: Actor): Promise<{ officer: string; at: string; words: string }[]> {
    mustMay(actor, 'readApplications');
    const rows = await this.reader.manager.find(ApplicationNote, { where: { applicationId }, order: { at: 'ASC', id: 'ASC' } });
    return rows.map(({ id, officer, at, sealed }) => ({ officer, at, words: this.keys.open(`application-note:${id}`, sealed) }));
  }

  async files(applicationId: string): Promise<Omit<ApplicationFile, 'sealed'>[]> {
    const rows = await this.reader.manager.find(ApplicationFile, { where: { applicationId }, order: { addedAt: 'ASC', id: 'ASC' } });
    return rows.filter(({ removedAt }) => removedAt === null).map(({ sealed: _, ...file }) => file);
  }

  /** The bytes of a document, for the applicant whose it is and for officers who may read applications. */
  async file(applicationId: string, fileId: string): Promise<{ name: string; type: string; bytes: Buffer }> {
    const row = await this.reader.manager.findOneBy(ApplicationFile, { id: fileId, applicationId });
    if (!row || row.removedAt) throw new Refused('attachment-unknown');
    return { name: row.name, type: row.type, bytes: Buffer.from(this.keys.open(`application-file:${fileId}`, row.sealed), 'base64') };
  }

  /** What the applicant may know. Nothing in it changes with a screening or an objection before the outcomes are told. */
  async status(application: OpenApplication): Promise<StatusOfApplication> {
    const { row, track } = application;
    const outcome = track.way.kind === 'list' ? await this.listed.outcome(row.conferenceId, track.way.list, row.id) : null;
    return {
      application, status: applicationStatus(row.state, track.toldAt, outcome?.status ?? null),
      outcomeAt: outcome?.finalizedAt ?? (track.toldAt === 'decision' ? row.decidedAt : null),
    };
  }
}
