import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApplicationSessions, ApplicationsQuery, ApplyHandlers } from '../../applications/index.js';
import { formErrors, noErrors, onlySwitchesLanguage, Pages, type FormErrors } from '../../platform/http/index.js';
import { refuseFields, Refused } from '../../platform/refused.js';
import { one, type Form } from '../form.js';
import { Entrance, type Visit } from './entrance.js';
import { answersView } from './form.view.js';
import { withdrawalView } from './own.view.js';
import { cookieOf, paths } from './paths.js';

/** What an applicant does with the whole: look at it, send it, answer a question, take it back. */
@Controller('apply/a/:id')
export class SendController {
  constructor(
    private readonly entrance: Entrance, private readonly pages: Pages, private readonly sessions: ApplicationSessions, private readonly apply: ApplyHandlers,
    private readonly query: ApplicationsQuery,
  ) {}

  @Get('check')
  async check(@Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#check(await this.entrance.visit(request, id), request, reply, noErrors);
  }

  /** Sends what the page showed: a form that was changed elsewhere meanwhile is shown once more first. */
  @Post('check')
  async submit(@Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const visit = await this.entrance.act(request, id);
    if (onlySwitchesLanguage(request)) return this.#check(visit, request, reply, noErrors);
    try {
      await this.apply.submit({ seen: Number(one(request.body as Form, 'seen')) || undefined }, visit.actor);
      await reply.redirect(paths.sent(id), 303);
    } catch (error) {
      const errors = formErrors(error, visit.t);
      await this.#check(await this.entrance.visit(request, id), request, reply, errors);
    }
  }

  @Get('sent')
  async sent(@Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const visit = await this.entrance.visit(request, id);
    if (!visit.told.reference) return reply.redirect(paths.own(id), 303) as unknown as void;
    await this.entrance.send(visit, request, reply, 'sent', noErrors, { reference: visit.told.reference, receivedAt: visit.application.row.submittedAt, closesAt: visit.call.closesAt, changeable: visit.told.changeable });
  }

  @Get('questions/:question')
  async question(@Param('id') id: string, @Param('question') questionId: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#question(await this.entrance.visit(request, id), questionId, request, reply, '', noErrors);
  }

  @Post('questions/:question')
  async answer(@Param('id') id: string, @Param('question') questionId: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const visit = await this.entrance.act(request, id);
    const answer = one(request.body as Form, 'answer').replace(/\r\n/g, '\n');
    if (onlySwitchesLanguage(request)) return this.#question(visit, questionId, request, reply, answer, noErrors);
    try {
      await this.apply.answer({ questionId, answer }, visit.actor);
      await reply.redirect(`${paths.own(id)}?done=answered`, 303);
    } catch (error) {
      await this.#question(visit, questionId, request, reply, answer, formErrors(error, visit.t));
    }
  }

  @Get('withdraw')
  async askWithdrawal(@Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#withdrawal(await this.entrance.visit(request, id), request, reply, noErrors);
  }

  /** The box is empty at first, so that nothing that presses every button takes an organization off. */
  @Post('withdraw')
  async withdraw(@Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const visit = await this.entrance.act(request, id);
    if (onlySwitchesLanguage(request)) return this.#withdrawal(visit, request, reply, noErrors);
    try {
      if (one(request.body as Form, 'sure') !== 'yes') throw refuseFields([{ field: 'sure', rule: 'withdrawal-unsure' }]);
      await this.apply.withdraw(visit.actor);
      await reply.redirect(`${paths.own(id)}?done=left`, 303);
    } catch (error) {
      await this.#withdrawal(visit, request, reply, formErrors(error, visit.t));
    }
  }

  @Post('close')
  async close(@Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { token, language, t, application: { conference } } = await this.entrance.act(request, id);
    await this.sessions.close(token);
    this.pages.dropSession(reply, cookieOf(id));
    await this.pages.send(request, reply, 'apply/closed.njk', { door: 'public', language, title: t('apply:closed.title') }, { private: true, back: paths.conference(conference.slug) });
  }

  async #withdrawal(visit: Visit, request: FastifyRequest, reply: FastifyReply, errors: FormErrors): Promise<void> {
    await this.entrance.send(visit, request, reply, 'withdraw', errors, { withdrawal: withdrawalView(visit.told.withdrawal, visit.language) });
  }

  async #check(visit: Visit, request: FastifyRequest, reply: FastifyReply, errors: FormErrors): Promise<void> {
    const { row } = visit.application;
    const answers = answersView(visit);
    const files = (await this.query.files(row.id)).map(({ name }) => name);
    // A field that is missing is named on this page and filled in on its own.
    const rows = answers.flatMap(({ href, rows }) => rows.map((line) => ({ ...line, href })));
    const summary = errors.summary.map(({ text, href }) => ({ text, href: `${rows.find(({ name }) => href === `#${name}`)?.href ?? ''}${href ?? ''}` || null }));
    await this.entrance.send(visit, request, reply, 'check', { ...errors, summary }, {
      answers, files, draft: row.state === 'draft', changeable: visit.told.changeable, closed: visit.call.closesAt < visit.now, action: paths.check(row.id),
      missing: rows.filter(({ missing }) => missing).length, named: rows.map(({ name, key }) => ({ name, label: key })),
    });
  }

  async #question(visit: Visit, questionId: string, request: FastifyRequest, reply: FastifyReply, answer: string, errors: FormErrors): Promise<void> {
    const { row } = visit.application;
    const question = (await this.query.questions(row.id)).find(({ id }) => id === questionId);
    if (!question) throw new Refused('page-unknown');
    await this.entrance.send(visit, request, reply, 'question', errors, {
      question: question.question, given: question.answer, answer, action: paths.question(row.id, questionId),
    });
  }
}
