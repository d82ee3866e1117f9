import type { FastifyReply, FastifyRequest } from 'fastify';
import { tagOf, type Made } from '../made-once.js';

/** Sends what everybody may read: whoever has it keeps it, asks each time whether it is still the same, and is not sent it again while it is. */
export async function sendTagged(request: FastifyRequest, reply: FastifyReply, { bytes, tag }: { bytes: Made['bytes'] | string; tag?: string }): Promise<void> {
  const mark = tag ?? tagOf(bytes);
  void reply.headers({ 'cache-control': 'no-cache', vary: 'accept-language, cookie', etag: mark });
  const known = (request.headers['if-none-match'] ?? '').split(',').map((one) => one.trim().replace(/^W\//, ''));
  await (known.includes(mark) || known.includes('*') ? reply.status(304).send() : reply.send(bytes));
}
