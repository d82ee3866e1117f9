import type { EntityTarget, FindOptionsWhere, ObjectLiteral, QueryDeepPartialEntity } from 'typeorm';
import { modalities } from '../../workflows/modalities/index.js';
import type { Modality } from '../../workflows/modality.js';
import type { NominationState } from '../../workflows/nomination.machine.js';
import { CreateConferenceHandler } from '../../src/conferences/index.js';
import { Relay } from '../../src/delivery/index.js';
import { ChangeMissionsHandler } from '../../src/directory/index.js';
import {
  CirculateListHandler, CreateListHandler, DecideNominationsHandler, DeliveriesQuery, EditNamesHandler, ExtendSilenceHandler, LetterLostHandler, List, Lists, Nomination, RecordServiceHandler, Sweep,
} from '../../src/lists/index.js';
import { ObjectionsQuery, RaiseObjectionsHandler, RecordObjectionsHandler, WithdrawObjectionHandler } from '../../src/objections/index.js';
import { Clock, hours, plusMilliseconds } from '../../src/platform/clock.js';
import type { Databases } from '../../src/platform/database.js';
import { DATABASES } from '../../src/platform/platform.module.js';
import { UnitOfWork } from '../../src/platform/unit-of-work.js';
import { invented, officer } from '../support/round.js';
import type { Service } from '../support/service.js';
import { tablesOf, type Tables } from '../support/tables.js';

/** Three States, of which one has an address: the silence of the other two never counts by itself. */
const STATES = ['FR', 'KE', 'BR', 'JP', 'DE', 'MX'];

type Effect = Modality['objection']['effect'];
type Until = Modality['withdrawal']['until'];

/** A modality that ships, as small as can be; `effect` as in 71/280, or where a body decides on each contested name. */
function small(effect: Effect, until: Until): Modality {
  const document = modalities.find(({ objection }) => objection.effect === effect)!;
  return {
    ...document, id: `walked-${effect}`, assembly: { ...document.assembly, proposed: true, final: true }, electorate: { codes: STATES }, silence: { length: null, minimum: null, zone: 'UTC' },
    withdrawal: { ...document.withdrawal, until }, reasons: { ...document.reasons, rule: 'voluntary', maxLength: 2_000 },
  };
}

/**
 * The running application for paths: one service, a list of its own for each path, each on a day of its own.
 * The service does not tick: that would notice at any moment what a path brings about at a chosen one.
 */
export class Ground {
  #days = 0;

  constructor(readonly service: Service) {}

  async open(): Promise<void> {
    await this.service.get(ChangeMissionsHandler).import([{ row: 2, state: 'FR', address: 'mission.fr@missions.example', language: 'en' }], officer);
  }

  /** A draft with two names. */
  async round(effect: Effect, until: Until = 'finalization'): Promise<Round> {
    const day = ++this.#days;
    this.service.setTime(plusMilliseconds('2027-01-01T00:00:00.000Z', hours(24) * day));
    const modality = small(effect, until);
    const { id: conferenceId } = await this.service.get(CreateConferenceHandler).execute({ slug: `walk-${day}`, title: { en: 'Invented Conference' }, modality }, officer);
    const { id: listId } = await this.service.get(CreateListHandler).execute({ conferenceId, key: modality.lists[0]!.key }, officer);
    const category = modality.categories[0]!.id;
    const { ids } = await this.service.get(EditNamesHandler).add({ listId, names: [0, 1].map((n) => ({ ...invented(n), category })) }, officer);
    return new Round(this.service, conferenceId, listId, ids);
  }

  /** Changes rows past every handler: what a planted fault does. */
  async change<T extends ObjectLiteral>(entity: EntityTarget<T>, which: FindOptionsWhere<T>, facts: QueryDeepPartialEntity<T>): Promise<void> {
    await this.service.get(UnitOfWork).run((tx) => tx.update(entity, which, facts));
  }
}

/** One list and what is done with it, through the handlers. */
export class Round {
  constructor(readonly service: Service, readonly conferenceId: string, readonly listId: string, readonly ids: string[]) {}

  get = <T>(type: new (...args: never[]) => T): T => this.service.get(type);
  list = (): Promise<List> => this.get(Lists).find(this.listId);
  bodyDecides = async (): Promise<boolean> => (await this.get(Lists).conferenceOf(await this.list())).modality.decision !== null;
  now = (): string => this.get(Clock).now();

  /** Wall time some hours after now or after the deadline in force, whichever is later; UTC is the zone. */
  async later(by = 6): Promise<{ wallTime: string; zone: string }> {
    const { deadline } = await this.list();
    const from = deadline && deadline > this.now() ? deadline : this.now();
    return { wallTime: plusMilliseconds(from, hours(by)).slice(0, 16), zone: 'UTC' };
  }

