import { Injectable } from '@nestjs/common';
import { Clock, minutes } from '../platform/clock.js';
import type { Limit } from '../platform/limits.js';
import { Delegations, isAccredited } from './delegations.js';
import { Namings } from './namings.js';
import { fullName } from './person.js';
import { Representatives } from './representatives.js';

/** Slows down guessing; only codes that are not known count. */
export const VERIFY_MISSES: Limit = { kind: 'verify', tries: 60, window: minutes(1) };

/** All that a letter's code tells whoever is shown the letter. */
export interface Verification {
  /** Of the person, or of the organization where the letter is the organization's. */
  name: string;
  /** Last day of the last meeting it is good for, `2018-07-13`. */
  until: string;
  valid: boolean;
}

/** Checks letters of confirmation. Unknown, removed and no longer accredited are one answer: nothing is confirmed. */
@Injectable()
export class Confirmations {
  constructor(private readonly clock: Clock, private readonly people: Representatives, private readonly delegations: Delegations, private readonly namings: Namings) {}

  async verify(code: string): Promise<Verification | null> {
    const found = await this.people.byCode(code);
    if (!found) return null;
    const delegation = await this.delegations.find(found.holderId);
    if (!delegation || !isAccredited(delegation)) return null;
    const people = await this.people.of(found.holderId);
    const named = found.representativeId === null ? people : people.filter(({ id }) => id === found.representativeId);
    const meetings = new Set(named.flatMap((one) => one.meetings));
    const until = (await this.namings.of(delegation.conference)).filter(({ rule }) => meetings.has(rule.id)).map(({ naming }) => naming!.endsOn).sort().at(-1);
    if (!until) return null;
    // A day is over when it is over everywhere: twelve hours after UTC.
    const today = new Date(Date.parse(this.clock.now()) - 12 * 3_600_000).toISOString().slice(0, 10);
    return { name: found.representativeId === null ? delegation.name : fullName(named[0]!), until, valid: today <= until };
  }
}
