import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FileKind } from '../../lists/index.js';
import { Pages } from '../../platform/http/index.js';
import { reportSheet } from '../../reports/index.js';
import { PublicFiles } from '../public-files.js';
import { Published } from '../published.js';
import { reportPage } from './report.view.js';

/** What came of a list, in figures; until the list is final there is no such page, as there is no final list. */
@Controller('c/:slug/:key/report')
export class ReportController {
  constructor(private readonly pages: Pages, private readonly published: Published, private readonly files: PublicFiles) {}

  @Get()
  async page(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param() { slug, key }: { slug: string; key: string }): Promise<void> {
    const { conference, entry } = await this.published.report(slug, key);
    const language = this.pages.language(request);
    const view = reportPage(conference, entry, language, this.pages.t(language));
    await this.pages.send(request, reply, 'public/report.njk', { door: 'public', language, title: this.pages.t(language)('common:errors.of', { label: view.heading, text: view.list }) }, view);
  }

  @Get('figures.csv')
  async csv(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param() at: { slug: string; key: string }): Promise<void> {
    await this.#file(request, reply, at, 'csv');
  }

  @Get('figures.xlsx')
  async xlsx(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param() at: { slug: string; key: string }): Promise<void> {
    await this.#file(request, reply, at, 'xlsx');
  }

  async #file(request: FastifyRequest, reply: FastifyReply, { slug, key }: { slug: string; key: string }, kind: FileKind): Promise<void> {
    const { conference, entry } = await this.published.report(slug, key);
    const language = this.pages.language(request);
    const t = this.pages.t(language);
    await this.files.send(request, reply, `${slug}-${key}-report`, kind, [entry.report!.hash, language], () => {
      const { tables, heading } = reportPage(conference, entry, language, t);
      return reportSheet(tables, heading, t);
    });
  }
}
