import { Body, Controller, Get, Param, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApplicationsQuery, Calls, isAmong, phaseOf, ProposeApplicationsHandler, ScreeningHandlers, trackOf, type BulkResult, type QueuedApplication } from '../../../applications/index.js';
import { Conferences, type Conference } from '../../../conferences/index.js';
import { Lists, type List } from '../../../lists/index.js';
import { may, Officers, type SignedIn } from '../../../officers/index.js';
import { formErrors, onlySwitchesLanguage, wordsOf } from '../../../platform/http/index.js';
import type { Translate } from '../../../platform/i18n.js';
import { refuseFields, Refused } from '../../../platform/refused.js';
import { Needs } from '../../needs.js';
import { Desk } from '../desk.js';
import { many, noErrors, one, type FormErrors, type Sent } from '../forms.js';
import { paged, queryText } from '../list.view.js';
import { OfficeGuard, SignedInOfficer } from '../office.guard.js';
import { paths } from '../paths.js';
import { categoriesOf, placeOf, queueLine, readFilter, reasonOptions, stateOptions, textLanguage, textLanguages, trackOptions } from './applications.view.js';

const BULK = ['assignMe', 'recommendEligible', 'recommendNotEligible', 'decideEligible', 'decideNotEligible', 'propose'] as const;

/** The queue of applications, with its filter in the address, and acts on several of them: a preview first, then a result for each. */
@Controller('office/applications')
@UseGuards(OfficeGuard)
@Needs('readApplications')
export class QueueController {
  constructor(
    private readonly desk: Desk, private readonly conferences: Conferences, private readonly calls: Calls, private readonly query: ApplicationsQuery,
    private readonly officers: Officers, private readonly screening: ScreeningHandlers, private readonly proposing: ProposeApplicationsHandler,
    private readonly lists: Lists,
  ) {}

  @Get()
  async home(@SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const language = this.desk.language(request);
    const conferences = await Promise.all((await this.conferences.all()).map(async ({ id, slug, title, modality }) => ({
      title: title[language], symbol: modality.source.symbol, queue: paths.queue(slug), calls: paths.calls(slug),
      open: (await this.calls.of(id)).filter((call) => phaseOf(call, this.desk.now()) === 'open').length,
      waiting: (await this.query.queue(id, { state: 'submitted' }, officer.actor)).length,
    })));
    await this.desk.send(request, reply, officer, 'applications/home', { title: this.desk.t(request)('office:applications.title') }, { conferences });
  }

  @Get('c/:slug')
  async queue(@Param('slug') slug: string, @Query() query: Sent, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#queue(request, reply, officer, await this.conferences.bySlug(slug), query, {}, noErrors);
  }

  /** `stage` is `preview` on the queue and `act` on the page that shows how each would fare. */
  @Post('c/:slug/bulk')
  @Needs('screen')
  async bulk(@Param('slug') slug: string, @Body() sent: Sent, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const conference = await this.conferences.bySlug(slug);
    const t = this.desk.t(request);
    try {
      const act = BULK.find((known) => known === one(sent, 'act'));
      const ids = many(sent, 'application');
      if (ids.length === 0) throw refuseFields([{ field: 'application', rule: 'no-application-chosen' }]);
      if (!act) throw refuseFields([{ field: 'act', rule: 'choice-missing' }]);
      if (/NotEligible$/.test(act) && !one(sent, 'reason')) throw refuseFields([{ field: 'reason', rule: 'field-empty' }]);
      const done = one(sent, 'stage') === 'act' && !onlySwitchesLanguage(request);
      const drafts = act === 'propose' ? (await this.lists.of(conference.id)).filter(({ state }) => state === 'draft') : [];
      const rows = new Map((await this.query.queue(conference.id, {}, officer.actor)).map((row) => [row.id, row]));
      const take = (id: string): Promise<unknown> => this.#take(act, rows.get(id), conference, drafts, sent, officer);
      const results = done ? await this.screening.each(ids, (id) => this.desk.each(request, officer, id, () => take(id))) : await this.screening.rehearse(ids, take);
      await this.desk.send(request, reply, officer, 'applications/bulk', { title: t(`office:applications.bulk.${act}`), ...(done ? {} : { again: paths.bulk(slug) }) }, {
        done, act, conference: { slug, title: conference.title[this.desk.language(request)] }, reason: one(sent, 'reason'), text: one(sent, 'text'), textLanguage: one(sent, 'textLanguage'), back: paths.queue(slug) + queryText(readFilter(sent)),
        filter: Object.entries(readFilter(sent)).map(([name, value]) => ({ name, value })), ...outcomeOf(results, rows, t),
      });
    } catch (error) {
      await this.#queue(request, reply, officer, conference, sent, sent, formErrors(error, t));
    }
  }

