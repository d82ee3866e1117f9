import { Column, Entity, PrimaryColumn } from 'typeorm';
import { json } from '../platform/columns.js';

/** One silence period. An extension or a new period adds a row; a deadline that was announced is never changed. */
@Entity('silence_period')
export class SilencePeriod {
  @PrimaryColumn('text') id!: string;
  @Column('text') listId!: string;
  /** 1 for the first deadline, one more for each later one. */
  @Column('integer') round!: number;
  @Column('text') kind!: 'first' | 'extension' | 'anew';
  @Column('text') opensAt!: string;
  @Column('text') deadline!: string;
  /** What the officer wrote: wall time and IANA zone. */
  @Column('text') wallTime!: string;
  @Column('text') zone!: string;
  @Column('text', { nullable: true }) reason!: string | null;
  /** Once two officers have let this silence count all the same: the States whose Missions were not told. */
  @Column('text', { nullable: true, transformer: json }) overridden!: string[] | null;
}
