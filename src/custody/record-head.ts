import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { Keys } from '../platform/keys.js';
import { Records } from '../records/index.js';

export interface Head {
  seq: number;
  hash: string;
}

/** An older copy took the place of the database while the service ran; its name is all that the log tells. */
class DatabaseBehindRecord extends Error {
  override readonly name = 'DatabaseBehindRecord';
}

/**
 * How far the record has come, noted beside the keys: a database that was restored from an older copy does not go on from there.
 * The note may lag behind the database, never the other way round.
 */
@Injectable()
export class RecordHead implements BeforeApplicationShutdown {
  #known: Head | null = null;

  constructor(private readonly records: Records, private readonly keys: Keys) {}

  /** What was noted, where the database does not hold it: it is behind, or holds another entry there. */
  async lost(): Promise<Head | null> {
    const noted = this.#noted();
    if (!noted) return null;
    const held = await this.records.entryAt(noted.seq);
    return held?.hash === noted.hash ? null : noted;
  }

  /** Notes how far the record has come; a fault where the database does not hold what was noted, though the service runs. */
  async note(): Promise<void> {
    const last = await this.records.entryAt();
    if (last?.hash === this.#known?.hash) return;
    if (await this.lost()) {
      // They were held against each other when the service started; the trial may have begun anew.
      if (this.#known) throw new DatabaseBehindRecord();
      return;
    }
    const noted = this.#noted();
    if (last && (!noted || noted.seq < last.seq)) this.set(last);
    else this.#known = noted;
  }

  set(head: Head): void {
    this.keys.noteHead(`${JSON.stringify(head)}\n`);
    this.#known = head;
  }

  #noted(): Head | null {
    const text = this.keys.notedHead;
    return text === null ? null : (JSON.parse(text) as Head);
  }

  /** Where it cannot be noted, all the rest still ends as it should: letters are sent to the end, and a command that was done is not called a fault. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.note().catch(() => undefined);
  }
}
