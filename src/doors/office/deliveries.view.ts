import { stateName, stateOrder } from '../../directory/index.js';
import type { MissionDelivery } from '../../lists/index.js';
import type { OfficeLanguage } from './desk.js';

/** By what the register can be filtered. A Mission can be in several of these. */
export const STANDINGS = ['queued', 'accepted', 'deferred', 'refused', 'opened', 'otherMeans', 'noAddress', 'unserved'] as const;
export type Standing = (typeof STANDINGS)[number];

export interface MissionLine extends MissionDelivery {
  state: string;
  standings: Standing[];
  /** The letter that tells most: the latest to each address. */
  latest: MissionDelivery['letters'];
}

export function deliveryLines(register: MissionDelivery[], language: OfficeLanguage): MissionLine[] {
  return register
    .map((mission): MissionLine => {
      const latest = [...new Map([...mission.letters].reverse().map((letter) => [letter.address, letter])).values()];
      const standings: Standing[] = [
        ...new Set(latest.map(({ state }) => state)),
        ...(mission.openedAt ? (['opened'] as const) : []),
        ...(mission.services.length ? (['otherMeans'] as const) : []),
        ...(mission.addresses.length ? [] : (['noAddress'] as const)),
        ...(mission.served ? [] : (['unserved'] as const)),
      ];
      return { ...mission, state: stateName(mission.iso2, language), standings, latest };
    })
    .sort((a, b) => stateOrder(a.iso2, language) - stateOrder(b.iso2, language));
}

/** How many Missions stand in each of the ways. */
export const summaryOf = (lines: MissionLine[]): { id: Standing; missions: number }[] =>
  STANDINGS.map((id) => ({ id, missions: lines.filter(({ standings }) => standings.includes(id)).length }));
