import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A call for applications under one track of a conference. */
@Entity('call')
export class Call {
  @PrimaryColumn('text') id!: string;
  @Column('text') conferenceId!: string;
  @Column('text') track!: string;
  @Column('text') opensAt!: string;
  @Column('text') createdAt!: string;
}

/** A closing instant that was announced. An extension adds a row; an older one is never changed. */
@Entity('call_deadline')
export class CallDeadline {
  @PrimaryColumn('text') id!: string;
  @Column('text') callId!: string;
  @Column('integer') round!: number;
  @Column('text') closesAt!: string;
  /** What the officer wrote: wall time and IANA zone. */
  @Column('text') wallTime!: string;
  @Column('text') zone!: string;
  @Column('text') announcedAt!: string;
  @Column('text', { nullable: true }) reason!: string | null;
}
