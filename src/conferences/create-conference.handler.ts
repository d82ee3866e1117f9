import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { modalities } from '../../workflows/modalities/index.js';
import type { Modality } from '../../workflows/modality.js';
import { checkModality } from '../../workflows/modality.check.js';
import { mustMay } from '../officers/index.js';
import type { Actor } from '../platform/actor.js';
import { Clock } from '../platform/clock.js';
import { languages, type SixLanguages } from '../platform/i18n.js';
import { Ids } from '../platform/ids.js';
import { insertRows } from '../platform/insert.js';
import { lineFaults } from '../platform/names.js';
import { refuseFields, Refused, type Fault } from '../platform/refused.js';
import { UnitOfWork } from '../platform/unit-of-work.js';
import { Records } from '../records/index.js';
import { Conference } from './conference.entity.js';
import { modalityFaults } from './modality-document.js';

export interface CreateConference {
  slug: string;
  title: Partial<SixLanguages> & { en: string };
  modality: unknown;
}

/** Opens a conference under a modality, which is checked whole and kept as it is that day. */
@Injectable()
export class CreateConferenceHandler {
  constructor(private readonly work: UnitOfWork, private readonly clock: Clock, private readonly ids: Ids, private readonly records: Records) {}

  async execute({ slug, title, modality }: CreateConference, actor: Actor): Promise<{ id: string }> {
    // A modality that ships with the engine has been published; any other is an interpretation that two officers answer for.
    mustMay(actor, modalities.some((shipped) => isDeepStrictEqual(shipped, modality)) ? 'createConference' : 'publishModality');
    const faults: Fault[] = modalityFaults(checkModality(modality));
    if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(slug)) faults.push({ field: 'slug', rule: 'slug-shape' });
    for (const [language, words] of Object.entries<unknown>({ en: '', ...(title as Record<string, unknown>) })) {
      const field = language === 'en' ? 'title' : `title-${language}`;
      if (typeof words !== 'string') faults.push({ field, rule: 'field-not-text', params: { field } });
      else if (language === 'en' && !words.trim()) faults.push({ field, rule: 'title-empty' });
      else faults.push(...lineFaults(field, words));
    }
    if (faults.length) throw refuseFields(faults);
    const id = this.ids.next();
    const at = this.clock.now();
    const six = Object.fromEntries(languages.map((language) => [language, title[language]?.trim() || title.en.trim()])) as SixLanguages;
    await this.work.run(async (tx) => {
      if (await tx.existsBy(Conference, { slug })) throw new Refused('slug-taken', { slug }, [{ field: 'slug', rule: 'slug-taken', params: { slug } }]);
      await insertRows(tx, Conference, [{ id, slug, title: six, modality: modality as Modality, createdAt: at }]);
      this.records.append({ act: 'conference.created', at, actor, conferenceId: id, open: { slug } });
    });
    return { id };
  }
}
