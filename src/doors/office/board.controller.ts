import { Controller, Get, Param, Query, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { BalanceBoardQuery, boardOf, fits } from '../../applications/index.js';
import { Conferences } from '../../conferences/index.js';
import { toCsv } from '../../lists/index.js';
import { may, type SignedIn } from '../../officers/index.js';
import { matchKey } from '../../platform/names.js';
import { sendFile } from '../files.js';
import { Needs } from '../needs.js';
import { boardView, candidateLine, choices, readAsked, registrationsView, reportOf, sheetOf, type BoardAsked } from './board.view.js';
import { Desk } from './desk.js';
import type { Sent } from './forms.js';
import { paged, queryText } from './list.view.js';
import { OfficeGuard, SignedInOfficer } from './office.guard.js';
import { paths } from './paths.js';

/** The balance of a conference's lists, and what it would be with some eligible applications more. All of it stands in the address; nothing is changed here. */
@Controller('office/conferences/:slug')
@UseGuards(OfficeGuard)
@Needs('readApplications')
export class BoardController {
  constructor(private readonly desk: Desk, private readonly conferences: Conferences, private readonly query: BalanceBoardQuery) {}

  @Get('balance')
  async show(@Param('slug') slug: string, @Query() query: Sent, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const [asked, t, language] = [readAsked(query), this.desk.t(request), this.desk.language(request)];
    const { conference, board, chosen, found, registrations, final, title } = await this.#board(slug, asked, officer, request);
    const here = paths.board(slug);
    const kept = { ...(asked.list ? { list: asked.list } : {}), ...(asked.search ? { search: asked.search } : {}), ...asked.filter };
    const address = (more: Record<string, string | number>, add: string[]): string => here + queryText({ ...kept, ...more }) + add.map((id) => `&add=${id}`).join('');
    const shown = paged(found.map((one) => candidateLine(one, conference, t, language)), asked.page, (page) => address({ page }, asked.all ? [] : chosen.map(({ id }) => id)));
    const onPage = new Set(shown.items.map(({ id }) => id));
    await this.desk.send(request, reply, officer, 'balance/board', { title: t('balance:board') }, {
      conference: { slug, title: conference.title[language], symbol: conference.modality.source.symbol, href: paths.conference(slug) }, here, asked, shown,
      board: boardView(board, conference, final, t, language), report: reportOf(board, conference, title, final, t, language),
      registrations: registrationsView(registrations, conference, language),
      filters: choices(board, conference, t, language), lists: conference.modality.lists.map(({ key, title: words }) => ({ value: key, text: words[language] })),
      chosen: chosen.map(({ id }) => id), chosenElsewhere: asked.all ? [] : chosen.filter(({ id }) => !onPage.has(id)).map(({ id }) => id),
      csv: paths.boardCsv(slug) + queryText({ ...kept, ...(asked.all ? { all: 'yes' } : {}) }) + (asked.all ? '' : chosen.map(({ id }) => `&add=${id}`).join('')).replace(/^&/, Object.keys(kept).length ? '&' : '?'),
      puts: may(officer.actor, 'editNames') && may(officer.actor, 'screen'),
    });
  }

  @Get('balance.csv')
  async csv(@Param('slug') slug: string, @Query() query: Sent, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { conference, board, registrations, final, title } = await this.#board(slug, readAsked(query), officer, request);
    const bytes = toCsv(sheetOf(board, registrations, conference, title, final, this.desk.t(request), this.desk.language(request)));
    await sendFile(reply, { bytes, type: 'text/csv; charset=utf-8', name: `balance-${slug}.csv` });
  }

  async #board(slug: string, { list, search, filter, add, all }: BoardAsked, { actor }: SignedIn, request: FastifyRequest) {
    const conference = await this.conferences.bySlug(slug);
    const rule = conference.modality.lists.find(({ key }) => key === list);
    const { units, candidates, registrations, final } = await this.query.of(conference, rule?.key ?? null, actor);
    const words = matchKey(search).split(' ').filter(Boolean);
    const found = candidates.filter((one) => fits(one, filter) && words.every((word) => matchKey(one.name).includes(word)));
    const chosen = all ? found : candidates.filter(({ id }) => add.includes(id));
    const title = rule?.title[this.desk.language(request)] ?? this.desk.t(request)('balance:allLists');
    return { conference, found, chosen, registrations, final, title, board: boardOf(units, chosen, conference.modality.categories.map(({ id }) => id)) };
  }
}
