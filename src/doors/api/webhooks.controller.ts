import { Body, Controller, Delete, Get, HttpCode, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import { IsNotEmpty, IsString } from 'class-validator';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '../../platform/actor.js';
import { KeepWebhooksHandler, Webhooks } from '../../webhooks/index.js';
import { knownId } from '../known-id.js';
import { Needs } from '../needs.js';
import { Once } from '../once.js';
import { NewWebhookAnswer, WebhookDeliveriesAnswer, WebhooksAnswer } from './webhooks.answers.js';
import { Act, ApiBearerAuth, ApiHeader, ApiProperty, ApiTags } from './describe.js';
import { By, OfficerGuard } from './guards.js';

export class WebhookBody {
  @ApiProperty({ example: 'https://badges.example.org/nemcon', description: 'https, and on the public internet.' }) @IsString() @IsNotEmpty() url!: string;
  @ApiProperty({ description: 'What officers call it.' }) @IsString() @IsNotEmpty() label!: string;
}

const webhookUuid = knownId('webhook-unknown');

/** Webhooks through the API: the secret is in the answer that sets one up, and nowhere else. */
@ApiTags('webhooks')
@ApiBearerAuth('officer')
@UseGuards(OfficerGuard)
@Controller('api/v1/webhooks')
export class WebhooksApiController {
  constructor(private readonly once: Once, private readonly webhooks: Webhooks, private readonly keeping: KeepWebhooksHandler) {}

  @Get() @Needs('readWebhooks') @Act('listWebhooks', 'Addresses that are told what happened; the path of each for those alone who keep them.', WebhooksAnswer)
  async listWebhooks(@By() actor: Actor) {
    return (await this.webhooks.all(actor)).map(({ id, label, url, createdAt, endedAt, endedBy }) => ({ id, label, url: this.webhooks.addressOf({ url }, actor), createdAt, endedAt, endedBy }));
  }

  @Post() @Needs('keepWebhooks') @Act('addWebhook', 'Sets a webhook up. Its secret is in this answer and is not shown again.', NewWebhookAnswer) @ApiHeader({ name: 'Idempotency-Key', required: false })
  addWebhook(@Body() body: WebhookBody, @By() actor: Actor, @Req() q: FastifyRequest, @Res({ passthrough: true }) r: FastifyReply) {
    return this.once.act(q, r, async () => {
      const { id } = await this.keeping.add(body, actor);
      return { id, ...(await this.keeping.showSecret({ id }, actor)) };
    });
  }

  @Delete(':webhookId') @HttpCode(204) @Needs('keepWebhooks') @Act('endWebhook', 'Nothing more is sent to it.')
  async endWebhook(@Param('webhookId', webhookUuid) id: string, @By() actor: Actor) {
    await this.keeping.end({ id }, actor);
  }

  @Get(':webhookId/deliveries') @Needs('readWebhooks') @Act('listWebhookDeliveries', 'The delivery log, newest first.', WebhookDeliveriesAnswer)
  async listWebhookDeliveries(@Param('webhookId', webhookUuid) id: string, @By() actor: Actor) {
    await this.webhooks.find(id);
    return (await this.webhooks.deliveries(id, actor)).map(({ id: delivery, type, queuedAt, state, attempts, dueAt, settledAt, log }) => ({ id: delivery, type, queuedAt, state, attempts, dueAt, settledAt, log }));
  }
}
