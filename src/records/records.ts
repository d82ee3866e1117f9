import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Actor } from '../platform/actor.js';
import { Ids } from '../platform/ids.js';
import { insertRows } from '../platform/insert.js';
import { Keys } from '../platform/keys.js';
import { Reader } from '../platform/reader.js';
import type { Acts } from './acts.js';
import { RecordEntry } from './record-entry.entity.js';

export interface Act<A extends keyof Acts = keyof Acts> {
  act: A;
  at: string;
  actor: Actor;
  conferenceId?: string | null;
  listId?: string | null;
  /** What anyone who may read the record sees. */
  open?: Acts[A];
  /** What only the Office sees while the key lives. */
  secret?: Record<string, unknown>;
}

/** An entry as the Office's timeline shows it. */
export interface TimelineEntry {
  id: string;
  at: string;
  act: string;
  actor: string | null;
  facts: Record<string, unknown>;
}

/** The append-only record of acts. */
@Injectable()
export class Records {
  constructor(private readonly ids: Ids, private readonly keys: Keys, private readonly reader: Reader) {}

  /** Appends one entry in the transaction of the act. The actor of a confidential act stands in the sealed part only. */
  async append<A extends keyof Acts>(tx: EntityManager, { act, at, actor, conferenceId = null, listId = null, open, secret }: Act<A>): Promise<void> {
    const id = this.ids.next();
    const sealed = secret ? this.keys.seal(`record:${id}`, JSON.stringify(secret)) : null;
    await insertRows(tx, RecordEntry, [
      { id, at, act, conferenceId, listId, actor: nameOf(actor), open: (open ?? {}) as Record<string, unknown>, sealed },
    ]);
  }

  /** The timeline of a list, oldest first, for the Office. */
  async timeline(listId: string): Promise<TimelineEntry[]> {
    const entries = await this.reader.manager.find(RecordEntry, { where: { listId }, order: { seq: 'ASC' } });
    return entries.map(({ id, at, act, actor, open, sealed }) => ({
      id, at, act, actor,
      facts: { ...open, ...(sealed ? (JSON.parse(this.keys.open(`record:${id}`, sealed)) as Record<string, unknown>) : {}) },
    }));
  }
}

function nameOf(actor: Actor): string | null {
  switch (actor.kind) {
    case 'officer': return actor.name;
    case 'system': return 'system';
    case 'mission': return null;
    case 'organization': return null;
  }
}
