import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { Keys } from '../platform/keys.js';
import { Reader } from '../platform/reader.js';
import { selectRows } from '../platform/select.js';
import { Records } from '../records/index.js';

/** A list as the command line names it. */
export interface NamedList {
  id: string;
  name: string;
}

/** Holds the key files of lists against the lists and the record: only the record says that a key is no more. */
@Injectable()
export class ListKeys {
  constructor(private readonly reader: Reader, private readonly records: Records, private readonly keys: Keys, private readonly clock: Clock) {}

  /** `missing`: gone without an entry that says so; `returned`: there, or without the word in its place, although an entry says that it ended. */
  async differing(): Promise<{ missing: NamedList[]; returned: NamedList[] }> {
    const ended = await this.records.endedKeys();
    const lists = await selectRows<NamedList>(
      this.reader.manager, `SELECT l."id", c."slug" || '/' || l."key" AS "name" FROM "list" l JOIN "conference" c ON c."id" = l."conferenceId" ORDER BY l."createdAt", l."id"`, [],
    );
    return {
      missing: lists.filter(({ id }) => !ended.has(id) && this.keys.stateOf(id) !== 'lives'),
      returned: lists.filter(({ id }) => ended.has(id) && this.keys.stateOf(id) !== 'destroyed'),
    };
  }

  async destroyAgain(lists: NamedList[]): Promise<void> {
    for (const { id } of lists) await this.keys.destroyForList(id, this.clock.now());
  }
}
