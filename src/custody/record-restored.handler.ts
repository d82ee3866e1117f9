import { randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { MissionLinks } from '../missions/index.js';
import { mustMay } from '../officers/index.js';
import type { Actor } from '../platform/actor.js';
import { Clock } from '../platform/clock.js';
import { givenReason } from '../platform/given-reason.js';
import { Keys } from '../platform/keys.js';
import { Reader } from '../platform/reader.js';
import { Refused } from '../platform/refused.js';
import { rowsChanged, selectRows } from '../platform/select.js';
import { UnitOfWork } from '../platform/unit-of-work.js';
import { Records } from '../records/index.js';
import { RecordHead, type Head } from './record-head.js';

/** Every kind of session, and the links by which officers begin one. */
const SESSIONS = ['mission_session', 'officer_session', 'officer_sign_in', 'application_session', 'representative_session'];
/** Further than any number of replacements goes, and not to be foreseen: a token of the time that is lost is not made again. */
const step = (): number => randomInt(1_000, 1_000_000);

export interface Restored {
  /** The last entry that is there. */
  last: Head;
  /** The last entry that was known to be, and is lost. */
  lost: Head;
  /** After this instant acts may be lost: that of the last entry which shows its instant. */
  after: string | null;
  /** Lists that are out, and how many Missions have a new link to each. */
  lists: { name: string; state: string; links: number }[];
  tokens: number;
}

/**
 * The installation goes on from an older copy of its database. What was revoked since lives in it again: every link, session and token
 * ends, and the record says from where it goes on, so that a root or receipt of the lost time is not taken for a forgery.
 */
@Injectable()
export class RecordRestoredHandler {
  constructor(
    private readonly work: UnitOfWork, private readonly reader: Reader, private readonly clock: Clock, private readonly records: Records, private readonly keys: Keys,
    private readonly links: MissionLinks, private readonly head: RecordHead,
  ) {}

  async execute({ reason }: { reason: string }, actor: Actor): Promise<Restored> {
    if (actor.kind !== 'system') mustMay(actor, 'rotateKey');
    const words = givenReason(reason, 1_000);
    const lost = await this.head.lost();
    if (!lost) throw new Refused('record-not-behind');
    const last = (await this.records.entryAt()) ?? { seq: 0, hash: '' };
    const after = await this.#lastInstant();
    const at = this.clock.now();
    const told = await this.work.run(async (tx) => {
      const lists: Restored['lists'] = [];
      const out = await selectRows<{ id: string; name: string; state: string }>(
        tx, `SELECT l."id", c."slug" || '/' || l."key" AS "name", l."state" FROM "list" l JOIN "conference" c ON c."id" = l."conferenceId" WHERE l."circulatedAt" IS NOT NULL ORDER BY l."createdAt"`, [],
      );
      for (const { id, name, state } of out) {
        if (this.keys.stateOf(id) !== 'lives') continue;
        const states = [...(await this.links.generations(id, tx)).keys()];
        for (const iso2 of states) await this.links.reissue(tx, id, iso2, at, step());
        lists.push({ name, state, links: states.length });
      }
      await rowsChanged(tx, `UPDATE "application" SET "generation" = "generation" + ?`, [step()]);
      for (const table of SESSIONS) await rowsChanged(tx, `DELETE FROM "${table}"`, []);
      const tokens = await rowsChanged(tx, `UPDATE "officer_token" SET "revokedAt" = ? WHERE "revokedAt" IS NULL`, [at]);
      this.records.append({ act: 'record.restored', at, actor, open: { lostEntry: lost.seq, lostHash: lost.hash, links: lists.reduce((sum, { links }) => sum + links, 0), tokens, reason: words } });
      return { lists, tokens };
    });
    this.head.set((await this.records.entryAt())!);
    return { last, lost, after, ...told };
  }

  async #lastInstant(): Promise<string | null> {
    const [row] = await selectRows<{ entry: string }>(this.reader.manager, `SELECT "entry" FROM "record_entry" WHERE "entry" NOT LIKE ? ORDER BY "seq" DESC LIMIT 1`, ['{"act":"confidential"%']);
    return row ? (JSON.parse(row.entry) as { at: string }).at : null;
  }
}
