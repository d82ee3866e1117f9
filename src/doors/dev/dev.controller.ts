import { Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Relay, TrialMail } from '../../delivery/index.js';
import { Lists, List, Sweep } from '../../lists/index.js';
import { Officers } from '../../officers/index.js';
import { Clock, hours, millisecondsBetween, minutes, plusMilliseconds } from '../../platform/clock.js';
import { Pages } from '../../platform/http/index.js';
import { Reader } from '../../platform/reader.js';
import { Refused } from '../../platform/refused.js';
import { Setting } from '../../platform/setting.entity.js';
import { UnitOfWork } from '../../platform/unit-of-work.js';
import { readMail } from './mail.js';

const PAGE = 100;

/** The trial's own pages: its mailbox, its clock, and the way into the console. They exist in trial mode only. */
@Controller('dev')
export class DevController {
  constructor(
    private readonly pages: Pages, private readonly reader: Reader, private readonly work: UnitOfWork, private readonly clock: Clock,
    private readonly officers: Officers, private readonly lists: Lists, private readonly sweep: Sweep, private readonly relay: Relay,
  ) {}

  @Get('enter')
  async enter(@Res() reply: FastifyReply): Promise<void> {
    const [officer] = await this.officers.all();
    if (!officer) throw new Refused('page-unknown');
    const { session } = await this.officers.signIn(await this.officers.issueSignIn(officer.email));
    this.pages.setSession(reply, 'nemcon-office', session, 10 * 3_600);
    await reply.redirect('/office', 303);
  }

  @Get('mailbox')
  async mailbox(@Query() query: Record<string, string | undefined>, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const search = (query['search'] ?? '').trim();
    const find = this.reader.manager.createQueryBuilder(TrialMail, 'm').orderBy('m.at', 'DESC').addOrderBy('m.recipient').limit(PAGE);
    if (search) find.where('m.recipient LIKE :like OR m.subject LIKE :like', { like: `%${search}%` });
    const [mails, total] = [await find.getMany(), await this.reader.manager.count(TrialMail)];
    await this.#page(request, reply, 'dev/mailbox.njk', 'dev:mailbox.title', { search, total, mails: mails.map(({ id, at, recipient, subject }) => ({ id, at, recipient, subject })) });
  }

  @Get('mailbox/:id')
  async mail(@Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const mail = await this.reader.manager.findOneBy(TrialMail, { id });
    if (!mail) throw new Refused('page-unknown');
    const { text } = readMail(mail.raw);
    // Addresses in the letter become links here: the mailbox stands for a mail program.
    const parts = text.split(/(https?:\/\/\S+)/).map((part) => ({ text: part, link: /^https?:/.test(part) }));
    await this.#page(request, reply, 'dev/mail.njk', 'dev:mailbox.title', { mail, parts });
  }

  @Get('clock')
  async shows(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const language = this.pages.language(request, ['en', 'fr']);
    const lists = (await this.reader.manager.find(List)).filter((l) => l.deadline && l.state === 'circulated')
      .map((l) => ({ id: l.id, title: l.title[language], deadline: l.deadline }));
    await this.#page(request, reply, 'dev/clock.njk', 'dev:clock.title', { lists, moved: this.clock.offset() !== 0 });
  }

  @Post('clock')
  async jump(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { to = '', list = '' } = (request.body ?? {}) as { to?: string; list?: string };
    const deadline = list ? (await this.lists.find(list)).deadline : null;
    const target = to === 'day' ? plusMilliseconds(this.clock.now(), hours(24))
      : to === 'before' && deadline ? plusMilliseconds(deadline, -minutes(1))
        : to === 'after' && deadline ? plusMilliseconds(deadline, 1_000) : null;
    const offset = target ? millisecondsBetween(this.clock.machine(), target) : 0;
    await this.work.run((tx) => tx.upsert(Setting, { key: 'trial.clockOffset', value: String(offset) }, ['key']));
    this.clock.setOffset(offset);
    await this.sweep.run();
    await this.relay.drain();
    await reply.redirect('/dev/clock', 303);
  }

  async #page(request: FastifyRequest, reply: FastifyReply, template: string, title: string, data: Record<string, unknown>): Promise<void> {
    const language = this.pages.language(request, ['en', 'fr']);
    await this.pages.send(request, reply, template, { door: 'dev', language, title: this.pages.t(language)(title) }, data);
  }
}
