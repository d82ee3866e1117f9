import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { derive, nominationMachine, storedValue } from '../../workflows/nomination.machine.js';
import { step } from '../../workflows/step.js';
import type { Modality } from '../../workflows/modality.js';
import type { Conference } from '../conferences/index.js';
import { Missions, reachOf } from '../directory/index.js';
import { ReportMisdirectionHandler } from '../missions/index.js';
import { Notices, type Addressee } from '../notices/index.js';
import { mustMay } from '../officers/index.js';
import type { Actor } from '../platform/actor.js';
import { Clock } from '../platform/clock.js';
import { Keys } from '../platform/keys.js';
import { perform } from '../platform/perform.js';
import { Reader } from '../platform/reader.js';
import { Refused } from '../platform/refused.js';
import { UnitOfWork } from '../platform/unit-of-work.js';
import { Records } from '../records/index.js';
import { Webhooks } from '../webhooks/index.js';
import { Decisions } from './decisions.js';
import { FinalReport } from './final-report.js';
import type { List } from './list.entity.js';
import { ListedNames } from './listed-names.js';
import { Lists, unservedOf } from './lists.js';
import { Nomination, onFinalList } from './nomination.entity.js';
import { Revisions } from './revisions.js';
import { StandingObjections } from './standing-objections.js';
import { inOneBatch, WhoApplied } from './who-applied.js';

/** What finalization will do, shown before it is done. */
export interface FinalizationPreview {
  /** Names on the final list. */
  final: number;
  /** Names that are not on it, whatever the cause. */
  notFinal: number;
  /** The names that finalization takes off, in the order of the list: for those alone who may know of objections. */
  falls: string[];
  /** Names that wait for the body's decision; finalization is refused while there are any. */
  undecided: number;
  /** Those names, in the order of the list: for those alone who may know of objections. */
  waiting: string[];
  /** States whose Missions were not told in time: their silence counts only where two officers have let it. */
  unserved: string[];
  /** Those of them where nobody has; finalization is refused while there are any. */
  uncounted: string[];
  /** States whose Missions were told, with less time than the modality asks for. */
  short: string[];
  /** States of which a report waits that a letter reached the wrong hands. */
  misdirected: string[];
  /** Organizations that get a letter of outcome. */
  outcomes: number;
  missions: number;
  addresses: number;
  /** Keyed tag of what becomes of each name, and of who was not told: it tells whether that has changed, and nothing of objections. */
  facts: string;
}

type Told = Pick<FinalizationPreview, 'unserved' | 'uncounted' | 'short' | 'misdirected'>;

export interface FinalizeList {
  listId: string;
  /** Tag of the outcomes as the proposer saw them. */
  facts?: string;
}

const CHUNK = 400;

/** Makes the list final: every name cleared or held back, one batch of letters, once. Screened out and objected to are told alike. */
@Injectable()
export class FinalizeListHandler {
  constructor(
    private readonly work: UnitOfWork, private readonly reader: Reader, private readonly clock: Clock, private readonly records: Records, private readonly lists: Lists,
    private readonly missions: Missions, private readonly notices: Notices, private readonly objections: StandingObjections, private readonly webhooks: Webhooks,
    private readonly revisions: Revisions, private readonly report: FinalReport, private readonly listed: ListedNames, private readonly applied: WhoApplied,
    private readonly keys: Keys, private readonly decisions: Decisions, private readonly misdirections: ReportMisdirectionHandler,
  ) {}

  /** Holds nothing: a filing never waits for somebody who looks. Whether it still stands is asked under the list's lock, by its tag. */
  async preview(listId: string): Promise<FinalizationPreview> {
    const { manager } = this.reader;
    const list = await this.lists.find(listId);
    const conference = await this.lists.conferenceOf(list);
    const { names, next } = await this.#outcomes(manager, listId, conference.modality);
    return this.#summary(manager, list, conference.modality, names, next, await this.#told(manager, list), await this.#toTell(manager, list, conference, names, next));
  }

  /** Whether what was proposed is still what would become of each name. */
  async stands({ listId, facts }: FinalizeList): Promise<boolean> {
    return (await this.preview(listId)).facts === facts;
  }

