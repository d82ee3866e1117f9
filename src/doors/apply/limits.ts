import { minutes } from '../../platform/clock.js';
import type { Limit, Limits } from '../../platform/limits.js';
import { Refused } from '../../platform/refused.js';

/** Letters are asked for: few a minute from one address, so that nobody's mailbox is filled. */
export const ASKED: Limit = { kind: 'apply', tries: 30, window: minutes(1) };

const UNKNOWN_LINK: Limit = { kind: 'apply-link', tries: 60, window: minutes(1) };

/** What a link opens. Only what is wrong counts: no organization is kept out because others behind its address guess. */
export async function byLink<T>(opened: Promise<T>, limits: Limits, address: string): Promise<T> {
  try {
    return await opened;
  } catch (error) {
    if (error instanceof Refused && error.rule === 'link-unusable') await limits.takeFrom(UNKNOWN_LINK, address);
    throw error;
  }
}
