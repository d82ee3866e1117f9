import { Column, Entity, PrimaryColumn } from 'typeorm';

export const judgements = ['same', 'notSame', 'later'] as const;
export type SamenessJudgement = (typeof judgements)[number];

/** What officers found on two that look alike: the same, not the same, or to be looked at later. It moves nothing. */
@Entity('match_judgement')
export class MatchJudgement {
  /** Both together: of two applications the one with the smaller id first, so that one finding stands for both. */
  @PrimaryColumn('text') pair!: string;
  @Column('text') applicationId!: string;
  /** `application:<id>`, `name:<id>` of a list, or the key of a register's entry. */
  @Column('text') other!: string;
  @Column('text') judgement!: SamenessJudgement;
  @Column('text') officer!: string;
  @Column('text') at!: string;
}
