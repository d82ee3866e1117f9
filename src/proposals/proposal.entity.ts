import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { TwoOfficerAct } from '../officers/index.js';

/** `lapsed`: the list changed after the proposal, so that what would be done is no longer what was proposed. */
export type ProposalState = 'open' | 'done' | 'declined' | 'withdrawn' | 'lapsed';

/** An act of two officers that one of them proposed. */
@Entity('proposal')
export class Proposal {
  @PrimaryColumn('text') id!: string;
  @Column('text', { nullable: true }) listId!: string | null;
  @Column('text') act!: TwoOfficerAct;
  /** Sealed JSON of ProposalFacts, under the list's key where there is a list. */
  @Column('text') sealed!: string;
  /** The list's version that the proposer saw; 0 where there is no list. */
  @Column('integer') version!: number;
  @Column('text') proposerId!: string;
  @Column('text') proposer!: string;
  @Column('text') proposedAt!: string;
  @Column('text') state!: ProposalState;
  @Column('text', { nullable: true }) decidedBy!: string | null;
  @Column('text', { nullable: true }) decidedAt!: string | null;
}

export interface ProposalFacts {
  /** What the act's handler takes. */
  command: Record<string, unknown>;
  reason: string;
}
