import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A file that waits for its confirmation; sealed, because a scan tells who objects. */
@Entity('upload')
export class Upload {
  @PrimaryColumn('text') keyHash!: string;
  @Column('text') sealed!: string;
  @Column('text') until!: string;
}
