import { Column, Entity, PrimaryColumn } from 'typeorm';
import { json } from '../platform/json-column.js';
import type { Role } from './rights.js';

/** A person of the Office of the President. */
@Entity('officer')
export class Officer {
  @PrimaryColumn('text') id!: string;
  @Column('text') name!: string;
  @Column('text') email!: string;
  /** What the officer may do (rights.ts). */
  @Column('text', { transformer: json }) roles!: Role[];
  @Column('text') createdAt!: string;
}

/** A bearer token for the API; only its hash is kept. */
@Entity('officer_token')
export class OfficerToken {
  @PrimaryColumn('text') tokenHash!: string;
  @Column('text') officerId!: string;
  @Column('text') label!: string;
  @Column('text') createdAt!: string;
  @Column('text', { nullable: true }) revokedAt!: string | null;
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
  @Column('text') expiresAt!: string;
}
