import { createHash } from 'node:crypto';
import { Clock } from '../../src/platform/clock.js';

/** A clock that stands until it is moved; sessions and retries see the same instant. */
export class StillClock extends Clock {
  at = '';
  override now(): string {
    return this.at;
  }
  override machine(): string {
    return this.at;
  }
}

/**
 * What is random by nature, from a seed. It begins anew at each step of a history, so that what one step draws never shifts what
 * the next one gets: in the service nobody can tell from random values how many were drawn before, and from a counter one can.
 */
export class Chance {
  #seed = '';
  #count = 0;
  #left = Buffer.alloc(0);

  begin(step: string): void {
    this.#seed = step;
    this.#count = 0;
    this.#left = Buffer.alloc(0);
  }

  take(count: number): Buffer {
    while (this.#left.length < count) {
      this.#left = Buffer.concat([this.#left, createHash('sha512').update(`${this.#seed}/${this.#count++}`).digest()]);
    }
    const bytes = Buffer.from(this.#left.subarray(0, count));
    this.#left = this.#left.subarray(count);
    return bytes;
  }

  /** A random identifier (RFC 9562, version 4). */
  uuid(): string {
    const hex = this.take(16).toString('hex');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  }
}
