import { Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { learnsByAsking } from '../../../workflows/disclosure.js';
import { isFinal } from '../../../workflows/list-phase.js';
import { missionsSee, NameBook, ruleOf } from '../../lists/index.js';
import { emptyDraft, MissionSessions } from '../../missions/index.js';
import { formErrors, noErrors, Pages } from '../../platform/http/index.js';
import { isLanguage } from '../../platform/i18n.js';
import { Refused } from '../../platform/refused.js';
import { Choices } from './choices.js';
import { Entrance } from './entrance.js';
import { many, one, pageIn, withQuery, type Form } from '../form.js';
import { choose, grouped, nameView, PAGE, places, readFilter } from './list.view.js';
import { cookieOf, paths } from './paths.js';

/** Why nothing could be filed, where a page leads back here. */
const NOTHING: Record<string, Refused> = { yes: new Refused('no-name-chosen', {}, [{ field: 'names', rule: 'no-name-chosen' }]), left: new Refused('choice-changed') };

/** The list as a Mission reads it, and the names it ticks. Ticks are kept by the session through search, paging and language. */
@Controller('m/list/:listId')
export class MissionListController {
  constructor(
    private readonly pages: Pages, private readonly entrance: Entrance, private readonly book: NameBook,
    private readonly sessions: MissionSessions, private readonly choices: Choices,
  ) {}

  @Get()
  async show(@Param('listId') listId: string, @Query() query: Form, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const visit = await this.entrance.visit(request, listId);
    const { list, language, t, conference } = visit;
    const filter = readFilter(query);
    const { draft, gone, objected } = await this.choices.of(visit);
    const chosen = new Set(draft.names.map(({ nominationId }) => nominationId));
    const all = (await this.book.sorted(list, language)).filter((name) => missionsSee(list, name));
    const found = (await this.book.filtered(list, language, filter))
      .filter((name) => missionsSee(list, name) && (!filter.chosen || chosen.has(name.id)));
    const count = Math.max(1, Math.ceil(found.length / PAGE));
    const page = Math.min(filter.page, count);
    const shown = found.slice((page - 1) * PAGE, page * PAGE).map((n) => nameView(n, visit, chosen, objected));
    await this.entrance.send(visit, request, reply, 'list', t('missions:list.title'), {
      final: isFinal(list.state), withdrawn: list.state === 'withdrawn', chosenCount: chosen.size, gone: visit.running ? gone : [], filter, groups: grouped(shown), shown: shown.map(({ id }) => id), all: all.length, found: found.length,
      page, count, places: places(all, visit),
      categories: conference.modality.categories.map(({ id, label }) => ({ value: id, text: label[language] })),
      clause: conference.modality.assembly.clause.text[language], courtesy: conference.modality.assembly.clause.courtesy[language],
      statement: conference.modality.reasons.statement.text[language],
      addendumTo: list.addendumTo && ruleOf(conference.modality, list).title[language],
      ownCount: objected.size, asks: learnsByAsking(conference.modality, 'finalized').exists,
      errors: NOTHING[one(query, 'none')] ? formErrors(NOTHING[one(query, 'none')], t) : noErrors,
    });
  }

  /** Keeps what was ticked, then goes where the pressed button leads. */
  @Post()
  async keep(@Param('listId') listId: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const visit = await this.entrance.act(request, listId);
    const form = request.body as Form;
    const go = one(form, 'go');
    const { search, country, category, chosen, page } = readFilter(form);
    const { byId } = await this.book.of(visit.list);
    const draft = go === 'clear' ? emptyDraft : choose(visit.session.draft, many(form, 'shown'), many(form, 'name').filter((id) => byId.has(id)));
    await this.sessions.keepDraft(visit.token, listId, draft);
    if (go.startsWith('lang-') && isLanguage(go.slice(5))) this.pages.keepLanguage(reply, go.slice(5) as never);
    const query = {
      // All that is chosen is shown, whatever was searched for before.
      ...(go === 'chosen' ? {} : { search, country, category }),
      chosen: go === 'chosen' ? 'yes' : go !== 'all' && chosen ? 'yes' : '',
      page: go.startsWith('page-') ? pageIn(go.slice(5)) : go.startsWith('lang-') ? page : '',
    };
    if (go === 'reset') await reply.redirect(paths.list(listId), 303);
    else if (go === 'continue' && draft.names.length > 0) await reply.redirect(paths.basis(listId), 303);
    else await reply.redirect(withQuery(paths.list(listId), { ...query, none: go === 'continue' ? 'yes' : '' }), 303);
  }

  @Get('print')
  async print(@Param('listId') listId: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const visit = await this.entrance.visit(request, listId);
    const { list, language, t } = visit;
    const names = (await this.book.sorted(list, language)).filter((name) => missionsSee(list, name));
    const final = isFinal(list.state);
    await this.entrance.send(visit, request, reply, 'print', t(final ? 'missions:list.final' : 'missions:list.proposed'), {
      final, groups: grouped(names.map((n) => nameView(n, visit, new Set(), new Set()))), all: names.length,
    });
  }

  @Post('close')
  async close(@Param('listId') listId: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const visit = await this.entrance.act(request, listId);
    await this.sessions.close(visit.token);
    this.pages.dropSession(reply, cookieOf(listId));
    await this.pages.send(request, reply, 'missions/closed.njk', { door: 'mission', language: visit.language, title: visit.t('missions:closed.title') });
  }
}
