import { Injectable } from '@nestjs/common';
import { Missions } from '../../../directory/index.js';
import type { Effect, Scene } from './act.js';

/** How many Missions and addresses a letter to every Mission reaches, and how many it does not. */
@Injectable()
export class Reach {
  constructor(private readonly missions: Missions) {}

  async letters({ t, conference }: Pick<Scene, 't' | 'conference'>): Promise<Effect> {
    const missions = await this.missions.electorate(conference.modality);
    const addresses = missions.reduce((sum, mission) => sum + mission.addresses.length, 0);
    const unaddressed = missions.filter((mission) => mission.addresses.length === 0).length;
    return { label: t('office:effect.letters'), text: t('office:effect.reach', { missions: missions.length, addresses, unaddressed }) };
  }
}
