import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What a letter is asked for. */
export type AskedFor = 'signIn' | 'lostLink';

/** Somebody asked for a letter: what was typed, sealed, until the tick looks at it. */
@Entity('asked_letter')
export class AskedLetter {
  @PrimaryColumn('text') id!: string;
  @Column('text') kind!: AskedFor;
  @Column('text') sealed!: string;
  @Column('text') at!: string;
}
