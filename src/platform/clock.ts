/** An instant: fixed-width ISO-8601 UTC text with milliseconds, so that text order is time order on both databases. */
export type Instant = string;

/** The one place that reads the machine's clock; everything else gets the time as data. */
export class Clock {
  #offset = 0;

  /** The present instant, moved by the trial's jump where there is one. */
  now(): Instant {
    return new Date(Date.now() + this.#offset).toISOString();
  }

  /** The machine's own time, for sessions and retries: a trial's jump to a deadline must not sign anybody out. */
  machine(): Instant {
    return new Date(Date.now()).toISOString();
  }

  /** Trial mode only: from now on the clock runs `milliseconds` ahead of the machine's. */
  setOffset(milliseconds: number): void {
    this.#offset = milliseconds;
  }

  offset(): number {
    return this.#offset;
  }
}

/** Milliseconds from `from` to `to`; negative where `to` is earlier. */
export const millisecondsBetween = (from: Instant, to: Instant): number => Date.parse(to) - Date.parse(from);

/** `instant` moved by a number of milliseconds. */
export const plusMilliseconds = (instant: Instant, milliseconds: number): Instant =>
  new Date(Date.parse(instant) + milliseconds).toISOString();

export const minutes = (n: number): number => n * 60_000;
export const hours = (n: number): number => n * 3_600_000;
