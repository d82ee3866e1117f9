import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FileKind } from '../../lists/index.js';
import { Pages } from '../../platform/http/index.js';
import { reportSheet } from '../../reports/index.js';
import { PublicFiles } from '../public-files.js';
import { Published } from '../published.js';
import { conferenceReportPage } from './report.view.js';

/** What came of a conference in figures, with those who register and are on no list; there once all of its lists are final. */
@Controller('c/:slug/report')
export class ConferenceReportController {
  constructor(private readonly pages: Pages, private readonly published: Published, private readonly files: PublicFiles) {}

  @Get()
  async page(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param('slug') slug: string): Promise<void> {
    const { language, view } = await this.#view(request, slug);
    await this.pages.send(request, reply, 'public/conference-report.njk', { door: 'public', language, title: this.pages.t(language)('common:errors.of', { label: view.heading, text: view.conference }) }, view);
  }

  @Get('figures.csv')
  async csv(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param('slug') slug: string): Promise<void> {
    await this.#file(request, reply, slug, 'csv');
  }

  @Get('figures.xlsx')
  async xlsx(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param('slug') slug: string): Promise<void> {
    await this.#file(request, reply, slug, 'xlsx');
  }

  async #view(request: FastifyRequest, slug: string) {
    const [{ conference, whole }, language] = [await this.published.whole(slug), this.pages.language(request)];
    const t = this.pages.t(language);
    return { language, t, view: conferenceReportPage(conference, whole, language, t) };
  }

  async #file(request: FastifyRequest, reply: FastifyReply, slug: string, kind: FileKind): Promise<void> {
    const { language, t, view: { tables, heading, parts } } = await this.#view(request, slug);
    await this.files.send(request, reply, `${slug}-report`, kind, [...parts.map(({ hash }) => hash), language], () => reportSheet(tables, heading, t));
  }
}
