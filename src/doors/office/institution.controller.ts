import { Controller, Get, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Institution } from '../../officers/index.js';
import { Pages } from '../../platform/http/index.js';
import { keepSession, visitorOf } from './office.guard.js';
import { paths } from './paths.js';

const JOURNEY = 'nemcon-institution';
const TEN_MINUTES = 600;

/**
 * The way through the institution and back. Both are GET, as OpenID Connect has it: no form of a page may lead to another origin.
 * The way back acts only for the browser that set out, which keeps the proof in a cookie.
 */
@Controller('office/institution')
export class InstitutionController {
  constructor(private readonly institution: Institution, private readonly pages: Pages) {}

  @Get()
  async begin(@Res() reply: FastifyReply): Promise<void> {
    const { to, kept } = await this.institution.begin();
    this.pages.setSession(reply, JOURNEY, kept, TEN_MINUTES);
    await reply.redirect(to, 303);
  }

  @Get('return')
  async finish(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const kept = this.pages.session(request, JOURNEY);
    this.pages.dropSession(reply, JOURNEY);
    const { session } = await this.institution.finish(/\?(.*)$/s.exec(request.url)?.[1] ?? '', kept, visitorOf(request, this.pages));
    keepSession(this.pages, reply, session);
    await reply.redirect(paths.home, 303);
  }
}
