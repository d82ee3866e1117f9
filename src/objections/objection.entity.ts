import { Column, Entity, PrimaryColumn } from 'typeorm';
import { BYTES } from '../platform/columns.js';

/**
 * An objection of one State to one name. Who, to whom, why, when and whether it was withdrawn are in the sealed box only (an instant
 * beside others would tell who); the tags are keyed, so that uniqueness and a Mission's own view need no plain text.
 */
@Entity('objection')
export class Objection {
  @PrimaryColumn('text') id!: string;
  @Column('text') listId!: string;
  @Column('text') filingId!: string;
  /** Sealed JSON of ObjectionFacts. */
  @Column(BYTES) sealed!: Buffer;
  /** Keyed tag of (list, State): the Mission's own view. */
  @Column('text') ownerTag!: string;
  /** Keyed tag of (list, State, name), unique beside `ownerTag`; once the objection is withdrawn, random letters that look the same. */
  @Column('text') uniqueTag!: string;
}

export type ObjectionState = 'raised' | 'basisStated' | 'withdrawn';

/** What the box of an objection holds. */
export interface ObjectionFacts {
  iso2: string;
  nominationId: string;
  /** The general basis, voluntary; null where none was given. */
  basis: string | null;
  /** Digest of the basis as it was filed, once another was stated in its place. */
  filed?: string | null;
  raisedAt: string;
  withdrawnAt: string | null;
  state: ObjectionState;
}

/** One act by which a State objected to one or many names. A letter that several States signed makes one filing for each. */
@Entity('filing')
export class Filing {
  /** Keyed tag of (list, State), with `id` the key: what a Mission filed stands together. */
  @PrimaryColumn('text') ownerTag!: string;
  @PrimaryColumn('text') id!: string;
  @Column('text') listId!: string;
  /** What the receipt shows. */
  @Column('text') reference!: string;
  /** Sealed JSON of FilingFacts. */
  @Column(BYTES) sealed!: Buffer;
  /** Keyed tag of what was filed: the same filing sent again is answered with the first receipt. */
  @Column('text') sameTag!: string;
  /** Keyed tag of the mark of the form that filed, unique: that form never files again, whatever was withdrawn since. Null where it had none. */
  @Column('text', { nullable: true }) markTag!: string | null;
}

export interface FilingFacts {
  iso2: string;
  names: number;
  at: string;
  /** The filing's entry in the record. */
  entryId: string;
  source:
    | { kind: 'link' }
    | {
        kind: 'noteVerbale';
        reference: string;
        /** Attested instant of receipt; the filing's own instant is that of recording. */
        receivedAt: string;
        /** States that signed the same letter, this one included. */
        signatories: string[];
        scanId: string | null;
        /** Names in the note to which its State had objected already; absent where there were none. */
        confirms?: string[];
      };
}

/** A scan of a note verbale, sealed. */
@Entity('attachment')
export class Attachment {
  @PrimaryColumn('text') id!: string;
  @Column('text') listId!: string;
  /** Sealed JSON of { name, type, base64 }. */
  @Column('text') sealed!: string;
}
