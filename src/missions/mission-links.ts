import { Injectable } from '@nestjs/common';
import { IsNull, type EntityManager } from 'typeorm';
import { insertRows } from '../platform/insert.js';
import { Keys, tokenHash } from '../platform/keys.js';
import { Reader } from '../platform/reader.js';
import { MissionLink, MissionSession } from './mission-link.entity.js';
import { MissionVisits } from './mission-visits.js';

/** Links of Missions to a list. The token is made from the key and (list, State, generation); only its hash is stored. */
@Injectable()
export class MissionLinks {
  constructor(private readonly keys: Keys, private readonly reader: Reader, private readonly visits: MissionVisits) {}

  token(listId: string, iso2: string, generation: number): string {
    return this.keys.token('mission', listId, iso2, String(generation));
  }

  /** What finds the sessions of a Mission on a list. */
  missionTag(listId: string, iso2: string): string {
    return this.keys.tag('mission-session', listId, iso2);
  }

  /** Issues the first link of each State for a list. */
  async issue(tx: EntityManager, listId: string, states: string[], at: string): Promise<void> {
    await insertRows(tx, MissionLink, states.map((iso2) => (
      { tokenHash: tokenHash(this.token(listId, iso2, 1)), listId, iso2, generation: 1, issuedAt: at, revokedAt: null }
    )));
    await this.visits.begin(tx, listId);
  }

  /** Issues the next generation, or one that is further on by `step`, revokes all older ones and ends their sessions. */
  async reissue(tx: EntityManager, listId: string, iso2: string, at: string, step = 1): Promise<number> {
    await this.visits.hold(tx, listId);
    const generation = (await this.generation(listId, iso2, tx)) + step;
    await tx.createQueryBuilder().update(MissionLink).set({ revokedAt: at })
      .where('"listId" = :listId AND "iso2" = :iso2 AND "revokedAt" IS NULL', { listId, iso2 }).execute();
    await insertRows(tx, MissionLink, [
      { tokenHash: tokenHash(this.token(listId, iso2, generation)), listId, iso2, generation, issuedAt: at, revokedAt: null },
    ]);
    await tx.delete(MissionSession, { missionTag: this.missionTag(listId, iso2) });
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
}
