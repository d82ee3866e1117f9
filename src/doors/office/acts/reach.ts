import { Injectable } from '@nestjs/common';
import { Missions } from '../../../directory/index.js';
import type { Translate } from '../../../platform/i18n.js';
import type { Effect, Scene } from './act.js';

/** How many of each, in the forms of the language. */
export const reachText = (reach: { missions: number; addresses: number; unaddressed?: number }, t: Translate): string =>
  Object.entries(reach).map(([what, count]) => t(`office:effect.reach.${what}`, { count })).join(', ');

/** How many Missions and addresses a letter to every Mission reaches, and how many it does not. */
@Injectable()
export class Reach {
  constructor(private readonly missions: Missions) {}

  async letters({ t, conference }: Pick<Scene, 't' | 'conference'>): Promise<Effect> {
    const missions = await this.missions.electorate(conference.modality);
    const addresses = missions.reduce((sum, mission) => sum + mission.addresses.length, 0);
    const unaddressed = missions.filter((mission) => mission.addresses.length === 0).length;
    return { label: t('office:effect.letters'), text: reachText({ missions: missions.length, addresses, unaddressed }, t) };
  }
}
