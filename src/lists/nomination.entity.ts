import { Column, Entity, PrimaryColumn } from 'typeorm';
import { isFinal } from '../../workflows/list-phase.js';
import type { NominationState } from '../../workflows/nomination.machine.js';
import type { List } from './list.entity.js';

/** One organization proposed on one list. */
@Entity('nomination')
export class Nomination {
  @PrimaryColumn('text') id!: string;
  @Column('text') listId!: string;
  /** Order in which names were added; not shown. */
  @Column('integer') position!: number;
  /** As given, byte for byte. */
  @Column('text') name!: string;
  @Column('text') matchKey!: string;
  @Column('text', { nullable: true }) acronym!: string | null;
  /** ISO 3166-1 alpha-2 of a Member State, else null. */
  @Column('text', { nullable: true }) countryIso2!: string | null;
  /** Place as typed, where it is not a Member State. */
  @Column('text', { nullable: true }) countryText!: string | null;
  @Column('text', { nullable: true }) category!: string | null;
  @Column('text', { nullable: true }) website!: string | null;
  @Column('text', { nullable: true }) city!: string | null;
  @Column('text', { nullable: true }) contactEmail!: string | null;
  @Column('text', { nullable: true }) contactLanguage!: string | null;
  @Column('boolean', { nullable: true }) womenLed!: boolean | null;
  /** The stored state: while the silence runs it is `circulated` whether or not anyone objected. */
  @Column('text') state!: NominationState;
  /** SHA-256 of the organization's status reference. */
  @Column('text') referenceHash!: string;
  @Column('text') addedAt!: string;
  /** The application that it came from; null where the Office added it. */
  @Column('text', { nullable: true }) applicationId!: string | null;
  /** The name on the final list that it was carried over from: the same organization on another list. */
  @Column('text', { nullable: true }) carriedFrom!: string | null;
  /** Of a name on a final list: when the organization withdrew from whatever list it could be carried over to from there. */
  @Column('text', { nullable: true }) leftAt!: string | null;
}

/** Whether a name in this state is on the final list. */
export const onFinalList = (state: Nomination['state'] | undefined): boolean => state === 'cleared' || state === 'admitted';

/** Whether Missions are shown a name: once its list is final the final names, before that all but those that were taken back. */
export const missionsSee = (list: Pick<List, 'state'>, { state }: Pick<Nomination, 'state'>): boolean => (isFinal(list.state) ? onFinalList(state) : state !== 'withdrawn');

/** Two names with the same key in the same place are one organization twice. */
export const sameness = ({ matchKey: key, countryIso2, countryText }: Pick<Nomination, 'matchKey' | 'countryIso2' | 'countryText'>): string =>
  `${key}|${countryIso2 ?? countryText ?? ''}`;
