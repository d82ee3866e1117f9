import { Column, Entity, PrimaryColumn } from 'typeorm';
import { json } from '../platform/columns.js';
import type { Nomination } from './nomination.entity.js';

/** What a revision keeps of a name. No contact: what an organization takes back with its name is not kept here. */
export type NameContent = Pick<Nomination, 'name' | 'acronym' | 'countryIso2' | 'countryText' | 'category' | 'city' | 'website' | 'womenLed'>;

/** One name of a change; without `before` it was added, without `after` taken out. */
export interface NameChange {
  /** Id of the nomination. */
  id: string;
  before: NameContent | null;
  after: NameContent | null;
  /** The contact was changed; to what is not kept. */
  contact?: true;
}

/** One change of a draft, or its circulation. The revision is the list as it was after it: all changes up to this number, in order. */
@Entity('list_revision')
export class ListRevision {
  @PrimaryColumn('text') id!: string;
  @Column('text') listId!: string;
  /** From 1 without gaps. */
  @Column('integer') number!: number;
  /** The list's version after the change. */
  @Column('integer') version!: number;
  @Column('text') at!: string;
  /** Name of the officer; null where an organization took its name back. */
  @Column('text', { nullable: true }) officer!: string | null;
  /** The act as the record knows it. */
  @Column('text') act!: RevisionAct;
  @Column('text', { transformer: json }) changes!: NameChange[];
  /** Of the circulated revision: the hash of its names (listHash). */
  @Column('text', { nullable: true }) hash!: string | null;
  /** What the Office calls this revision. */
  @Column('text', { nullable: true }) label!: string | null;
}

export type RevisionAct = 'names.added' | 'name.edited' | 'name.removed' | 'organization.withdrew' | 'list.circulated';
