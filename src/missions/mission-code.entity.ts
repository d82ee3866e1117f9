import { Column, Entity, PrimaryColumn } from 'typeorm';

/** That a Mission is asked for a code beside its link, and how often it may be mistaken. The code itself is not stored, nor here how often it was tried. */
@Entity('mission_code')
export class MissionCode {
  @PrimaryColumn('text') listId!: string;
  @PrimaryColumn('text') iso2!: string;
  @Column('integer') generation!: number;
  @Column('integer') tries!: number;
}
