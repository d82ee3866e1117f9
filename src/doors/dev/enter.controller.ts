import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DEMONSTRATION_OFFICERS } from '../../demonstration/index.js';
import { browserOf, Officers, SignIn } from '../../officers/index.js';
import { Pages } from '../../platform/http/index.js';
import { paths } from './paths.js';

/** The Office door's session cookie. */
const SESSION = 'nemcon-office';
const SECONDS = 36_000;
const WHERE = { drafter: paths.office, approver: paths.proposals, operator: paths.officers };

/** Signs a demonstration officer in, the drafter or with `?as=` the approver or the operator: the one GET that opens a session, and in the trial only. */
@Controller('dev/enter')
export class EnterController {
  constructor(private readonly pages: Pages, private readonly officers: Officers, private readonly signIn: SignIn) {}

  @Get()
  async enter(@Query('as') as: string | undefined, @Req() { ip, headers }: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const who = as === 'approver' || as === 'operator' ? as : 'drafter';
    const { email } = DEMONSTRATION_OFFICERS[who];
    const token = await this.officers.issueSignIn(email);
    const { session } = await this.signIn.exchange({ token, email }, { address: ip, browser: browserOf(headers['user-agent']) });
    this.pages.setSession(reply, SESSION, session, SECONDS);
    await reply.redirect(WHERE[who], 303);
  }
}
