import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Tries of one kind from one source in the window that runs. The tag is keyed: the row names no address and no person. */
@Entity('attempt')
export class Attempt {
  @PrimaryColumn('text') tag!: string;
  @Column('integer') tries!: number;
  @Column('text') until!: string;
}
