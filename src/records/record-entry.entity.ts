import { Column, Entity, PrimaryColumn } from 'typeorm';
import { BYTES } from '../platform/columns.js';
import type { Content } from './record-format.js';

/** One act in the record. Append-only: the database refuses to change or delete it. */
@Entity('record_entry')
export class RecordEntry {
  /** From 1 without gaps. */
  @PrimaryColumn('integer') seq!: number;
  @Column('text') id!: string;
  /** For the list's own timeline; of a confidential act it stands here only, not in what is chained. */
  @Column('text', { nullable: true }) listId!: string | null;
  /** The canonical line that is hashed (ChainedEntry). */
  @Column('text') entry!: string;
  @Column('text') hash!: string;
  /** Sealed JSON of SealedPart, under the list's key; null where nothing of the act is confidential. */
  @Column(BYTES, { nullable: true }) sealed!: Buffer | null;
}

/** What is kept of a confidential act while the list's key lives. */
export interface SealedPart {
  salt: string;
  /** What the entry commits to. */
  facts: Record<string, unknown>;
  /** What the facts commit to in turn; missing in entries of before that was so. */
  content?: Content;
  /** Which of the list's names it concerned, as a set of bits (NameOrder); missing in entries of before, whose `more` holds them. */
  names?: string;
  /** What else the Office's timeline shows. */
  more: Record<string, unknown>;
}

/** The record stood at this entry, signed with the installation's key. */
@Entity('record_checkpoint')
export class RecordCheckpoint {
  @PrimaryColumn('integer') seq!: number;
  @Column('text') at!: string;
  @Column('text') hash!: string;
  @Column('text') signature!: string;
}
