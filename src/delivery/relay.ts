import { setTimeout } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { Letters } from '../notices/index.js';
import { OutboxMessage, SECRET } from '../outbox/index.js';
import { allDone } from '../platform/all-done.js';
import { Clock, hours, minutes, plusMilliseconds } from '../platform/clock.js';
import type { Config } from '../platform/config.js';
import { claimDue, mayBegin, settleClaimed } from '../platform/due.js';
import { InTurn } from '../platform/in-turn.js';
import { Log } from '../platform/log.js';
import { CONFIG } from '../platform/platform.module.js';
import { UnitOfWork } from '../platform/unit-of-work.js';
import { OWN_WORDS, Transport, type Outcome } from './transport.js';

/** A letter in hand and how its try ended; null where it was not begun. */
interface Result {
  row: OutboxMessage;
  outcome: Outcome | { state: 'givenUp'; response: string } | null;
}

const CLAIM = 64;
/** How many letters of a claim are on the wire at once. What waits for that is not begun any more once the service ends, or the claim soon does. */
const AT_ONCE = 8;
/** How long a result waits for the rest of its claim, in milliseconds: a commit for each letter costs as much as the letter. */
const TOGETHER = 200;
/** Waits between tries: a minute at first, at most an hour. */
const backoff = (attempts: number): number => Math.min(minutes(60), minutes(1) * 2 ** Math.min(attempts - 1, 10));
const LONGEST = hours(2);

/** What a mail server said, without what it quoted from the letter: a link in its words would stand in the register of deliveries and in the database. */
const unquoted = (said: string, letter: string): string => (said.search(SECRET) < 0 ? said : (letter.match(SECRET) ?? []).reduce((words, secret) => words.replaceAll(secret, '(…)'), said));

/** Takes letters from the outbox and sends them: at least once, each try the same bytes under the same Message-ID. */
@Injectable()
export class Relay {
  readonly #sending = new InTurn(() => this.#drain());
  #closed = false;
  readonly #inHand = new Set<string>();

  constructor(
    @Inject(CONFIG) private readonly config: Config, private readonly work: UnitOfWork, private readonly clock: Clock,
    private readonly letters: Letters, private readonly transport: Transport, private readonly log: Log,
  ) {}

  /** Sends everything that is due now. */
  drain(): Promise<void> {
    return this.#sending.run();
  }

  /** Stops after the letters on the wire; what is left stays in the outbox. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#sending.over();
    this.transport.close();
  }

  async #drain(): Promise<void> {
    // Two claims at a time: while one is written down, the other is on the wire.
    const lane = async (): Promise<void> => {
      while (!this.#closed) {
        const claimed = await this.#claim();
        if (claimed.length === 0) return;
        await this.#send(claimed).finally(() => { for (const { id } of claimed) this.#inHand.delete(id); });
      }
    };
    await allDone([lane(), lane()]);
  }

  async #claim(): Promise<OutboxMessage[]> {
    const rows = await this.work.run((tx) => claimDue(tx, OutboxMessage, this.clock.machine(), { limit: CLAIM, longest: LONGEST, inHand: this.#inHand }));
    for (const { id } of rows) this.#inHand.add(id);
    return rows;
  }

  /** Returns when all results are durable. They are written down together; while some letters take long, what came of the others is not kept back. */
  async #send(claimed: OutboxMessage[]): Promise<void> {
    const results: Result[] = [];
    const waiting = [...claimed];
    const all = allDone(Array.from({ length: AT_ONCE }, async () => {
      for (let row; (row = waiting.shift());) results.push({ row, outcome: await this.#try(row) });
    }));
    for (let over = false; !over;) {
      over = await Promise.race([all.then(() => true), setTimeout(TOGETHER, false, { ref: false })]);
      const back = [...results];
      // What could not be written down now may be with the next.
      await this.#write(back).then(() => results.splice(0, back.length), (error: unknown) => { if (over) throw error; });
    }
  }

  async #write(results: Result[]): Promise<void> {
    if (results.length === 0) return;
    await this.work.run(async (tx) => {
      const machine = this.clock.machine();
      const now = this.clock.now();
      for (const { row, outcome } of results) {
        if (!outcome) {
          await settleClaimed(tx, 'outbox_message', row, { dueAt: row.dueAt });
          continue;
        }
        const { state, response } = outcome;
        const attempts = row.attempts + (state === 'givenUp' ? 0 : 1);
        const again = state === 'deferred';
        await settleClaimed(tx, 'outbox_message', row, {
          state, attempts, response: response.slice(0, 500), dueAt: again ? plusMilliseconds(machine, backoff(attempts)) : null, settledAt: again ? null : now,
        });
      }
    });
  }

  async #try(row: OutboxMessage): Promise<Result['outcome']> {
    if (this.#closed || !mayBegin(row, this.clock.machine())) return null;
    // Said of no mail server: none was asked.
    if (row.ofUseUntil !== null && row.ofUseUntil < (row.listId ? this.clock.now() : this.clock.machine())) return { state: 'givenUp', response: OWN_WORDS.ofNoUse };
    try {
      const letter = this.letters.ofRow(row);
      const outcome = await this.transport.send({
        ...letter, id: row.id, from: this.config.mailFrom, to: row.address, date: row.queuedAt, host: new URL(this.config.publicUrl).hostname,
      });
      return { ...outcome, response: unquoted(outcome.response, letter.text) };
    } catch (error) {
      this.log.fault(error, 'relay');
      return { state: 'deferred', response: OWN_WORDS.notMade };
    }
  }
}
