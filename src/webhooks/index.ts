export { KeepWebhooksHandler } from './keep-webhooks.handler.js';
export { WebhookSender } from './sender.js';
export { WebhookRelay } from './webhook-relay.js';
export { Webhook, WebhookDelivery } from './webhook.entity.js';
export { Webhooks } from './webhooks.js';
export { WebhookDeliveryModule, WebhooksModule } from './webhooks.module.js';
