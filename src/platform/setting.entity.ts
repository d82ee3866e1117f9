import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Single values of the installation: the trial clock's offset, the demonstration's mark. */
@Entity('setting')
export class Setting {
  @PrimaryColumn('text') key!: string;
  @Column('text') value!: string;
}
