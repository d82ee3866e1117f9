import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { Lists, StandingObjections } from '../../src/lists/index.js';
import { ObjectionsQuery } from '../../src/objections/index.js';
import { KeyStore } from '../../src/platform/key-store.js';
import { plusMilliseconds, minutes } from '../../src/platform/clock.js';
import type { Database } from '../support/databases.js';
import { officer } from '../support/round.js';
import { handOver } from './badge-desk.js';
import { conclude, decide, finalize, overrideHold, perform, releaseHold } from './acts.js';
import type { Act, History, Side } from './history.js';
import { glance, lookEverywhere, type Foreign } from './observers.js';
import { BEGIN, objected, openRound, type Round } from './round.js';
import { keyFolder, World, type Seen } from './world.js';

/** Where two worlds are not the same to somebody who must not tell them apart. */
export interface Difference {
  step: string;
  who: string;
  what: string;
  left: string;
  right: string;
}

export type Sides = [World, World];

/** Two worlds with the same keys, clock and chance, in which one history is lived step by step. */
export class Pair {
  #runs = 0;

  private constructor(readonly sides: Sides, private readonly drop: () => Promise<void>) {}

  static async open(open: () => Promise<Database>): Promise<Pair> {
    const folder = keyFolder();
    const files = ['left', 'right'].map((side) => join(folder.path, side, 'key')) as [string, string];
    KeyStore.init(files[0]);
    cpSync(join(folder.path, 'left'), join(folder.path, 'right'), { recursive: true });
    const databases = [await open(), await open()];
    const sides = [await World.start('left', databases[0]!.address, files[0]), await World.start('right', databases[1]!.address, files[1])] as Sides;
    return new Pair(sides, async () => {
      for (const world of sides) await world.close();
      for (const database of databases) await database.drop();
      folder.drop();
    });
  }

  close(): Promise<void> {
    return this.drop();
  }

  /**
   * Lives the history in both worlds and says where they first differ; null where nobody can tell them apart.
   * `told`: the right world has no objection of a secret Mission. At finalization it is told which names do not stand, and nothing
   * else: whatever is equal then depends on objections by those names alone.
   */
  async live(history: History, { told }: { told: boolean }): Promise<{ difference: Difference | null; objected: number[] }> {
    const life = new Life(this.sides, history, this.#runs++, told);
    return { difference: await life.live(), objected: life.objected };
  }
}

/** The undoing of what a world is told. */
type Undo = () => void;

class Life {
  objected: number[] = [];
  readonly #rounds: Round[] = [];
  #at = BEGIN;
  #step = 0;
  #looks = 0;
  #handOvers = 0;
  readonly #called: number[];

  constructor(private readonly sides: Sides, private readonly history: History, private readonly run: number, private readonly told: boolean) {
    this.#called = sides.map(({ called }) => called);
  }

  async live(): Promise<Difference | null> {
    const { acts, late, afterwards } = this.history;
    const parts: (() => Promise<Difference | null>)[] = [
      () => this.#both('circulation', 0, async (world) => void this.#rounds.push(await openRound(world, this.history, this.run))),
      () => this.#acts(acts),
      () => this.#everywhere(),
      () => this.#nothingLeaves(),
      () => this.#deadline(),
      () => this.#acts(late),
      () => this.#finalization(),
      () => this.#handOver(),
      () => this.#acts(afterwards),
      () => this.#everywhere(),
      () => this.#both('end', 60, (_, round) => conclude(round)),
      () => this.#glance(),
    ];
    for (const part of parts) {
      const difference = await part();
      if (difference) return difference;
    }
    return null;
  }

  async #acts(acts: Act[]): Promise<Difference | null> {
    for (const act of acts) {
      const difference = await this.#both(`${act.do}${'way' in act ? ` (${act.way})` : ''}`, act.minutes, (_, round, side) => perform(round, act, side))
        ?? (act.do === 'secret' ? await this.#glance() : null);
      if (difference) return difference;
    }
    return null;
  }

  #glance(): Promise<Difference | null> {
    this.#looks++;
    return this.#both('look', 1, (_, round) => glance(round, this.#looks));
  }

