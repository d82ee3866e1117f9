import type { FastifyReply } from 'fastify';
import type { ListFile } from '../lists/index.js';

/** Sends a file to keep. */
export async function sendFile(reply: FastifyReply, { bytes, type, name }: ListFile): Promise<void> {
  await reply.header('content-type', type).header('content-disposition', `attachment; filename="${name}"`).send(bytes);
}
