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
export function keptUntil({ retention: { months } }: Pick<Modality, 'retention'>, { state, finalizedAt, notedOn, withdrawnAt }: Ending): Instant | null {
  const noted = notedOn && `${notedOn}T00:00:00.000Z`;
  const end = state === 'withdrawn' ? withdrawnAt : noted && finalizedAt && noted > finalizedAt ? noted : finalizedAt;
  if (end === null) return null;
  return new Date(Temporal.Instant.from(end).toZonedDateTimeISO('UTC').add({ months }).epochMilliseconds).toISOString();
}
