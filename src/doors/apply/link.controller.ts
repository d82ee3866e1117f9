import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Applications, ApplicationSessions } from '../../applications/index.js';
import { onlySwitchesLanguage, Pages } from '../../platform/http/index.js';
import { isLanguage } from '../../platform/i18n.js';
import { Limits } from '../../platform/limits.js';
import type { Form } from '../missions/form.js';
import { byLink } from './limits.js';
import { cookieOf, paths } from './paths.js';

/** The link of the letter. Opening it changes nothing; a press of the button opens the application on this device. */
@Controller('apply/link')
export class ApplyLinkController {
  constructor(private readonly pages: Pages, private readonly sessions: ApplicationSessions, private readonly applications: Applications, private readonly limits: Limits) {}

  @Get(':token')
  async show(@Param('token') token: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { conference, track } = await byLink(this.applications.byLink(token), this.limits, request.ip);
    const language = this.pages.language(request);
    await this.pages.send(request, reply, 'apply/link.njk', { door: 'public', language, title: this.pages.t(language)('apply:link.title'), again: paths.link(token) }, {
      private: true, conference: conference.title[language], track: track.title[language], action: `${paths.link(token)}?lang=${language}`,
    });
  }

  @Post(':token')
  async enter(@Param('token') token: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    if (onlySwitchesLanguage(request)) return this.show(token, request, reply);
    const { session, seconds, applicationId } = await byLink(this.sessions.open(token), this.limits, request.ip);
    this.pages.setSession(reply, cookieOf(applicationId), session, seconds);
    // The language chosen on the first page goes along to the next ones.
    const language = (request.query as Form)['lang'];
    if (isLanguage(language)) this.pages.keepLanguage(reply, language);
    await reply.redirect(paths.own(applicationId), 303);
  }
}
