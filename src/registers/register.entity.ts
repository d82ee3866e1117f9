import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { RegisterKind } from './kinds.js';

/** A register as it stood on a day. A later edition takes its place; earlier ones are kept and never changed. */
@Entity('register_edition')
export class RegisterEdition {
  @PrimaryColumn('text') id!: string;
  @Column('text') kind!: RegisterKind;
  /** The day whose state it shows, as the officer says: `2024-06-14`. */
  @Column('text') asOf!: string;
  @Column('text') file!: string;
  /** SHA-256 of the file, in hexadecimal. */
  @Column('text') digest!: string;
  @Column('integer') entries!: number;
  @Column('text') importedAt!: string;
  @Column('text') officer!: string;
}

/** One row of an edition. */
@Entity('register_entry')
export class RegisterEntry {
  @PrimaryColumn('text') editionId!: string;
  /** Line of the file. */
  @PrimaryColumn('integer') line!: number;
  /** As given, byte for byte. */
  @Column('text') name!: string;
  /** The name before, where it changed. */
  @Column('text', { nullable: true }) formerName!: string | null;
  /** ISO 3166-1 alpha-2, of a national institution. */
  @Column('text', { nullable: true }) country!: string | null;
  /** `general`, `special`, `roster`; of a national institution `A`, `B`, `none`, `applied`; of who is invited `intergovernmental`, `entity`. null: the register does not say. */
  @Column('text', { nullable: true }) status!: string | null;
  /** Year, month or day since when, or as of when, as the register says. */
  @Column('text', { nullable: true }) since!: string | null;
  /** End of the session of the Committee on Non-Governmental Organizations. */
  @Column('text', { nullable: true }) session!: string | null;
  /** The resolution that gave a standing invitation: `A/RES/45/6`. */
  @Column('text', { nullable: true }) resolution!: string | null;
}
