import { createHmac } from 'node:crypto';
import { fewRandomBytes } from '../platform/key-store.js';

/** What is told to a webhook. Thin: identifiers and counts, nothing confidential and nobody's name; who may read more asks the API for it. */
export interface WebhookEvents {
  'list.finalized': { conference: string; list: string; listId: string };
  'representatives.changed': { conference: string; meeting: string; representative: string; change: 'named' | 'changed' | 'unnamed' };
  'handoff.made': { conference: string; meeting: string; handOff: string; representatives: number };
  'webhook.test': Record<string, never>;
}

export type WebhookEvent = keyof WebhookEvents;

/** 32 random bytes in the form in which the specification writes a shared secret. */
export const newSecret = (): string => `whsec_${fewRandomBytes(32).toString('base64')}`;

/** The signature of Standard Webhooks 1.0: identifier, seconds and body joined by full stops, under the decoded secret. */
export const signature = (secret: string, id: string, seconds: number, body: string): string =>
  `v1,${createHmac('sha256', Buffer.from(secret.replace(/^whsec_/, ''), 'base64')).update(`${id}.${seconds}.${body}`).digest('base64')}`;

export const bodyOf = <E extends WebhookEvent>(type: E, at: string, data: WebhookEvents[E]): string => JSON.stringify({ type, timestamp: at, data });
