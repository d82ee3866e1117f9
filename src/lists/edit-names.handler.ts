import { Injectable } from '@nestjs/common';
import { In, type EntityManager } from 'typeorm';
import { mustMay } from '../officers/index.js';
import type { Actor } from '../platform/actor.js';
import { Clock } from '../platform/clock.js';
import { Ids } from '../platform/ids.js';
import { insertRows } from '../platform/insert.js';
import { Keys, tokenHash } from '../platform/keys.js';
import { lineFaults, matchKey } from '../platform/names.js';
import { refuseFields, Refused, type Fault } from '../platform/refused.js';
import { UnitOfWork } from '../platform/unit-of-work.js';
import { Records } from '../records/index.js';
import { checkFields, type NewName } from './import/index.js';
import { labelOf, type List } from './list.entity.js';
import { Lists } from './lists.js';
import { Nomination, sameness } from './nomination.entity.js';
import { contentOf, Revisions } from './revisions.js';

/** So many names are looked for at once. */
const AT_ONCE = 500;

type Twin = Pick<Nomination, 'name' | 'listId'>;

/** Adds, changes and takes out names while the list is a draft. `seen` is the version of the list that the officer saw. */
@Injectable()
export class EditNamesHandler {
  constructor(
    private readonly work: UnitOfWork, private readonly clock: Clock, private readonly ids: Ids, private readonly keys: Keys,
    private readonly records: Records, private readonly lists: Lists, private readonly revisions: Revisions,
  ) {}

  /** Adds all names or none. Each is checked again here, because not every door goes through the import's preview. */
  async add({ listId, names, seen }: { listId: string; names: NewName[]; seen?: number }, actor: Actor): Promise<{ ids: string[]; version: number }> {
    mustMay(actor, 'editNames');
    return this.work.run(async (tx) => {
      const list = await this.#draft(tx, listId, seen);
      const { modality } = await this.lists.conferenceOf(list);
      const faults = names.flatMap((name, at) => checkFields(name, modality.categories).map((fault) => ({ ...fault, row: at + 1 })));
      if (faults.length) throw refuseFields(faults);
      const { known, twinFault } = await this.#known(tx, list, names.map(({ name }) => matchKey(name)));
      const at = this.clock.now();
      let position = (await tx.maximum(Nomination, 'position', { listId })) ?? 0;
      const rows = names.map((name, row): Nomination => {
        const id = this.ids.next();
        const nomination: Nomination = {
          ...name, applicationId: name.applicationId ?? null, carriedFrom: name.carriedFrom ?? null, leftAt: null, id, listId, position: ++position, matchKey: matchKey(name.name), state: 'proposed',
          referenceHash: tokenHash(this.keys.reference(id)), addedAt: at,
        };
        const twin = known.get(sameness(nomination));
        if (twin) throw refuseFields([{ ...twinFault(twin), row: row + 1 }]);
        known.set(sameness(nomination), nomination);
        return nomination;
      });
      await insertRows(tx, Nomination, rows);
      await this.revisions.note(tx, list, 'names.added', rows.map((row) => ({ id: row.id, before: null, after: contentOf(row) })), at, actor);
      this.records.append({ act: 'names.added', at, actor, listId, conferenceId: list.conferenceId, open: { names: rows.length } });
      return { ids: rows.map(({ id }) => id), version: list.version };
    });
  }

