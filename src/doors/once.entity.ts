import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * An act that was answered under a mark: an Idempotency-Key, or a form's own. The body is sealed, because an answer may name an objection:
 * under the key of the list that it concerns, so that it ends with it, or the installation's where it concerns none.
 */
@Entity('idempotency')
export class Idempotency {
  @PrimaryColumn('text') keyHash!: string;
  @Column('text') requestTag!: string;
  @Column('text', { nullable: true }) listId!: string | null;
  @Column('integer') status!: number;
  @Column('text') sealed!: string;
  /** Calendar date, UTC: an instant would tell when a Mission filed. */
  @Column('text') day!: string;
}
