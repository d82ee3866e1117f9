import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ListContext, ListState } from '../../workflows/list.machine.js';
import type { SixLanguages } from '../platform/i18n.js';
import { json } from '../platform/columns.js';

/** A list of proposed names. `state` and `context` are the machine's value and context; the rest are facts. */
@Entity('list')
export class List {
  @PrimaryColumn('text') id!: string;
  @Column('text') conferenceId!: string;
  /** The list's own key, e.g. `6b`, or `6b-add1` of an addendum. */
  @Column('text') key!: string;
  /** The key of the rule in the modality that it follows, e.g. `6b`: of an addendum, that of its list. */
  @Column('text') ofKey!: string;
  /** Of an addendum: the id of the list to which it adds names. */
  @Column('text', { nullable: true }) addendumTo!: string | null;
  @Column('text', { transformer: json }) title!: SixLanguages;
  @Column('text') state!: ListState;
  @Column('text', { transformer: json }) context!: ListContext;
  /** Counts changes; an edit names the version it saw (ETag / If-Match). */
  @Column('integer') version!: number;
  /** The Office's own labels for places that are not Member States, by the code or text as typed. */
  @Column('text', { transformer: json }) placeLabels!: Record<string, string>;
  @Column('text') createdAt!: string;
  @Column('text', { nullable: true }) circulatedAt!: string | null;
  /** The deadline in force: an instant; the earlier ones stand in silence_period. */
  @Column('text', { nullable: true }) deadline!: string | null;
  @Column('text', { nullable: true }) finalizedAt!: string | null;
  @Column('text', { nullable: true }) withdrawnAt!: string | null;
  @Column('text', { nullable: true }) proposedSymbol!: string | null;
  @Column('text', { nullable: true }) finalSymbol!: string | null;
  @Column('text', { nullable: true }) notedSymbol!: string | null;
  /** Calendar date on which the Assembly noted, `2018-04-20`. */
  @Column('text', { nullable: true }) notedOn!: string | null;
}

/** The Office's own label for a place, where it gave one. What was typed may be called like a property that every object has. */
export const labelOf = ({ placeLabels }: Pick<List, 'placeLabels'>, place: string): string | undefined => (Object.hasOwn(placeLabels, place) ? placeLabels[place] : undefined);
/** A place that is not a Member State, as it is shown. */
export const placeName = (list: Pick<List, 'placeLabels'>, place: string): string => labelOf(list, place) ?? place;
