import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A reminder to all Missions alike, or to those that have not opened the page; sent once when due. */
@Entity('reminder')
export class Reminder {
  @PrimaryColumn('text') id!: string;
  @Column('text') listId!: string;
  @Column('text') dueAt!: string;
  @Column('text') audience!: 'all' | 'notOpened';
  @Column('text', { nullable: true }) sentAt!: string | null;
  @Column('text', { nullable: true }) withdrawnAt!: string | null;
}
