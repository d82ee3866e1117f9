import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApplicationLinks, Applications, ApplicationSessions } from '../../applications/index.js';
import { formErrors, noErrors, onlySwitchesLanguage, Pages, type FormErrors } from '../../platform/http/index.js';
import { isLanguage } from '../../platform/i18n.js';
import { Limits } from '../../platform/limits.js';
import { refuseFields } from '../../platform/refused.js';
import { one, type Form } from '../form.js';
import { byLink } from './limits.js';
import { cookieOf, paths } from './paths.js';

/** The link of the letter. Opening it changes nothing; a box that is ticked opens the application on this device. */
@Controller('apply/link')
export class ApplyLinkController {
  constructor(private readonly pages: Pages, private readonly sessions: ApplicationSessions, private readonly links: ApplicationLinks, private readonly applications: Applications, private readonly limits: Limits) {}

  @Get(':token')
  async open(@Param('token') token: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#show(token, request, reply, noErrors);
  }

  @Post(':token')
  async enter(@Param('token') token: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    if (onlySwitchesLanguage(request)) return this.#show(token, request, reply, noErrors);
    // The box is empty at first: behind it stand forms that keep what they are sent, and a scanner that sends them all empty would empty the application.
    if (one((request.body ?? {}) as Form, 'open') !== 'yes') {
      const refused = refuseFields([{ field: 'open', rule: 'opening-unsure' }]);
      return this.#show(token, request, reply, formErrors(refused, this.pages.t(this.pages.language(request))));
    }
    const { session, seconds, applicationId } = await byLink(this.sessions.open(token), this.limits, request.ip);
    this.pages.setSession(reply, cookieOf(applicationId), session, seconds);
    // The language chosen on the first page goes along to the next ones.
    const language = (request.query as Form)['lang'];
    if (isLanguage(language)) this.pages.keepLanguage(reply, language);
    await reply.redirect(paths.own(applicationId), 303);
  }

  async #show(token: string, request: FastifyRequest, reply: FastifyReply, errors: FormErrors): Promise<void> {
    const { applicationId } = await byLink(this.links.find(token), this.limits, request.ip);
    const { conference, track } = await this.applications.find(applicationId);
    const language = this.pages.language(request);
    const page = { door: 'public' as const, language, title: this.pages.t(language)('apply:link.title'), status: errors.status, again: paths.link(token) };
    await this.pages.send(request, reply, 'apply/link.njk', page, {
      private: true, errors, conference: conference.title[language], track: track.title[language], action: `${paths.link(token)}?lang=${language}`,
    });
  }
}
