import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { ApplicationRetention } from '../applications/index.js';
import { Sweep } from '../lists/index.js';
import { SignIn } from '../officers/index.js';
import { Log } from '../platform/log.js';
import { Relay } from './relay.js';

/** The tick: notices what is due. Everything it calls could be called at any other moment with the same result. */
@Injectable()
export class Ticker implements OnApplicationShutdown {
  #busy = false;
  #ticks = 0;

  constructor(private readonly sweep: Sweep, private readonly retention: ApplicationRetention, private readonly signIn: SignIn, private readonly relay: Relay, private readonly log: Log) {}

  @Interval(1_000)
  async tick(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    // What ends after weeks and years is looked for once in ten minutes.
    const ends = this.#ticks++ % 600 === 0 ? [() => this.retention.run()] : [];
    // A fault of one leaves the others at work: no list that cannot be swept keeps letters back.
    for (const part of [() => this.sweep.run(), () => this.signIn.answer(), () => this.relay.drain(), ...ends]) {
      try {
        await part();
      } catch (error) {
        this.log.fault(error, 'tick');
      }
    }
    this.#busy = false;
  }

  async onApplicationShutdown(): Promise<void> {
    this.#busy = true;
    await this.relay.close();
  }
}
