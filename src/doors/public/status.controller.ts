import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Conferences } from '../../conferences/index.js';
import { LeaveByReferenceHandler } from '../../lists/index.js';
import { formErrors, noErrors, onlySwitchesLanguage, Pages, type FormErrors } from '../../platform/http/index.js';
import { readReference } from '../../platform/keys.js';
import { refuseFields } from '../../platform/refused.js';
import { withdrawalView } from '../apply/index.js';
import { representativePaths } from '../representatives/index.js';
import { StatusLookup } from '../status-lookup.js';
import { paths } from './paths.js';
import { applicationStatusView, statusView } from './status.view.js';

/** An organization's status by the reference of its letter or of its application. Until the list is final there is one answer for all: under consideration. */
@Controller()
export class StatusController {
  constructor(private readonly pages: Pages, private readonly lookup: StatusLookup, private readonly conferences: Conferences, private readonly leaving: LeaveByReferenceHandler) {}

  @Get('status')
  form(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.#form(request, reply, noErrors);
  }

  /** Nothing is changed by this form; it only spares the reader from typing an address. One that is mistyped stands in it again. */
  @Post('status')
  async look(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Body() body: Record<string, unknown> | undefined): Promise<void> {
    const typed = typeof body?.['reference'] === 'string' ? body['reference'].trim() : '';
    if (onlySwitchesLanguage(request)) return this.#form(request, reply, noErrors, typed);
    if (!typed) {
      const text = this.pages.t(this.pages.language(request))('public:status.empty');
      return this.#form(request, reply, { status: 422, summary: [{ text, href: '#reference' }], fields: { reference: text } });
    }
    const reference = readReference(typed).slice(0, 60);
    if (!(await this.lookup.find(reference, request.ip))) return this.#unknown(request, reply, typed);
    await reply.redirect(paths.status(reference), 303);
  }

  @Get('status/:reference')
  async status(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param('reference') reference: string): Promise<void> {
    await this.#status(request, reply, reference, noErrors);
  }

  /** An organization that never applied withdraws here. The box is empty at first, so that nothing that presses every button takes it off. */
  @Post('status/:reference')
  async leave(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param('reference') reference: string, @Body() body: Record<string, unknown> | undefined): Promise<void> {
    const found = onlySwitchesLanguage(request) ? null : await this.lookup.find(reference, request.ip);
    if (!found?.listed) return this.#status(request, reply, reference, noErrors);
    try {
      if (body?.['sure'] !== 'yes') throw refuseFields([{ field: 'sure', rule: 'withdrawal-unsure' }]);
      await this.leaving.execute(reference);
      await reply.redirect(`${paths.status(readReference(reference))}?done=left`, 303);
    } catch (error) {
      await this.#status(request, reply, reference, formErrors(error, this.pages.t(this.pages.language(request))));
    }
  }

  async #status(request: FastifyRequest, reply: FastifyReply, reference: string, errors: FormErrors): Promise<void> {
    const found = await this.lookup.find(reference, request.ip);
    const language = this.pages.language(request);
    const t = this.pages.t(language);
    if (!found) return this.#unknown(request, reply);
    if (found.application) {
      const view = applicationStatusView(found.application, language, t);
      return this.pages.send(request, reply, 'public/application.njk', { door: 'public', language, title: t('public:status.title') }, { ...view, ...naming(view.status, reference), private: true });
    }
    const view = statusView(found.listed, await this.conferences.byId(found.listed.conferenceId), language, t);
    await this.pages.send(request, reply, 'public/status.njk', { door: 'public', language, title: t('public:status.title'), status: errors.status, again: paths.status(reference) }, {
      ...view, ...naming(view.status, reference), withdrawal: withdrawalView(await this.leaving.offered(reference), language), action: paths.status(reference), errors,
      left: (request.query as Record<string, unknown>)['done'] === 'left', private: true,
    });
  }

  /** The same for every reference that is not known, but for what was typed into the form. */
  #unknown(request: FastifyRequest, reply: FastifyReply, typed = ''): Promise<void> {
    const language = this.pages.language(request);
    const title = this.pages.t(language)('public:status.unknownTitle');
    return this.pages.send(request, reply, 'public/status-unknown.njk', { door: 'public', language, title, status: 404, again: paths.statusForm }, { private: true, errors: noErrors, typed });
  }

  #form(request: FastifyRequest, reply: FastifyReply, errors: FormErrors, typed = ''): Promise<void> {
    const language = this.pages.language(request);
    const title = this.pages.t(language)('public:status.title');
    return this.pages.send(request, reply, 'public/status-form.njk', { door: 'public', language, title, status: errors.status, again: paths.statusForm }, { errors, typed });
  }
}

/** Whoever is on a final list or registered is led on to name representatives. */
const naming = (status: string, reference: string) => ({
  naming: status === 'onFinalList' || status === 'registered' ? { action: representativePaths.enter, reference: readReference(reference) } : null,
});
