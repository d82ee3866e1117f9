import { Body, Controller, Get, Headers, HttpCode, Param, Patch, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  Applications, ApplicationSessions, ApplicationsQuery, ApplyHandlers, BeginApplicationHandler, Calls, checklistOf, ExtendCallHandler, fieldsOf, JudgeMatchHandler, Matches, OpenCallHandler, phaseOf, ProposeApplicationsHandler,
  ReplaceLinkHandler, ScreeningHandlers, type Applicant, type ApplicationForm, type OpenCall, type QueuedApplication,
} from '../../applications/index.js';
import { Conferences } from '../../conferences/index.js';
import type { Actor } from '../../platform/actor.js';
import { Clock } from '../../platform/clock.js';
import { Limits } from '../../platform/limits.js';
import { refuseFields, Refused } from '../../platform/refused.js';
import { ASKED, byLink } from '../apply/index.js';
import { sendDocument } from '../files.js';
import { knownId } from '../known-id.js';
import { Needs } from '../needs.js';
import { ApplicationAnswer, ApplicationSessionAnswer, ApplicationsAnswer, CallsAnswer, CheckedAnswer, DocumentFileAnswer, ExtendedCallAnswer, FullApplicationAnswer, MatchesAnswer, NewCallAnswer, OnItsWayAnswer, OwnApplicationAnswer, SubmittedAnswer } from './applications.answers.js';
import { AddedNamesAnswer } from './drafts.answers.js';
import { MadeAnswer } from './office.answers.js';
import { ApplicationSessionBody, AssignBody, BeginApplicationBody, ChecklistBody, ExtendCallBody, FormBody, JudgeMatchBody, OpenCallBody, ProposeApplicationsBody, QueueQuery, ReplaceLinkBody, RevokeLinksBody, ScreenBody, WordsBody } from './applications.dto.js';
import { version } from './api.view.js';
import { Act, ApiBearerAuth, ApiHeader, ApiTags } from './describe.js';
import { ApplicantGuard, By, OfficerGuard } from './guards.js';
import { Once } from '../once.js';

const uuid = knownId('application-unknown');
const callUuid = knownId('call-unknown');
const listUuid = knownId('list-unknown');
const conferenceUuid = knownId('conference-unknown');

const callOf = ({ id, track, opensAt, closesAt, deadlines }: OpenCall, now: string) => (
  { id, track, phase: phaseOf({ opensAt, closesAt }, now), opensAt, closesAt, deadlines: deadlines.map(({ closesAt: at, announcedAt, reason }) => ({ closesAt: at, announcedAt, reason })) }
);
const lineOf = ({ id, track, state, name, countryIso2, countryText, category, submittedAt, decidedAt, assigneeId, version: seen, screening }: QueuedApplication) => (
  { id, track, state, name, country: countryIso2 ?? countryText, category, submittedAt, decidedAt, assigneeId, version: seen, recommendation: screening.recommendation, decision: screening.decision }
);

/** The desk's part of the API: the same handlers as its pages. */
@ApiTags('applications')
@ApiBearerAuth('officer')
@ApiHeader({ name: 'Idempotency-Key', required: false, description: 'On acts: the same key and request happen once, for two days.' })
@UseGuards(OfficerGuard)
@Controller('api/v1')
export class DeskApiController {
  constructor(
    private readonly once: Once, private readonly applications: Applications, private readonly query: ApplicationsQuery, private readonly screening: ScreeningHandlers,
    private readonly opening: OpenCallHandler, private readonly extending: ExtendCallHandler, private readonly proposing: ProposeApplicationsHandler,
    private readonly matches: Matches, private readonly judging: JudgeMatchHandler, private readonly replacing: ReplaceLinkHandler,
  ) {}

  @Post('conferences/:conferenceId/calls') @Needs('keepCalls') @Act('openCall', 'Opens a call for applications under a track.', NewCallAnswer)
  openCall(@Param('conferenceId', conferenceUuid) conferenceId: string, @Body() { opensAt, ...body }: OpenCallBody, @By() actor: Actor, @Req() q: FastifyRequest, @Res({ passthrough: true }) r: FastifyReply) {
    return this.once.act(q, r, () => this.opening.execute({ conferenceId, opensAt: opensAt ?? null, ...body }, actor));
  }

  @Post('calls/:callId/extension') @Needs('keepCalls') @Act('extendCall', 'A later closing time; the earlier ones stay visible.', ExtendedCallAnswer)
  extendCall(@Param('callId', callUuid) callId: string, @Body() body: ExtendCallBody, @By() actor: Actor, @Req() q: FastifyRequest, @Res({ passthrough: true }) r: FastifyReply) {
    return this.once.act(q, r, () => this.extending.execute({ callId, ...body }, actor));
  }

