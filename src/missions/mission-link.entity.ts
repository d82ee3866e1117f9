import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The link of one Mission to one list. A new generation revokes the older ones. The token itself is not stored. */
@Entity('mission_link')
export class MissionLink {
  @PrimaryColumn('text') tokenHash!: string;
  @Column('text') listId!: string;
  @Column('text') iso2!: string;
  @Column('integer') generation!: number;
  @Column('text') issuedAt!: string;
  @Column('text', { nullable: true }) revokedAt!: string | null;
}

/** A short session that a link was exchanged for. `draft` is what was ticked and typed so far, sealed. */
@Entity('mission_session')
export class MissionSession {
  @PrimaryColumn('text') tokenHash!: string;
  @Column('text') linkHash!: string;
  @Column('text') listId!: string;
  @Column('text') iso2!: string;
  @Column('text') csrf!: string;
  @Column('text') createdAt!: string;
  @Column('text') expiresAt!: string;
  @Column('text') draft!: string;
}

/** That a Mission exchanged its link: what the delivery register calls "opened". */
@Entity('mission_opening')
export class MissionOpening {
  @PrimaryColumn('text') listId!: string;
  @PrimaryColumn('text') iso2!: string;
  @Column('text') firstAt!: string;
  @Column('text') lastAt!: string;
}

/** "This is not us": somebody holding a link says that it reached the wrong hands. */
@Entity('misdirection')
export class Misdirection {
  @PrimaryColumn('text') id!: string;
  @Column('text') listId!: string;
  @Column('text') iso2!: string;
  @Column('text') at!: string;
  /** Sealed under the list's key; null where nothing was written. `plain:` begins what was written before notes were sealed. */
  @Column('text', { nullable: true }) note!: string | null;
  /** Keyed tag of who says what: unique among reports that wait for the Office. */
  @Column('text', { nullable: true }) sameTag!: string | null;
  @Column('text', { nullable: true }) settledAt!: string | null;
}
