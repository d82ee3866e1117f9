import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ConferenceReportAnswer, PublicConferenceAnswer, ReportAnswer, StatusAnswer } from './public.answers.js';
import { Act, ApiTags } from './describe.js';
import { Refused } from '../../platform/refused.js';
import { wholeTold } from '../../reports/index.js';
import { sendTagged } from '../../platform/http/index.js';
import { PublicFiles } from '../public-files.js';
import { Published } from '../published.js';
import { StatusLookup } from '../status-lookup.js';
import { nameView } from './api.view.js';
import { PageQuery } from './dto.js';

/** What everybody may ask. */
@ApiTags('public')
@Controller('api/v1/public')
export class PublicApiController {
  constructor(private readonly published: Published, private readonly files: PublicFiles, private readonly lookup: StatusLookup) {}

  @Get('conferences/:slug') @Act('getPublicConference', 'A conference with the lists that the modality publishes.', PublicConferenceAnswer)
  async getPublicConference(@Param('slug') slug: string, @Query() { lang = 'en' }: PageQuery, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { conference: { title, modality: { source: { symbol, adopted } } }, lists: all } = await this.published.conference(slug);
    const shown = all.flatMap(({ list, proposed, final }) => (list && (proposed || final) ? [{ list, which: final ? 'final' as const : 'proposed' as const }] : []));
    // A resolution that is not adopted yet may change, and until then no list is out.
    const state = ['conference', slug, symbol, adopted ?? '', lang, ...shown.flatMap(({ list: { id, version }, which }) => [id, version, which])];
    const made = await this.files.made.of(state, async () => {
      const lists = [];
      for (const { list, which } of shown) {
        const names = (await this.published.names(list, which, lang)).filter(({ state: of }) => of !== 'withdrawn');
        lists.push({ key: list.key, ofKey: list.ofKey, title: list.title[lang], which, deadline: list.deadline, finalizedAt: list.finalizedAt, names: names.map(nameView) });
      }
      return JSON.stringify({ slug, title: title[lang], symbol, adopted, lists });
    });
    await sendTagged(request, reply.type('application/json; charset=utf-8'), made);
  }

  @Get('conferences/:slug/lists/:key/report')
  @Act('getReport', 'The report on a final list in figures, as it is published, and its hash, which stands in the record.', ReportAnswer)
  async getReport(@Param('slug') slug: string, @Param('key') key: string) {
    const { document, hash } = (await this.published.report(slug, key)).entry.report!;
    return { report: document, hash };
  }

  @Get('conferences/:slug/report')
  @Act('getConferenceReport', 'The conference in figures, once all of its lists are final: what is published of those who registered, and the sums with the reports on the lists.', ConferenceReportAnswer)
  async getConferenceReport(@Param('slug') slug: string) {
    return wholeTold((await this.published.whole(slug)).whole);
  }

  @Get('status/:reference')
  @Act('getStatus', 'Status of an organization by its reference.', StatusAnswer)
  async getStatus(@Param('reference') reference: string, @Req() { ip }: FastifyRequest) {
    const found = await this.lookup.find(reference, ip);
    if (!found) throw new Refused('status-unknown');
    if (found.application) {
      const { status, outcomeAt, steps, missing, application: { row, track } } = found.application;
      return { name: row.name, track: track.title.en, status, outcomeAt, steps, missing };
    }
    const { name, listTitle, status, finalizedAt } = found.listed;
    return { name, list: listTitle.en, status, finalizedAt };
  }
}
