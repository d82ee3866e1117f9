import type { Conference } from '../../conferences/index.js';
import { OWN_WORDS } from '../../delivery/index.js';
import { stateName, stateOrder } from '../../directory/index.js';
import type { MissionDelivery } from '../../lists/index.js';
import type { Translate } from '../../platform/i18n.js';
import type { OfficeLanguage } from './desk.js';
import { lengthOf } from './modality.view.js';

/** By what the register can be filtered. A Mission can be in several of these. */
export const STANDINGS = ['queued', 'accepted', 'deferred', 'refused', 'givenUp', 'opened', 'otherMeans', 'noAddress', 'unserved'] as const;
export type Standing = (typeof STANDINGS)[number];

export interface MissionLine extends MissionDelivery {
  state: string;
  standings: Standing[];
  /** The letter that tells most: the latest to each address. */
  latest: MissionDelivery['letters'];
}

/** What a mail server said, as it said it; what the service itself says of a try, in the language of the page. */
function worded(response: string | null, t: Translate): string | null {
  switch (response) {
    case OWN_WORDS.notMade: return t('office:delivery.notMade');
    case OWN_WORDS.trial: return t('office:delivery.trial');
    case OWN_WORDS.ofNoUse: return t('office:delivery.ofNoUse');
    default: return response;
  }
}

export function deliveryLines(register: MissionDelivery[], language: OfficeLanguage, t: Translate): MissionLine[] {
  return register
    .map((mission): MissionLine => {
      const letters = mission.letters.map((letter) => ({ ...letter, response: worded(letter.response, t) }));
      const latest = [...new Map([...letters].reverse().map((letter) => [letter.address, letter])).values()];
      const standings: Standing[] = [
        ...new Set(latest.map(({ state }) => state)),
        ...(mission.openedAt ? (['opened'] as const) : []),
        ...(mission.services.length ? (['otherMeans'] as const) : []),
        ...(mission.addresses.length ? [] : (['noAddress'] as const)),
        ...(mission.served ? [] : (['unserved'] as const)),
      ];
      return { ...mission, letters, state: stateName(mission.iso2, language), standings, latest };
    })
    .sort((a, b) => stateOrder(a.iso2, language) - stateOrder(b.iso2, language));
}

/** How many Missions stand in each of the ways. */
export const summaryOf = (lines: MissionLine[]): { id: Standing; missions: number }[] =>
  STANDINGS.map((id) => ({ id, missions: lines.filter(({ standings }) => standings.includes(id)).length }));

/** Of Missions that were served late: than what they had less time. */
export function shortLabel({ modality: { silence } }: Pick<Conference, 'modality'>, t: Translate): string {
  const least = silence.leastAfterService;
  return least ? t('office:deliveries.short', { least: lengthOf(least, t) }) : t('office:deliveries.shortDay');
}
