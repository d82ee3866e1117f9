import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Missions } from '../directory/index.js';
import { Notices, type Addressee } from '../notices/index.js';
import { mustMay } from '../officers/index.js';
import type { Actor } from '../platform/actor.js';
import { Clock } from '../platform/clock.js';
import { dayOf } from '../platform/dates.js';
import { isDay } from '../platform/day.js';
import { givenReason } from '../platform/given-reason.js';
import { lineFaults } from '../platform/names.js';
import { perform } from '../platform/perform.js';
import { Reader } from '../platform/reader.js';
import { refuseFields, Refused, type Fault } from '../platform/refused.js';
import { UnitOfWork } from '../platform/unit-of-work.js';
import { Records } from '../records/index.js';
import type { List } from './list.entity.js';
import { ListedNames } from './listed-names.js';
import { learnsOfProposal, Lists } from './lists.js';
import { Nomination } from './nomination.entity.js';
import { inOneBatch, WhoApplied } from './who-applied.js';

/** Takes the whole list back, once it is out by two officers; Missions that were told of it are told of that too, and organizations that wait for its outcome. */
@Injectable()
export class WithdrawListHandler {
  constructor(
    private readonly work: UnitOfWork, private readonly clock: Clock, private readonly records: Records, private readonly lists: Lists,
    private readonly missions: Missions, private readonly notices: Notices, private readonly listed: ListedNames, private readonly applied: WhoApplied,
    private readonly reader: Reader,
  ) {}

  /** How many organizations would be told. */
  async preview(listId: string): Promise<{ organizations: number }> {
    return { organizations: (await this.#toTell(this.reader.manager, await this.lists.find(listId))).length };
  }

  async execute({ listId, reason }: { listId: string; reason: string }, actor: Actor): Promise<void> {
    const words = givenReason(reason);
    await this.work.run(async (tx) => {
      const at = this.clock.now();
      const list = await this.lists.lockSettled(tx, listId, at);
      mustMay(actor, list.state === 'draft' ? 'withdrawDraft' : 'withdrawList');
      const addendum = (await this.lists.family(list, tx)).find(({ addendumTo, finalizedAt }) => addendumTo === listId && finalizedAt === null);
      if (addendum) throw new Refused('list-has-addendum', { key: addendum.key });
      const conference = await this.lists.conferenceOf(list);
      // Asked before: whom a list speaks for that is no more, nobody knows.
      const toTell = await this.#toTell(tx, list);
      const effects = await this.lists.step(tx, list, { type: 'list.withdrawn' }, { withdrawnAt: at });
      await perform(effects, {
        'announce.withdrawal': async () => {
          const facts = this.notices.factsOf(conference, list, { names: 0, zone: conference.modality.silence.zone });
          await this.notices.toOrganizations(tx, 'listWithdrawn', facts, toTell, at);
          await this.notices.toMissions(tx, 'withdrawal', { ...facts, reason: words }, await this.missions.electorate(conference.modality, tx), at);
        },
      });
      this.records.append({ act: 'list.withdrawn', at, actor, listId, conferenceId: list.conferenceId, open: { reason: words } });
    });
  }

  /** Those who were told that they stand on it, and those who applied and for whom it speaks. Nobody, where it never went out. */
  async #toTell(tx: EntityManager, list: List): Promise<Addressee[]> {
    if (!list.circulatedAt) return [];
    const conference = await this.lists.conferenceOf(list);
    const names = learnsOfProposal(conference.modality) ? await tx.findBy(Nomination, { listId: list.id }) : [];
    return inOneBatch(names, await this.listed.toldBy(list, await this.applied.for(tx, conference, list.ofKey), new Set(), tx));
  }
}

/** An organization takes itself off the list, at any time before the list is final; the Office records it. */
@Injectable()
export class WithdrawNominationHandler {
  constructor(private readonly work: UnitOfWork, private readonly clock: Clock, private readonly lists: Lists, private readonly listed: ListedNames) {}

  async execute({ listId, nominationId, reason }: { listId: string; nominationId: string; reason: string }, actor: Actor): Promise<void> {
    mustMay(actor, 'withdrawName');
    await this.work.run(async (tx) => {
      const at = this.clock.now();
      const list = await this.lists.lockSettled(tx, listId, at);
      const nomination = await tx.findOneBy(Nomination, { id: nominationId, listId });
      if (!nomination) throw new Refused('name-not-on-list');
      await this.listed.leave(tx, list, nomination, reason.trim(), at, actor);
    });
  }
}

/** Footnote 5: the proposed and the final list are brought to the attention of the Assembly, under a document symbol; other modalities may do without. */
@Injectable()
export class TransmitToAssemblyHandler {
  constructor(private readonly work: UnitOfWork, private readonly clock: Clock, private readonly records: Records, private readonly lists: Lists) {}

  async execute({ listId, which, symbol }: { listId: string; which: 'proposed' | 'final'; symbol: string }, actor: Actor): Promise<void> {
    mustMay(actor, 'inform');
    if (!symbol.trim()) throw refuseFields([{ field: 'symbol', rule: 'symbol-empty' }]);
    const faults = lineFaults('symbol', symbol);
    if (faults.length) throw refuseFields(faults);
    await this.work.run(async (tx) => {
      const at = this.clock.now();
      const list = await this.lists.lockSettled(tx, listId, at);
      if (!(await this.lists.conferenceOf(list)).modality.assembly[which]) throw new Refused('assembly-not-foreseen');
      const facts = which === 'proposed' ? { proposedSymbol: symbol.trim() } : { finalSymbol: symbol.trim() };
      await this.lists.step(tx, list, { type: 'assembly.informed', which }, facts);
      this.records.append({ act: 'assembly.informed', at, actor, listId, conferenceId: list.conferenceId, open: { which, symbol: symbol.trim() } });
    });
  }
}

/** The Assembly has taken note of the final list. */
@Injectable()
export class MarkNotedHandler {
  constructor(private readonly work: UnitOfWork, private readonly clock: Clock, private readonly records: Records, private readonly lists: Lists) {}

  async execute({ listId, symbol, on }: { listId: string; symbol: string; on: string }, actor: Actor): Promise<void> {
    mustMay(actor, 'noted');
    const faults = lineFaults('symbol', symbol);
    if (!symbol.trim()) faults.push({ field: 'symbol', rule: 'symbol-empty' });
    if (!isDay(on)) faults.push({ field: 'on', rule: 'date-shape' });
    if (faults.length) throw refuseFields(faults);
    await this.work.run(async (tx) => {
      const at = this.clock.now();
      const list = await this.lists.lockSettled(tx, listId, at);
      await this.lists.step(tx, list, { type: 'assembly.noted' }, { notedSymbol: symbol.trim(), notedOn: on });
      // Asked after the step: what a list does not take in its state is said first.
      const wrong = notedFaults(list, on, at);
      if (wrong.length) throw refuseFields(wrong);
      this.records.append({ act: 'assembly.noted', at, actor, listId, conferenceId: list.conferenceId, open: { symbol: symbol.trim(), on } });
    });
  }
}

/** What is wrong with a day on which the Assembly is said to have taken note of a list. */
export function notedFaults({ circulatedAt }: Pick<List, 'circulatedAt'>, on: string, now: string): Fault[] {
  const circulated = circulatedAt && dayOf(circulatedAt);
  if (!isDay(on)) return [{ field: 'on', rule: 'date-shape' }];
  if (on > dayOf(now)) return [{ field: 'on', rule: 'noted-in-future' }];
  return circulated && on < circulated ? [{ field: 'on', rule: 'noted-before-circulation', params: { circulated } }] : [];
}
