import { Injectable } from '@nestjs/common';
import { mustMay } from '../officers/index.js';
import type { Actor } from '../platform/actor.js';
import { Clock } from '../platform/clock.js';
import { lineFaults } from '../platform/names.js';
import { refuseFields, Refused } from '../platform/refused.js';
import { UnitOfWork } from '../platform/unit-of-work.js';
import { Records } from '../records/index.js';
import { ListRevision } from './list-revision.entity.js';
import { Lists } from './lists.js';

const MOST = 120;

/** Gives a revision a name, such as "as shown to the President on 3 March", so that it is found again among many. */
@Injectable()
export class LabelRevisionHandler {
  constructor(private readonly work: UnitOfWork, private readonly clock: Clock, private readonly lists: Lists, private readonly records: Records) {}

  async execute({ listId, revision, label }: { listId: string; revision: number; label: string }, actor: Actor): Promise<void> {
    mustMay(actor, 'editNames');
    const words = label.trim();
    if (!words) throw refuseFields([{ field: 'label', rule: 'field-empty' }]);
    if ([...words].length > MOST) throw refuseFields([{ field: 'label', rule: 'text-too-long', params: { most: MOST } }]);
    const faults = lineFaults('label', words);
    if (faults.length) throw refuseFields(faults);
    await this.work.run(async (tx) => {
      const list = await this.lists.lock(tx, listId, 'update');
      const row = await tx.findOneBy(ListRevision, { listId, number: revision });
      if (!row) throw new Refused('revision-unknown', { revision });
      if (row.label === words) return;
      await tx.update(ListRevision, { id: row.id }, { label: words });
      this.records.append({ act: 'revision.labelled', at: this.clock.now(), actor, listId, conferenceId: list.conferenceId, open: { revision, label: words } });
    });
  }
}
