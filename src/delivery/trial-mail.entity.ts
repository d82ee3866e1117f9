import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Trial mode: a message that would have been sent, as it would have gone over the wire. */
@Entity('trial_mail')
export class TrialMail {
  @PrimaryColumn('text') id!: string;
  @Column('text') at!: string;
  @Column('text') recipient!: string;
  @Column('text') subject!: string;
  @Column('text') raw!: string;
}