  @Get('conferences/:conferenceId/applications') @Needs('readApplications') @Act('listApplications', 'The queue, those that wait longest first.', ApplicationsAnswer)
  async listApplications(@Param('conferenceId', conferenceUuid) conferenceId: string, @Query() filter: QueueQuery, @By() actor: Actor) {
    return (await this.query.queue(conferenceId, filter, actor)).map(lineOf);
  }

  @Get('applications/:applicationId') @Needs('readApplications') @Act('getApplication', 'One application with its form, questions and documents; the ETag is its version.', FullApplicationAnswer)
  async getApplication(@Param('applicationId', uuid) id: string, @Res({ passthrough: true }) reply: FastifyReply) {
    const { row, form, email, track } = await this.#find(id);
    void reply.header('etag', `"${row.version}"`);
    const files = (await this.query.files(id)).map(({ id: fileId, name, type, size }) => ({ id: fileId, name, type, size }));
    return { ...lineOf(row), contactEmail: email, language: row.language, form, questions: await this.query.questions(id), documents: files, checklist: { points: checklistOf(track), checked: row.screening.checked } };
  }

  @Get('applications/:applicationId/documents/:documentId') @Needs('readApplications') @Act('getApplicationDocument', 'A document of an application, as it was sent.', DocumentFileAnswer)
  async getApplicationDocument(@Param('applicationId', uuid) id: string, @Param('documentId') documentId: string, @Res() reply: FastifyReply): Promise<void> {
    await this.#find(id);
    await sendDocument(reply, await this.query.file(id, documentId));
  }

