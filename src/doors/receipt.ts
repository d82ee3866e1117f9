import type { FastifyReply } from 'fastify';
import { Refused } from '../platform/refused.js';

/** Sends a receipt as a file; its name tells nothing of what it says. */
export async function sendReceipt(reply: FastifyReply, receipt: string | null): Promise<void> {
  if (!receipt) throw new Refused('objection-unknown');
  await reply.type('application/json; charset=utf-8').header('content-disposition', 'attachment; filename="receipt.json"').send(receipt);
}
