import { Controller, Get, Param, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Applications, ApplicationsQuery } from '../../applications/index.js';
import { ApiOperation, ApiTags } from './describe.js';
import { Conferences } from '../../conferences/index.js';
import { Lists, NameBook, onFinalList, STATUS_MISSES, StatusQuery } from '../../lists/index.js';
import { Limits, networkOf } from '../../platform/limits.js';
import { Refused } from '../../platform/refused.js';
import { nameView } from './api.view.js';
import { PageQuery } from './dto.js';

/** What everybody may ask. */
@ApiTags('public')
@Controller('api/v1/public')
export class PublicApiController {
  constructor(
    private readonly conferences: Conferences, private readonly lists: Lists, private readonly book: NameBook, private readonly status: StatusQuery, private readonly limits: Limits,
    private readonly applications: Applications, private readonly ofApplications: ApplicationsQuery,
  ) {}

  @Get('conferences/:slug') @ApiOperation({ operationId: 'getPublicConference', summary: 'A conference with the lists that the modality publishes.' })
  async getPublicConference(@Param('slug') slug: string, @Query() { lang = 'en' }: PageQuery) {
    const { title, modality, id } = await this.conferences.bySlug(slug);
    const lists = [];
    for (const list of await this.lists.of(id)) {
      const final = list.state === 'finalized' || list.state === 'noted';
      const circulated = list.state === 'circulated' || list.state === 'held' || list.state === 'objectionsConsidered';
      const disclosed = final ? modality.disclosure.finalNames.public !== 'no' : circulated && modality.disclosure.proposedNames.public !== 'no';
      if (!disclosed) continue;
      const names = (await this.book.sorted(list, lang)).filter(({ state }) => (final ? onFinalList(state) : state !== 'withdrawn'));
      lists.push({ key: list.key, title: list.title[lang], which: final ? 'final' : 'proposed', deadline: list.deadline, finalizedAt: list.finalizedAt, names: names.map(nameView) });
    }
    return { slug, title: title[lang], symbol: modality.source.symbol, lists };
  }

  @Get('status/:reference')
  @ApiOperation({ operationId: 'getStatus', summary: 'Status of an organization by its reference.' })
  async getStatus(@Param('reference') reference: string, @Req() { ip }: FastifyRequest) {
    await this.limits.check(STATUS_MISSES, networkOf(ip));
    const found = await this.status.byReference(reference);
    const application = found ? null : await this.applications.byReference(reference);
    if (application?.row.submittedAt) {
      const { status, outcomeAt, steps, application: { row, track } } = await this.ofApplications.status(application);
      return { name: row.name, track: track.title.en, status, outcomeAt, steps };
    }
    if (!found) {
      await this.limits.take(STATUS_MISSES, networkOf(ip));
      throw new Refused('status-unknown');
    }
    return { name: found.name, list: found.listTitle.en, status: found.status, finalizedAt: found.finalizedAt };
  }
}