  @Post('applications/:applicationId/assignment') @HttpCode(200) @Needs('screen') @Act('assignApplication', 'Who looks after it; nobody where no officer is named.', ApplicationAnswer)
  assignApplication(@Param('applicationId', uuid) applicationId: string, @Body() { officerId }: AssignBody, @By() actor: Actor, @Req() q: FastifyRequest, @Res({ passthrough: true }) r: FastifyReply) {
    return this.once.act(q, r, () => this.screening.assign({ applicationId, officerId: officerId ?? null }, actor).then(() => this.#line(applicationId)));
  }

  @Post('applications/:applicationId/checklist') @HttpCode(200) @Needs('screen') @Act('checkApplication', 'The points of the checklist that hold; all others do not.', CheckedAnswer)
  checkApplication(@Param('applicationId', uuid) applicationId: string, @Body() { checked }: ChecklistBody, @By() actor: Actor, @Req() q: FastifyRequest, @Res({ passthrough: true }) r: FastifyReply) {
    return this.once.act(q, r, () => this.screening.check({ applicationId, checked }, actor).then(async () => ({ checked: (await this.#find(applicationId)).row.screening.checked })));
  }

  @Post('applications/:applicationId/screening') @HttpCode(200) @Needs('screen') @Act('screenApplication', 'Recommends, or decides; where the track asks for two officers, on another one’s recommendation.', ApplicationAnswer) @ApiHeader({ name: 'If-Match', required: false })
  screenApplication(@Param('applicationId', uuid) applicationId: string, @Body() { step, ...given }: ScreenBody, @Headers('if-match') match: string | undefined, @By() actor: Actor, @Req() q: FastifyRequest, @Res({ passthrough: true }) r: FastifyReply) {
    return this.once.act(q, r, () => this.screening[step]({ applicationId, seen: version(match), ...given }, actor).then(() => this.#line(applicationId)));
  }

  @Post('applications/:applicationId/reopening') @HttpCode(200) @Needs('screen') @Act('reopenApplication', 'Takes a decision back, until Member States have seen the name.', ApplicationAnswer)
  reopenApplication(@Param('applicationId', uuid) applicationId: string, @Body() { words }: WordsBody, @By() actor: Actor, @Req() q: FastifyRequest, @Res({ passthrough: true }) r: FastifyReply) {
    return this.once.act(q, r, () => this.screening.reopen({ applicationId, reason: words }, actor).then(() => this.#line(applicationId)));
  }

  @Post('applications/:applicationId/questions') @Needs('screen') @Act('askApplicant', 'Puts a question to the applicant, who gets a letter that one waits.', MadeAnswer)
  askApplicant(@Param('applicationId', uuid) applicationId: string, @Body() { words }: WordsBody, @By() actor: Actor, @Req() q: FastifyRequest, @Res({ passthrough: true }) r: FastifyReply) {
    return this.once.act(q, r, () => this.screening.ask({ applicationId, question: words }, actor));
  }

  @Post('applications/:applicationId/notes') @Needs('screen') @Act('noteApplication', 'A note for officers.', MadeAnswer)
  noteApplication(@Param('applicationId', uuid) applicationId: string, @Body() { words }: WordsBody, @By() actor: Actor, @Req() q: FastifyRequest, @Res({ passthrough: true }) r: FastifyReply) {
    return this.once.act(q, r, () => this.screening.note({ applicationId, words }, actor));
  }

  @Post('applications/:applicationId/links') @Needs('screen') @Act('replaceApplicationLink', 'Ends every link and session of the application, and sends a new link.', OnItsWayAnswer)
  replaceApplicationLink(@Param('applicationId', uuid) applicationId: string, @Body() { why, email }: ReplaceLinkBody, @By() actor: Actor, @Req() q: FastifyRequest, @Res({ passthrough: true }) r: FastifyReply) {
    return this.once.act(q, r, () => this.replacing.reissue({ applicationId, email: email ?? null, reason: why }, actor).then(() => ({ letter: 'onItsWay' as const })));
  }

  @Post('applications/:applicationId/links/revocation') @HttpCode(200) @Needs('screen') @Act('revokeApplicationLinks', 'Ends every link and session of the application.', ApplicationAnswer)
  revokeApplicationLinks(@Param('applicationId', uuid) applicationId: string, @Body() { why }: RevokeLinksBody, @By() actor: Actor, @Req() q: FastifyRequest, @Res({ passthrough: true }) r: FastifyReply) {
    return this.once.act(q, r, () => this.replacing.revoke({ applicationId, reason: why }, actor).then(() => this.#line(applicationId)));
  }

  @Get('applications/:applicationId/matches') @Needs('readApplications') @Act('listMatches', 'Applications, names on lists and entries of registers that look like it, likest first, with what officers found.', MatchesAnswer)
  async listMatches(@Param('applicationId', uuid) id: string) {
    return (await this.matches.of(await this.#find(id))).map(({ key, other: { kind, named }, score, evidence, judgement }) => ({ key, kind, names: named.names, country: named.place ?? null, score, evidence, judgement: judgement && { judgement: judgement.judgement, officer: judgement.officer, at: judgement.at } }));
  }

  @Post('applications/:applicationId/matches') @HttpCode(200) @Needs('screen') @Act('judgeMatch', 'Remembers what an officer found of two that look alike; nothing is moved by it.', MatchesAnswer)
  judgeMatch(@Param('applicationId', uuid) applicationId: string, @Body() body: JudgeMatchBody, @By() actor: Actor, @Req() q: FastifyRequest, @Res({ passthrough: true }) r: FastifyReply) {
    return this.once.act(q, r, () => this.judging.execute({ applicationId, ...body }, actor).then(() => this.listMatches(applicationId)));
  }

  @Post('lists/:listId/applications') @Needs('editNames') @Act('proposeApplications', 'Puts eligible applications onto the draft of their list, all or none.', AddedNamesAnswer) @ApiHeader({ name: 'If-Match', required: false })
  proposeApplications(@Param('listId', listUuid) listId: string, @Body() { applicationIds }: ProposeApplicationsBody, @Headers('if-match') match: string | undefined, @By() actor: Actor, @Req() q: FastifyRequest, @Res({ passthrough: true }) r: FastifyReply) {
    return this.once.act(q, r, () => this.proposing.execute({ listId, applicationIds, seen: version(match) }, actor));
  }

  /** A draft is nobody's business yet. */
  async #find(id: string) {
    const found = await this.applications.find(id);
    if (found.row.state === 'draft' || found.row.endedAt !== null) throw new Refused('application-unknown');
    return found;
  }

  async #line(id: string) {
    return lineOf((await this.applications.find(id)).row);
  }
}

/** What everybody may ask: the calls, a letter with the link, and a session for the link. */
@ApiTags('applications')
@Controller('api/v1')
export class ApplyApiController {
  constructor(
    private readonly once: Once, private readonly clock: Clock, private readonly conferences: Conferences, private readonly calls: Calls, private readonly beginning: BeginApplicationHandler,
    private readonly sessions: ApplicationSessions, private readonly limits: Limits,
  ) {}

  @Get('public/conferences/:slug/calls') @Act('listCalls', 'Calls of a conference with every closing time that was announced.', CallsAnswer)
  async listCalls(@Param('slug') slug: string) {
    const { id } = await this.conferences.bySlug(slug);
    return (await this.calls.of(id)).map((call) => callOf(call, this.clock.now()));
  }

  /** One answer whether or not the address is known. */
  @Post('applications') @HttpCode(202) @Act('beginApplication', 'Sends a letter with the link to the address; the answer is one and the same for every address.', OnItsWayAnswer)
  @ApiHeader({ name: 'Idempotency-Key', required: false })
  async beginApplication(@Body() body: BeginApplicationBody, @Req() q: FastifyRequest, @Res({ passthrough: true }) r: FastifyReply) {
    await this.limits.takeFrom(ASKED, q.ip);
    return this.once.act(q, r, () => this.beginning.execute(body).then(() => ({ letter: 'onItsWay' as const })));
  }

  @Post('application-sessions') @HttpCode(201) @Act('openApplicationSession', 'Link token for a session token.', ApplicationSessionAnswer)
  async openApplicationSession(@Body() { link }: ApplicationSessionBody, @Req() { ip }: FastifyRequest) {
    const { session, seconds, applicationId } = await byLink(this.sessions.open(link), this.limits, ip);
    return { token: session, seconds, applicationId };
  }
}

/** An applicant's part of the API; the application is that of the session. */
@ApiTags('applications')
@ApiBearerAuth('applicant')
@ApiHeader({ name: 'Idempotency-Key', required: false })
@UseGuards(ApplicantGuard)
@Controller('api/v1/application')
export class ApplicantApiController {
  constructor(private readonly once: Once, private readonly applications: Applications, private readonly query: ApplicationsQuery, private readonly apply: ApplyHandlers) {}

  @Get() @Act('getOwnApplication', 'The form as saved, where it stands, and the questions.', OwnApplicationAnswer)
  async getOwnApplication(@By() { applicationId }: Applicant) {
    const { status, outcomeAt, reason, words, reference, changeable, steps, missing, application: { row, form } } = await this.query.status(await this.applications.find(applicationId));
    return { id: row.id, track: row.track, version: row.version, status, outcomeAt, reason, words, reference, changeable, steps, missing, form, questions: await this.query.questions(applicationId) };
  }

  @Patch() @Act('saveApplication', 'Keeps fields of the form.', OwnApplicationAnswer) @ApiHeader({ name: 'If-Match', required: false })
  async saveApplication(@Body() { fields }: FormBody, @Headers('if-match') match: string | undefined, @By() actor: Applicant, @Req() q: FastifyRequest, @Res({ passthrough: true }) r: FastifyReply) {
    const known = new Set<string>(fieldsOf((await this.applications.find(actor.applicationId)).track).map(({ name }) => name));
    const faulty = Object.entries(fields).flatMap(([name, value]) => {
      const [field, unknown] = [name.slice(0, 60), !known.has(name)];
      return unknown || typeof value !== 'string' ? [{ field, rule: unknown ? 'field-unknown' : 'field-not-text', params: { field } }] : [];
    });
    if (faulty.length) throw refuseFields(faulty);
    return this.once.act(q, r, () => this.apply.save({ typed: fields as ApplicationForm, seen: version(match) }, actor).then(() => this.getOwnApplication(actor)));
  }

  @Post('submission') @HttpCode(200) @Act('submitApplication', 'Hands the form in, complete and before the call closes.', SubmittedAnswer) @ApiHeader({ name: 'If-Match', required: false })
  submitApplication(@Headers('if-match') match: string | undefined, @By() actor: Applicant, @Req() q: FastifyRequest, @Res({ passthrough: true }) r: FastifyReply) {
    return this.once.act(q, r, () => this.apply.submit({ seen: version(match) }, actor));
  }

  @Post('answers/:questionId') @HttpCode(200) @Act('answerQuestion', 'Answers a question of the desk.', OwnApplicationAnswer)
  answerQuestion(@Param('questionId', knownId('question-unknown')) questionId: string, @Body() { words }: WordsBody, @By() actor: Applicant, @Req() q: FastifyRequest, @Res({ passthrough: true }) r: FastifyReply) {
    return this.once.act(q, r, () => this.apply.answer({ questionId, answer: words }, actor).then(() => this.getOwnApplication(actor)));
  }

  @Post('withdrawal') @HttpCode(200) @Act('withdrawApplication', 'Takes the organization off, at any time before the list is final.', OwnApplicationAnswer)
  withdrawApplication(@By() actor: Applicant, @Req() q: FastifyRequest, @Res({ passthrough: true }) r: FastifyReply) {
    return this.once.act(q, r, () => this.apply.withdraw(actor).then(() => this.getOwnApplication(actor)));
  }
}
