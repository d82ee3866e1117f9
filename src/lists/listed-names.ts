import { Injectable } from '@nestjs/common';
import { In, IsNull, MoreThanOrEqual, Not, type EntityManager } from 'typeorm';
import { listFor } from '../../workflows/addenda.js';
import type { Modality } from '../../workflows/modality.js';
import { nominationMachine } from '../../workflows/nomination.machine.js';
import { publicStatus, type PublicStatus } from '../../workflows/public-status.js';
import { step } from '../../workflows/step.js';
import type { Conference } from '../conferences/index.js';
import type { Actor } from '../platform/actor.js';
import type { SixLanguages } from '../platform/i18n.js';
import { Reader } from '../platform/reader.js';
import { Refused } from '../platform/refused.js';
import { Records } from '../records/index.js';
import { List } from './list.entity.js';
import { learnsOfProposal, Lists } from './lists.js';
import { Nomination } from './nomination.entity.js';
import { contentOf, Revisions } from './revisions.js';

/** What must be known of an application to say which list speaks for it. */
interface Sent {
  id: string;
  conferenceId: string;
  submittedAt: string | null;
}

/** A name and the list on which it stands. */
export interface Placed {
  list: List;
  nomination: Nomination;
}

/** What a withdrawal does, by the titles of lists: which ones the organization leaves, and on which final ones it stays. */
export interface Withdrawal {
  leaves: SixLanguages[];
  stays: SixLanguages[];
}

/** Of a list, as an applicant may know it. */
export interface Stage {
  circulatedAt: string | null;
  deadline: string | null;
  finalizedAt: string | null;
  status: PublicStatus | null;
}

/** The names on lists that came from applications, seen from the application. */
@Injectable()
export class ListedNames {
  constructor(private readonly reader: Reader, private readonly lists: Lists, private readonly records: Records, private readonly revisions: Revisions) {}

  /** Where an application stands on lists, newest list last; lists that were withdrawn as a whole are left out. */
  async of(applicationId: string, tx: EntityManager = this.reader.manager): Promise<Placed[]> {
    return this.#placed(await tx.findBy(Nomination, { applicationId }), tx);
  }

  /** The same, and wherever its names were carried over to from there. */
  async everywhere(applicationId: string, tx: EntityManager = this.reader.manager): Promise<Placed[]> {
    return this.carriedOn(await tx.findBy(Nomination, { applicationId }), tx);
  }

  /** Names, and those that were carried over from them, from list to list. */
  async carriedOn(names: Nomination[], tx: EntityManager = this.reader.manager): Promise<Placed[]> {
    const all = [...names];
    for (let last = names; last.length;) {
      last = await tx.findBy(Nomination, { carriedFrom: In(last.map(({ id }) => id)) });
      all.push(...last);
    }
    return this.#placed(all, tx);
  }

