import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Attempt } from './attempt.entity.js';
import { Clock, millisecondsBetween, plusMilliseconds } from './clock.js';
import { Keys } from './keys.js';
import { Reader } from './reader.js';
import { Refused } from './refused.js';
import { selectAmong, selectRows } from './select.js';
import { Together } from './together.js';
import { UnitOfWork } from './unit-of-work.js';

/** How many tries of one kind a source has in a window of so many milliseconds. */
export interface Limit {
  kind: string;
  tries: number;
  window: number;
}

/**
 * Counts tries in a table, so that all processes count together and none forgets when it starts anew. Only what costs
 * guessers something is counted: a source writes at most as many rows as it has tries, and whoever is right writes none.
 */
@Injectable()
export class Limits {
  readonly #attempts = new Together<Attempt>((tags) => attemptsOf(this.reader.committed, tags));

  constructor(private readonly work: UnitOfWork, private readonly reader: Reader, private readonly clock: Clock, private readonly keys: Keys) {}

  /** Refuses where the source has used up its tries. Counts nothing. */
  async check(limit: Limit, source: string): Promise<void> {
    const tag = this.#tag(limit, source);
    // An act that holds a connection must not wait for one more: as many of them as there are would wait for ever.
    const row = this.work.opened ? (await attemptsOf(this.work.opened, [tag])).get(tag) : await this.#attempts.ask(tag);
    const now = this.clock.machine();
    if (row && row.until > now && row.tries >= limit.tries) throw over(now, row.until);
  }

  /**
   * Counts one try, and refuses one too many. A try at something that could be guessed is counted outside of units of work: it must stay
   * although the act is refused. Inside of one, what is counted goes with the act.
   */
  async take(limit: Limit, source: string): Promise<void> {
    await this.check(limit, source);
    const now = this.clock.machine();
    const until = plusMilliseconds(now, limit.window);
    const [row] = await this.work.run((tx) => selectRows<{ tries: number; until: string }>(tx, `
      INSERT INTO "attempt" ("tag", "tries", "until") VALUES (?, 1, ?)
      ON CONFLICT ("tag") DO UPDATE SET "tries" = CASE WHEN "attempt"."until" <= ? THEN 1 ELSE "attempt"."tries" + 1 END,
        "until" = CASE WHEN "attempt"."until" <= ? THEN excluded."until" ELSE "attempt"."until" END
      RETURNING "tries", "until"`, [this.#tag(limit, source), until, now, now]));
    // Tries that came at the same moment are counted one after another: the row's lock orders them.
    if (row!.tries > limit.tries) throw over(now, row!.until);
  }

  /** Counts one try of whoever asks from an address, in each of the networks that it stands in. */
  async takeFrom(limit: Limit, address: string): Promise<void> {
    for (const [own, network] of ofNetworks(limit, address)) await this.take(own, network);
  }

  /** Looks for what is asked for by something that could be guessed: only what is not there counts, and whoever has used up the tries is refused before. */
  async finding<T>(limit: Limit, address: string, look: () => Promise<T | null>): Promise<T | null> {
    for (const [own, network] of ofNetworks(limit, address)) await this.check(own, network);
    const found = await look();
    if (found === null) await this.takeFrom(limit, address);
    return found;
  }

  /** Counts one try and says whether it is one too many, for an act that is then left out without a word. */
  async allows(limit: Limit, source: string): Promise<boolean> {
    try {
      await this.take(limit, source);
      return true;
    } catch (error) {
      if (error instanceof Refused && error.rule === 'too-many-requests') return false;
      throw error;
    }
  }

  /** Forgets the tries of a source that has shown to be right. */
  async clear(limit: Limit, source: string): Promise<void> {
    await this.work.run((tx) => tx.delete(Attempt, { tag: this.#tag(limit, source) }));
  }

  /** Takes away windows that are over. */
  async sweep(): Promise<void> {
    await this.work.run((tx) => tx.createQueryBuilder().delete().from(Attempt).where('"until" <= :now', { now: this.clock.machine() }).execute());
  }

  #tag({ kind }: Limit, source: string): string {
    return this.keys.tag('attempt', kind, source);
  }
}

async function attemptsOf(manager: EntityManager, tags: string[]): Promise<Map<string, Attempt>> {
  const rows = await selectAmong<Attempt>(manager, 'SELECT "tag", "tries", "until" FROM "attempt" WHERE "tag" IN (?)', tags);
  return new Map(rows.map((row) => [row.tag, row]));
}

const over = (now: string, until: string): Refused =>
  new Refused('too-many-requests', { seconds: Math.max(1, Math.ceil(millisecondsBetween(now, until) / 1_000)) });

/** A site has 65,536 networks of hosts, and its hosts have so many times the tries of one of them together. */
const SITE = 8;

function ofNetworks(limit: Limit, address: string): [Limit, string][] {
  const network = networkOf(address);
  if (!network.includes(':')) return [[limit, network]];
  return [[limit, network], [{ ...limit, kind: `${limit.kind}/site`, tries: limit.tries * SITE }, networkOf(address, 3)]];
}

/** A network address as a source of tries: an IPv6 host has a whole /64 to itself, and whoever runs a site a whole /48, three groups. */
export function networkOf(said: string, groupsOf = 4): string {
  // Some proxies write down the port as well, which is another one for each connection.
  const address = /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(said)?.[1] ?? /^\[(.+)\](?::\d+)?$/.exec(said)?.[1] ?? said;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped) return mapped;
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.split('%')[0]!.split('::');
  const groups = head ? head.split(':') : [];
  const rest = tail ? tail.split(':') : [];
  const full = tail === undefined ? groups : [...groups, ...Array.from({ length: 8 - groups.length - rest.length }, () => '0'), ...rest];
  return full.slice(0, groupsOf).map((group) => group.replace(/^0+(?=.)/, '').toLowerCase()).join(':');
}
