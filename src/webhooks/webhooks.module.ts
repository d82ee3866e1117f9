import { Global, Module } from '@nestjs/common';
import { KeepWebhooksHandler } from './keep-webhooks.handler.js';
import { WebhookSender } from './sender.js';
import { WebhookRelay } from './webhook-relay.js';
import { Webhooks } from './webhooks.js';

@Global()
@Module({ providers: [KeepWebhooksHandler, Webhooks], exports: [KeepWebhooksHandler, Webhooks] })
export class WebhooksModule {}

/** Sends them: part of the service, not of the command line. */
@Module({ providers: [WebhookRelay, WebhookSender] })
export class WebhookDeliveryModule {}
