import { Body, Controller, Get, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { applicationMachine, type ApplicationEvent } from '../../../../workflows/application.machine.js';
import { can } from '../../../../workflows/step.js';
import { Advice, Applications, ApplicationsQuery, isOpen, Matches, namedOf, ReplaceLinkHandler, ScreeningHandlers, type OpenApplication } from '../../../applications/index.js';
import { ListedNames } from '../../../lists/index.js';
import { may, Officers, type SignedIn } from '../../../officers/index.js';
import { Clock } from '../../../platform/clock.js';
import { formErrors, onlySwitchesLanguage } from '../../../platform/http/index.js';
import { Refused } from '../../../platform/refused.js';
import { Records } from '../../../records/index.js';
import { Registers } from '../../../registers/index.js';
import { sendDocument } from '../../files.js';
import { knownId } from '../../known-id.js';
import { Needs } from '../../needs.js';
import { Desk, type OfficeLanguage } from '../desk.js';
import { many, noErrors, one, type FormErrors, type Sent } from '../forms.js';
import { OfficeGuard, SignedInOfficer } from '../office.guard.js';
import { paths } from '../paths.js';
import { flagsOf } from './matches.controller.js';
import { applicationTimeline } from '../timeline.view.js';
import { findingsView, standingText } from '../registers/registers.view.js';
import { answers, checklist, judgement, reasonOptions, textLanguage, textLanguages } from './applications.view.js';

const uuid = knownId('application-unknown');

/** One application on the desk: what was sent, what was asked, who looks after it, and the judgement by one or two officers. */
@Controller('office/applications/a/:id')
@UseGuards(OfficeGuard)
@Needs('readApplications')
export class ApplicationController {
  constructor(
    private readonly desk: Desk, private readonly applications: Applications, private readonly query: ApplicationsQuery, private readonly screening: ScreeningHandlers,
    private readonly officers: Officers, private readonly listed: ListedNames, private readonly registers: Registers, private readonly matches: Matches,
    private readonly replacing: ReplaceLinkHandler, private readonly advice: Advice, private readonly clock: Clock, private readonly records: Records,
  ) {}

  @Get()
  async show(@Param('id', uuid) id: string, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#page(request, reply, officer, await this.#find(id), {}, noErrors);
  }

  @Get('timeline')
  async timeline(@Param('id', uuid) id: string, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const application = await this.#find(id);
    const [t, language, { row, conference }] = [this.desk.t(request), this.desk.language(request), application];
    const beside = new Map((await this.matches.of(application)).map(({ key, other }) => [key, other.named.names[0] ?? null]));
    const entries = applicationTimeline(id, await this.records.ofApplication(id), t, (key) => beside.get(key) ?? null);
    await this.desk.send(request, reply, officer, 'applications/timeline', { title: t('office:timeline.title') }, {
      conference: { slug: conference.slug, title: conference.title[language] }, id, name: row.name, entries, lists: await this.#lists(id, language),
    });
  }

  @Get('documents/:file')
  async file(@Param('id', uuid) id: string, @Param('file') fileId: string, @Res() reply: FastifyReply): Promise<void> {
    await this.#find(id);
    await sendDocument(reply, await this.query.file(id, fileId));
  }

  @Post(':act')
  @Needs('screen')
  async act(@Param('id', uuid) id: string, @Param('act') act: string, @Body() sent: Sent, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const application = await this.#find(id);
    if (onlySwitchesLanguage(request)) return this.#page(request, reply, officer, application, sent, noErrors);
    try {
      await this.desk.done(request, reply, officer, async () => {
        await this.#take(id, act, sent, officer);
        return paths.application(id);
      });
    } catch (error) {
      await this.#page(request, reply, officer, await this.#find(id), sent, formErrors(error, this.desk.t(request)));
    }
  }

  async #take(applicationId: string, act: string, sent: Sent, { actor }: SignedIn): Promise<unknown> {
    const seen = Number(one(sent, 'seen')) || undefined;
    const given = { applicationId, seen, outcome: one(sent, 'outcome') as 'eligible', reason: one(sent, 'reason') || null, text: one(sent, 'text') || null, language: textLanguage(sent) };
    switch (act) {
      case 'assign': return this.screening.assign({ applicationId, officerId: one(sent, 'officer') || null }, actor);
      case 'note': return this.screening.note({ applicationId, words: one(sent, 'words') }, actor);
      case 'check': return this.screening.check({ applicationId, checked: many(sent, 'checked') }, actor);
      case 'ask': return this.screening.ask({ applicationId, question: one(sent, 'question') }, actor);
      case 'recommend': return this.screening.recommend(given, actor);
      case 'decide': return this.screening.decide(given, actor);
      case 'link': return this.replacing.reissue({ applicationId, email: one(sent, 'email') || null, reason: one(sent, 'why') }, actor);
      case 'revoke': return this.replacing.revoke({ applicationId, reason: one(sent, 'why') }, actor);
      case 'reopen': return this.screening.reopen({ applicationId, reason: one(sent, 'reason') }, actor);
      default: throw new Refused('page-unknown');
    }
  }

  /** A draft is nobody's business yet. */
  async #find(id: string): Promise<OpenApplication> {
    const application = await this.applications.find(id);
    if (application.row.state === 'draft' || application.row.endedAt !== null) throw new Refused('application-unknown');
    return application;
  }

  async #lists(id: string, language: OfficeLanguage): Promise<{ title: string; href: string }[]> {
    return (await this.listed.of(id)).map(({ list }) => ({ title: list.title[language], href: paths.list(list.id) }));
  }

  async #page(request: FastifyRequest, reply: FastifyReply, officer: SignedIn, application: OpenApplication, sent: Sent, errors: FormErrors): Promise<void> {
    const [t, language] = [this.desk.t(request), this.desk.language(request)];
    const { row, track, conference, email } = application;
    const { recommendation, decision } = row.screening;
    const takes = (event: ApplicationEvent): boolean => can(applicationMachine, { value: row.state, context: row.context }, event);
    const byOther = recommendation !== null && recommendation.officerId !== officer.actor.id;
    const two = track.screening === 'two';
    const listed = await this.listed.of(row.id);
    const cards = await this.matches.of(application);
    const findings = await this.registers.say(namedOf(application));
    const advised = await this.advice.on(application, this.clock.now());
    const shown = new Set(findings.flatMap(({ found }) => found.map(({ item }) => item.key)));
    const besides = track.way.kind === 'register' && track.way.register === 'nationalHumanRightsInstitutions' && row.countryIso2
      ? (await this.registers.institutionsOf(row.countryIso2)).filter(({ key }) => !shown.has(key)) : [];
    await this.desk.send(request, reply, officer, 'applications/application', { title: row.name, status: errors.status, again: paths.applicationAct(row.id, 'again') }, {
      conference: { slug: conference.slug, title: conference.title[language] }, errors, id: row.id, version: row.version, name: row.name, state: row.state, track: track.title[language], paragraph: track.paragraph,
      email, language: row.language, submittedAt: row.submittedAt, answers: answers(application, t, language), files: await this.query.files(row.id),
      questions: await this.query.questions(row.id), notes: await this.query.notes(row.id, officer.actor), points: checklist(application, t), findings: findingsView(findings, t, language),
      fits: advised?.name ? t('registers:fits', { paragraph: advised.paragraph ?? '', status: t(`advice:status.${advised.status ?? 'unsaid'}`) }) : null, flags: flagsOf(application, t),
      alike: { all: cards.length, open: cards.filter((card) => isOpen(card.judgement)).length, same: cards.filter(({ judgement }) => judgement?.judgement === 'same').length }, besides: besides.map((one) => ({ name: one.name, text: standingText(one, t, language) })),
      recommendation: judgement(recommendation, t), decision: judgement(decision, t), two, lists: await this.#lists(row.id, language),
      officers: (await this.officers.all()).map(({ id, name }) => ({ value: id, text: name })), assignee: row.assigneeId ?? '',
      screens: may(officer.actor, 'screen'), asks: takes({ type: 'information.requested' }) || row.state === 'informationRequested',
      recommends: two && takes({ type: 'screening.recommended', outcome: 'eligible' }), decides: takes({ type: 'screening.decided', outcome: 'eligible', two, byOther }),
      reopens: takes({ type: 'screening.reopened', listed: listed.some(({ list }) => list.state !== 'draft'), open: 0 }), own: recommendation !== null && !byOther,
      reasons: reasonOptions(t), atDecision: track.toldAt === 'decision', textLanguages, typed: Object.fromEntries(['words', 'question', 'outcome', 'reason', 'text', 'textLanguage', 'email', 'why'].map((name) => [name, one(sent, name)])),
    });
  }
}
