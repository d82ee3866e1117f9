import { Controller, Get, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Officers } from '../../officers/index.js';
import { Pages } from '../../platform/http/index.js';
import { Needs } from '../needs.js';
import { Desk } from './desk.js';
import { OfficeGuard, SESSION } from './office.guard.js';
import { paths } from './paths.js';

const TEN_HOURS = 36_000;

/** Signing in with a link that is used once. Opening it burns nothing: the button exchanges it for a session. */
@Controller('office')
export class SignInController {
  constructor(private readonly desk: Desk, private readonly officers: Officers, private readonly pages: Pages) {}

  @Get('sign-in')
  async page(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.desk.send(request, reply, null, 'sign-in', { title: this.desk.t(request)('office:signIn.title') }, { token: null });
  }

  @Get('sign-in/:token')
  async link(@Param('token') token: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.desk.send(request, reply, null, 'sign-in', { title: this.desk.t(request)('office:signIn.title') }, { token });
  }

  @Post('sign-in/:token')
  async exchange(@Param('token') token: string, @Res() reply: FastifyReply): Promise<void> {
    const { session } = await this.officers.signIn(token);
    this.pages.setSession(reply, SESSION, session, TEN_HOURS);
    await reply.redirect(paths.home, 303);
  }

  @Post('sign-out')
  @UseGuards(OfficeGuard)
  @Needs('signedIn')
  async signOut(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.officers.signOut(this.pages.session(request, SESSION)!);
    this.pages.dropSession(reply, SESSION);
    await reply.redirect(paths.signIn, 303);
  }
}
