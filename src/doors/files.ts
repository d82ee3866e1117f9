import type { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';

/** Says that the answer is a file to keep, made by us under a name of ours. */
export const asFile = (reply: FastifyReply, { type, name }: { type: string; name: string }): FastifyReply => reply.type(type).header('content-disposition', `attachment; filename="${name}"`);

/** Sends such a file. */
export async function sendFile(reply: FastifyReply, { bytes, ...head }: { bytes: Buffer | string | Readable; type: string; name: string }): Promise<void> {
  await asFile(reply, head).send(bytes);
}

/** Always a download under a plain name: nothing that somebody sent is opened in a page of ours. */
export async function sendDocument(reply: FastifyReply, { name, type, bytes }: { name: string; type: string; bytes: Buffer }): Promise<void> {
  const plain = name.replace(/[^\p{L}\p{N}._ -]/gu, '_');
  const ascii = plain.replace(/[^\x20-\x7e]/g, '_');
  await reply.type(type).header('content-disposition', `attachment; filename="${ascii}"; filename*=UTF-8''${encodeURIComponent(plain)}`)
    .header('content-security-policy', "default-src 'none'; sandbox").send(bytes);
}
