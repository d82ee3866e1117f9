import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Language } from '../platform/i18n.js';

/** A Permanent Mission: its State (ISO 3166-1 alpha-2) and its language of correspondence. */
@Entity('mission')
export class Mission {
  @PrimaryColumn('text') iso2!: string;
  @Column('text') language!: Language;
}

/** An official e-mail address of a Mission. An address is not deleted but removed from a date on. */
@Entity('mission_address')
export class MissionAddress {
  @PrimaryColumn('text') id!: string;
  @Column('text') iso2!: string;
  @Column('text') address!: string;
  @Column('text') addedAt!: string;
  @Column('text', { nullable: true }) removedAt!: string | null;
}
