import { setImmediate } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { List, NameBook, type Nomination } from '../lists/index.js';
import { NameIndex, type Evidence, type Named } from '../platform/matching/index.js';
import { Reader } from '../platform/reader.js';
import { selectRows } from '../platform/select.js';
import { Registers, type Finding, type Standing } from '../registers/index.js';
import { namedOf } from './advice.js';
import { Application } from './application.entity.js';
import { Applications, type OpenApplication } from './applications.js';
import { MatchJudgement } from './match-judgement.entity.js';

/** What is held beside an application: another one, a name on a list, an entry of a register. */
export type Other =
  | { kind: 'application'; id: string; conferenceId: string; named: Named }
  | { kind: 'name'; id: string; list: Pick<List, 'id' | 'title'>; named: Named }
  | { kind: 'register'; standing: Standing; named: Named };

export interface MatchCard {
  /** What it is remembered by. */
  key: string;
  other: Other;
  /** From 0 to 1; it orders the cards and decides nothing. */
  score: number;
  evidence: Evidence[];
  judgement: MatchJudgement | null;
}

/** What two say of themselves leaves hardly a doubt: one registration number in one country, or one name and one site. An officer says it all the same. */
export const isCertain = (own: Named, { other, evidence }: Pick<MatchCard, 'other' | 'evidence'>): boolean => (
  (evidence.includes('registration') && Boolean(own.place) && own.place === other.named.place) || (evidence.includes('sameName') && evidence.includes('website'))
);

/** Nobody has said yet whether the two are the same. */
export const isOpen = (judgement: Pick<MatchJudgement, 'judgement'> | null | undefined): boolean => !judgement || judgement.judgement === 'later';

/** Of two applications the one with the smaller id comes first: what is found of one stands for both. */
export function pairOf(applicationId: string, key: string): string {
  const own = `application:${applicationId}`;
  return key.startsWith('application:') && key < own ? `${key} ${own}` : `${own} ${key}`;
}

/**
 * Organizations that may be the same as one that applies. The indexes are kept in memory and brought up to date by what changed:
 * an application counts its version on with each change, a list with each of its names. They hold what officers alone may read.
 */
@Injectable()
export class Matches {
  readonly #applications = new NameIndex<Extract<Other, { kind: 'application' }>>();
  readonly #names = new NameIndex<Extract<Other, { kind: 'name' }>>();
  readonly #versions = new Map<string, number>();
  readonly #lists = new Map<string, { version: number; names: Set<string> }>();
  #state = '';
  /** What was found beside each application, while nothing in the indexes has changed. */
  #found = { state: '', keys: new Map<string, string[]>() };
  #turn: Promise<void> = Promise.resolve();

  constructor(private readonly reader: Reader, private readonly applications: Applications, private readonly book: NameBook, private readonly registers: Registers) {}

  /** Cards beside an application, likest first; nothing is left out because of what was found before. */
  async of(application: OpenApplication): Promise<MatchCard[]> {
    const { id } = application.row;
    const named = namedOf(application);
    if (named.names.length === 0) return [];
    await this.#upToDate();
    const judged = new Map((await this.reader.manager.find(MatchJudgement, { where: [{ applicationId: id }, { other: `application:${id}` }] })).map((row) => [row.pair, row]));
    return this.#alike(`application:${id}`, named, await this.registers.say(named)).map((like) => ({ ...like, judgement: judged.get(pairOf(id, like.key)) ?? null })).sort((a, b) => b.score - a.score);
  }

