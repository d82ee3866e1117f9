import { Injectable } from '@nestjs/common';
import { Missions, reachOf, stateName } from '../../../directory/index.js';
import type { Translate } from '../../../platform/i18n.js';
import type { Effect, Preview, Scene } from './act.js';

/** How many of each, in the forms of the language. */
export const reachText = ({ missions, addresses, unaddressed }: { missions: number; addresses: number; unaddressed?: string[] }, t: Translate): string =>
  Object.entries({ missions, addresses, ...(unaddressed ? { unaddressed: unaddressed.length } : {}) }).map(([what, count]) => t(`office:effect.reach.${what}`, { count })).join(', ');

/** Letters by which a silence period is told, with the Missions that they do not reach by name: unless these are told otherwise, the list is held. */
export const servingLetters = (reach: ReturnType<typeof reachOf>, { t, language }: Pick<Scene, 't' | 'language'>): Pick<Preview, 'effects' | 'warnings'> => {
  const letters = { label: t('office:effect.letters'), text: reachText(reach, t) };
  if (reach.unaddressed.length === 0) return { effects: [letters], warnings: [] };
  return { effects: [letters, { label: t('office:effect.unaddressed'), lines: reach.unaddressed.map((iso2) => stateName(iso2, language)) }], warnings: [t('office:act.unaddressed')] };
};

/** How many Missions and addresses a letter to every Mission reaches, and how many it does not. */
@Injectable()
export class Reach {
  constructor(private readonly missions: Missions) {}

  async letters({ t, conference }: Pick<Scene, 't' | 'conference'>): Promise<Effect> {
    return { label: t('office:effect.letters'), text: reachText(reachOf(await this.missions.electorate(conference.modality)), t) };
  }
}
