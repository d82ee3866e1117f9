import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { RegistrationTables } from '../../workflows/conference-report.js';
import type { ReportTables } from '../../workflows/report.js';

/** All figures of a list as they were when it became final. They tell of objections, and are sealed under the list's key. */
@Entity('list_report')
export class ListReport {
  @PrimaryColumn('text') listId!: string;
  @Column('text') at!: string;
  /** Sealed JSON of ReportFigures. */
  @Column('text') sealed!: string;
}

/** A report as it was published, for good. The second one, where two officers published it, holds figures on objections too. */
@Entity('published_report')
export class PublishedReport {
  @PrimaryColumn('text') listId!: string;
  @PrimaryColumn('integer') number!: number;
  /** Canonical JSON of ReportDocument. */
  @Column('text') document!: string;
  /** SHA-256 of the document; it stands in the record. */
  @Column('text') hash!: string;
}

export interface ReportDocument extends ReportTables {
  format: 'nemcon-report/1';
  conference: string;
  list: string;
  number: number;
  finalizedAt: string;
  publishedAt: string;
}

/** What is published of those who registered without a list, once and for good: when the last list of the conference became final. */
@Entity('registration_report')
export class RegistrationReport {
  @PrimaryColumn('text') conferenceId!: string;
  /** Canonical JSON of RegistrationDocument. */
  @Column('text') document!: string;
  /** SHA-256 of the document; it stands in the record. */
  @Column('text') hash!: string;
}

export interface RegistrationDocument extends RegistrationTables {
  format: 'nemcon-registrations/1';
  conference: string;
  publishedAt: string;
}