  async edit({ listId, nominationId, name, seen }: { listId: string; nominationId: string; name: NewName; seen?: number }, actor: Actor): Promise<void> {
    mustMay(actor, 'editNames');
    await this.work.run(async (tx) => {
      const list = await this.#draft(tx, listId, seen);
      const { modality } = await this.lists.conferenceOf(list);
      const faults = checkFields(name, modality.categories);
      if (faults.length) throw refuseFields(faults);
      const before = await this.#named(tx, listId, nominationId);
      const edited = { ...name, matchKey: matchKey(name.name) };
      const { known, twinFault } = await this.#known(tx, list, [edited.matchKey], nominationId);
      const twin = known.get(sameness(edited));
      if (twin) throw refuseFields([twinFault(twin)]);
      await tx.update(Nomination, { id: nominationId }, edited);
      const at = this.clock.now();
      const contact = before.contactEmail !== name.contactEmail || before.contactLanguage !== name.contactLanguage;
      await this.revisions.note(tx, list, 'name.edited', [{ id: nominationId, before: contentOf(before), after: contentOf(name), ...(contact ? { contact } : {}) }], at, actor);
      this.records.append({
        act: 'name.edited', at, actor, listId, conferenceId: list.conferenceId, open: { name: name.name },
      });
    });
  }

  async remove({ listId, nominationId, seen }: { listId: string; nominationId: string; seen?: number }, actor: Actor): Promise<void> {
    mustMay(actor, 'editNames');
    await this.work.run(async (tx) => {
      const list = await this.#draft(tx, listId, seen);
      const nomination = await this.#named(tx, listId, nominationId);
      await tx.delete(Nomination, { id: nominationId });
      const at = this.clock.now();
      await this.revisions.note(tx, list, 'name.removed', [{ id: nominationId, before: contentOf(nomination), after: null }], at, actor);
      this.records.append({ act: 'name.removed', at, actor, listId, conferenceId: list.conferenceId, open: { name: nomination.name } });
    });
  }

  /** The Office's own label for a place that is not a Member State, by the text as typed; an empty label takes it away. */
  async labelPlace({ listId, place, label }: { listId: string; place: string; label: string }, actor: Actor): Promise<void> {
    mustMay(actor, 'editNames');
    const faults = lineFaults('label', label);
    if (faults.length) throw refuseFields(faults);
    await this.work.run(async (tx) => {
      const list = await this.lists.lock(tx, listId, 'update');
      const { [place]: _, ...others } = list.placeLabels;
      if (label.trim() === (labelOf(list, place) ?? '')) return;
      list.placeLabels = label.trim() ? { ...others, [place]: label.trim() } : others;
      list.version += 1;
      await tx.save(list, { transaction: false });
      this.records.append({ act: 'place.labelled', at: this.clock.now(), actor, listId, conferenceId: list.conferenceId, open: { place, wording: label.trim() } });
    });
  }

  async #draft(tx: EntityManager, listId: string, seen: number | undefined): Promise<List> {
    const list = await this.lists.lock(tx, listId, 'update');
    if (list.state !== 'draft') throw new Refused('list-not-draft', { state: list.state });
    await this.lists.touch(tx, list, seen);
    return list;
  }

  /**
   * Those names of the list and of those beside it that are called like one of these, by what makes two of them one, without the one that
   * is being edited; and what is said of such a second one.
   */
  async #known(tx: EntityManager, list: List, called: string[], besides?: string) {
    const family = new Map((await this.lists.family(list, tx)).map(({ id, key }) => [id, key]));
    const known = new Map<string, Twin>();
    for (let at = 0; at < called.length; at += AT_ONCE) {
      const names = await tx.find(Nomination, {
        where: { listId: In([...family.keys()]), matchKey: In(called.slice(at, at + AT_ONCE)) }, select: { id: true, listId: true, matchKey: true, countryIso2: true, countryText: true, name: true },
      });
      for (const name of names) if (name.id !== besides) known.set(sameness(name), name);
    }
    const twinFault = ({ name, listId }: Twin): Fault => (
      { field: 'name', rule: listId === list.id ? 'name-already-listed' : 'name-listed-elsewhere', params: { name, list: family.get(listId)! } }
    );
    return { known, twinFault };
  }

  async #named(tx: EntityManager, listId: string, id: string): Promise<Nomination> {
    const nomination = await tx.findOneBy(Nomination, { id, listId });
    if (!nomination) throw new Refused('name-not-on-list');
    return nomination;
  }
}
