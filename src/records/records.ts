import { sign } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Actor } from '../platform/actor.js';
import { Ids } from '../platform/ids.js';
import { insertRows } from '../platform/insert.js';
import { base64url, fewRandomBytes } from '../platform/key-store.js';
import { Keys } from '../platform/keys.js';
import { Reader } from '../platform/reader.js';
import { selectRows } from '../platform/select.js';
import { UnitOfWork } from '../platform/unit-of-work.js';
import type { Acts, OpenFacts } from './acts.js';
import { bitsOf, NameOrder, namesOf, type Places } from './name-order.js';
import { RecordCheckpoint, RecordEntry, type SealedPart } from './record-entry.entity.js';
import {
  canonical, commitmentTo, CONFIDENTIAL, contentCommitment, digestOf, entryHash, FORMAT, FORMAT_OF_RECEIPT, FORMAT_WITH_CONTENT, GENESIS, signedBytes, type ChainedEntry,
} from './record-format.js';

export interface Act<A extends keyof Acts = keyof Acts> {
  act: A;
  at: string;
  actor: Actor;
  conferenceId?: string | null;
  listId?: string | null;
  /** What anyone who may read the record sees. */
  open?: OpenFacts[A];
  /** A confidential act: the record tells neither what it was nor who acted nor when; the Office sees it while the list's key lives. */
  secret?: Secret;
}

/** What is confidential of an act: the State, the names it concerned, and what else the timeline shows. */
export interface Secret {
  iso2?: string;
  names: string[];
  /** Digests of what the act stores, by what they are of: who changes it afterwards is found out (StoredActs). */
  content: Record<string, string | null>;
  reference?: string;
  /** Digest of what was given to the State, where something was: the entry commits to it. */
  given?: string;
  /** What a body decided on the name: the entry commits to it. */
  decision?: string;
  [more: string]: unknown;
}

/** An entry as the Office's timeline shows it. */
export interface TimelineEntry {
  id: string;
  at: string | null;
  act: string;
  actor: string | null;
  facts: Record<string, unknown>;
  /** Whether what it shows was sealed: then the entry can be opened to others by its receipt. */
  opened: boolean;
}

/** An entry that waits for its place in the chain. */
interface Prepared {
  entry: Omit<ChainedEntry, 'prev' | 'seq'>;
  listId: string | null;
  /** What is sealed of it, which takes the order of the list's names; null where nothing is confidential. */
  part: { of: SealedPart; names: string[] } | null;
}

/** Only one transaction at a time takes a place in the chain on PostgreSQL; on SQLite there is one writer anyway. */
const HEAD_LOCK = 7_128_000_001;
const RECEIPT_SIZE = 2_048;
/** Of every box, whatever the act and however many names; an entry and its box then stand on one page of SQLite. */
const BOX_SIZE = 2_304;

/** The append-only, hash-chained record of acts (docs/verify). */
@Injectable()
export class Records {
  readonly #chain = (tx: EntityManager, prepared: Prepared[]): Promise<void> => this.#append(tx, prepared);

  constructor(private readonly work: UnitOfWork, private readonly ids: Ids, private readonly keys: Keys, private readonly reader: Reader, private readonly order: NameOrder) {}

