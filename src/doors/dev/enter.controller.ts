import { Controller, Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { DEMONSTRATION_OFFICER } from '../../demonstration/index.js';
import { Officers } from '../../officers/index.js';
import { Pages } from '../../platform/http/index.js';
import { paths } from './paths.js';

/** The Office door's session cookie. */
const SESSION = 'nemcon-office';
const SECONDS = 36_000;

/** Signs the demonstration officer in: the one GET that opens a session, and in the trial only. */
@Controller('dev/enter')
export class EnterController {
  constructor(private readonly pages: Pages, private readonly officers: Officers) {}

  @Get()
  async enter(@Res() reply: FastifyReply): Promise<void> {
    const { session } = await this.officers.signIn(await this.officers.issueSignIn(DEMONSTRATION_OFFICER.email));
    this.pages.setSession(reply, SESSION, session, SECONDS);
    await reply.redirect(paths.office, 303);
  }
}
