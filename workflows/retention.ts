import { Temporal } from 'temporal-polyfill';
import type { Instant } from './deadline.js';
import type { Modality } from './modality.js';

/** When a list came to its end: it became final and the Assembly took note, or it was withdrawn; null while it goes on. */
interface Ending {
  state: string;
  finalizedAt: Instant | null;
  /** A calendar date. */
  notedOn: string | null;
  withdrawnAt: Instant | null;
}

/** Until when what is sealed of a list is kept; null as long as it has not come to its end. */
export function keptUntil({ retention: { months } }: { retention: Pick<Modality['retention'], 'months'> }, { state, finalizedAt, notedOn, withdrawnAt }: Ending): Instant | null {
  const noted = notedOn && `${notedOn}T00:00:00.000Z`;
  const end = state === 'withdrawn' ? withdrawnAt : noted && finalizedAt && noted > finalizedAt ? noted : finalizedAt;
  if (end === null) return null;
  return later(end, { months });
}

/** What decides how long applications to a conference are kept. Meetings and lists may still be added. */
interface Course {
  /** Of the call. */
  closesAt: Instant;
  /** Last days of meetings as they were announced, `2018-12-11`. */
  ends: string[];
  lists: { circulatedAt: Instant | null; finalizedAt: Instant | null; state: string }[];
}

/** Until when an application that was sent is kept: nothing of it is needed any more by then. While a list is out that is not final, `settled` is false, and nothing ends. */
export function applicationsKeptUntil({ retention: { applications: { months } }, meetings }: Pick<Modality, 'retention' | 'meetings'>, { closesAt, ends, lists }: Course): { until: Instant; settled: boolean } {
  const days = [...ends, ...meetings.map(({ to }) => lastDay(to))].map((day) => `${day}T23:59:59.999Z`);
  const last = [closesAt, ...days, ...lists.flatMap(({ finalizedAt }) => finalizedAt ?? [])].reduce((a, b) => (a > b ? a : b));
  return { until: later(last, { months }), settled: lists.every(({ circulatedAt, finalizedAt, state }) => circulatedAt === null || finalizedAt !== null || state === 'withdrawn') };
}

/** When a draft ends that is not saved again: some days after it was saved, and never while the call is open; and from when on its owner is reminded. */
export function draftKeptUntil({ retention: { drafts: { days, reminder } } }: Pick<Modality, 'retention'>, { savedAt, closesAt, remindedAt }: { savedAt: Instant; closesAt: Instant; remindedAt: Instant | null }): { until: Instant; remindFrom: Instant } {
  const saved = later(savedAt, { days });
  const planned = saved > closesAt ? saved : closesAt;
  // A reminder that went out late gives the same time as one that went out in time.
  const reminded = remindedAt === null ? planned : later(remindedAt, { days: reminder });
  return { until: reminded > planned ? reminded : planned, remindFrom: later(planned, { days: -reminder }) };
}

const later = (at: Instant, time: { months?: number; days?: number }): Instant => new Date(Temporal.Instant.from(at).toZonedDateTimeISO('UTC').add(time).epochMilliseconds).toISOString();
/** Of a month or a day, `2018-12` or `2018-12-11`, the last day. */
const lastDay = (period: string): string => (period.length === 7 ? Temporal.PlainYearMonth.from(period).toPlainDate({ day: 31 }).toString() : period);
