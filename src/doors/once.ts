import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Clock, hours, plusMilliseconds } from '../platform/clock.js';
import { insertRows } from '../platform/insert.js';
import { Keys } from '../platform/keys.js';
import { oneByOne } from '../platform/one-by-one.js';
import { Refused } from '../platform/refused.js';
import { UnitOfWork } from '../platform/unit-of-work.js';
import { Idempotency } from './once.entity.js';

const digest = (parts: unknown[]): string => createHash('sha256').update(JSON.stringify(parts)).digest('base64url');

/**
 * What is asked twice under one mark happens once: its answer is written in the act's own transaction, and the same request under the
 * same mark is given that answer. A refusal is not kept: the mark serves again once its cause is mended.
 */
@Injectable()
export class Once {
  constructor(private readonly work: UnitOfWork, private readonly keys: Keys, private readonly clock: Clock) {}

  /** On the API the mark is the Idempotency-Key; without the header an act simply happens. */
  async act<T>(request: FastifyRequest, reply: FastifyReply, status: number, act: () => Promise<T>): Promise<T> {
    const key = request.headers['idempotency-key'];
    if (typeof key !== 'string' || !key) {
      void reply.status(status);
      return act();
    }
    const tag = this.keys.tag('request', request.method, request.url, JSON.stringify(request.body ?? null), request.headers['if-match'] ?? '');
    const outcome = await this.#under(digest([request.headers.authorization ?? '', key]), tag, status, act);
    if (outcome.again) void reply.header('idempotency-replayed', 'true');
    void reply.status(outcome.status);
    return outcome.body;
  }

  /**
   * On a page the mark stands in the form, made with the page: a second click or a form sent again acts once, and is led where the
   * first one was. What was changed in the form before it was sent again is another act. `besides` is what the body does not show: a file.
   */
  async form(request: FastifyRequest, session: string, act: () => Promise<string>, besides = ''): Promise<string> {
    const { _csrf, _once: mark, ...sent } = (request.body ?? {}) as Record<string, unknown>;
    if (typeof mark !== 'string' || !mark) return act();
    const outcome = await this.#under(digest(['form', session, mark, request.url, sent, besides]), '', 303, act);
    return outcome.body;
  }

  /** Answers older than two days are asked for by nobody, and tell what was answered to whoever holds the keys. Afterwards the same mark acts anew. */
  async sweep(): Promise<void> {
    const last = plusMilliseconds(this.clock.machine(), -hours(48)).slice(0, 10);
    await this.work.run((tx) => tx.createQueryBuilder().delete().from(Idempotency).where('"day" < :last', { last }).execute());
  }

  #under<T>(keyHash: string, requestTag: string, status: number, act: () => Promise<T>): Promise<{ again: boolean; status: number; body: T }> {
    return this.work.run(async (tx) => {
      await oneByOne(tx, 'mark', keyHash);
      const kept = await tx.findOneBy(Idempotency, { keyHash });
      if (kept && kept.requestTag !== requestTag) throw new Refused('idempotency-conflict');
      if (kept) return { again: true, status: kept.status, body: JSON.parse(this.keys.open(`idempotency:${keyHash}`, kept.sealed)) as T };
      const body = await act();
      const sealed = this.keys.seal(`idempotency:${keyHash}`, JSON.stringify(body ?? null));
      await insertRows(tx, Idempotency, [{ keyHash, requestTag, status, sealed, day: this.clock.machine().slice(0, 10) }]);
      return { again: false, status, body };
    });
  }
}
