import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An act that was answered under a mark: an Idempotency-Key, or a form's own. The body is sealed, because an answer may name an objection. */
@Entity('idempotency')
export class Idempotency {
  @PrimaryColumn('text') keyHash!: string;
  @Column('text') requestTag!: string;
  @Column('integer') status!: number;
  @Column('text') sealed!: string;
  /** Calendar date, UTC: an instant would tell when a Mission filed. */
  @Column('text') day!: string;
}
