import { Body, Controller, Get, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Clock } from '../../platform/clock.js';
import { Pages } from '../../platform/http/index.js';
import { Refused } from '../../platform/refused.js';
import { paths } from './paths.js';
import { TrialClock, type Jump } from './trial-clock.js';

const JUMPS: readonly string[] = ['day', 'real', 'beforeDeadline', 'afterDeadline'] satisfies Jump[];

/** The trial's clock. Its form belongs to nobody's session; a form of another site is refused by its origin. */
@Controller('dev/clock')
export class ClockController {
  constructor(private readonly pages: Pages, private readonly clock: Clock, private readonly trial: TrialClock) {}

  @Get()
  async show(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const language = this.pages.language(request);
    const running = (await this.trial.running()).map(({ id, title, deadline }) => ({ id, title: title[language], deadline }));
    await this.pages.send(request, reply, 'dev/clock.njk', { door: 'dev', language, title: this.pages.t(language)('dev:clock.title') }, {
      running, moved: this.clock.offset() !== 0, machine: this.clock.machine(),
    });
  }

  @Post()
  async jump(@Res() reply: FastifyReply, @Body() body: Record<string, unknown> | undefined): Promise<void> {
    const jump = String(body?.['jump'] ?? '');
    if (!JUMPS.includes(jump)) throw new Refused('body-malformed');
    await this.trial.jump(jump as Jump, String(body?.['list'] ?? ''));
    await reply.redirect(paths.clock, 303);
  }
}
