import { Injectable } from '@nestjs/common';
import { IsNull, type EntityManager } from 'typeorm';
import { insertRows } from '../platform/insert.js';
import { Keys, tokenHash } from '../platform/keys.js';
import { Reader } from '../platform/reader.js';
import { MissionLink, MissionOpening } from './mission-link.entity.js';

/** Links of Missions to a list. The token is made from the key and (list, State, generation); only its hash is stored. */
@Injectable()
export class MissionLinks {
  constructor(private readonly keys: Keys, private readonly reader: Reader) {}

  token(listId: string, iso2: string, generation: number): string {
    return this.keys.token('mission', listId, iso2, String(generation));
  }

  /** Issues the first link of each State for a list. */
  async issue(tx: EntityManager, listId: string, states: string[], at: string): Promise<void> {
    await insertRows(tx, MissionLink, states.map((iso2) => (
      { tokenHash: tokenHash(this.token(listId, iso2, 1)), listId, iso2, generation: 1, issuedAt: at, revokedAt: null }
    )));
  }

  /** Issues the next generation and revokes all older ones. */
  async reissue(tx: EntityManager, listId: string, iso2: string, at: string): Promise<number> {
    const generation = (await this.generation(listId, iso2, tx)) + 1;
    await tx.createQueryBuilder().update(MissionLink).set({ revokedAt: at })
      .where('"listId" = :listId AND "iso2" = :iso2 AND "revokedAt" IS NULL', { listId, iso2 }).execute();
    await insertRows(tx, MissionLink, [
      { tokenHash: tokenHash(this.token(listId, iso2, generation)), listId, iso2, generation, issuedAt: at, revokedAt: null },
    ]);
    return generation;
  }

  /** The generation in force; 0 where no link was issued. */
  async generation(listId: string, iso2: string, tx: EntityManager = this.reader.manager): Promise<number> {
    return (await tx.maximum(MissionLink, 'generation', { listId, iso2 })) ?? 0;
  }

  /** The generations in force of all States of a list. */
  async generations(listId: string, tx: EntityManager): Promise<Map<string, number>> {
    const rows = await tx.createQueryBuilder(MissionLink, 'l').where('l.listId = :listId AND l.revokedAt IS NULL', { listId }).getMany();
    return new Map(rows.map(({ iso2, generation }) => [iso2, generation]));
  }

  /** The link that a token stands for; null for one that is unknown or revoked, and the database is asked alike for both. */
  byToken(token: string): Promise<MissionLink | null> {
    return this.reader.manager.findOneBy(MissionLink, { tokenHash: tokenHash(token), revokedAt: IsNull() });
  }

  /** States that opened the page, with the first instant. */
  async opened(listId: string, tx: EntityManager = this.reader.manager): Promise<Map<string, string>> {
    return new Map((await tx.findBy(MissionOpening, { listId })).map(({ iso2, firstAt }) => [iso2, firstAt]));
  }
}
