import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { json } from '../platform/json-column.js';

/** One act in the record. Append-only. What the act discloses is in `open`; what is confidential in `sealed`. */
@Entity('record_entry')
export class RecordEntry {
  @PrimaryGeneratedColumn('identity', { type: 'integer', generatedIdentity: 'ALWAYS' }) seq!: number;
  @Column('text') id!: string;
  @Column('text') at!: string;
  @Column('text') act!: string;
  @Column('text', { nullable: true }) conferenceId!: string | null;
  @Column('text', { nullable: true }) listId!: string | null;
  /** Name of the officer or of the system; null where the actor is confidential. */
  @Column('text', { nullable: true }) actor!: string | null;
  @Column('text', { transformer: json }) open!: Record<string, unknown>;
  @Column('text', { nullable: true }) sealed!: string | null;
}