  async #everywhere(): Promise<Difference | null> {
    const foreign = await this.#foreign();
    this.#looks++;
    return this.#both('look everywhere', 1, (_, round) => lookEverywhere(round, this.#looks, foreign));
  }

  #handOver(): Promise<Difference | null> {
    this.#handOvers++;
    return this.#both('hand-off', 5, (_, round) => handOver(round, this.#handOvers));
  }

  /** Before the list is final the badge desk gets nothing, in either world. */
  async #nothingLeaves(): Promise<Difference | null> {
    const difference = await this.#handOver();
    if (!difference) expect(this.sides.map(({ called }) => called)).toEqual(this.#called);
    return difference;
  }

  async #deadline(): Promise<Difference | null> {
    const [left] = this.#rounds as [Round];
    for (const turn of [0, 1]) {
      const { state, deadline } = await left.world.get(Lists).find(left.listId);
      if (state === 'circulated') this.#at = deadline!;
      const difference = await this.#both('deadline', 1, async () => undefined)
        ?? await this.#both('hold', 60, (_, round) => (turn === 0 ? releaseHold(round) : overrideHold(round)));
      if (difference) return difference;
    }
    return null;
  }

  async #finalization(): Promise<Difference | null> {
    const [left, right] = this.#rounds as [Round, Round];
    // Asked in both worlds: what an officer's look brings into memory must be there in both.
    this.objected = await objected(left);
    const there = await objected(right);
    if (!this.told) expect(there).toEqual(this.objected);
    const undo = this.told ? tell(right, this.objected) : () => undefined;
    try {
      return await this.#decision()
        ?? await this.#glance()
        ?? await this.#nothingLeaves()
        ?? await this.#both('finalization', 60, (_, round) => finalize(round));
    } finally {
      undo();
    }
  }

  /** Where a body decides: in the left world it has before an organization takes its name back and everybody looks, in the right one after. */
  async #decision(): Promise<Difference | null> {
    if (this.history.modality !== 'contested-by-name') return null;
    const [leaving, ...others] = this.objected;
    const left = others.length ? leaving! : null;
    return await this.#both('decision', 60, async (_, round, side) => (side === 0 ? decide(round, this.objected) : undefined))
      ?? await this.#glance()
      ?? await this.#both('a name taken back', 5, async (_, round, side) => {
        if (left === null) return;
        await perform(round, { do: 'leave', minutes: 5, name: left }, side);
        await perform(round, { do: 'status', minutes: 5, name: left }, side);
      })
      ?? await this.#both('late decision', 60, async (_, round, side) => (side === 1 ? decide(round, left === null ? this.objected : others) : undefined));
  }

  /** An objection and a filing of a secret Mission as the left world has them; where the list's key is destroyed nobody can say. */
  async #foreign(): Promise<Foreign> {
    const [{ world, listId, missions }] = this.#rounds as [Round];
    const { objections } = await world.get(ObjectionsQuery).ofList(listId, officer).catch(() => ({ objections: [] }));
    const secret = objections.find(({ iso2 }) => missions.some((mission) => mission.iso2 === iso2 && !mission.observes));
    return { objectionId: secret?.id ?? 'unknown', filingId: secret?.filingId ?? 'unknown' };
  }

  async #both(what: string, wait: number, work: (world: World, round: Round, side: Side) => Promise<void>): Promise<Difference | null> {
    const step = `${this.run}/${this.#step++} ${what}`;
    this.#at = plusMilliseconds(this.#at, minutes(wait));
    const seen: Seen[][] = [];
    for (const [side, world] of this.sides.entries()) seen.push(await world.step(step, this.#at, () => work(world, this.#rounds[side]!, side as Side)));
    return firstDifference(step, seen[0]!, seen[1]!);
  }
}

/** Tells a world which names do not stand, in place of what it would find out from objections. */
function tell({ world, ids }: Round, objectedNames: number[]): Undo {
  const box = world.get<StandingObjections>(StandingObjections as never);
  const own = Object.getOwnPropertyDescriptor(box, 'count');
  box.count = async () => new Map(objectedNames.map((at) => [ids[at]!, 1]));
  return () => {
    if (own) Object.defineProperty(box, 'count', own);
    else delete (box as Partial<StandingObjections>).count;
  };
}

function firstDifference(step: string, left: Seen[], right: Seen[]): Difference | null {
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const [one, other] = [left[at], right[at]];
    if (one && other && one.who === other.who && one.what === other.what && one.text === other.text) continue;
    const { who, what } = (one ?? other)!;
    if (!one || !other || one.what !== other.what) return { step, who, what, left: one?.what ?? '(nothing)', right: other?.what ?? '(nothing)' };
    return { step, who, what, ...apart(one.text, other.text) };
  }
  return null;
}

/** The first lines that differ, with a little before them. */
function apart(left: string, right: string): { left: string; right: string } {
  let at = 0;
  while (left[at] === right[at] && at < left.length) at++;
  const part = (text: string): string => text.slice(Math.max(0, at - 60), at + 120);
  return { left: part(left), right: part(right) };
}
