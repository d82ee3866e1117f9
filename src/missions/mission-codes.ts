import { randomInt, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { insertRows } from '../platform/insert.js';
import { Keys, readReference, tokenHash } from '../platform/keys.js';
import { Reader } from '../platform/reader.js';
import { Refused } from '../platform/refused.js';
import { UnitOfWork } from '../platform/unit-of-work.js';
import { MissionCode } from './mission-code.entity.js';
import { MissionVisits } from './mission-visits.js';

/**
 * A second thing that a Mission shows beside its link, where the modality asks for it: an e-mailed link is not strong
 * authentication (OWASP ASVS 5.0, 6.3.6). The Office sends the code by another channel, never by the letter that holds the link.
 */
@Injectable()
export class MissionCodes {
  constructor(private readonly keys: Keys, private readonly reader: Reader, private readonly work: UnitOfWork, private readonly visits: MissionVisits) {}

  /** From now on each of these Missions is asked for a code. */
  async issue(tx: EntityManager, listId: string, states: string[], tries: number): Promise<void> {
    await insertRows(tx, MissionCode, states.map((iso2) => ({ listId, iso2, generation: 1, tries })));
  }

  async asked(listId: string, iso2: string): Promise<boolean> {
    return this.reader.manager.existsBy(MissionCode, { listId, iso2 });
  }

  /** What is asked for of a list's Missions; none where the modality asks for no code. */
  async ofList(listId: string): Promise<{ iso2: string; code: string; tries: number; triesLeft: number }[]> {
    const rows = await this.reader.manager.findBy(MissionCode, { listId });
    const visits = rows.length ? await this.visits.of(listId) : null;
    return rows.map((row) => ({ iso2: row.iso2, code: this.#code(row), tries: row.tries, triesLeft: row.tries - (visits?.[row.iso2]?.tries ?? 0) }));
  }

  /** Refuses a code that is missing or wrong, and any once too many were wrong. Where none is asked for, whatever is typed does. */
  async check(listId: string, iso2: string, typed: string): Promise<void> {
    if (!(await this.asked(listId, iso2))) return;
    if (!typed.trim()) throw new Refused('link-code-missing', {}, [{ field: 'code', rule: 'link-code-missing' }]);
    // The try is taken, and committed, before the code is compared: guesses sent at once cannot share one.
    const { code, triesLeft } = await this.work.run(async (tx) => {
      const { tries } = await this.visits.change(tx, listId, iso2, (visit) => ({ tries: visit.tries + 1 }));
      const row = await tx.findOneByOrFail(MissionCode, { listId, iso2 });
      if (tries > row.tries) throw new Refused('link-code-locked', {}, [{ field: 'code', rule: 'link-code-locked' }]);
      return { code: this.#code(row), triesLeft: row.tries - tries };
    });
    if (!same(readReference(typed), code)) throw new Refused('link-code-wrong', {}, [{ field: 'code', rule: 'link-code-wrong', params: { count: triesLeft } }]);
    // After the right code all tries are there again, even if what it opens should fail: a fault of ours must not lock a Mission out.
    await this.work.run((tx) => this.#forget(tx, listId, iso2));
  }

  /** A new code in place of the old, with all tries; false where none was asked for. The step is random: one that was given before an older database came back is not given again. */
  async replace(tx: EntityManager, listId: string, iso2: string): Promise<boolean> {
    const { affected } = await tx.createQueryBuilder().update(MissionCode).set({ generation: () => `"generation" + ${randomInt(1, 1_000)}` })
      .where('"listId" = :listId AND "iso2" = :iso2', { listId, iso2 }).execute();
    if (affected) await this.#forget(tx, listId, iso2);
    return Boolean(affected);
  }

  async #forget(tx: EntityManager, listId: string, iso2: string): Promise<void> {
    await this.visits.change(tx, listId, iso2, () => ({ tries: 0 }));
  }

  #code({ listId, iso2, generation }: MissionCode): string {
    return this.keys.code('mission-code', listId, iso2, String(generation));
  }
}

const same = (typed: string, code: string): boolean => timingSafeEqual(Buffer.from(tokenHash(typed)), Buffer.from(tokenHash(code)));