  /**
   * Adds an entry to the act's transaction and returns its id. It takes its place in the chain when the transaction ends,
   * so that the head of the chain is held for as short a time as can be.
   */
  append<A extends keyof Acts>(act: Act<A>): string {
    const id = this.ids.next();
    this.work.collect(this.#chain, act.secret ? this.#confidential(id, act, act.secret) : plain(id, act));
    return id;
  }

  /**
   * Chains what the open transaction has appended so far, signs a checkpoint there, and returns the root: the hash that the
   * letters carry to every Mission. It tells nothing of what or how much is in the record.
   */
  async root(tx: EntityManager, at: string): Promise<string> {
    await this.work.flush(this.#chain);
    const { seq, hash } = await this.#head(tx);
    const signature = sign(null, signedBytes('checkpoint', { at, checkpoint: seq, hash }), this.keys.signing).toString('base64url');
    await insertRows(tx, RecordCheckpoint, [{ seq, at, hash, signature }]);
    return hash;
  }

  /** The timeline of a list, oldest first, for the Office. Once the list's key is destroyed, confidential acts stay closed. */
  async timeline(listId: string): Promise<TimelineEntry[]> {
    const entries = await this.reader.manager.find(RecordEntry, { where: { listId }, order: { seq: 'ASC' } });
    const lives = this.keys.lives(listId);
    const places = await this.order.places(listId, this.reader.manager);
    return entries.map(({ id, entry, sealed }) => {
      const { at, act, actor, open } = JSON.parse(entry) as ChainedEntry;
      if (!sealed || !lives) return { id, at, act, actor, facts: open, opened: false };
      const { facts, more } = this.open(listId, id, sealed, places);
      return { id, at: facts['at'] as string, act: facts['act'] as string, actor: null, facts: more, opened: true };
    });
  }

  /** What was done about one application, oldest first. None of it is confidential, and none of it is of a list. */
  async ofApplication(applicationId: string): Promise<TimelineEntry[]> {
    const rows = await selectRows<Pick<RecordEntry, 'id' | 'entry'>>(
      this.reader.manager, `SELECT "id", "entry" FROM "record_entry" WHERE "listId" IS NULL AND ("entry" LIKE ? OR "entry" LIKE ?) ORDER BY "seq"`,
      [`%"application":"${applicationId}"%`, `%"other":"application:${applicationId}"%`],
    );
    return rows.map(({ id, entry }) => {
      const { at, act, actor, open } = JSON.parse(entry) as ChainedEntry;
      return { id, at, act, actor, facts: open, opened: false };
    });
  }

  /**
   * The receipt of a confidential act: with it, its holder proves from an export alone that the act stands in the record, and which
   * officer did it. That of the State itself proves besides what the act stored; others could guess from it at a basis.
   * Every receipt has one size, whatever it says.
   */
  async receipt(listId: string, entryId: string, holder: 'its State' | 'others' = 'others'): Promise<string | null> {
    const row = await this.reader.manager.findOneBy(RecordEntry, { id: entryId, listId });
    if (!row?.sealed) return null;
    const { salt, facts, content } = this.open(listId, entryId, row.sealed, new Map());
    const form = content && holder === 'its State' ? { content, format: FORMAT_WITH_CONTENT } : { format: FORMAT_OF_RECEIPT };
    const text = (pad: string): string => `${canonical({ ...form, entry: entryId, facts, pad, salt })}\n`;
    return text(' '.repeat(Math.max(0, RECEIPT_SIZE - Buffer.byteLength(text('')))));
  }

  /** The lists whose key was destroyed or lost as the record says: what a file beside the database says decides nothing. */
  async endedKeys(): Promise<Set<string>> {
    const rows = await selectRows<{ listId: string }>(
      this.reader.manager, `SELECT DISTINCT "listId" FROM "record_entry" WHERE "entry" LIKE ? OR "entry" LIKE ?`, ['{"act":"key.destroyed"%', '{"act":"key.lost"%'],
    );
    return new Set(rows.map(({ listId }) => listId));
  }

  /** The entry in this place; the last one where none is named. */
  async entryAt(seq?: number): Promise<{ seq: number; hash: string } | null> {
    const [entry] = await selectRows<{ seq: number; hash: string }>(
      this.reader.manager, `SELECT "seq", "hash" FROM "record_entry" ${seq === undefined ? '' : 'WHERE "seq" = ?'} ORDER BY "seq" DESC LIMIT 1`, seq === undefined ? [] : [seq],
    );
    return entry ?? null;
  }

  /** The record as anybody can verify it, line by line (docs/verify/README.md). */
  async *export(at: string): AsyncGenerator<string> {
    yield `${canonical({ format: FORMAT, key: this.keys.publicKey })}\n`;
    const checkpoints = new Map((await this.reader.manager.find(RecordCheckpoint)).map((checkpoint) => [checkpoint.seq, checkpoint]));
    let last = { seq: 0, hash: GENESIS };
    let passed = 0;
    for (;;) {
      const rows = await selectRows<RecordEntry>(this.reader.manager, `SELECT "seq", "entry", "hash" FROM "record_entry" WHERE "seq" > ? ORDER BY "seq" LIMIT 1000`, [last.seq]);
      for (const { seq, entry, hash } of rows) {
        yield `${entry}\n`;
        const checkpoint = checkpoints.get(seq);
        if (checkpoint) {
          yield `${canonical({ at: checkpoint.at, checkpoint: seq, hash: checkpoint.hash, signature: checkpoint.signature })}\n`;
          passed++;
        }
        last = { seq, hash };
      }
      if (rows.length === 0) break;
    }
    const end = { at, checkpoints: passed, end: last.seq, hash: last.hash };
    const signature = sign(null, signedBytes('end', end), this.keys.signing).toString('base64url');
    yield `${canonical({ ...end, signature })}\n`;
  }

  #confidential(id: string, { act, at, actor, listId = null }: Act, { iso2, names, content: stored, reference, given, decision, ...more }: Secret): Prepared {
    const salt = fewRandomBytes(32);
    const content = { ...stored, salt: base64url(fewRandomBytes(32)) };
    const officer = actor.kind === 'officer' ? actor.name : null;
    const two = proposalOf(actor);
    const facts = {
      act, at, list: listId, memberState: iso2 ?? null, reference: reference ?? null,
      // The names themselves would make a receipt's size tell how many they are.
      names: digestOf([...names].sort()),
      // Of every act, or a receipt's size and form would tell a filing by note verbale from another.
      officer, proposedBy: two?.proposedBy ?? null, content: contentCommitment(content),
      ...(given ? { given } : {}), ...(decision ? { decision } : {}),
    };
    const part: SealedPart = {
      salt: base64url(salt), facts, content,
      more: { ...(two ? { proposalReason: two.proposalReason } : {}), ...more },
    };
    return {
      entry: { act: CONFIDENTIAL, actor: null, at: null, commitment: commitmentTo(salt, facts), conference: null, id, list: null, open: {} },
      listId, part: { of: part, names },
    };
  }

  /** What is sealed of an entry, with all that the timeline shows; `places` are those of the list's names. */
  open(listId: string, id: string, sealed: Buffer, places: Places): SealedPart {
    const part = JSON.parse(this.keys.ofList(listId).open(`record:${id}`, sealed)) as SealedPart;
    if (part.names === undefined) return part;
    const { memberState, reference, decision, officer, proposedBy } = part.facts;
    const shown = Object.entries({ iso2: memberState, names: namesOf(part.names, places), reference, decision, officer, proposedBy }).filter(([, value]) => value !== null && value !== undefined);
    return { ...part, more: { ...Object.fromEntries(shown), ...part.more } };
  }

  async #seal(tx: EntityManager, id: string, listId: string, { of, names }: NonNullable<Prepared['part']>): Promise<Buffer> {
    const bits = names.length ? bitsOf(names, await this.order.places(listId, tx)) : '';
    return this.keys.ofList(listId).sealBytes(`record:${id}`, JSON.stringify({ ...of, names: bits }), BOX_SIZE);
  }

