import { Controller, Get, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { DEMONSTRATION_OFFICERS } from '../../demonstration/index.js';
import { Officers } from '../../officers/index.js';
import { Pages } from '../../platform/http/index.js';
import { paths } from './paths.js';

/** The Office door's session cookie. */
const SESSION = 'nemcon-office';
const SECONDS = 36_000;

/** Signs a demonstration officer in, the drafter or with `?as=approver` the other one: the one GET that opens a session, and in the trial only. */
@Controller('dev/enter')
export class EnterController {
  constructor(private readonly pages: Pages, private readonly officers: Officers) {}

  @Get()
  async enter(@Query('as') as: string | undefined, @Res() reply: FastifyReply): Promise<void> {
    const { email } = DEMONSTRATION_OFFICERS[as === 'approver' ? 'approver' : 'drafter'];
    const { session } = await this.officers.signIn(await this.officers.issueSignIn(email));
    this.pages.setSession(reply, SESSION, session, SECONDS);
    await reply.redirect(as === 'approver' ? paths.proposals : paths.office, 303);
  }
}
