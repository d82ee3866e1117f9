import { Injectable } from '@nestjs/common';
import { Clock, millisecondsBetween, minutes, type Instant } from '../../platform/clock.js';
import { Refused } from '../../platform/refused.js';

const MISSES = 60;

/**
 * Slows down guessing: after 60 unknown references in a minute from one address, look-ups from there wait for the next minute.
 * Only unknown ones count, so that many organizations behind one address are not in each other's way.
 */
@Injectable()
export class LookUpLimit {
  #since: Instant;
  #misses = new Map<string, number>();

  constructor(private readonly clock: Clock) {
    this.#since = clock.machine();
  }

  check(address: string): void {
    if (millisecondsBetween(this.#since, this.clock.machine()) > minutes(1)) {
      this.#since = this.clock.machine();
      this.#misses = new Map();
    }
    if ((this.#misses.get(network(address)) ?? 0) >= MISSES) throw new Refused('too-many-requests');
  }

  miss(address: string): void {
    const key = network(address);
    this.#misses.set(key, (this.#misses.get(key) ?? 0) + 1);
  }
}

/** An IPv6 host has a whole /64 to itself. */
const network = (address: string): string => (address.includes(':') && !address.includes('.') ? address.split(':').slice(0, 4).join(':') : address);
