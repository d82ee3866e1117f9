import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A Mission was told by other means than e-mail: by hand, by note verbale, by telephone and receipt. */
@Entity('service_record')
export class ServiceRecord {
  @PrimaryColumn('text') id!: string;
  @Column('text') listId!: string;
  @Column('text') iso2!: string;
  @Column('text') means!: 'hand' | 'noteVerbale' | 'otherEmail' | 'other';
  @Column('text') reference!: string;
  /** The attested instant of service; `recordedAt` is when the Office entered it. */
  @Column('text') servedAt!: string;
  @Column('text') recordedAt!: string;
  @Column('text') officerId!: string;
  /** Of an entry that was wrong: it serves no longer, and says why. */
  @Column('text', { nullable: true }) takenBackAt!: string | null;
  @Column('text', { nullable: true }) takenBackWhy!: string | null;
}
