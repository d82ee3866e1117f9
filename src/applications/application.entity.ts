import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ApplicationContext, ApplicationState } from '../../workflows/application.machine.js';
import type { Language, SixLanguages } from '../platform/i18n.js';
import { json } from '../platform/columns.js';

/** One application of one organization under one track. What the queue sorts and filters by stands open; the rest of the form is sealed. */
@Entity('application')
export class Application {
  @PrimaryColumn('text') id!: string;
  @Column('text') conferenceId!: string;
  @Column('text') callId!: string;
  @Column('text') track!: string;
  @Column('text') state!: ApplicationState;
  @Column('text', { transformer: json }) context!: ApplicationContext;
  @Column('integer') version!: number;
  /** The language in which the applicant is written to. */
  @Column('text') language!: keyof SixLanguages;
  /** Keyed tag of (conference, track, contact address): one application of one organization, and the lost link. */
  @Column('text') emailTag!: string;
  /** As given, byte for byte; empty while nothing was typed. */
  @Column('text') name!: string;
  @Column('text') matchKey!: string;
  @Column('text', { nullable: true }) countryIso2!: string | null;
  @Column('text', { nullable: true }) countryText!: string | null;
  @Column('text', { nullable: true }) category!: string | null;
  /** Sealed JSON of ApplicationForm. */
  @Column('text') sealed!: string;
  /** SHA-256 of the status reference. */
  @Column('text') referenceHash!: string;
  /** Links and sessions of an earlier generation are revoked. */
  @Column('integer') generation!: number;
  @Column('text') createdAt!: string;
  /** When something was last typed or added while it was a draft. */
  @Column('text') savedAt!: string;
  /** When its owner was reminded of a draft that ends; null once it is saved again. */
  @Column('text', { nullable: true }) remindedAt!: string | null;
  /** When its retention was over: what was typed, added and asked is gone since. */
  @Column('text', { nullable: true }) endedAt!: string | null;
  @Column('text', { nullable: true }) submittedAt!: string | null;
  @Column('text', { nullable: true }) decidedAt!: string | null;
  @Column('text', { nullable: true }) assigneeId!: string | null;
  @Column('text', { transformer: json }) screening!: Screening;
}

/** What officers did with an application. */
export interface Screening {
  /** Ids of the checklist's points that are ticked. */
  checked: string[];
  recommendation: Judgement | null;
  decision: (Judgement & { recommendedBy: string | null }) | null;
}

export interface Judgement {
  outcome: 'eligible' | 'notEligible';
  /** Key of a worded reason (apply:reason.*), or `other` with a text. */
  reason: string | null;
  text: string | null;
  /** The language in which the text is written; null where nobody said. Absent of a text that was written when no applicant read it. */
  language?: Language | null;
  officerId: string;
  officer: string;
  at: string;
}

/** A link that was given for an application. The token itself is not stored. */
@Entity('application_link')
export class ApplicationLink {
  @PrimaryColumn('text') tokenHash!: string;
  @Column('text') applicationId!: string;
  @Column('integer') generation!: number;
  @Column('text') issuedAt!: string;
}

/** The browser of an applicant who opened the link. */
@Entity('application_session')
export class ApplicationSession {
  @PrimaryColumn('text') tokenHash!: string;
  @Column('text') applicationId!: string;
  @Column('integer') generation!: number;
  @Column('text') csrf!: string;
  @Column('text') expiresAt!: string;
}

/** An uploaded document; its bytes are sealed in the database, so that every process has them and no web server serves them. */
@Entity('application_file')
export class ApplicationFile {
  @PrimaryColumn('text') id!: string;
  @Column('text') applicationId!: string;
  @Column('text') field!: string;
  @Column('text') name!: string;
  @Column('text') type!: string;
  @Column('integer') size!: number;
  @Column('text') sealed!: string;
  @Column('text') addedAt!: string;
  @Column('text', { nullable: true }) removedAt!: string | null;
}

/** A note for staff. The applicant never sees it. */
@Entity('application_note')
export class ApplicationNote {
  @PrimaryColumn('text') id!: string;
  @Column('text') applicationId!: string;
  @Column('text') officer!: string;
  @Column('text') at!: string;
  @Column('text') sealed!: string;
}

/** A question of the desk to the applicant, and the answer. */
@Entity('application_question')
export class ApplicationQuestion {
  @PrimaryColumn('text') id!: string;
  @Column('text') applicationId!: string;
  @Column('text') officer!: string;
  @Column('text') askedAt!: string;
  /** Sealed JSON of { question, answer }. */
  @Column('text') sealed!: string;
  @Column('text', { nullable: true }) answeredAt!: string | null;
}
