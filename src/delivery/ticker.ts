import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { ApplicationRetention, BeginApplicationHandler } from '../applications/index.js';
import { RecordHead } from '../custody/index.js';
import { Sweep } from '../lists/index.js';
import { SignIn } from '../officers/index.js';
import { Log } from '../platform/log.js';
import { Relay } from './relay.js';

/** The tick: notices what is due. Everything it calls could be called at any other moment with the same result. */
@Injectable()
export class Ticker implements OnApplicationShutdown {
  /** What is at work. A part that takes long, such as letters to a slow server, holds no later tick of another back. */
  readonly #busy = new Set<string>();

  #closed = false;
  #ticks = 0;

  constructor(
    private readonly sweep: Sweep, private readonly retention: ApplicationRetention, private readonly signIn: SignIn, private readonly beginning: BeginApplicationHandler,
    private readonly relay: Relay, private readonly head: RecordHead, private readonly log: Log,
  ) {}

  @Interval(1_000)
  async tick(): Promise<void> {
    await this.#once('sweep', () => this.sweep.run());
    await this.#once('sign-in', () => this.signIn.answer());
    await this.#once('lost-links', () => this.beginning.answer());
    await this.#once('head', () => this.head.note());
    await this.#once('letters', () => this.relay.drain());
    // What ends after weeks and years is looked for once in ten minutes.
    if (this.#ticks++ % 600 === 0) await this.#once('retention', () => this.retention.run());
  }

  async #once(part: string, work: () => Promise<unknown>): Promise<void> {
    if (this.#closed || this.#busy.has(part)) return;
    this.#busy.add(part);
    try {
      await work();
    } catch (error) {
      this.log.fault(error, 'tick');
    }
    this.#busy.delete(part);
  }

  async onApplicationShutdown(): Promise<void> {
    this.#closed = true;
    await this.relay.close();
  }
}
