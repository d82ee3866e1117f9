import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { orderedStates } from '../../directory/index.js';
import { Lists } from '../../lists/index.js';
import { LONGEST_SESSION, MissionCodes, MissionSessions, ReportMisdirectionHandler } from '../../missions/index.js';
import { formErrors, noErrors, onlySwitchesLanguage, Pages, type FormErrors } from '../../platform/http/index.js';
import { isLanguage } from '../../platform/i18n.js';
import { Refused } from '../../platform/refused.js';
import { one, type Form } from '../form.js';
import { cookieOf, paths } from './paths.js';

/** The link of the letter. Opening it changes nothing; one deliberate answer, which no mail scanner gives, opens the list. */
@Controller('m')
export class LinkController {
  constructor(
    private readonly pages: Pages, private readonly codes: MissionCodes, private readonly sessions: MissionSessions,
    private readonly lists: Lists, private readonly misdirection: ReportMisdirectionHandler,
  ) {}

  @Get(':token')
  async open(@Param('token') token: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#show(token, request, reply, noErrors);
  }

  @Post(':token')
  async enter(@Param('token') token: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const form = (request.body ?? {}) as Form;
    const t = this.pages.t(this.pages.language(request));
    const typed = { memberState: one(form, 'memberState'), code: one(form, 'code') };
    if (onlySwitchesLanguage(request)) return this.#show(token, request, reply, noErrors, typed);
    try {
      await this.sessions.linkOf(token, request.ip);
      if (!typed.memberState) throw new Refused('state-missing', {}, [{ field: 'memberState', rule: 'state-missing' }]);
      const { session, listId } = await this.sessions.open({ token, ...typed }, request.ip);
      this.pages.setSession(reply, cookieOf(listId), session, LONGEST_SESSION);
      // The language chosen on the first page goes along to the next ones.
      const language = (request.query as Form)['lang'];
      if (isLanguage(language)) this.pages.keepLanguage(reply, language);
      await reply.redirect(paths.list(listId), 303);
    } catch (error) {
      if (error instanceof Refused && ['link-unusable', 'too-many-requests'].includes(error.rule)) throw error;
      await this.#show(token, request, reply, formErrors(error, t), typed);
    }
  }

  @Get(':token/not-us')
  async notUs(@Param('token') token: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#notUs(token, request, reply, false, noErrors);
  }

  @Post(':token/not-us')
  async tell(@Param('token') token: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const form = (request.body ?? {}) as Form;
    if (onlySwitchesLanguage(request)) return this.#notUs(token, request, reply, false, noErrors, one(form, 'note'));
    // The box is empty at first, so that a scanner that submits every form tells nothing.
    if (one(form, 'sure') !== 'yes') {
      const refused = new Refused('not-us-unsure', {}, [{ field: 'sure', rule: 'not-us-unsure' }]);
      return this.#notUs(token, request, reply, false, formErrors(refused, this.pages.t(this.pages.language(request))), one(form, 'note'));
    }
    await this.sessions.linkOf(token, request.ip);
    try {
      await this.misdirection.execute({ token, note: one(form, 'note') });
    } catch (error) {
      if (!(error instanceof Refused) || error.faults.length === 0) throw error;
      return this.#notUs(token, request, reply, false, formErrors(error, this.pages.t(this.pages.language(request))), one(form, 'note'));
    }
    await this.#notUs(token, request, reply, true, noErrors);
  }

  async #show(token: string, request: FastifyRequest, reply: FastifyReply, errors: FormErrors, typed = { memberState: '', code: '' }): Promise<void> {
    const link = await this.sessions.linkOf(token, request.ip);
    const language = this.pages.language(request);
    const t = this.pages.t(language);
    const list = await this.lists.find(link.listId);
    const conference = await this.lists.conferenceOf(list);
    const page = { door: 'mission' as const, language, title: t('missions:link.title'), status: errors.status, again: paths.link(token) };
    await this.pages.send(request, reply, 'missions/link.njk', page, {
      // The page does not say whose link it is: that is the question.
      asksCode: await this.codes.asked(link.listId, link.iso2), conference: conference.title[language], list: list.title[language], errors, typed,
      states: orderedStates(language).map(({ iso2, name }) => ({ value: iso2, text: name[language] })),
      action: paths.link(token) + `?lang=${language}`, notUs: paths.notUs(token),
    });
  }

  async #notUs(token: string, request: FastifyRequest, reply: FastifyReply, told: boolean, errors: FormErrors, note = ''): Promise<void> {
    await this.sessions.linkOf(token, request.ip);
    const language = this.pages.language(request);
    const t = this.pages.t(language);
    const page = { door: 'mission' as const, language, title: t('missions:notUs.title'), status: errors.status };
    await this.pages.send(request, reply, 'missions/not-us.njk', told ? page : { ...page, again: paths.notUs(token) }, {
      told, errors, note, action: paths.notUs(token) + `?lang=${language}`, back: paths.link(token),
    });
  }
}
