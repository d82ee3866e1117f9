import { either, instant, many, maybe, named, object, oneOf, said, text, uuid, whole } from './shape.js';

export const WebhooksAnswer = many(named('Webhook', object({
  id: uuid, label: text, url: said(text, 'Without its path for those who do not keep webhooks.'), createdAt: instant, endedAt: maybe(instant), endedBy: maybe(text),
})));
export const NewWebhookAnswer = object({ id: uuid, secret: said(text, 'Shown here and nowhere else.') });
export const WebhookDeliveriesAnswer = many(named('WebhookDelivery', object({
  id: text, type: text, queuedAt: instant, state: oneOf('queued', 'accepted', 'deferred', 'failed', 'dropped'), attempts: whole, dueAt: maybe(instant), settledAt: maybe(instant),
  log: many(object({ at: instant, answer: either(said(whole, 'Status of the answer.'), oneOf('timeout', 'unreachable', 'notAllowed')) })),
})));
