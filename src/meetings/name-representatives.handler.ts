import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { meetingsOf, nameFor, namingPhase } from '../../workflows/naming.js';
import type { Actor } from '../platform/actor.js';
import { Clock } from '../platform/clock.js';
import { Ids } from '../platform/ids.js';
import { insertRows } from '../platform/insert.js';
import { tokenHash } from '../platform/keys.js';
import { oneByOne } from '../platform/one-by-one.js';
import { refuseFields, Refused, type Fault } from '../platform/refused.js';
import { UnitOfWork } from '../platform/unit-of-work.js';
import { Records } from '../records/index.js';
import { Webhooks } from '../webhooks/index.js';
import { Delegations, isAccredited, type Delegation } from './delegations.js';
import { HandOffs } from './hand-offs.js';
import { Confirmation, Representative, RepresentativeMeeting } from './meeting.entity.js';
import { Namings, type Meeting } from './namings.js';
import { personFaults, personFields, trimmed, type Person } from './person.js';
import { Places } from './places.js';
import { Representatives, type Named } from './representatives.js';

/** An organization, as the session of its link says. */
export type DelegationActor = Extract<Actor, { kind: 'delegation' }>;

export const MAX_PEOPLE = 200;

/** What came of a form: meetings that closed before it was sent are `late`, and the person is kept all the same. */
export interface NamingResult {
  id: string;
  named: string[];
  late: string[];
}

interface Scene {
  tx: EntityManager;
  at: string;
  delegation: Delegation;
  meetings: Meeting[];
  all: Named[];
}

/** An accredited organization names its representatives, changes and removes them, each meeting until its own closing time. */
@Injectable()
export class NameRepresentativesHandler {
  constructor(
    private readonly work: UnitOfWork, private readonly clock: Clock, private readonly ids: Ids, private readonly records: Records,
    private readonly delegations: Delegations, private readonly namings: Namings, private readonly people: Representatives,
    private readonly places: Places, private readonly handOffs: HandOffs, private readonly webhooks: Webhooks,
  ) {}

