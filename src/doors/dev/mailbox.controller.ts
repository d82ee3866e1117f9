import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../../platform/config.js';
import { Mailbox } from '../../delivery/index.js';
import { Pages } from '../../platform/http/index.js';
import { CONFIG } from '../../platform/platform.module.js';
import { Refused } from '../../platform/refused.js';
import { sendFile } from '../files.js';
import { pageIn } from '../form.js';
import { mailParts } from './mail-parts.js';
import { paths } from './paths.js';

const PAGE = 50;

/** The trial's mailbox: every letter that would have gone out, as it would have gone. */
@Controller('dev/mailbox')
export class MailboxController {
  constructor(private readonly pages: Pages, private readonly mailbox: Mailbox, @Inject(CONFIG) private readonly config: Config) {}

  @Get()
  async list(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Query() query: Record<string, unknown>): Promise<void> {
    const to = typeof query['to'] === 'string' ? query['to'].trim().slice(0, 200) : '';
    const page = Math.min(100_000, pageIn(query['page']));
    const { mails, total } = await this.mailbox.list({ to, limit: PAGE, page });
    const language = this.pages.language(request);
    await this.pages.send(request, reply, 'dev/mailbox.njk', { door: 'dev', language, title: this.pages.t(language)('dev:mailbox.title') }, {
      mails: mails.map(({ id, at, recipient, subject }) => ({ at, recipient, subject, href: paths.mail(id) })),
      to, total,
      pagination: { page, pages: Math.ceil(total / PAGE), prefix: `${paths.mailbox}?${to ? `to=${encodeURIComponent(to)}&` : ''}page=` },
    });
  }

  @Get(':id')
  async show(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param('id') id: string): Promise<void> {
    const mail = await this.#mail(id);
    const { headers, text, files } = mailParts(mail.raw);
    const language = this.pages.language(request);
    await this.pages.send(request, reply, 'dev/mail.njk', { door: 'dev', language, title: mail.subject }, {
      subject: mail.subject, headers, files, html: paths.mailHtml(id), file: paths.mailFile(id), mailbox: paths.mailbox, pieces: this.#pieces(text),
    });
  }

  /** The letter's own page, alone and without rights: no script, no form, nothing from elsewhere. */
  @Get(':id/html')
  async html(@Res() reply: FastifyReply, @Param('id') id: string): Promise<void> {
    const { html } = mailParts((await this.#mail(id)).raw);
    await reply.header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox")
      .type('text/html; charset=utf-8').send(html);
  }

  @Get(':id/message.eml')
  async file(@Res() reply: FastifyReply, @Param('id') id: string): Promise<void> {
    await sendFile(reply, { bytes: (await this.#mail(id)).raw, type: 'message/rfc822', name: 'message.eml' });
  }

  async #mail(id: string) {
    const mail = await this.mailbox.find(id);
    if (!mail) throw new Refused('page-unknown');
    return mail;
  }

  /** The text in pieces; addresses of this service, and no others, become links. */
  #pieces(text: string): { text: string; href: string | null }[] {
    return text.split(/(https?:\/\/[^\s<>"]+)/).filter(Boolean)
      .map((piece) => ({ text: piece, href: piece.startsWith(`${this.config.publicUrl}/`) ? piece : null }));
  }
}
