import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { Keys } from '../platform/keys.js';
import { Records } from '../records/index.js';

export interface Head {
  seq: number;
  hash: string;
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

  /** Notes how far the record has come; nothing where the note tells of another record. */
  async note(): Promise<void> {
    const last = await this.records.entryAt();
    if (!last || last.hash === this.#known?.hash) return;
    const noted = this.#noted();
    if ((noted && noted.seq > last.seq) || (await this.lost())) return;
    this.set(last);
  }

  set(head: Head): void {
    this.keys.noteHead(`${JSON.stringify(head)}\n`);
    this.#known = head;
  }

  #noted(): Head | null {
    const text = this.keys.notedHead;
    return text === null ? null : (JSON.parse(text) as Head);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.note();
  }
}
