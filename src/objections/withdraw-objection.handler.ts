import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { isInstant, isOnTime } from '../../workflows/deadline.js';
import { desk } from '../../workflows/disclosure.js';
import { isUnderWay } from '../../workflows/list-phase.js';
import type { Modality } from '../../workflows/modality.js';
import { objectionMachine, type ObjectionEvent } from '../../workflows/objection.machine.js';
import { step } from '../../workflows/step.js';
import { Lists, type List } from '../lists/index.js';
import { mustMay } from '../officers/index.js';
import type { Actor } from '../platform/actor.js';
import { Clock } from '../platform/clock.js';
import { referenceFaults } from '../platform/names.js';
import { refuseFields, Refused } from '../platform/refused.js';
import { randomToken } from '../platform/keys.js';
import { rowLock } from '../platform/row-lock.js';
import { UnitOfWork } from '../platform/unit-of-work.js';
import { Records, type Secret } from '../records/index.js';
import { BasisRequests } from './basis-requests.js';
import { basisDigest, ObjectionBox, type OpenObjection } from './objection-box.js';
import { Filing, Objection, type ObjectionFacts, type ObjectionState } from './objection.entity.js';

/** By whom an objection is changed: the Mission itself, or the Office on its behalf under a reference. */
export type ObjectionActor = Extract<Actor, { kind: 'mission' }> | (Extract<Actor, { kind: 'officer' }> & { reference: string });

export interface WithdrawObjection {
  listId: string;
  objectionId: string;
}

/** What the Office takes back on a State's behalf. */
export interface WithdrawForState extends WithdrawObjection {
  /** Reference of what the State wrote. */
  reference: string;
  /** Attested instant of receipt: it decides whether the withdrawal was in time. */
  receivedAt: string;
}

/** A State withdraws an objection, until the modality's limit. */
@Injectable()
export class WithdrawObjectionHandler {
  constructor(
    private readonly work: UnitOfWork, private readonly clock: Clock, private readonly lists: Lists,
    private readonly records: Records, private readonly box: ObjectionBox,
  ) {}

  execute(command: WithdrawObjection, actor: Extract<Actor, { kind: 'mission' }>): Promise<{ at: string }> {
    return this.#withdraw(command, actor, null);
  }

  /** After the deadline it cannot be raised again, and only the attested time of receipt may make it count: two officers answer for that. */
  forState({ reference, receivedAt, ...command }: WithdrawForState, officer: Extract<Actor, { kind: 'officer' }>): Promise<{ at: string }> {
    return this.#withdraw(command, { ...officer, reference }, receivedAt);
  }

  async #withdraw({ listId, objectionId }: WithdrawObjection, actor: ObjectionActor, receivedAt: string | null): Promise<{ at: string }> {
    mustActFor(actor);
    return this.work.run(async (tx) => {
      const list = await this.lists.lock(tx, listId, 'share');
      const at = this.clock.now();
      if (actor.kind === 'officer' && list.deadline && !isOnTime(at, list.deadline)) mustMay(actor, 'withdrawLate');
      const objection = await ownObjection(tx, this.box, listId, objectionId, actor);
      if (receivedAt !== null) mustBeReceived(receivedAt, await this.#raised(tx, listId, objection), at);
      const until = await this.#until(list);
      mustTake(objection, { type: 'objection.withdrawn', at: receivedAt ?? at, until });
      const sealed = this.box.seal(listId, objectionId, { ...factsOf(objection), withdrawnAt: at, state: 'withdrawn' });
      await tx.update(Objection, { id: objectionId }, { sealed, uniqueTag: randomToken() });
      this.records.append({
        act: 'objection.withdrawn', at, actor, listId, conferenceId: list.conferenceId, open: {},
        secret: { ...secretOf(objection, actor, { objection: objectionId, ...(receivedAt ? { receivedAt } : {}) }), ...(receivedAt ? { receivedAt } : {}) },
      });
      return { at };
    });
  }

  /** When the State objected: for what came by letter, when that was received. */
  async #raised(tx: EntityManager, listId: string, { iso2, filingId, raisedAt }: OpenObjection): Promise<string> {
    const { source } = this.box.openFiling(await tx.findOneByOrFail(Filing, { ownerTag: this.box.owner(listId, iso2), id: filingId }));
    return source.kind === 'link' ? raisedAt : source.receivedAt;
  }

  /** The instant until which a withdrawal counts; null where only the state limits it. */
  async #until(list: List): Promise<string | null> {
    // Once the list is final the limit lies before every instant, whenever what is entered now was received.
    if (!isUnderWay(list.state)) return '';
    const { modality } = await this.lists.conferenceOf(list);
    return modality.withdrawal.until === 'deadline' ? list.deadline : null;
  }
}

/** Whether the State itself can still withdraw now. */
export const withdrawalOpen = ({ withdrawal }: Modality, list: Pick<List, 'state' | 'deadline'>, now: string): boolean =>
  isUnderWay(list.state) && (withdrawal.until !== 'deadline' || list.deadline === null || isOnTime(now, list.deadline));

