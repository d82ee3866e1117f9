import { Injectable } from '@nestjs/common';
import { Missions, reachOf } from '../../../directory/index.js';
import type { Translate } from '../../../platform/i18n.js';
import type { Effect, Scene } from './act.js';

/** How many of each, in the forms of the language. */
export const reachText = ({ missions, addresses, unaddressed }: { missions: number; addresses: number; unaddressed?: string[] }, t: Translate): string =>
  Object.entries({ missions, addresses, ...(unaddressed ? { unaddressed: unaddressed.length } : {}) }).map(([what, count]) => t(`office:effect.reach.${what}`, { count })).join(', ');

/** How many Missions and addresses a letter to every Mission reaches, and how many it does not. */
@Injectable()
export class Reach {
  constructor(private readonly missions: Missions) {}

  async letters({ t, conference }: Pick<Scene, 't' | 'conference'>): Promise<Effect> {
    return { label: t('office:effect.letters'), text: reachText(reachOf(await this.missions.electorate(conference.modality)), t) };
  }
}
