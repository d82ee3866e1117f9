import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { TwoOfficerAct } from '../officers/index.js';

/** `lapsed`: what the act rests on changed after the proposal, so that what would be done is no longer what was proposed. */
export type ProposalState = 'open' | 'done' | 'declined' | 'withdrawn' | 'lapsed';

/**
 * An act of two officers that one of them proposed. Which act and what became of it are in the sealed box only: that a note verbale is to
 * be recorded late, that information is to be released, or that a proposal to finalize has lapsed, tells of objections.
 */
@Entity('proposal')
export class Proposal {
  @PrimaryColumn('text') id!: string;
  @Column('text', { nullable: true }) listId!: string | null;
  /** Sealed JSON of ProposalBox, under the list's key where there is a list. */
  @Column('text') sealed!: string;
}

export interface ProposalFacts {
  /** What the act's handler takes. */
  command: Record<string, unknown>;
  reason: string;
}

export interface ProposalBox extends ProposalFacts {
  act: TwoOfficerAct;
  /** The list's version that the proposer saw; 0 where there is no list. */
  version: number;
  /** Where the act rests on less than the whole list: what of it the proposer saw. Missing of other acts, and in proposals of before. */
  seen?: string | undefined;
  proposerId: string;
  proposer: string;
  proposedAt: string;
  state: ProposalState;
  decidedBy: string | null;
  decidedAt: string | null;
}