  async #take(act: (typeof BULK)[number], row: QueuedApplication | undefined, { modality }: Conference, drafts: List[], sent: Sent, { actor }: SignedIn): Promise<unknown> {
    if (!row) throw new Refused('application-unknown');
    const [applicationId, { way }] = [row.id, trackOf(modality, row.track)!];
    const outcome = act.endsWith('NotEligible') ? 'notEligible' as const : 'eligible' as const;
    const given = { applicationId, outcome, reason: outcome === 'notEligible' ? one(sent, 'reason') : null, text: one(sent, 'text') || null, language: textLanguage(sent) };
    switch (act) {
      case 'assignMe': return this.screening.assign({ applicationId, officerId: actor.id }, actor);
      case 'recommendEligible': case 'recommendNotEligible': return this.screening.recommend(given, actor);
      case 'decideEligible': case 'decideNotEligible': return this.screening.decide(given, actor);
      case 'propose': {
        if (way.kind !== 'list') throw new Refused('application-other-list', { name: row.name });
        const { list: key } = way;
        const draft = drafts.find((list) => list.ofKey === key);
        if (!draft) throw new Refused('list-without-draft', { key });
        return this.proposing.execute({ listId: draft.id, applicationIds: [applicationId] }, actor);
      }
    }
  }

  async #queue(request: FastifyRequest, reply: FastifyReply, officer: SignedIn, conference: Conference, query: Sent, sent: Sent, errors: FormErrors): Promise<void> {
    const [t, language] = [this.desk.t(request), this.desk.language(request)];
    const filter = readFilter(query);
    const officers = new Map((await this.officers.all()).map(({ id, name }) => [id, name]));
    const here = paths.queue(conference.slug);
    const rows = await this.query.queue(conference.id, filter, officer.actor);
    const all = Object.keys(filter).length ? await this.query.queue(conference.id, {}, officer.actor) : rows;
    // How many are alike is not counted beside the view: each would have to be compared with all for it.
    const views: [string, Record<string, string>][] = [['waiting', { state: 'submitted' }], ['mine', { assignee: officer.actor.id }], ['nobodys', { assignee: 'none', state: 'submitted' }], ['second', { recommended: 'yes' }], ['eligible', { state: 'eligible' }], ['alike', { alike: 'yes' }]];
    const shown = paged(rows, one(query, 'page'), (page) => here + queryText({ ...filter, page }));
    const places = new Map(all.flatMap((row) => { const value = row.countryIso2 ?? row.countryText; return value ? [[value, row] as const] : []; }));
    await this.desk.send(request, reply, officer, 'applications/queue', { title: t('office:applications.queue'), status: errors.status, again: paths.bulk(conference.slug) }, {
      conference: { slug: conference.slug, title: conference.title[language] }, errors, here, filter,
      kept: Object.entries(filter).map(([name, value]) => ({ name, value })), all: all.length,
      shown: { ...shown, items: shown.items.map((row) => queueLine(row, conference, officers, language)) },
      views: views.map(([key, wanted]) => ({ text: t(`office:applications.view.${key}`), href: here + queryText(wanted), count: 'alike' in wanted ? null : all.filter((row) => isAmong(row, wanted)).length })),
      tracks: trackOptions(conference, t, language), states: stateOptions(t), categories: categoriesOf(conference, language),
      assignees: [{ value: 'none', text: t('office:applications.nobody') }, ...[...officers].map(([value, text]) => ({ value, text }))],
      places: [...places].map(([value, row]) => ({ value, text: placeOf(row, language) })).sort((a, b) => a.text.localeCompare(b.text, language)),
      screens: may(officer.actor, 'screen'), acts: BULK.map((value) => ({ value, text: t(`office:applications.bulk.${value}`) })), reasons: reasonOptions(t),
      chosen: many(sent, 'application'), act: one(sent, 'act'), reason: one(sent, 'reason'), text: one(sent, 'text'), textLanguage: one(sent, 'textLanguage'), textLanguages,
    });
  }
}

/** A result for each, by the names of the queue: what does not stand in it has none here. */
function outcomeOf(results: BulkResult[], rows: Map<string, QueuedApplication>, t: Translate) {
  const lines = results.map(({ id, refused }) => ({
    id, name: rows.get(id)?.name ?? '', href: paths.application(id), refused: refused && (refused.faults.length ? refused.faults.map((fault) => wordsOf(fault, t)).join(' ') : wordsOf(refused, t)),
  }));
  return { moved: lines.filter(({ refused }) => !refused), kept: lines.filter(({ refused }) => refused) };
}
