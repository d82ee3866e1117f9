import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Language } from '../platform/i18n.js';
import type { DisclosedObjection } from '../../workflows/disclosure.js';

/**
 * That a State asked for the information received on objections. Who asked, about which names and when are in the sealed box
 * only, which has one size whatever was asked.
 */
@Entity('disclosure_request')
export class DisclosureRequest {
  @PrimaryColumn('text') id!: string;
  @Column('text') listId!: string;
  /** Keyed tag of (list, State), another than that of its objections: the Mission's own view. */
  @Column('text') askerTag!: string;
  /** Keyed tag of what was asked: the same request sent again while it waits is the same request. */
  @Column('text') sameTag!: string;
  /** Sealed JSON of RequestFacts. */
  @Column('text') sealed!: string;
}

export interface RequestFacts {
  iso2: string;
  /** Names of the list, or all of them. */
  names: string[] | 'all';
  at: string;
  /** What both sides quote. */
  reference: string;
  source: { kind: 'link' } | { kind: 'noteVerbale'; reference: string; receivedAt: string; officer: string };
}

/** What a State was given in answer to one request, kept as it was given. Who, what, when and by whom are in the sealed box only. */
@Entity('disclosure')
export class Disclosure {
  /** A request is answered once. */
  @PrimaryColumn('text') requestId!: string;
  @Column('text') listId!: string;
  @Column('text') askerTag!: string;
  /** Sealed JSON of GivenFacts. */
  @Column('text') sealed!: string;
}

export interface GivenFacts extends Answer {
  iso2: string;
  at: string;
  /** Who approved, and who proposed. */
  officer: string;
  proposer: string;
}

/** One paragraph of an answer: a sentence of ours, a State's name, or a general basis in the words in which it was received. */
export interface Said {
  kind: 'says' | 'state' | 'basis';
  /** null for a reader who may not read reasons. */
  text: string | null;
}

export type Words = Record<Language, Said[]>;

/** What is given on one name. The words are made once for a state of facts and kept: every State that asks reads the same. */
export interface AnswerOnName {
  nominationId: string;
  name: string;
  /** Keyed tag of what is disclosed of the name: the same facts are told in the same words. */
  tag: string;
  objections: DisclosedObjection[];
  /** Objections whose information this is; never shown to the State that asked. */
  of: string[];
  words: Words;
}

export interface Answer {
  names: AnswerOnName[];
  /** Where all names were asked about: what is said of those that are not named above. */
  others: Words | null;
}
