import { isInstant, readWallTime } from '../../workflows/deadline.js';
import { Refused } from '../platform/refused.js';

/** A deadline as an officer states it. */
export interface DeadlineChoice {
  /** `2026-12-07T17:00` */
  wallTime: string;
  /** IANA zone, e.g. `America/New_York`. */
  zone: string;
  /** Where a clock change makes two readings of the wall time: the instant that is meant. */
  reading?: string;
}

/** The one instant that is meant, or a refusal that gives the two readings. */
export function chosenDeadline({ wallTime, zone, reading }: DeadlineChoice): string {
  const read = readWallTime(wallTime, zone);
  if (read.ok) return read.instant;
  if (!('readings' in read)) throw new Refused(read.rule, {}, [{ field: 'deadline', rule: read.rule }]);
  if (reading && isInstant(reading) && read.readings.some(({ instant }) => instant === reading)) return reading;
  const [first, second] = read.readings;
  const params = { first: first.instant, second: second.instant };
  throw new Refused(read.rule, params, [{ field: 'deadline', rule: read.rule, params }]);
}
