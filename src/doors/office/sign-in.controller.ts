import { Body, Controller, Get, Param, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Institution, OfficerSessions, SignIn, type SignedIn } from '../../officers/index.js';
import { formErrors, onlySwitchesLanguage, Pages } from '../../platform/http/index.js';
import { Refused } from '../../platform/refused.js';
import { Needs } from '../needs.js';
import { Desk } from './desk.js';
import { noErrors, one, type FormErrors, type Sent } from './forms.js';
import { keepSession, OfficeGuard, SESSION, SignedInOfficer, visitorOf } from './office.guard.js';
import { paths } from './paths.js';

/** Signing in by a letter. Opening its link burns nothing: the button exchanges it for a session, with the address typed again. */
@Controller('office')
export class SignInController {
  constructor(private readonly desk: Desk, private readonly signIn: SignIn, private readonly sessions: OfficerSessions, private readonly pages: Pages, private readonly institution: Institution) {}

  @Get('sign-in')
  async page(@Query('sent') sent: string | undefined, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#page(request, reply, {}, noErrors, sent === 'yes');
  }

  /** The answer is the same whether or not an officer has the address. */
  @Post('sign-in')
  async ask(@Body() sent: Sent | undefined, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    if (onlySwitchesLanguage(request)) return this.#page(request, reply, sent ?? {}, noErrors);
    try {
      await this.signIn.ask({ email: one(sent ?? {}, 'email'), language: this.desk.language(request) }, { address: request.ip });
      await reply.redirect(`${paths.signIn}?sent=yes`, 303);
    } catch (error) {
      await this.#page(request, reply, sent ?? {}, errorsOf(error, this.desk, request));
    }
  }

  @Get('sign-in/:token')
  async link(@Param('token') token: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#link(request, reply, token, {}, noErrors);
  }

  @Post('sign-in/:token')
  async exchange(@Param('token') token: string, @Body() sent: Sent | undefined, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    if (onlySwitchesLanguage(request)) return this.#link(request, reply, token, sent ?? {}, noErrors);
    try {
      const { session } = await this.signIn.exchange({ token, email: one(sent ?? {}, 'email') }, visitorOf(request, this.pages));
      keepSession(this.pages, reply, session);
      await reply.redirect(paths.home, 303);
    } catch (error) {
      await this.#link(request, reply, token, sent ?? {}, errorsOf(error, this.desk, request));
    }
  }

  @Post('sign-out')
  @UseGuards(OfficeGuard)
  @Needs('halfSignedIn')
  async signOut(@SignedInOfficer() officer: SignedIn, @Res() reply: FastifyReply): Promise<void> {
    await this.sessions.signOut(officer);
    this.pages.dropSession(reply, SESSION);
    await reply.redirect(paths.signIn, 303);
  }

  async #page(request: FastifyRequest, reply: FastifyReply, form: Sent, errors: FormErrors, sent = false): Promise<void> {
    await this.desk.send(request, reply, null, 'sign-in', { title: this.desk.t(request)('office:signIn.title'), status: errors.status, again: paths.signIn }, {
      sent, errors, email: one(form, 'email'), token: null, institution: this.institution.offered,
    });
  }

  async #link(request: FastifyRequest, reply: FastifyReply, token: string, form: Sent, errors: FormErrors): Promise<void> {
    await this.desk.send(request, reply, null, 'sign-in', { title: this.desk.t(request)('office:signIn.title'), status: errors.status, again: paths.signInWith(token) }, {
      sent: false, errors, email: one(form, 'email'), token, institution: false,
    });
  }
}

/** What a form shows beside itself; a limit has a page of its own. */
function errorsOf(error: unknown, desk: Desk, request: FastifyRequest): FormErrors {
  if (error instanceof Refused && error.rule === 'too-many-requests') throw error;
  return formErrors(error, desk.t(request));
}