/** What withdraws an objection has come by now, and not before the objection itself. Times of receipt are known to the minute. */
function mustBeReceived(receivedAt: string, raisedAt: string, at: string): void {
  const rule = !isInstant(receivedAt) ? 'instant-shape'
    : !isOnTime(receivedAt, at) ? 'received-in-future'
    : receivedAt < `${raisedAt.slice(0, 16)}:00.000Z` ? 'received-before-objection' : null;
  if (rule) throw refuseFields([{ field: 'receivedAt', rule }]);
}

/**
 * A State makes known the general basis of an objection that it raised without one. Voluntary, until the list is final; where the
 * modality has it stated only if a State asks, only then, and as long as States may ask.
 */
@Injectable()
export class StateBasisHandler {
  constructor(
    private readonly work: UnitOfWork, private readonly clock: Clock, private readonly lists: Lists,
    private readonly records: Records, private readonly box: ObjectionBox, private readonly requests: BasisRequests,
  ) {}

  async execute({ listId, objectionId, basis }: { listId: string; objectionId: string; basis: string }, actor: ObjectionActor): Promise<void> {
    mustActFor(actor);
    return this.work.run(async (tx) => {
      const list = await this.lists.lock(tx, listId, 'share');
      const at = this.clock.now();
      const { modality } = await this.lists.conferenceOf(list);
      if (modality.reasons.rule === 'none') throw new Refused('basis-not-taken');
      if (!basis.trim()) throw refuseFields([{ field: 'basis', rule: 'basis-empty' }]);
      if ([...basis.trim()].length > modality.reasons.maxLength) throw refuseFields([{ field: 'basis', rule: 'basis-too-long', params: { max: modality.reasons.maxLength, name: '' } }]);
      if (!basisOpen(modality, list.state)) throw new Refused('not-in-this-state', { state: list.state });
      const objection = await ownObjection(tx, this.box, listId, objectionId, actor);
      if (modality.reasons.rule === 'onRequest' && !(await this.requests.asked(listId))(objection.nominationId, objection.iso2)) throw new Refused('basis-not-asked');
      const next = mustTake(objection, { type: 'basis.stated' });
      // The same form sent twice states nothing new.
      if (objection.basis === basis.trim()) return;
      const { filed = basisDigest(objection.basis) } = objection;
      const sealed = this.box.seal(listId, objectionId, { ...factsOf(objection), basis: basis.trim(), filed, state: next });
      await tx.update(Objection, { id: objectionId }, { sealed });
      this.records.append({
        act: 'basis.stated', at, actor, listId, conferenceId: list.conferenceId, open: {},
        secret: secretOf(objection, actor, { objection: objectionId, basis: basisDigest(basis.trim()) }),
      });
    });
  }
}

/** An officer acts for a State under the reference of what the State wrote. */
function mustActFor(actor: ObjectionActor): void {
  if (actor.kind !== 'officer') return;
  mustMay(actor, 'withdrawObjection');
  const faults = referenceFaults(actor.reference);
  if (faults.length) throw refuseFields(faults);
}

const secretOf = ({ iso2, nominationId }: OpenObjection, actor: ObjectionActor, content: Secret['content']): Secret =>
  ({ iso2, names: [nominationId], content, ...(actor.kind === 'officer' ? { reference: actor.reference.trim() } : {}) });

/** Whether a basis can still be made known while the list is in this state; whether it was asked for is another question. */
export const basisOpen = ({ reasons }: Modality, state: List['state']): boolean =>
  (reasons.rule !== 'none' && isUnderWay(state)) || (reasons.rule === 'onRequest' && desk[state].ask);

/** The state to which the machine takes an objection, or the named refusal. One that is withdrawn takes nothing more, whatever the stage of its list. */
function mustTake({ state }: OpenObjection, event: ObjectionEvent): ObjectionState {
  if (state === 'withdrawn') throw new Refused('objection-withdrawn');
  const result = step(objectionMachine, { value: state, context: {} }, event);
  if (!result.ok) throw new Refused(result.rule, result.params);
  return result.next.value as ObjectionState;
}

const factsOf = ({ id: _, filingId: __, ...facts }: OpenObjection): ObjectionFacts => facts;

async function ownObjection(tx: EntityManager, box: ObjectionBox, listId: string, id: string, actor: ObjectionActor): Promise<OpenObjection> {
  // Another State's objection is not even read: asking for it is answered by the same statements as asking for one that is not.
  const own = actor.kind === 'mission' ? { ownerTag: box.owner(listId, actor.iso2) } : {};
  // Its row is locked, so that of two acts at one moment the second meets what the first has left.
  const row = await tx.findOne(Objection, { where: { id, listId, ...own }, ...rowLock(tx) });
  if (!row) throw new Refused('objection-unknown');
  return box.open(row);
}