  async #append(tx: EntityManager, prepared: Prepared[]): Promise<void> {
    const boxes = await Promise.all(prepared.map(async ({ entry, listId, part }) => part && this.#seal(tx, entry.id, listId!, part)));
    let { seq, hash } = await this.#head(tx);
    await insertRows(tx, RecordEntry, prepared.map(({ entry, listId }, at) => {
      seq += 1;
      const line = canonical({ ...entry, prev: hash, seq });
      hash = entryHash(line);
      return { seq, id: entry.id, listId, entry: line, hash, sealed: boxes[at]! };
    }));
  }

  async #head(tx: EntityManager): Promise<{ seq: number; hash: string }> {
    if (tx.connection.options.type === 'postgres') await tx.query('SELECT pg_advisory_xact_lock($1)', [HEAD_LOCK]);
    const [last] = await selectRows<{ seq: number; hash: string }>(tx, `SELECT "seq", "hash" FROM "record_entry" ORDER BY "seq" DESC LIMIT 1`, []);
    return last ?? { seq: 0, hash: GENESIS };
  }
}

function plain(id: string, { act, at, actor, conferenceId = null, listId = null, open = {} as never }: Act): Prepared {
  const entry = { act, actor: nameOf(actor), at, commitment: null, conference: conferenceId, id, list: listId, open: { ...open, ...proposalOf(actor) } };
  return { entry, listId, part: null };
}

/** Of an act of two officers: who proposed it, and why. */
const proposalOf = (actor: Actor): { proposedBy: string; proposalReason: string } | null =>
  (actor.kind === 'officer' && actor.proposer ? { proposedBy: actor.proposer.name, proposalReason: actor.proposer.reason } : null);

function nameOf(actor: Actor): string | null {
  switch (actor.kind) {
    case 'officer': return actor.name;
    case 'system': return 'system';
    case 'mission': return null;
    case 'applicant': return null;
    case 'delegation': return null;
  }
}
