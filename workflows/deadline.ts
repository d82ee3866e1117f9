import { Temporal } from 'temporal-polyfill';
import type { Silence } from './modality.js';

/** An instant: `2026-12-07T22:00:00.000Z`, always of this width. */
export type Instant = string;

/** One of the two instants that a wall time means where clocks change. */
export interface Reading {
  instant: Instant;
  /** Offset from UTC, e.g. `-04:00`. */
  offset: string;
}

export type WallTime =
  | { ok: true; instant: Instant }
  | { ok: false; rule: 'deadline-skipped' | 'deadline-repeated'; readings: [Reading, Reading] }
  | { ok: false; rule: 'deadline-shape' | 'zone-unknown' };

const text = (instant: Temporal.Instant): Instant => instant.toString({ fractionalSecondDigits: 3 });

export const isInstant = (value: string): boolean => /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/.test(value) && !Number.isNaN(Date.parse(value));

export function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return !/^[+-]/.test(zone);
  } catch {
    return false;
  }
}

/**
 * One instant from wall time (`2026-12-07T17:00`) and IANA zone. An hour that a clock change skips or repeats has no one
 * meaning: it is refused with the two readings, and somebody has to say which is meant.
 */
export function readWallTime(wall: string, zone: string): WallTime {
  if (!isZone(zone)) return { ok: false, rule: 'zone-unknown' };
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/.test(wall)) return { ok: false, rule: 'deadline-shape' };
  let plain: Temporal.PlainDateTime;
  try {
    plain = Temporal.PlainDateTime.from(wall, { overflow: 'reject' });
  } catch {
    return { ok: false, rule: 'deadline-shape' };
  }
  const earlier = plain.toZonedDateTime(zone, { disambiguation: 'earlier' });
  const later = plain.toZonedDateTime(zone, { disambiguation: 'later' });
  if (earlier.epochMilliseconds === later.epochMilliseconds) return { ok: true, instant: text(earlier.toInstant()) };
  const skipped = !earlier.toPlainDateTime().equals(plain);
  const reading = (zoned: Temporal.ZonedDateTime): Reading => ({ instant: text(zoned.toInstant()), offset: zoned.offset });
  return { ok: false, rule: skipped ? 'deadline-skipped' : 'deadline-repeated', readings: [reading(earlier), reading(later)] };
}

/**
 * The deadline that the modality's rule gives for a circulation at an instant; null where the Office chooses it.
 * "72 hours" counts elapsed time; "3 days" counts calendar days in the zone, at the same wall time or at the one stated:
 * across a clock change the two differ.
 */
export function silenceDeadline({ length, zone }: Silence, circulatedAt: Instant): Instant | null {
  if (!length) return null;
  const start = Temporal.Instant.from(circulatedAt);
  if ('hours' in length) return text(start.add({ hours: length.hours }));
  if ('until' in length) {
    const read = readWallTime(length.until, zone);
    return read.ok ? read.instant : 'readings' in read ? read.readings[1].instant : null;
  }
  const day = start.toZonedDateTimeISO(zone).add({ days: length.days });
  return text((length.at ? day.withPlainTime(Temporal.PlainTime.from(length.at)) : day).toInstant());
}

/**
 * The same as wall time in the modality's zone, for a form. Hours end at the next full one: the minutes until the form is
 * confirmed must not be missing.
 */
export function silenceWallTime(silence: Silence, circulatedAt: Instant): string | null {
  const deadline = silenceDeadline(silence, circulatedAt);
  if (!deadline) return null;
  const wall = Temporal.Instant.from(deadline).toZonedDateTimeISO(silence.zone).toPlainDateTime();
  const hours = silence.length && 'hours' in silence.length;
  return wall.round({ smallestUnit: hours ? 'hour' : 'minute', roundingMode: 'ceil' }).toString({ smallestUnit: 'minute' });
}

/** The earliest deadline that the modality's minimum allows. */
export const earliestDeadline = ({ minimum, zone }: Silence, circulatedAt: Instant): Instant => (minimum ? after(minimum, zone, circulatedAt) : circulatedAt);

/** Whether a Mission that was served at an instant has less time than the modality asks for; where it asks for none, than a day. */
export const servedShortly = ({ leastAfterService = { hours: 24 }, zone }: Silence, servedAt: Instant, deadline: Instant): boolean => after(leastAfterService, zone, servedAt) > deadline;

function after(least: { days: number } | { hours: number }, zone: string, at: Instant): Instant {
  const start = Temporal.Instant.from(at);
  return text('hours' in least ? start.add({ hours: least.hours }) : start.toZonedDateTimeISO(zone).add({ days: least.days }).toInstant());
}

export interface DeadlineFault {
  rule: 'deadline-in-past' | 'deadline-below-minimum';
  params: Record<string, string>;
}

/** What is wrong with a deadline for a circulation at an instant; null where nothing is. */
export function checkDeadline(silence: Silence, circulatedAt: Instant, deadline: Instant): DeadlineFault | null {
  if (deadline <= circulatedAt) return { rule: 'deadline-in-past', params: { deadline } };
  const earliest = earliestDeadline(silence, circulatedAt);
  return deadline < earliest ? { rule: 'deadline-below-minimum', params: { deadline, earliest } } : null;
}

/** "Not later than": an act at the very instant of the deadline is on time. */
export const isOnTime = (at: Instant, deadline: Instant): boolean => at <= deadline;
