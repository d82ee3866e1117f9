import { minutes } from '../../platform/clock.js';
import type { Limit } from '../../platform/limits.js';

/** Letters are asked for: few a minute from one address, so that nobody's mailbox is filled. */
export const ASKED: Limit = { kind: 'apply', tries: 30, window: minutes(1) };

/** Only what is wrong counts: no organization is kept out because others behind its address guess. */
export const UNKNOWN_LINK: Limit = { kind: 'apply-link', tries: 60, window: minutes(1) };
