import { Column, Entity, PrimaryColumn } from 'typeorm';
import { json } from '../platform/columns.js';
import type { Role } from './rights.js';

/** A person of the Office of the President. Whoever has left stays as a row: acts and proposals name officers. */
@Entity('officer')
export class Officer {
  @PrimaryColumn('text') id!: string;
  @Column('text') name!: string;
  @Column('text') email!: string;
  /** What the officer may do (rights.ts). */
  @Column('text', { transformer: json }) roles!: Role[];
  @Column('text') createdAt!: string;
  @Column('text', { nullable: true }) endedAt!: string | null;
}

/** A bearer token for the API; only its hash is kept. */
@Entity('officer_token')
export class OfficerToken {
  @PrimaryColumn('text') tokenHash!: string;
  @Column('text') officerId!: string;
  @Column('text') label!: string;
  @Column('text') createdAt!: string;
  @Column('text', { nullable: true }) revokedAt!: string | null;
  @Column('text', { nullable: true }) seenAt!: string | null;
}

/** A sign-in link, used once, for a short time. */
@Entity('officer_sign_in')
export class OfficerSignIn {
  @PrimaryColumn('text') tokenHash!: string;
  @Column('text') officerId!: string;
  @Column('text') expiresAt!: string;
  @Column('text', { nullable: true }) usedAt!: string | null;
}

/** A signed-in browser. `csrf` is what its forms must carry. */
@Entity('officer_session')
export class OfficerSession {
  @PrimaryColumn('text') tokenHash!: string;
  @Column('text') officerId!: string;
  @Column('text') csrf!: string;
  @Column('text') createdAt!: string;
  /** Last use, to the minute. */
  @Column('text') seenAt!: string;
  @Column('text') expiresAt!: string;
  /** Kind of browser, as the officer would name it. */
  @Column('text', { nullable: true }) browser!: string | null;
  /** When a second factor was shown; null where none was. */
  @Column('text', { nullable: true }) factorAt!: string | null;
}

/** The secret that an officer shares with an app, sealed under the installation's key, and the step of the last code taken. */
@Entity('officer_factor')
export class OfficerFactor {
  @PrimaryColumn('text') officerId!: string;
  @Column('text') sealed!: string;
  @Column('integer') lastStep!: number;
  @Column('text') createdAt!: string;
}

/** A code for the day when the app is lost, used once. The tag is keyed: the row alone lets nobody try codes. */
@Entity('officer_recovery_code')
export class OfficerRecoveryCode {
  @PrimaryColumn('text') codeTag!: string;
  @Column('text') officerId!: string;
  @Column('text', { nullable: true }) usedAt!: string | null;
}
