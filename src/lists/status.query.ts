import { Injectable } from '@nestjs/common';
import { publicStatus, type PublicStatus } from '../../workflows/public-status.js';
import type { SixLanguages } from '../platform/i18n.js';
import { minutes } from '../platform/clock.js';
import { readReference, tokenHash } from '../platform/keys.js';
import type { Limit } from '../platform/limits.js';
import { Reader } from '../platform/reader.js';
import { selectAmong } from '../platform/select.js';
import { Together } from '../platform/together.js';
import type { List } from './list.entity.js';
import type { Nomination } from './nomination.entity.js';

/**
 * Slows down guessing. Only unknown references count, so that many organizations behind one address are not in each other's way;
 * once they are used up, look-ups from there wait, right or wrong, and nobody learns from the limit.
 */
export const STATUS_MISSES: Limit = { kind: 'status', tries: 60, window: minutes(1) };

export interface OrganizationStatus {
  name: string;
  listTitle: SixLanguages;
  listId: string;
  conferenceId: string;
  status: PublicStatus;
  /** When the list became final; null before. */
  finalizedAt: string | null;
}

interface Found {
  hash: string;
  name: string;
  state: Nomination['state'];
  listId: string;
  listState: List['state'];
  title: string;
  conferenceId: string;
  finalizedAt: string | null;
}

/**
 * What an organization may know of its own name. Reads the stored state only: while the silence runs that is the same
 * whether or not anybody objected, and afterwards it says no more than on or not on the final list.
 */
@Injectable()
export class StatusQuery {
  readonly #found = new Together<Found>(async (hashes) => {
    const rows = await selectAmong<Found>(
      this.reader.committed,
      `SELECT n."referenceHash" AS "hash", n."name", n."state", n."listId", l."state" AS "listState", l."title", l."conferenceId", l."finalizedAt"
       FROM "nomination" n JOIN "list" l ON l."id" = n."listId" WHERE n."referenceHash" IN (?)`,
      hashes,
    );
    return new Map(rows.map((row) => [row.hash, row]));
  });

  constructor(private readonly reader: Reader) {}

  /** null for a reference that is not known, or whose list has not been circulated. */
  async byReference(reference: string): Promise<OrganizationStatus | null> {
    const row = await this.#found.ask(tokenHash(readReference(reference)));
    if (!row || row.listState === 'draft') return null;
    const { name, listId, conferenceId, finalizedAt } = row;
    return {
      name, listId, conferenceId, finalizedAt, listTitle: JSON.parse(row.title) as SixLanguages, status: publicStatus(row.listState, row.state),
    };
  }
}
