import { Column, Entity, PrimaryColumn } from 'typeorm';

/** When and where a meeting is held and until when representatives are named, as it was announced. A later announcement is a row of its own; none is ever changed. */
@Entity('meeting_naming')
export class MeetingNaming {
  @PrimaryColumn('text') id!: string;
  @Column('text') conferenceId!: string;
  /** Id of the meeting in the modality. */
  @Column('text') meeting!: string;
  @Column('integer') round!: number;
  @Column('text') closesAt!: string;
  @Column('text') wallTime!: string;
  @Column('text') zone!: string;
  /** Calendar dates, `2018-02-20`. */
  @Column('text') startsOn!: string;
  @Column('text') endsOn!: string;
  /** Where it is held, if not where the resolution says. */
  @Column('text', { nullable: true }) place!: string | null;
  @Column('integer') quota!: number;
  @Column('text') announcedAt!: string;
  @Column('text', { nullable: true }) reason!: string | null;
}

/** Somebody whom an organization names; kept although named for no meeting, so that nothing typed is lost. Gone with its removal. */
@Entity('representative')
export class Representative {
  @PrimaryColumn('text') id!: string;
  @Column('text') conferenceId!: string;
  /** The application of the organization; its nomination, where the Office put it on the list without one. */
  @Column('text') holderId!: string;
  /** Keyed tag of organization and address: nobody is named twice by one organization. */
  @Column('text') emailTag!: string;
  /** Sealed JSON of Person. */
  @Column('text') sealed!: string;
  @Column('integer') version!: number;
  @Column('text') createdAt!: string;
}

/** A representative named for a meeting. */
@Entity('representative_meeting')
export class RepresentativeMeeting {
  @PrimaryColumn('text') representativeId!: string;
  @PrimaryColumn('text') meeting!: string;
  @Column('text') conferenceId!: string;
  @Column('text') holderId!: string;
  @Column('text') namedAt!: string;
}

/** What a letter of confirmation is checked by: of one representative, or of the organization with all of them. */
@Entity('confirmation')
export class Confirmation {
  @PrimaryColumn('text') codeHash!: string;
  @Column('text') holderId!: string;
  @Column('text', { nullable: true }) representativeId!: string | null;
}

/** The browser of an organization that came by its status reference. */
@Entity('representative_session')
export class RepresentativeSession {
  @PrimaryColumn('text') tokenHash!: string;
  @Column('text') holderId!: string;
  @Column('text') csrf!: string;
  @Column('text') expiresAt!: string;
}

/** What was handed to the badge desk for one meeting, as it was that day. */
@Entity('hand_off')
export class HandOff {
  @PrimaryColumn('text') id!: string;
  @Column('text') conferenceId!: string;
  @Column('text') meeting!: string;
  @Column('text') at!: string;
  @Column('text') officer!: string;
  @Column('integer') representatives!: number;
  /** SHA-256 of the JSON file, which the record names too. */
  @Column('text') digest!: string;
  /** Sealed: the JSON file, byte for byte. */
  @Column('text') sealed!: string;
}