  async #placed(names: Nomination[], tx: EntityManager): Promise<Placed[]> {
    const found = await Promise.all(names.map(async (nomination) => ({ nomination, list: await tx.findOneByOrFail(List, { id: nomination.listId }) })));
    return found.filter(({ list }) => list.state !== 'withdrawn').sort((a, b) => (a.list.createdAt < b.list.createdAt ? -1 : 1));
  }

  /**
   * How far the list that speaks for an application under a track is, as the applicant may know it: dates of the list, never of a name
   * on it. Once it is final, `status` says on the final list or not; null before, unless it was withdrawn. Reads stored
   * states only, so that nothing of it changes with an objection. A name that was never put on the list is not on the final list. Where an organization is not told that it
   * was proposed, an addendum speaks for a name only once that name is on the final list: its dates alone would tell.
   */
  async stage(key: string, { id, conferenceId, submittedAt }: Sent, tx: EntityManager = this.reader.manager): Promise<Stage> {
    const names = new Map((await this.of(id, tx)).map(({ list, nomination }) => [list.id, nomination]));
    const tells = await this.#tellsProposed(conferenceId);
    const named = (one: List): boolean => {
      const nomination = names.get(one.id);
      return nomination !== undefined && (tells || one.addendumTo === null || standsOnFinal({ list: one, nomination }));
    };
    const list = listFor(await this.#under(tx, conferenceId, key), named, submittedAt);
    if (!list?.circulatedAt) return { circulatedAt: null, deadline: null, finalizedAt: null, status: await this.#takenBack(tx, conferenceId, key, submittedAt) ? 'listWithdrawn' : null };
    const { circulatedAt, deadline, finalizedAt, state } = list;
    const name = names.get(list.id);
    return { circulatedAt, deadline, finalizedAt, status: finalizedAt === null ? null : name ? publicStatus(state, name.state) : 'notOnFinalList' };
  }

  /**
   * Those of these applications to which the outcome is told when this list or addendum becomes final; a name that was withdrawn is told
   * nothing more. `final`: the names that are on it then.
   */
  async toldBy<A extends Sent>({ id, conferenceId, ofKey }: List, applications: A[], final: Set<string>, tx: EntityManager): Promise<A[]> {
    const lists = await this.#under(tx, conferenceId, ofKey);
    const names = await tx.find(Nomination, { select: { id: true, listId: true, applicationId: true, state: true }, where: { listId: In(lists.map((list) => list.id)), applicationId: Not(IsNull()) } });
    const tells = await this.#tellsProposed(conferenceId);
    const listOf = new Map(lists.map((list) => [list.id, list]));
    const speaks = names.filter((nomination) => {
      const list = listOf.get(nomination.listId)!;
      return tells || list.addendumTo === null || (list.id === id ? final.has(nomination.id) : standsOnFinal({ list, nomination }));
    });
    const stands = new Set(speaks.map(({ listId, applicationId }) => `${listId}/${applicationId}`));
    const gone = new Set(names.filter(({ listId, state }) => listId === id && state === 'withdrawn').map(({ applicationId }) => applicationId));
    return applications.filter((one) => !gone.has(one.id) && listFor(lists, (list) => stands.has(`${list.id}/${one.id}`), one.submittedAt)?.id === id);
  }

  /**
   * Whether an organization that is not on the final list may stand on an addendum to it and is not told so: then all that are not on it
   * have the same way out, whether they stand on one or not.
   */
  mayStandUntold(key: string, modality: Modality, status: PublicStatus | null): boolean {
    return status === 'notOnFinalList' && !learnsOfProposal(modality) && modality.lists.some((rule) => rule.key === key && rule.addenda);
  }

  /** Whether an organization learns that it was proposed before the list is final. */
  async #tellsProposed(conferenceId: string): Promise<boolean> {
    return learnsOfProposal((await this.lists.conferenceOf({ conferenceId })).modality);
  }

  /** The list under a paragraph and the addenda to it, oldest first. */
  async #under(tx: EntityManager, conferenceId: string, ofKey: string): Promise<List[]> {
    return tx.find(List, { where: { conferenceId, ofKey, state: Not('withdrawn') }, order: { createdAt: 'ASC', id: 'ASC' } });
  }

  /** Whether the list that concerned what was sent by then was withdrawn after it had gone out; a new draft is told to nobody. */
  async #takenBack(tx: EntityManager, conferenceId: string, ofKey: string, submittedAt: string | null): Promise<boolean> {
    return submittedAt !== null && tx.existsBy(List, { conferenceId, ofKey, addendumTo: IsNull(), state: 'withdrawn', circulatedAt: Not(IsNull()), withdrawnAt: MoreThanOrEqual(submittedAt) });
  }

  /** Whether the application's name stands on a list that Member States have seen. */
  async circulated(applicationId: string, tx: EntityManager): Promise<boolean> {
    return (await this.of(applicationId, tx)).some(({ list }) => list.state !== 'draft');
  }

  /**
   * What an organization on a final list can still leave: every list onto which it could be carried over from there and that is not
   * final, whether or not it was carried over. So the answer says nothing of what stands in a draft. null where nothing is left.
   */
  async further(placed: Placed[], modality: Modality, tx: EntityManager = this.reader.manager): Promise<(Withdrawal & { keys: string[] }) | null> {
    const final = placed.filter(standsOnFinal);
    if (final.length === 0 || final.some(({ nomination }) => nomination.leftAt !== null)) return null;
    const standing = new Set(final.map(({ list }) => list.ofKey));
    const lists = await tx.findBy(List, { conferenceId: final[0]!.list.conferenceId, state: Not('withdrawn') });
    const keys: string[] = [];
    for (const { key, carriesFrom } of modality.lists) {
      const own = lists.filter(({ ofKey }) => ofKey === key);
      const open = own.length === 0 || own.some(({ finalizedAt }) => finalizedAt === null);
      if (carriesFrom && open && !standing.has(key) && (standing.has(carriesFrom) || keys.includes(carriesFrom))) keys.push(key);
    }
    const titled = (wanted: (key: string) => boolean): SixLanguages[] => modality.lists.filter(({ key }) => wanted(key)).map(({ title }) => title);
    return keys.length ? { keys, leaves: titled((key) => keys.includes(key)), stays: titled((key) => standing.has(key)) } : null;
  }

  /**
   * Takes the organization off every list that is not final: out of a draft, marked as withdrawn on one that is out. From a final list
   * on which it stays it is not carried over any more, and stays on it: `further`. `final`: nothing is left that it could leave.
   */
  async withdraw(tx: EntityManager, own: Nomination[], { id: conferenceId, modality }: Conference, at: string, actor: Actor): Promise<'gone' | 'further' | 'final'> {
    const further = await this.further(await this.carriedOn(own, tx), modality, tx);
    // Whoever carries names over holds the list onto which they come: what stands there is read once it is held here.
    for (const { id } of further ? await tx.find(List, { where: { conferenceId, ofKey: In(further.keys), state: Not('withdrawn') }, order: { createdAt: 'ASC' } }) : []) await this.lists.lock(tx, id, 'update');
    let final = false;
    for (const found of await this.carriedOn(own, tx)) {
      const list = await this.lists.lockSettled(tx, found.list.id, at);
      // Whoever held the list meanwhile may have changed the name, or taken it out.
      const nomination = await tx.findOneBy(Nomination, { id: found.nomination.id });
      if (!nomination) continue;
      if (list.finalizedAt === null) {
        if (nomination.state !== 'withdrawn') await this.leave(tx, list, nomination, '', at, actor);
        continue;
      }
      final = true;
      if (!further || !standsOnFinal({ list, nomination })) continue;
      await tx.update(Nomination, { id: nomination.id }, { leftAt: at });
      this.records.append({ act: 'organization.leftFurther', at, actor, listId: list.id, conferenceId, open: { name: nomination.name } });
    }
    return further ? 'further' : final ? 'final' : 'gone';
  }

  /** Where organizations are written to, of names that came from these applications, when the applications have ended. */
  async forgetContacts(applicationIds: string[], tx: EntityManager): Promise<void> {
    for (let names = await tx.findBy(Nomination, { applicationId: In(applicationIds) }); names.length;) {
      const ids = names.map(({ id }) => id);
      await tx.update(Nomination, { id: In(ids) }, { contactEmail: null });
      names = await tx.findBy(Nomination, { carriedFrom: In(ids) });
    }
  }

  /** Takes the name out of every draft again, because what was decided of it is undone; a list that Member States have seen keeps it, which `refusal` says. */
  async takeOut(tx: EntityManager, applicationId: string, at: string, actor: Actor, refusal = new Refused('already-circulated')): Promise<void> {
    for (const found of await this.of(applicationId, tx)) {
      const list = await this.lists.lockSettled(tx, found.list.id, at);
      const { id } = list;
      if (list.state !== 'draft') throw refusal;
      const nomination = await tx.findOneBy(Nomination, { id: found.nomination.id });
      if (!nomination) continue;
      await tx.delete(Nomination, { id: nomination.id });
      await this.lists.touch(tx, list, undefined);
      await this.revisions.note(tx, list, 'name.removed', [{ id: nomination.id, before: contentOf(nomination), after: null }], at, actor);
      this.records.append({ act: 'name.removed', at, actor, listId: id, conferenceId: list.conferenceId, open: { name: nomination.name } });
    }
  }

  /** Takes one name off a list: out of a draft, so that what left before circulation is shown to nobody; marked as withdrawn on one that is out. */
  async leave(tx: EntityManager, list: List, nomination: Nomination, reason: string, at: string, actor: Actor): Promise<void> {
    const draft = list.state === 'draft';
    if (draft) await tx.delete(Nomination, { id: nomination.id });
    else await this.mark(tx, nomination);
    await this.tell(tx, list, nomination, reason, at, actor);
    if (draft) await this.revisions.note(tx, list, 'organization.withdrew', [{ id: nomination.id, before: contentOf(nomination), after: null }], at, actor);
  }

  /** The name stays on the list, marked as withdrawn. */
  async mark(tx: EntityManager, { id, state }: Nomination): Promise<void> {
    const result = step(nominationMachine, { value: state, context: {} }, { type: 'organization.withdrew' });
    if (!result.ok) throw new Refused(result.rule, result.params);
    await tx.update(Nomination, { id }, { state: result.next.value as Nomination['state'] });
  }

  /** Counts the list's version on and appends the withdrawal to the record. */
  async tell(tx: EntityManager, list: List, { name }: Nomination, reason: string, at: string, actor: Actor): Promise<void> {
    await this.lists.touch(tx, list, undefined);
    this.records.append({ act: 'organization.withdrew', at, actor, listId: list.id, conferenceId: list.conferenceId, open: { name, reason } });
  }
}

const standsOnFinal = ({ list, nomination }: { list: Pick<List, 'finalizedAt' | 'state'>; nomination: Pick<Nomination, 'state'> }): boolean => list.finalizedAt !== null && publicStatus(list.state, nomination.state) === 'onFinalList';
