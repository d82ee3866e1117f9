import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Modality } from '../../workflows/modality.js';
import type { SixLanguages } from '../platform/i18n.js';
import { json } from '../platform/columns.js';

/** A conference and the modality that was decided for it, kept as it was on the day the conference was opened; of a resolution that was only announced that day, as it was adopted. */
@Entity('conference')
export class Conference {
  @PrimaryColumn('text') id!: string;
  /** The name in addresses: lower-case letters, digits and hyphens. */
  @Column('text') slug!: string;
  @Column('text', { transformer: json }) title!: SixLanguages;
  @Column('text', { transformer: json }) modality!: Modality;
  @Column('text') createdAt!: string;
}
