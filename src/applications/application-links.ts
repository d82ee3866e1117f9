import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { insertRows } from '../platform/insert.js';
import { Keys, tokenHash } from '../platform/keys.js';
import { Reader } from '../platform/reader.js';
import { Refused } from '../platform/refused.js';
import { selectRows } from '../platform/select.js';
import { Application, ApplicationLink } from './application.entity.js';

/**
 * Links to applications. Whoever asks for a lost one gets one of a later generation, and that revokes nothing: anybody can ask who
 * knows the address. Opening it does, because only whoever reads the mailbox can.
 */
@Injectable()
export class ApplicationLinks {
  constructor(private readonly keys: Keys, private readonly reader: Reader) {}

  token(id: string, generation: number): string {
    return this.keys.token('application', id, String(generation));
  }

  /** Unknown, revoked and foreign links give one refusal, and the database is asked alike for all. */
  async find(token: string, tx: EntityManager = this.reader.manager): Promise<Pick<ApplicationLink, 'applicationId' | 'generation'>> {
    const [link] = await selectRows<Pick<ApplicationLink, 'applicationId' | 'generation'>>(
      tx, 'SELECT l."applicationId", l."generation" FROM "application_link" l JOIN "application" a ON a."id" = l."applicationId" WHERE l."tokenHash" = ? AND l."generation" >= a."generation"', [tokenHash(token)],
    );
    if (!link) throw new Refused('link-unusable');
    return link;
  }

  /** What no link was given for yet. */
  async next(tx: EntityManager, { id, generation }: Application): Promise<number> {
    return Math.max(generation, (await tx.maximum(ApplicationLink, 'generation', { applicationId: id })) ?? 0) + 1;
  }

  /** From here on the link of this generation opens, until a later one is opened or the desk revokes it. */
  async issue(tx: EntityManager, applicationId: string, generation: number, issuedAt: string): Promise<void> {
    if (await tx.existsBy(ApplicationLink, { applicationId, generation })) return;
    await insertRows(tx, ApplicationLink, [{ tokenHash: tokenHash(this.token(applicationId, generation)), applicationId, generation, issuedAt }]);
  }

  /** Revokes what is older than the generation: links, and sessions that they were exchanged for. */
  async revokeBefore(tx: EntityManager, row: Application, generation: number): Promise<void> {
    row.generation = generation;
    await tx.update(Application, { id: row.id }, { generation });
  }
}