  async circulate(): Promise<void> {
    await this.get(CirculateListHandler).execute({ listId: this.listId, ...(await this.later()) }, officer);
    await this.get(Relay).drain();
  }

  async moreTime(kind: 'extension' | 'anew'): Promise<void> {
    await this.get(ExtendSilenceHandler).execute({ listId: this.listId, kind, reason: 'Invented reason', ...(await this.later()) }, officer);
    await this.get(Relay).drain();
  }

  /** Tells the Missions without an address by hand, while the silence runs or as attested for that time. */
  async serve(states?: string[]): Promise<void> {
    const list = await this.list();
    const { service } = this;
    const servedAt = list.deadline && list.deadline < this.now() ? list.deadline : this.now();
    const unserved = states ?? await service.get(Lists).unserved(service.app.get<Databases>(DATABASES).reading.manager, list);
    for (const iso2 of unserved.length ? unserved : STATES) {
      await this.get(RecordServiceHandler).execute({ listId: this.listId, iso2, means: 'hand', reference: 'REG/1', servedAt }, officer);
    }
  }

  /** Every letter that a State's mail server took came back. */
  async lose(iso2: string): Promise<void> {
    const letters = (await this.get(DeliveriesQuery).register(await this.list())).find((mission) => mission.iso2 === iso2)!.letters;
    const taken = letters.filter(({ state }) => state === 'accepted');
    for (const { id: letterId } of taken.length ? taken : [{ id: 'none' }]) await this.get(LetterLostHandler).execute({ listId: this.listId, letterId, reason: 'Invented reason' }, officer);
  }

  /** The clock passes the deadline; the sweep notices, or whatever act comes next. */
  async passDeadline(noticedBy: 'sweep' | 'act' = 'sweep'): Promise<void> {
    const { deadline } = await this.list();
    if (deadline && deadline >= this.now()) this.service.setTime(plusMilliseconds(deadline, 1_000));
    if (noticedBy === 'sweep') await this.get(Sweep).run();
    else await this.get(UnitOfWork).run((tx) => this.get(Lists).lockSettled(tx, this.listId, this.now()));
  }

  /** To where a body or the Office considers the objections. */
  async consider(): Promise<void> {
    if ((await this.list()).state !== 'circulated') return;
    await this.serve();
    await this.passDeadline();
  }

  /** By the Mission's link while the silence runs; by note verbale received then, where it has closed. */
  async object(iso2: string, nominationId = this.ids[0]!, by: 'link' | 'note' | 'either' = 'either'): Promise<void> {
    const list = await this.list();
    const items = [{ nominationId, basis: null }];
    if (by === 'link' || (by === 'either' && list.state === 'circulated')) {
      await this.get(RaiseObjectionsHandler).execute({ items }, { kind: 'mission', iso2, listId: this.listId });
    } else {
      await this.get(RecordObjectionsHandler).execute(
        { listId: this.listId, states: [iso2], items, reference: `Note ${iso2}`, receivedAt: list.circulatedAt ?? this.now() }, officer,
      );
    }
  }

  async objections(nominationId = this.ids[0]!) {
    const { objections } = await this.get(ObjectionsQuery).ofList(this.listId, officer);
    return objections.filter((objection) => objection.nominationId === nominationId);
  }

  /** A State that has not objected to the name yet. */
  async another(nominationId = this.ids[0]!): Promise<string> {
    const standing = new Set((await this.objections(nominationId)).filter(({ state }) => state !== 'withdrawn').map(({ iso2 }) => iso2));
    return STATES.find((iso2) => !standing.has(iso2))!;
  }

  /** Withdraws one objection, in the name of its State; a State without one is answered as such. */
  async withdraw(objectionId: string, iso2: string): Promise<void> {
    await this.get(WithdrawObjectionHandler).execute({ listId: this.listId, objectionId }, { kind: 'mission', iso2, listId: this.listId });
  }

  async decide(decision: 'include' | 'exclude' | 'defer', nominationId = this.ids[0]!): Promise<void> {
    await this.get(DecideNominationsHandler).execute({ listId: this.listId, decisions: [{ nominationId, decision }], reference: 'Invented meeting' }, officer);
  }

  async name(nominationId = this.ids[0]!): Promise<{ state: NominationState }> {
    return this.service.app.get<Databases>(DATABASES).reading.manager.findOneByOrFail(Nomination, { id: nominationId });
  }

  tables = (): Promise<Tables> => tablesOf(this.service, this);
}
