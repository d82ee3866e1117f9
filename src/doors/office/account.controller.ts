import { Body, Controller, Get, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Officers, OfficerSessions, SecondFactor, type SignedIn } from '../../officers/index.js';
import { formErrors, onlySwitchesLanguage } from '../../platform/http/index.js';
import { Refused } from '../../platform/refused.js';
import { Needs } from '../needs.js';
import { Desk } from './desk.js';
import { noErrors, one, type FormErrors, type Sent } from './forms.js';
import { OfficeGuard, SignedInOfficer } from './office.guard.js';
import { paths } from './paths.js';
import { sendCodes } from './second-factor.controller.js';

/** What an officer is signed in with: sessions, API tokens, second factor. Everybody's own only. */
@Controller('office/account')
@UseGuards(OfficeGuard)
@Needs('signedIn')
export class AccountController {
  constructor(private readonly desk: Desk, private readonly officers: Officers, private readonly sessions: OfficerSessions, private readonly factor: SecondFactor) {}

  @Get()
  async page(@SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#page(request, reply, officer, noErrors);
  }

  @Post('sessions/end-others')
  async endOthers(@SignedInOfficer() officer: SignedIn, @Res() reply: FastifyReply): Promise<void> {
    await this.sessions.endOthers(officer);
    await reply.redirect(paths.account, 303);
  }

  @Post('sessions/:session/end')
  async end(@Param('session') session: string, @SignedInOfficer() { actor }: SignedIn, @Res() reply: FastifyReply): Promise<void> {
    await this.sessions.end(actor, session);
    await reply.redirect(paths.account, 303);
  }

  @Post('tokens/:token/revoke')
  async revoke(@Param('token') token: string, @SignedInOfficer() { actor }: SignedIn, @Res() reply: FastifyReply): Promise<void> {
    await this.officers.revokeToken(actor, token);
    await reply.redirect(paths.account, 303);
  }

  /** `do` is `codes` for new recovery codes, or `end` to set up another app. Both ask for a code. */
  @Post('second-factor')
  async change(@Body() sent: Sent, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    if (onlySwitchesLanguage(request)) return this.#page(request, reply, officer, noErrors);
    try {
      const code = one(sent, 'code').slice(0, 40);
      if (one(sent, 'do') === 'codes') return await sendCodes(this.desk, request, reply, await this.factor.renewCodes(officer, code));
      if (one(sent, 'do') !== 'end') throw new Refused('body-malformed');
      await this.factor.end(officer, code);
      await reply.redirect(paths.secondFactor, 303);
    } catch (error) {
      if (error instanceof Refused && error.rule === 'too-many-requests') throw error;
      await this.#page(request, reply, officer, formErrors(error, this.desk.t(request)));
    }
  }

  async #page(request: FastifyRequest, reply: FastifyReply, officer: SignedIn, errors: FormErrors): Promise<void> {
    const { actor, session } = officer;
    const [sessions, tokens] = [await this.sessions.of(actor.id), await this.officers.tokensOf(actor.id)];
    await this.desk.send(request, reply, officer, 'account', { title: this.desk.t(request)('office:account.title'), status: errors.status, again: paths.accountFactor }, {
      errors, name: actor.name, roles: actor.roles, factor: await this.factor.of(actor.id),
      sessions: sessions.map(({ tokenHash, createdAt, seenAt, browser }) => ({ id: tokenHash, createdAt, seenAt, browser, own: tokenHash === session })),
      tokens: tokens.map(({ tokenHash, label, createdAt, seenAt }) => ({ id: tokenHash, label, createdAt, seenAt })),
    });
  }
}
