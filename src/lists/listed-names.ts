import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { nominationMachine } from '../../workflows/nomination.machine.js';
import { publicStatus, type PublicStatus } from '../../workflows/public-status.js';
import { step } from '../../workflows/step.js';
import type { Actor } from '../platform/actor.js';
import { Reader } from '../platform/reader.js';
import { Refused } from '../platform/refused.js';
import { Records } from '../records/index.js';
import { List } from './list.entity.js';
import { Lists } from './lists.js';
import { Nomination } from './nomination.entity.js';
import { contentOf, Revisions } from './revisions.js';

/** The names on lists that came from applications, seen from the application. */
@Injectable()
export class ListedNames {
  constructor(private readonly reader: Reader, private readonly lists: Lists, private readonly records: Records, private readonly revisions: Revisions) {}

  /** Where an application stands on lists, newest list last; lists that were withdrawn as a whole are left out. */
  async of(applicationId: string, tx: EntityManager = this.reader.manager): Promise<{ list: List; nomination: Nomination }[]> {
    const nominations = await tx.findBy(Nomination, { applicationId });
    const found = await Promise.all(nominations.map(async (nomination) => ({ nomination, list: await tx.findOneByOrFail(List, { id: nomination.listId }) })));
    return found.filter(({ list }) => list.state !== 'withdrawn').sort((a, b) => (a.list.createdAt < b.list.createdAt ? -1 : 1));
  }

  /**
   * What the applicant may know: on the final list or not, once the list of its track is final; null before. Reads stored states
   * only, so that nothing of it changes with an objection. A name that was never put on the list is not on the final list.
   */
  async outcome(conferenceId: string, key: string, applicationId: string): Promise<{ status: PublicStatus; finalizedAt: string } | null> {
    const { list, nomination } = await this.#speaking(conferenceId, key, applicationId, this.reader.manager);
    if (!list?.finalizedAt) return null;
    return { status: nomination ? publicStatus(list.state, nomination.state) : 'notOnFinalList', finalizedAt: list.finalizedAt };
  }

  /** How far the list of a track is, as the applicant may know it: dates of the list, never of a name on it. */
  async stage(conferenceId: string, key: string, applicationId: string, tx: EntityManager = this.reader.manager): Promise<{ circulatedAt: string | null; deadline: string | null; finalizedAt: string | null }> {
    const { circulatedAt = null, deadline = null, finalizedAt = null } = (await this.#speaking(conferenceId, key, applicationId, tx)).list ?? {};
    return { circulatedAt, deadline: circulatedAt && deadline, finalizedAt };
  }

  /**
   * The list whose dates and outcome concern an application: the list or addendum with its name that Member States were given; as
   * long as there is none, the list of the track itself. What stands in a draft is told to nobody, and so changes nothing here.
   */
  async #speaking(conferenceId: string, key: string, applicationId: string, tx: EntityManager): Promise<{ list: List | null; nomination: Nomination | null }> {
    const listed = (await this.of(applicationId, tx)).findLast(({ list }) => list.ofKey === key && list.circulatedAt !== null);
    if (listed) return listed;
    const lists = await tx.find(List, { where: { conferenceId, key }, order: { createdAt: 'ASC' } });
    return { list: lists.findLast(({ state }) => state !== 'withdrawn') ?? null, nomination: null };
  }

  /** Whether the application's name stands on a list that Member States have seen. */
  async circulated(applicationId: string, tx: EntityManager): Promise<boolean> {
    return (await this.of(applicationId, tx)).some(({ list }) => list.state !== 'draft');
  }

  /** Takes the organization off every list that is not final: out of a draft, marked as withdrawn on one that is out. Says whether a list was final. */
  async withdraw(tx: EntityManager, applicationId: string, at: string, actor: Actor): Promise<boolean> {
    for (const { list: { id }, nomination } of await this.of(applicationId, tx)) {
      const list = await this.lists.lockSettled(tx, id, at);
      if (list.finalizedAt !== null) return true;
      if (list.state !== 'draft') await this.mark(tx, nomination);
      else await tx.delete(Nomination, { id: nomination.id });
      await this.tell(tx, list, nomination, '', at, actor);
      if (list.state === 'draft') await this.revisions.note(tx, list, 'organization.withdrew', [{ id: nomination.id, before: contentOf(nomination), after: null }], at, actor);
    }
    return false;
  }

  /** The Office takes the name out of every draft again; a list that Member States have seen keeps it. */
  async takeOut(tx: EntityManager, applicationId: string, at: string, actor: Actor): Promise<void> {
    for (const { list: { id }, nomination } of await this.of(applicationId, tx)) {
      const list = await this.lists.lockSettled(tx, id, at);
      if (list.state !== 'draft') throw new Refused('already-circulated');
      await tx.delete(Nomination, { id: nomination.id });
      await this.lists.touch(tx, list, undefined);
      await this.revisions.note(tx, list, 'name.removed', [{ id: nomination.id, before: contentOf(nomination), after: null }], at, actor);
      this.records.append({ act: 'name.removed', at, actor, listId: id, conferenceId: list.conferenceId, open: { name: nomination.name } });
    }
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
