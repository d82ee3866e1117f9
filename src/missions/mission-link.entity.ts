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

/** A short session that a link was exchanged for. Nothing of it tells whose it is, or when it began: it ends at a whole hour. */
@Entity('mission_session')
export class MissionSession {
  @PrimaryColumn('text') tokenHash!: string;
  /** Keyed tag of the list and the State, to end the sessions of a link that is replaced. */
  @Column('text') missionTag!: string;
  /** Sealed: the list and the State. */
  @Column('text') sealed!: string;
  @Column('text') csrf!: string;
  @Column('text') expiresAt!: string;
  /** Sealed: what was ticked and typed so far. */
  @Column('text') draft!: string;
}

/** What the Missions of one list have done at their links, of all of them in one sealed box. */
@Entity('mission_visit')
export class MissionVisit {
  @PrimaryColumn('text') listId!: string;
  @Column('text') sealed!: string;
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
  /** Whom the letter reached, as the Office found when it settled the report; null before, and of what was settled without saying. */
  @Column('text', { nullable: true }) reached!: 'mission' | 'strangers' | null;
}
