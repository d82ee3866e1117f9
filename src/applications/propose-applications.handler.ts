import { Injectable } from '@nestjs/common';
import { EditNamesHandler, Lists, ListedNames, type NewName } from '../lists/index.js';
import { mustMay } from '../officers/index.js';
import type { Actor } from '../platform/actor.js';
import { Refused } from '../platform/refused.js';
import { UnitOfWork } from '../platform/unit-of-work.js';
import { withScheme } from '../platform/web-address.js';
import { Applications, type OpenApplication } from './applications.js';
import { placeOf } from './form.js';

/** Eligible applications flow into the draft of their track's list, by choice. */
@Injectable()
export class ProposeApplicationsHandler {
  constructor(
    private readonly work: UnitOfWork, private readonly lists: Lists, private readonly names: EditNamesHandler, private readonly applications: Applications,
    private readonly listed: ListedNames,
  ) {}

  /** Adds all of them or none; `seen` is the version of the list that the officer saw. */
  async execute({ listId, applicationIds, seen }: { listId: string; applicationIds: string[]; seen?: number }, actor: Actor): Promise<{ ids: string[]; version: number }> {
    mustMay(actor, 'editNames');
    return this.work.run(async (tx) => {
      const list = await this.lists.find(listId);
      const chosen = [...new Set(applicationIds)];
      // Held in one order, whatever order they were chosen in: two officers who choose the same never wait for each other.
      const held = new Map<string, OpenApplication>();
      for (const id of [...chosen].sort()) held.set(id, await this.applications.lock(tx, id));
      const names: NewName[] = [];
      for (const id of chosen) {
        const application = held.get(id)!;
        const { row, track } = application;
        const refuse = (rule: string): Refused => new Refused(rule, { name: row.name });
        if (row.state !== 'eligible') throw refuse('application-not-eligible');
        if (row.conferenceId !== list.conferenceId || track.way.kind !== 'list' || track.way.list !== list.ofKey) throw refuse('application-other-list');
        if ((await this.listed.of(id, tx)).some(({ list: { ofKey } }) => ofKey === list.ofKey)) throw refuse('application-listed');
        names.push(nameOf(application));
      }
      return this.names.add({ listId, names, seen }, actor);
    });
  }
}

/** What a list shows of an application; whatever else it says stays with the desk. */
export function nameOf({ row, form, email }: OpenApplication): NewName {
  const text = (value: string | undefined): string | null => value?.trim() || null;
  const website = text(form.website);
  return {
    name: row.name, acronym: text(form.acronym), ...placeOf(form), category: row.category,
    website: website && withScheme(website), city: text(form.city),
    contactEmail: email, contactLanguage: row.language, womenLed: form.womenLed === 'yes' ? true : form.womenLed === 'no' ? false : null,
    applicationId: row.id,
  };
}