  /** Those of these applications beside which a card stands that nobody has judged yet. */
  async unanswered(ids: string[]): Promise<Set<string>> {
    await this.#upToDate();
    const registers = await this.registers.now();
    const state = [this.#state, registers.editions, ...[...this.#lists].map(([id, { version }]) => `${id}/${version}`)].join();
    if (this.#found.state !== state) this.#found = { state, keys: new Map() };
    const { keys } = this.#found;
    const judged = new Map((await selectRows<Pick<MatchJudgement, 'pair' | 'judgement'>>(this.reader.manager, 'SELECT "pair", "judgement" FROM "match_judgement"', [])).map((row) => [row.pair, row]));
    const open = new Set<string>();
    for (const id of ids) {
      if (!keys.has(id)) {
        const named = this.#applications.get(id)?.named;
        keys.set(id, named?.names.length ? this.#alike(`application:${id}`, named, registers.say(named)).map(({ key }) => key) : []);
        // Thousands are compared: whoever else asks meanwhile is answered in between.
        if (keys.size % 50 === 0) await setImmediate();
      }
      if (keys.get(id)!.some((key) => isOpen(judged.get(pairOf(id, key))))) open.add(id);
    }
    return open;
  }

  /** Beside names on a list, by the id of each: those that look like it, likest first, but for what an officer found not to be the same. A name that came from an application is judged there, one that was carried over is known. */
  async beside(names: Nomination[]): Promise<Map<string, Omit<MatchCard, 'judgement'>[]>> {
    await this.#upToDate();
    const registers = await this.registers.now();
    const own = names.filter(({ applicationId, carriedFrom }) => applicationId === null && carriedFrom === null);
    const apart = new Set((await this.reader.manager.findBy(MatchJudgement, { other: In(own.map(({ id }) => `name:${id}`)), judgement: 'notSame' })).map(({ pair }) => pair));
    return new Map(own.map((name) => {
      const key = `name:${name.id}`;
      const found = this.#alike(key, namedOn(name), registers.say(namedOn(name)));
      return [name.id, found.filter(({ other }) => other.kind !== 'application' || !apart.has(pairOf(other.id, key))).sort((a, b) => b.score - a.score)];
    }));
  }

  /** What looks like an application or a name on a list, `own` being its key. */
  #alike(own: string, named: Named, findings: Finding[]): Omit<MatchCard, 'judgement'>[] {
    const card = (key: string, other: Other, { score, evidence }: Pick<MatchCard, 'score' | 'evidence'>) => ({ key, other, score, evidence });
    return [
      ...this.#applications.find(named, { except: ({ id }) => own === `application:${id}` }).map((like) => card(`application:${like.item.id}`, like.item, like)),
      ...this.#names.find(named, { except: ({ id }) => own === `name:${id}` }).map((like) => card(`name:${like.item.id}`, like.item, like)),
      ...findings.flatMap(({ found }) => found.map((like) => card(like.item.key, { kind: 'register', standing: like.item, named: { names: [like.item.name], place: like.item.country } }, like))),
    ];
  }

  /** One after another: two questions at once must not bring the same change in twice. */
  async #upToDate(): Promise<void> {
    const turn = this.#turn.then(async () => {
      await this.#syncApplications();
      await this.#syncNames();
    });
    this.#turn = turn.catch(() => undefined);
    await turn;
  }

  async #syncApplications(): Promise<void> {
    const { manager } = this.reader;
    // Versions only grow: while number and sum are the same, nothing has changed.
    const [sum] = await selectRows<{ rows: number; versions: number }>(manager, 'SELECT COUNT(*) AS "rows", COALESCE(SUM("version"), 0) AS "versions" FROM "application" WHERE "state" <> ?', ['draft']);
    const state = `${sum!.rows}/${sum!.versions}`;
    if (state === this.#state) return;
    // What was withdrawn or has ended is no organization that applies, and is in nobody's way.
    const heads = await selectRows<{ id: string; version: number }>(manager, 'SELECT "id", "version" FROM "application" WHERE "state" NOT IN (?, ?) AND "endedAt" IS NULL', ['draft', 'withdrawn']);
    const now = new Set(heads.map(({ id }) => id));
    const gone = [...this.#versions.keys()].filter((known) => !now.has(known));
    for (const id of gone) {
      this.#applications.remove(id);
      this.#versions.delete(id);
    }
    // What such an application put on a list is met as a name from now on.
    if (gone.length) for (const list of this.#lists.values()) list.version = -1;
    const changed = heads.filter(({ id, version }) => this.#versions.get(id) !== Number(version)).map(({ id }) => id);
    for (let at = 0; at < changed.length; at += 200) {
      for (const row of await manager.findBy(Application, { id: In(changed.slice(at, at + 200)) })) {
        const named = namedOf(await this.applications.open(row));
        this.#applications.put(row.id, named, { kind: 'application', id: row.id, conferenceId: row.conferenceId, named });
        this.#versions.set(row.id, row.version);
      }
    }
    this.#state = state;
  }

  async #syncNames(): Promise<void> {
    const lists = await this.reader.manager.find(List);
    for (const list of lists) {
      const known = this.#lists.get(list.id);
      if (known?.version === list.version) continue;
      // A name that came from an application is met as that application while there is one, one that was carried over where it came from.
      const names = list.state === 'withdrawn' ? [] : (await this.book.of(list)).names.filter(({ applicationId, carriedFrom, state }) => !(applicationId && this.#versions.has(applicationId)) && carriedFrom === null && state !== 'withdrawn');
      const now = new Set(names.map(({ id }) => id));
      for (const id of known?.names ?? []) if (!now.has(id)) this.#names.remove(id);
      for (const [at, name] of names.entries()) {
        this.#names.put(name.id, namedOn(name), { kind: 'name', id: name.id, list: { id: list.id, title: list.title }, named: namedOn(name) });
        if (at % 500 === 499) await setImmediate();
      }
      this.#lists.set(list.id, { version: list.version, names: now });
    }
  }
}

const namedOn = ({ name, acronym, countryIso2, countryText, website, contactEmail }: Nomination): Named => (
  { names: [name], acronym, place: countryIso2 ?? countryText, website, email: contactEmail }
);
