import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { NameDecision } from '../../workflows/nomination.machine.js';

/** What the body decided on one name, the last time it did. On which name, what and when is in the sealed box only: a decision tells of an objection. */
@Entity('decision')
export class Decision {
  /** Keyed tag of (list, name): one decision stands for each. */
  @PrimaryColumn('text') nameTag!: string;
  @Column('text') listId!: string;
  /** Sealed JSON of DecisionFacts. */
  @Column('text') sealed!: string;
}

export interface DecisionFacts {
  nominationId: string;
  decision: NameDecision;
  /** Document or meeting in which the body decided. */
  reference: string;
  at: string;
  /** Who recorded it. */
  officer: string;
}
