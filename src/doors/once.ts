import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '../platform/actor.js';
import { Clock, hours, plusMilliseconds } from '../platform/clock.js';
import { insertRows } from '../platform/insert.js';
import { Keys, type Ring } from '../platform/keys.js';
import { oneByOne } from '../platform/one-by-one.js';
import { Refused } from '../platform/refused.js';
import { UnitOfWork } from '../platform/unit-of-work.js';
import { Idempotency } from './once.entity.js';

const digest = (parts: unknown[]): string => createHash('sha256').update(JSON.stringify(parts)).digest('base64url');

/** The list of which a request speaks: by its address, or by the session of a Mission; null where it speaks of none. */
function listOf(request: FastifyRequest & { actor?: Actor }): string | null {
  const { listId, list } = request.params as { listId?: string; list?: string };
  return listId ?? list ?? (request.actor?.kind === 'mission' ? request.actor.listId : null);
}

/** What of a form its body and address do not show. */
export interface OfForm {
  besides?: string | undefined;
  listId?: string | null;
}

/** What an officer is answered grows with the States and names of a note verbale: one size, in bytes, holds it for all States. */
const OF_OFFICERS = 16_384;

/** Seals, opens and tags: a list's ring, or the installation's. */
type Sealing = Pick<Ring, 'seal' | 'open' | 'tag'>;

/**
 * What is asked twice under one mark happens once: its answer is written in the act's own transaction, and the same request under the
 * same mark is given that answer. A refusal is not kept: the mark serves again once its cause is mended.
 */
@Injectable()
export class Once {
  constructor(private readonly work: UnitOfWork, private readonly keys: Keys, private readonly clock: Clock) {}

  /**
   * On the API the mark is the Idempotency-Key; without the header an act simply happens, and the answer has the status of its route.
   * `concerns`: the list that the answer concerns, where the address does not say so.
   */
  async act<T>(request: FastifyRequest & { actor?: Actor }, reply: FastifyReply, act: () => Promise<T>, concerns: (answer: T) => string | null = () => listOf(request)): Promise<T> {
    const key = request.headers['idempotency-key'];
    if (typeof key !== 'string' || !key) return act();
    const asked = ['request', request.method, request.url, JSON.stringify(request.body ?? null), request.headers['if-match'] ?? ''];
    // Callers without a token share no marks: two who choose the same word do not meet.
    const caller = request.headers.authorization ?? this.keys.tag(...asked);
    const outcome = await this.#under(digest([caller, key]), (ring) => ring.tag(...asked), reply.statusCode, act, concerns, request.actor?.kind === 'officer' ? OF_OFFICERS : 0);
    if (outcome.again) void reply.header('idempotency-replayed', 'true');
    void reply.status(outcome.status);
    return outcome.body;
  }

  /**
   * On a page the mark stands in the form, made with the page: a second click or a form sent again acts once, and is led where the
   * first one was. What was changed in the form before it was sent again is another act. `besides` is what the body does not show: a file;
   * `listId` the list that it concerns, where the address does not say so.
   */
  async form(request: FastifyRequest, session: string, act: () => Promise<string>, { besides = '', listId = listOf(request) }: OfForm = {}): Promise<string> {
    const { _csrf, _once: mark, ...sent } = (request.body ?? {}) as Record<string, unknown>;
    if (typeof mark !== 'string' || !mark) return act();
    const outcome = await this.#under(digest(['form', session, mark, request.url, sent, besides]), () => '', 303, act, () => listId);
    return outcome.body;
  }

  /** Answers older than two days are asked for by nobody, and tell what was answered to whoever holds the keys. Afterwards the same mark acts anew. */
  async sweep(): Promise<void> {
    const last = plusMilliseconds(this.clock.machine(), -hours(48)).slice(0, 10);
    await this.work.run((tx) => tx.createQueryBuilder().delete().from(Idempotency).where('"day" < :last', { last }).execute());
  }

  #under<T>(
    keyHash: string, tag: (ring: Sealing) => string, status: number, act: () => Promise<T>, concerns: (answer: T) => string | null, size = 0,
  ): Promise<{ again: boolean; status: number; body: T }> {
    return this.work.run(async (tx) => {
      await oneByOne(tx, 'mark', keyHash);
      const kept = await tx.findOneBy(Idempotency, { keyHash });
      if (kept) {
        const ring = kept.listId ? this.keys.ofList(kept.listId) : this.keys;
        if (kept.requestTag !== tag(ring)) throw new Refused('idempotency-conflict');
        return { again: true, status: kept.status, body: JSON.parse(ring.open(`idempotency:${keyHash}`, kept.sealed)) as T };
      }
      const body = await act();
      const concerned = concerns(body);
      // What is still done about a list whose key is destroyed holds nothing of what it sealed.
      const listId = concerned && this.keys.lives(concerned) ? concerned : null;
      const ring = listId ? this.keys.ofList(listId) : this.keys;
      const sealed = ring.seal(`idempotency:${keyHash}`, JSON.stringify(body ?? null), size);
      await insertRows(tx, Idempotency, [{ keyHash, requestTag: tag(ring), listId, status, sealed, day: this.clock.machine().slice(0, 10) }]);
      return { again: false, status, body };
    });
  }
}
