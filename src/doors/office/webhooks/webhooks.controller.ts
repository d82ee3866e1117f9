import { Body, Controller, Get, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { may, type SignedIn } from '../../../officers/index.js';
import { formErrors, onlySwitchesLanguage } from '../../../platform/http/index.js';
import { Refused } from '../../../platform/refused.js';
import { KeepWebhooksHandler, Webhooks } from '../../../webhooks/index.js';
import { Needs } from '../../needs.js';
import { Desk } from '../desk.js';
import { noErrors, one, withErrors, type Field, type FormErrors, type Sent } from '../forms.js';
import { OfficeGuard, SignedInOfficer } from '../office.guard.js';
import { paths } from '../paths.js';

/** Webhooks: which addresses are told what happened, and how each delivery went. */
@Controller('office/webhooks')
@UseGuards(OfficeGuard)
@Needs('readWebhooks')
export class OfficeWebhooksController {
  constructor(private readonly desk: Desk, private readonly webhooks: Webhooks, private readonly keeping: KeepWebhooksHandler) {}

  @Get()
  async all(@SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#list(request, reply, officer, {}, noErrors);
  }

  @Post()
  @Needs('keepWebhooks')
  async add(@Body() sent: Sent, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    if (onlySwitchesLanguage(request)) return this.#list(request, reply, officer, sent, noErrors);
    try {
      await this.desk.done(request, reply, officer, async () => paths.webhook((await this.keeping.add({ url: one(sent, 'url'), label: one(sent, 'label') }, officer.actor)).id));
    } catch (error) {
      await this.#list(request, reply, officer, sent, formErrors(error, this.desk.t(request)));
    }
  }

  @Get(':webhook')
  async show(@Param('webhook') id: string, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#page(request, reply, officer, id, null, noErrors);
  }

  /** The answer shows the secret and is not led anywhere: it cannot be had a second time. */
  @Post(':webhook/secret')
  @Needs('keepWebhooks')
  async secret(@Param('webhook') id: string, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    if (onlySwitchesLanguage(request)) return this.#page(request, reply, officer, id, null, noErrors);
    try {
      const { secret } = await this.keeping.showSecret({ id }, officer.actor);
      await this.#page(request, reply, officer, id, secret, noErrors);
    } catch (error) {
      await this.#refused(request, reply, officer, id, error);
    }
  }

  @Post(':webhook/test')
  @Needs('keepWebhooks')
  async test(@Param('webhook') id: string, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#do(request, reply, officer, id, () => this.keeping.test({ id }, officer.actor));
  }

  @Post(':webhook/end')
  @Needs('keepWebhooks')
  async end(@Param('webhook') id: string, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#do(request, reply, officer, id, () => this.keeping.end({ id }, officer.actor));
  }

  @Post(':webhook/deliveries/:delivery/again')
  @Needs('keepWebhooks')
  async again(@Param('webhook') id: string, @Param('delivery') delivery: string, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#do(request, reply, officer, id, () => this.keeping.again({ id, delivery }, officer.actor));
  }

  async #do(request: FastifyRequest, reply: FastifyReply, officer: SignedIn, id: string, act: () => Promise<void>): Promise<void> {
    if (onlySwitchesLanguage(request)) return this.#page(request, reply, officer, id, null, noErrors);
    try {
      await this.desk.done(request, reply, officer, () => act().then(() => paths.webhook(id)));
    } catch (error) {
      await this.#refused(request, reply, officer, id, error);
    }
  }

  async #refused(request: FastifyRequest, reply: FastifyReply, officer: SignedIn, id: string, error: unknown): Promise<void> {
    const errors = formErrors(error, this.desk.t(request));
    if ((error as Refused).rule === 'webhook-unknown') throw error;
    await this.#page(request, reply, officer, id, null, errors);
  }

  async #list(request: FastifyRequest, reply: FastifyReply, officer: SignedIn, sent: Sent, errors: FormErrors): Promise<void> {
    const t = this.desk.t(request);
    const fields: Field[] = [
      { kind: 'text', name: 'label', label: t('webhooks:label'), hint: t('webhooks:labelHint'), value: one(sent, 'label') },
      { kind: 'text', name: 'url', label: t('webhooks:url'), hint: t('webhooks:urlHint'), value: one(sent, 'url') },
    ];
    await this.desk.send(request, reply, officer, 'webhooks/list', { title: t('webhooks:title'), status: errors.status, again: paths.webhooks }, {
      errors, fields: withErrors(fields, errors), keeps: may(officer.actor, 'keepWebhooks'),
      webhooks: (await this.webhooks.all(officer.actor)).map(({ id, label, url, endedAt }) => ({ label, host: new URL(url).host, ended: endedAt !== null, href: paths.webhook(id) })),
    });
  }

  async #page(request: FastifyRequest, reply: FastifyReply, officer: SignedIn, id: string, secret: string | null, errors: FormErrors): Promise<void> {
    const t = this.desk.t(request);
    const { label, url, createdAt, shownAt, endedAt, endedBy } = await this.webhooks.find(id);
    const keeps = may(officer.actor, 'keepWebhooks') && endedAt === null;
    await this.desk.send(request, reply, officer, 'webhooks/webhook', { title: label, status: errors.status, again: paths.webhook(id) }, {
      errors, keeps, secret, url: this.webhooks.addressOf({ url }, officer.actor), createdAt, shownAt, endedAt, endedBy: endedBy === 'gone' ? t('webhooks:gone') : endedBy, hook: id,
      deliveries: (await this.webhooks.deliveries(id, officer.actor)).map(({ id: delivery, type, body, queuedAt, state, attempts, dueAt, log }) => ({
        id: delivery, type, body, queuedAt, state, attempts, dueAt: state === 'deferred' ? dueAt : null,
        log: log.map(({ at, answer }) => ({ at, answer: typeof answer === 'number' ? t('webhooks:answer.status', { status: answer }) : t(`webhooks:answer.${answer}`) })),
        again: keeps && (state === 'failed' || state === 'accepted' || state === 'deferred') ? paths.webhookAgain(id, delivery) : null,
      })),
    });
  }
}
