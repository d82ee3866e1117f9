import { Injectable } from '@nestjs/common';
import { publicStatus, type PublicStatus } from '../../workflows/public-status.js';
import type { SixLanguages } from '../platform/i18n.js';
import { readReference, tokenHash } from '../platform/keys.js';
import { Reader } from '../platform/reader.js';
import { List } from './list.entity.js';
import { Nomination } from './nomination.entity.js';

export interface OrganizationStatus {
  name: string;
  listTitle: SixLanguages;
  listId: string;
  conferenceId: string;
  status: PublicStatus;
  /** When the list became final; null before. */
  finalizedAt: string | null;
}

/**
 * What an organization may know of its own name. Reads the stored state only: while the silence runs that is the same
 * whether or not anybody objected, and afterwards it says no more than on or not on the final list.
 */
@Injectable()
export class StatusQuery {
  constructor(private readonly reader: Reader) {}

  /** null for a reference that is not known, or whose list has not been circulated. */
  async byReference(reference: string): Promise<OrganizationStatus | null> {
    const nomination = await this.reader.manager.findOneBy(Nomination, { referenceHash: tokenHash(readReference(reference)) });
    if (!nomination) return null;
    const list = await this.reader.manager.findOneByOrFail(List, { id: nomination.listId });
    if (list.state === 'draft') return null;
    return {
      name: nomination.name, listTitle: list.title, listId: list.id, conferenceId: list.conferenceId,
      status: publicStatus(list.state, nomination.state), finalizedAt: list.finalizedAt,
    };
  }
}