  /** `id` null: somebody new. `meetings` are all that the person is wished for; those that have closed stay as they are. */
  async save({ id, person: typed, meetings: wished, seen }: { id: string | null; person: Person; meetings: string[]; seen?: number }, actor: DelegationActor): Promise<NamingResult> {
    const person = trimmed(typed);
    return this.#act(actor, async (scene) => {
      const { tx, at, delegation, meetings, all } = scene;
      const own = id === null ? null : mustBe(all, id);
      if (own && seen !== undefined && seen !== own.version) throw new Refused('representative-changed', { seen, version: own.version });
      const emailTag = this.people.emailTag(delegation.holderId, person.email);
      const faults = personFaults(person);
      if (all.some((other) => other.id !== id && other.emailTag === emailTag)) faults.push({ field: 'email', rule: 'representative-known', params: { value: person.email.slice(0, 80) } });
      const open = meetingsOf(delegation.conference.modality, delegation.opens);
      for (const meeting of wished) if (!open.some((rule) => rule.id === meeting)) faults.push({ field: `meeting-${meeting.slice(0, 60)}`, rule: 'meeting-unknown' });
      const elsewhere = await this.places.elsewhere(delegation, tx);
      const outcomes = open.map((meeting) => {
        const others = all.filter((other) => other.id !== id && other.meetings.includes(meeting.id)).length + elsewhere(meeting);
        const { naming } = meetings.find(({ rule }) => rule.id === meeting.id)!;
        return { meeting: meeting.id, outcome: nameFor({ meeting, naming, before: own?.meetings.includes(meeting.id) ?? false, wished: wished.includes(meeting.id), others }, at) };
      });
      faults.push(...outcomes.flatMap(({ meeting, outcome }): Fault[] => (typeof outcome === 'object' ? [{ field: `meeting-${meeting}`, rule: outcome.rule, params: { most: outcome.most } }] : [])));
      if (faults.length) throw refuseFields(faults);
      if (all.length >= MAX_PEOPLE && !own) throw new Refused('people-too-many', { most: MAX_PEOPLE });
      const changed = own !== null && personFields.some((field) => own[field] !== person[field]);
      if (changed && hasClosed(own, meetings, at)) throw new Refused('details-fixed');
      const of = (wanted: string): string[] => outcomes.filter(({ outcome }) => outcome === wanted).map(({ meeting }) => meeting);
      const [named, unnamed, late] = [of('named'), of('unnamed'), of('late')];
      const key = own?.id ?? this.ids.next();
      if (!own) await this.#add(scene, key, emailTag, person);
      else if (changed || named.length || unnamed.length) {
        await tx.update(Representative, { id: key }, { emailTag, sealed: this.people.seal(key, person), version: own.version + 1 });
      }
      await insertRows(tx, RepresentativeMeeting, named.map((meeting) => ({ representativeId: key, meeting, conferenceId: delegation.conference.id, holderId: delegation.holderId, namedAt: at })));
      for (const meeting of unnamed) await tx.delete(RepresentativeMeeting, { representativeId: key, meeting });
      for (const meeting of named) await this.#tell('named', scene, key, meeting, actor);
      for (const meeting of unnamed) await this.#tell('unnamed', scene, key, meeting, actor);
      if (changed) for (const meeting of own.meetings.filter((one) => !unnamed.includes(one))) await this.#tell('changed', scene, key, meeting, actor);
      return { id: key, named, late };
    });
  }

  /** Takes somebody off, while no meeting for which they are named has closed. What was typed of them is gone with it. */
  async remove({ id }: { id: string }, actor: DelegationActor): Promise<void> {
    await this.#act(actor, async (scene) => {
      const { tx, at, meetings, all } = scene;
      const own = mustBe(all, id);
      if (hasClosed(own, meetings, at)) throw new Refused('details-fixed');
      await tx.delete(RepresentativeMeeting, { representativeId: id });
      await tx.delete(Confirmation, { codeHash: tokenHash(this.people.code(id)) });
      await tx.delete(Representative, { id });
      for (const meeting of own.meetings) await this.#tell('unnamed', scene, id, meeting, actor);
    });
  }

  async #add({ tx, at, delegation: { holderId, conference }, all }: Scene, id: string, emailTag: string, person: Person): Promise<void> {
    await insertRows(tx, Representative, [{ id, conferenceId: conference.id, holderId, emailTag, sealed: this.people.seal(id, person), version: 1, createdAt: at }]);
    const hash = (of: string): string => tokenHash(this.people.code(of));
    const first = all.length === 0 && !(await tx.existsBy(Confirmation, { codeHash: hash(holderId) }));
    await insertRows(tx, Confirmation, [{ codeHash: hash(id), holderId, representativeId: id }, ...(first ? [{ codeHash: hash(holderId), holderId, representativeId: null }] : [])]);
  }

  /** Acts of one conference stand in a row, so that two windows never take the same place: which organizations are one may change at any moment. */
  #act<T>({ holderId }: DelegationActor, act: (scene: Scene) => Promise<T>): Promise<T> {
    return this.work.run(async (tx) => {
      const known = await this.delegations.find(holderId, tx);
      if (known) await oneByOne(tx, 'delegation', known.conference.id);
      const delegation = known && (await this.delegations.find(holderId, tx));
      if (!delegation || !isAccredited(delegation)) throw new Refused('no-meeting-open');
      const [meetings, all] = [await this.namings.of(delegation.conference, tx), await this.people.of(holderId, tx)];
      return act({ tx, at: this.clock.now(), delegation, meetings, all });
    });
  }

  /** The record and the webhooks name nobody: whoever is removed is gone. Webhooks are told nothing before a list of the meeting is final. */
  async #tell(change: 'named' | 'changed' | 'unnamed', { tx, at, delegation: { conference }, meetings }: Scene, representative: string, meeting: string, actor: DelegationActor): Promise<void> {
    this.records.append({ act: `representative.${change}`, at, actor, conferenceId: conference.id, open: { meeting, representative } });
    const { rule } = meetings.find((one) => one.rule.id === meeting)!;
    if (await this.handOffs.mayLeave(conference, rule)) await this.webhooks.queue(tx, at, 'representatives.changed', { conference: conference.slug, meeting, representative, change });
  }
}

function mustBe(all: Named[], id: string): Named {
  const found = all.find((one) => one.id === id);
  if (!found) throw new Refused('representative-unknown');
  return found;
}

/** Whether one of the meetings for which somebody is named has closed: then who comes there is settled. */
export const hasClosed = (named: Pick<Named, 'meetings'>, meetings: Meeting[], at: string): boolean =>
  meetings.some(({ rule, naming }) => named.meetings.includes(rule.id) && namingPhase(naming, at) === 'closed');
