import type { FastifyReply } from 'fastify';
import { Refused } from '../platform/refused.js';
import { sendFile } from './files.js';

/** Sends a receipt as a file; its name tells nothing of what it says. */
export async function sendReceipt(reply: FastifyReply, receipt: string | null): Promise<void> {
  if (!receipt) throw new Refused('objection-unknown');
  await sendFile(reply, { bytes: receipt, type: 'application/json; charset=utf-8', name: 'receipt.json' });
}
