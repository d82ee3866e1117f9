import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Clock } from '../../platform/clock.js';
import { insertRows } from '../../platform/insert.js';
import { Keys } from '../../platform/keys.js';
import { Refused } from '../../platform/refused.js';
import { UnitOfWork } from '../../platform/unit-of-work.js';
import { Idempotency } from './idempotency.entity.js';

const digest = (text: string): string => createHash('sha256').update(text).digest('base64url');

/**
 * An act under an Idempotency-Key happens once: its answer is written in the act's own transaction, and the same request
 * under the same key is given that answer. A refusal is not kept: the key serves again once its cause is mended.
 * Without the header an act simply happens.
 */
@Injectable()
export class Once {
  constructor(private readonly work: UnitOfWork, private readonly keys: Keys, private readonly clock: Clock) {}

  async act<T>(request: FastifyRequest, reply: FastifyReply, status: number, act: () => Promise<T>): Promise<T> {
    const key = request.headers['idempotency-key'];
    if (typeof key !== 'string' || !key) {
      void reply.status(status);
      return act();
    }
    const keyHash = digest(JSON.stringify([request.headers.authorization ?? '', key]));
    const requestTag = this.keys.tag('request', request.method, request.url, JSON.stringify(request.body ?? null), request.headers['if-match'] ?? '');
    const outcome = await this.work.run(async (tx) => {
      if (tx.connection.options.type === 'postgres') await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [keyHash]);
      const kept = await tx.findOneBy(Idempotency, { keyHash });
      if (kept && kept.requestTag !== requestTag) throw new Refused('idempotency-conflict');
      if (kept) return { again: true, status: kept.status, body: JSON.parse(this.keys.open(`idempotency:${keyHash}`, kept.sealed)) as T };
      const body = await act();
      const sealed = this.keys.seal(`idempotency:${keyHash}`, JSON.stringify(body ?? null));
      await insertRows(tx, Idempotency, [{ keyHash, requestTag, status, sealed, day: this.clock.machine().slice(0, 10) }]);
      return { again: false, status, body };
    });
    if (outcome.again) void reply.header('idempotency-replayed', 'true');
    void reply.status(outcome.status);
    return outcome.body;
  }
}