  async execute({ listId, facts: shown }: FinalizeList, actor: Actor): Promise<FinalizationPreview> {
    mustMay(actor, 'finalize');
    return this.work.run(async (tx) => {
      const at = this.clock.now();
      const list = await this.lists.lockSettled(tx, listId, at);
      const conference = await this.lists.conferenceOf(list);
      const { names, next, undecided } = await this.#outcomes(tx, listId, conference.modality);
      const told = await this.#told(tx, list);
      if (shown !== undefined && shown !== this.#facts(listId, names, next, told)) throw new Refused('finalization-changed');
      await this.revisions.mustBeAsCirculated(tx, listId, names);
      const effects = await this.lists.step(tx, list, { type: 'list.finalized', undecided, unserved: told.uncounted.length }, { finalizedAt: at });
      for (const state of new Set([...next.values()].map(storedValue))) {
        const ids = names.filter((n) => storedValue(next.get(n.id)!) === state && n.state !== state).map(({ id }) => id);
        for (let from = 0; from < ids.length; from += CHUNK) {
          await tx.createQueryBuilder().update(Nomination).set({ state }).whereInIds(ids.slice(from, from + CHUNK)).execute();
        }
      }
      const toTell = await this.#toTell(tx, list, conference, names, next);
      const summary = await this.#summary(tx, list, conference.modality, names, next, told, toTell);
      const period = (await this.lists.periods(listId, tx)).at(-1);
      this.records.append({
        act: 'list.finalized', at, actor, listId, conferenceId: list.conferenceId, open: { final: summary.final, notFinal: summary.notFinal },
      });
      await this.webhooks.queue(tx, at, 'list.finalized', { conference: conference.slug, list: list.key, listId });
      await this.report.freeze(tx, list, conference, at, actor);
      const root = await this.records.root(tx, at);
      const facts = this.notices.factsOf(conference, list, { names: summary.final, zone: period?.zone ?? conference.modality.silence.zone, root });
      await perform(effects, {
        'send.finalList': async () => this.notices.toMissions(tx, 'final', facts, await this.missions.electorate(conference.modality, tx), at),
        'send.outcomes': () => this.notices.toOrganizations(tx, 'outcome', facts, toTell, at),
      });
      return summary;
    });
  }

  /**
   * Each name's state once the list is final, one step of the machine each; names that cannot step are undecided. A decision on a name
   * that was withdrawn since has no effect.
   */
  async #outcomes(tx: EntityManager, listId: string, modality: Modality): Promise<{ names: Nomination[]; next: Map<string, Nomination['state']>; undecided: number }> {
    const names = await tx.find(Nomination, { where: { listId }, order: { position: 'ASC' } });
    const standing = await this.objections.count(tx, listId);
    const decided = await this.decisions.standing(tx, listId);
    const next = new Map<string, Nomination['state']>();
    const kinds = new Map<string, Nomination['state'] | null>();
    let undecided = 0;
    for (const { id, state } of names) {
      if (state !== 'circulated') { next.set(id, state); continue; }
      // The same present state gives the same next one: the machine is asked once for each kind.
      const present = derive(state, standing.get(id) ?? 0, decided.get(id)?.decision);
      if (!kinds.has(present)) {
        const result = step(nominationMachine, { value: present, context: {} }, { type: 'list.finalized', effect: modality.objection.effect });
        kinds.set(present, result.ok ? (result.next.value as Nomination['state']) : null);
      }
      const outcome = kinds.get(present);
      if (outcome) next.set(id, outcome);
      else undecided++;
    }
    return { names, next, undecided };
  }

  /**
   * Who gets a letter of outcome: the names of the list, and everybody who applied and for whom this list speaks, on it or not.
   */
  async #toTell(tx: EntityManager, list: List, conference: Conference, names: Nomination[], next: Map<string, Nomination['state']>): Promise<Addressee[]> {
    const final = new Set(names.filter(({ id }) => onFinalList(next.get(id))).map(({ id }) => id));
    const applied = await this.listed.toldBy(list, await this.applied.for(tx, conference, list.ofKey), final, tx);
    return inOneBatch(names, applied);
  }

  /** Whether every Mission was told, or who has let the silence count without. */
  async #told(tx: EntityManager, list: List): Promise<Told> {
    const misdirected = new Set((await this.misdirections.open(list.id)).map(({ iso2 }) => iso2));
    const served = await this.lists.service(tx, list);
    const unserved = unservedOf(served);
    return { unserved, uncounted: await this.lists.uncounted(tx, list, unserved), short: await this.lists.short(list, served), misdirected: [...misdirected].sort() };
  }

  #facts(listId: string, names: Nomination[], next: Map<string, Nomination['state']>, { unserved, misdirected }: Told): string {
    const outcomes = names.map(({ id }) => `${id} ${next.get(id) ?? 'undecided'}`);
    return this.keys.ofList(listId).tag('finalization', ...outcomes, `unserved ${unserved.join()}`, `misdirected ${misdirected.join()}`);
  }

  async #summary(
    tx: EntityManager, { id: listId }: List, modality: Modality, names: Nomination[], next: Map<string, Nomination['state']>, told: Told, toTell: Addressee[],
  ): Promise<FinalizationPreview> {
    const { missions, addresses } = reachOf(await this.missions.electorate(modality, tx));
    const final = names.filter(({ id }) => onFinalList(next.get(id))).length;
    const waiting = names.filter(({ id }) => !next.has(id)).map(({ name }) => name);
    return {
      final,
      notFinal: names.length - final - waiting.length,
      falls: names.filter(({ id, state }) => state === 'circulated' && next.has(id) && !onFinalList(next.get(id))).map(({ name }) => name),
      undecided: waiting.length,
      waiting,
      ...told,
      outcomes: toTell.length,
      missions,
      addresses,
      facts: this.#facts(listId, names, next, told),
    };
  }
}
