import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { Reader } from '../platform/reader.js';
import { selectRows } from '../platform/select.js';
import { NameOrder, type Places } from './name-order.js';
import { RecordEntry, type SealedPart } from './record-entry.entity.js';
import { commitmentTo, CONFIDENTIAL, contentCommitment, digestOf, type ChainedEntry, type Content } from './record-format.js';
import { Records } from './records.js';

/** A confidential act with its box opened. */
export interface StoredAct {
  id: string;
  act: string;
  at: string;
  iso2: string | null;
  reference: string | null;
  /** Digest of the names, as the entry commits to it. */
  names: string;
  /** Null in entries of before acts committed to what they stored. */
  content: Content | null;
}

/** An area that stores what confidential acts say. */
export interface KeepsActs {
  /** Of a list's acts, oldest first: the ids of those that are not stored as they were entered, and of what is stored without an act; `exempt`: how much is there that only an act of before accounts for, which does not say what it stored. */
  differing(listId: string, acts: StoredAct[]): Promise<{ acts: string[]; without: string[]; exempt?: number }>;
}

export type StoredVerdict =
  /** `earlier`: acts of before the record committed to what they stored; `exempt`: what they stored and cannot be held against them; `closed`: lists whose key ended as the record says. */
  | { ok: true; acts: number; earlier: number; exempt: number; closed: number }
  | { ok: false; fault: 'unopened' | 'differs' | 'without-entry'; entry: number | null; id: string };

/** Whether what is stored is what was done: each box opened and held against what its act committed to in the record. */
@Injectable()
export class StoredActs {
  readonly #areas: KeepsActs[] = [];

  constructor(private readonly reader: Reader, private readonly records: Records, private readonly order: NameOrder) {}

  /** An area takes part. */
  join(area: KeepsActs): void {
    this.#areas.push(area);
  }

  /** Names the first act that differs. */
  async check(): Promise<StoredVerdict> {
    const { manager } = this.reader;
    const sums = { acts: 0, earlier: 0, exempt: 0, closed: 0 };
    const faults: Extract<StoredVerdict, { ok: false }>[] = [];
    const lists = await selectRows<{ listId: string | null }>(manager, `SELECT DISTINCT "listId" FROM "record_entry" WHERE "entry" LIKE ?`, [`{"act":"${CONFIDENTIAL}"%`]);
    const ended = await this.records.endedKeys();
    for (const { listId } of lists) {
      if (listId && ended.has(listId)) {
        sums.closed++;
        continue;
      }
      const rows = (await manager.find(RecordEntry, { where: { listId: listId ?? IsNull() }, order: { seq: 'ASC' } })).filter(({ entry }) => entry.startsWith(`{"act":"${CONFIDENTIAL}"`));
      // An entry that was made to belong to no list opens with no key.
      const places = listId ? await this.order.places(listId, manager) : new Map<string, number>();
      const seqs = new Map(rows.map(({ id, seq }) => [id, seq]));
      const acts: StoredAct[] = [];
      for (const row of rows) {
        const act = this.#opened(row, places);
        if (act === null) faults.push({ ok: false, fault: 'unopened', entry: row.seq, id: row.id });
        else acts.push(act);
      }
      sums.acts += acts.length;
      sums.earlier += acts.filter(({ content }) => !content).length;
      for (const area of listId ? this.#areas : []) {
        const found = await area.differing(listId!, acts);
        sums.exempt += found.exempt ?? 0;
        for (const id of found.acts) faults.push({ ok: false, fault: 'differs', entry: seqs.get(id)!, id });
        for (const id of found.without) faults.push({ ok: false, fault: 'without-entry', entry: null, id });
      }
    }
    return faults.sort((a, b) => (a.entry ?? Infinity) - (b.entry ?? Infinity))[0] ?? { ok: true, ...sums };
  }

  /** Null where the box is gone, does not open, or is not what the entry commits to. */
  #opened({ id, listId, entry, sealed }: RecordEntry, places: Places): StoredAct | null {
    const part = opened(() => this.records.open(listId!, id, sealed!, places));
    if (!part || (JSON.parse(entry) as ChainedEntry).commitment !== commitmentTo(Buffer.from(part.salt, 'base64url'), part.facts)) return null;
    const { facts, content = null, more } = part;
    if ((content || facts['content']) && (!content || contentCommitment(content) !== facts['content'])) return null;
    if (!tells(part)) return null;
    return {
      id, act: facts['act'] as string, at: facts['at'] as string, iso2: facts['memberState'] as string | null, reference: facts['reference'] as string | null,
      names: digestOf([...more['names'] as string[]].sort()), content,
    };
  }
}

/** What comes of it, or null where it throws: a box that was changed does not open. */
export function opened<T>(open: () => T): T | null {
  try {
    return open();
  } catch {
    return null;
  }
}

/** Whether what the timeline shows is what the entry commits to. */
const tells = ({ facts, more }: SealedPart): boolean =>
  digestOf([...more['names'] as string[]].sort()) === facts['names'] && (more['iso2'] ?? null) === facts['memberState'] && (more['reference'] ?? null) === facts['reference'];
