import { Body, Controller, Get, Headers, HttpCode, Param, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { knownId } from '../known-id.js';
import { ReceivedAnswer } from './disclosures.answers.js';
import { FullListAnswer, ListAnswer } from './lists.answers.js';
import { ApprovedAnswer, ConferencesAnswer, DisclosureRequestsAnswer, ListFileAnswer, MadeAnswer, MissionCodesAnswer, ObjectionsAnswer, ProposalAnswer, ProposalsAnswer, RecordedForStatesAnswer, WithdrawnAtAnswer } from './office.answers.js';
import { Act, ApiBearerAuth, ApiHeader, ApiParam, ApiTags } from './describe.js';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { modalities } from '../../../workflows/modalities/index.js';
import { Conferences, CreateConferenceHandler } from '../../conferences/index.js';
import { DisclosuresQuery, RecordDisclosureRequestHandler } from '../../disclosures/index.js';
import {
  CorrectAssemblyHandler, CreateListHandler, DecideNominationsHandler, Decisions, FinalizeListHandler, ListFiles, Lists, MarkNotedHandler, NameBook, stateShown, TransmitToAssemblyHandler, WithdrawListHandler, WithdrawNominationHandler,
} from '../../lists/index.js';
import { MissionCodes, ResetCodeHandler } from '../../missions/index.js';
import { ObjectionsQuery, RecordObjectionsHandler, WithdrawObjectionHandler } from '../../objections/index.js';
import type { OfficerActor as Officer } from '../../officers/index.js';
import type { Actor } from '../../platform/actor.js';
import { outward } from '../../platform/http/index.js';
import type { SixLanguages } from '../../platform/i18n.js';
import { Refused } from '../../platform/refused.js';
import { concerned, Proposals } from '../../proposals/index.js';
import {
  AdoptModalityBody, CreateConferenceBody, CreateListBody, CirculateBody, CorrectionBody, DecideBody, DestroyKeyBody, ExtendBody, NotedBody, PageQuery, ProposalBody, ReasonBody, RecordBody, RecordRequestBody, ReleaseBody, TransmitBody, WithdrawBody, WithdrawListBody,
} from './dto.js';
import { sendFile } from '../files.js';
import { Needs } from '../needs.js';
import { By, OfficerGuard } from './guards.js';
import { Once } from '../once.js';
import { answerView, askedNames, decisionView, disclosureView, listView, nameView, stateView, version } from './api.view.js';
import { MayTakeTwo, TakesTwo, TwoOfficers } from './two-officers.js';

/** Ten megabytes of a scan as text, and the rest. */
const SCAN_BODY = 15 * 1024 * 1024;
const proposalUuid = knownId('proposal-unknown');
const requestUuid = knownId('disclosure-request-unknown');
const conferenceUuid = knownId('conference-unknown');
const objectionUuid = knownId('objection-unknown');
const nameUuid = knownId('name-not-on-list');
const uuid = knownId('list-unknown');

/** The Office's part of the API: the same handlers as the console. */
@ApiTags('office')
@ApiBearerAuth('officer')
@ApiHeader({ name: 'Idempotency-Key', required: false, description: 'On acts: the same key and request happen once, for two days.' })
@UseGuards(OfficerGuard)
@Controller('api/v1')
export class OfficeApiController {
  constructor(
    private readonly once: Once, private readonly two: TwoOfficers, private readonly conferences: Conferences, private readonly lists: Lists, private readonly book: NameBook,
    private readonly objections: ObjectionsQuery, private readonly files: ListFiles, private readonly newConference: CreateConferenceHandler, private readonly newList: CreateListHandler,
    private readonly proposals: Proposals, private readonly recording: RecordObjectionsHandler,
    private readonly leaving: WithdrawNominationHandler, private readonly withdrawal: WithdrawListHandler, private readonly deciding: DecideNominationsHandler,
    private readonly finalization: FinalizeListHandler, private readonly transmission: TransmitToAssemblyHandler,
    private readonly noting: MarkNotedHandler, private readonly correcting: CorrectAssemblyHandler, private readonly disclosures: DisclosuresQuery, private readonly askingFor: RecordDisclosureRequestHandler,
    private readonly codes: MissionCodes, private readonly newCode: ResetCodeHandler, private readonly decisions: Decisions, private readonly withdrawing: WithdrawObjectionHandler,
  ) {}

  @Post('conferences') @MayTakeTwo(201) @Needs('createConference') @Act('createConference', 'Opens a conference under a modality.', MadeAnswer)
  createConference(@Body() body: CreateConferenceBody, @By() actor: Officer, @Req() q: FastifyRequest, @Res({ passthrough: true }) r: FastifyReply) {
    const shipped = Object.keys(body.modality).length === 1 ? modalities.find(({ id }) => id === body.modality['id']) : undefined;
    const { proposalReason, ...asked } = body;
    const command = { ...asked, title: body.title as SixLanguages, modality: shipped ?? body.modality };
    if (proposalReason) return this.two.propose('publishModality', { command, reason: proposalReason }, actor, q, r);
    return this.once.act(q, r, () => this.newConference.execute(command, actor));
  }

  @Get('conferences') @Needs('readLists') @Act('listConferences', 'All conferences with their lists.', ConferencesAnswer)
  async listConferences() {
    const all = await this.conferences.all();
    return Promise.all(all.map(async ({ id, slug, title, modality }) => ({ id, slug, title, modality: modality.id, symbol: modality.source.symbol, adopted: modality.source.adopted, lists: (await this.lists.of(id)).map(listView) })));
  }

  @Post('conferences/:conferenceId/adoption') @TakesTwo() @Needs('adoptModality') @Act('adoptModality', 'Proposes that the resolution is adopted, of a conference that was opened before: from then on its lists can be circulated.')
  async adoptModality(@Param('conferenceId', conferenceUuid) conferenceId: string, @Body() { proposalReason, ...asked }: AdoptModalityBody, @By() actor: Officer, @Req() q: FastifyRequest, @Res({ passthrough: true }) r: FastifyReply) {
    const { slug } = await this.conferences.byId(conferenceId);
    return this.two.propose('adoptModality', { command: { slug, ...asked }, reason: proposalReason ?? '' }, actor, q, r);
  }

  @Post('conferences/:conferenceId/lists') @Needs('createList') @Act('createList', 'Opens the draft of a list that the modality names.', MadeAnswer)
  createList(@Param('conferenceId', conferenceUuid) conferenceId: string, @Body() { key }: CreateListBody, @By() actor: Actor, @Req() q: FastifyRequest, @Res({ passthrough: true }) r: FastifyReply) {
    return this.once.act(q, r, () => this.newList.execute({ conferenceId, key }, actor));
  }

  @Get('lists/:listId') @Needs('readLists') @Act('getList', 'A list with its deadlines and names; the ETag is its version.', FullListAnswer)
  async getList(@Param('listId', uuid) listId: string, @Query() query: PageQuery, @By() actor: Actor, @Res({ passthrough: true }) reply: FastifyReply) {
    const list = await this.lists.find(listId);
    void reply.header('etag', `"${list.version}"`);
    const names = await this.book.filtered(list, query.lang ?? 'en', query);
    return { ...listView(list), periods: (await this.lists.periods(listId)).map(({ round, kind, opensAt, deadline, zone, reason }) => ({ round, kind, opensAt, deadline, zone, reason })), names: names.map((n) => ({ ...nameView(n), state: stateShown(actor, list, n) })) };
  }

  @Post('lists/:listId/circulation') @TakesTwo() @Needs('circulate') @Act('circulateList', 'Circulates the list to every Mission and begins the silence period.')
  circulateList(@Param('listId', uuid) listId: string, @Body() { proposalReason, ...choice }: CirculateBody, @Headers('if-match') match: string | undefined, @By() actor: Officer, @Req() q: FastifyRequest, @Res({ passthrough: true }) r: FastifyReply) {
    return this.two.propose('circulate', { listId, command: { listId, seen: version(match), ...choice }, reason: proposalReason ?? '' }, actor, q, r);
  }

  @Post('lists/:listId/extension') @TakesTwo() @Needs('extend') @Act('extendSilence', 'Sets a later deadline, or opens a new silence period once one has closed.')
  extendSilence(@Param('listId', uuid) listId: string, @Body() { proposalReason, ...body }: ExtendBody, @By() actor: Officer, @Req() q: FastifyRequest, @Res({ passthrough: true }) r: FastifyReply) {
    return this.two.propose('extend', { listId, command: { listId, ...body }, reason: proposalReason ?? body.reason }, actor, q, r);
  }

  @Get('lists/:listId/objections') @Needs('readObjections') @Act('listObjections', 'Objections to names of a list, with what the body decided on each name where it decides. Confidential.', ObjectionsAnswer)
  async listObjections(@Param('listId', uuid) listId: string, @By() actor: Officer) {
    await this.lists.find(listId);
    const { objections } = await this.objections.ofList(listId, actor);
    const decisions = await this.decisions.ofList(listId, actor);
    return objections.map(({ id, iso2, nominationId, basis, state, raisedAt, withdrawnAt }) => (
      stateView({ id, iso2, nominationId, basis, state, raisedAt, withdrawnAt, decision: decisionView(decisions.get(nominationId)) })
    ));
  }

  @Post('lists/:listId/objections') @MayTakeTwo(201) @Needs('recordObjections') @RouteConfig({ bodyLimit: SCAN_BODY }) @Act('recordObjectionForState', 'Records objections that came by note verbale.', RecordedForStatesAnswer)
  recordObjectionForState(@Param('listId', uuid) listId: string, @Body() { memberStates, objections, reference, receivedAt, scan, proposalReason }: RecordBody, @By() actor: Officer, @Req() q: FastifyRequest, @Res({ passthrough: true }) r: FastifyReply) {
    const items = objections.map(({ nominationId, basis }) => ({ nominationId, basis: basis ?? null }));
    const command = { listId, states: memberStates, items, reference, receivedAt, ...(scan ? { scan } : {}) };
    if (proposalReason) return this.two.propose('recordLate', { listId, command, reason: proposalReason }, actor, q, r);
    return this.once.act(q, r, () => this.recording.execute(command, actor).then(({ receipts }) => ({ receipts: receipts.map(stateView) })));
  }

  @Post('lists/:listId/objections/:objectionId/withdrawal') @MayTakeTwo(200) @Needs('withdrawObjection') @Act('withdrawObjectionForState', 'Withdraws an objection on behalf of its State, that wrote so. After the deadline the State cannot object again.', WithdrawnAtAnswer)
  withdrawObjectionForState(@Param('listId', uuid) listId: string, @Param('objectionId', objectionUuid) objectionId: string, @Body() { proposalReason, ...body }: WithdrawBody, @By() actor: Officer, @Req() q: FastifyRequest, @Res({ passthrough: true }) r: FastifyReply) {
    const command = { listId, objectionId, ...body };
    if (proposalReason) return this.two.propose('withdrawLate', { listId, command, reason: proposalReason }, actor, q, r);
    return this.once.act(q, r, () => this.withdrawing.forState(command, actor));
  }

  @Get('lists/:listId/disclosure-requests') @Needs('readDisclosures') @Act('listDisclosureRequests', 'Which States asked for information on objections, what was given, and what would be given to those that wait. Confidential.', DisclosureRequestsAnswer)
  async listDisclosureRequests(@Param('listId', uuid) listId: string, @Query() { lang = 'en' }: PageQuery, @By() actor: Officer) {
    return (await this.disclosures.withAnswers(listId, actor)).map(({ would, ...entry }) => ({
      memberState: entry.request.iso2, ...disclosureView(entry, lang),
      ...(would ? { would: { facts: would.tag, ...answerView(would, lang) } } : { releasedBy: entry.given!.officer, proposedBy: entry.given!.proposer }),
    }));
  }

  @Post('lists/:listId/disclosure-requests') @Needs('recordDisclosureRequest') @Act('recordDisclosureRequest', 'Records a request for information on objections that came by note verbale.', ReceivedAnswer)
  recordDisclosureRequest(@Param('listId', uuid) listId: string, @Body() { memberState, reference, receivedAt, ...body }: RecordRequestBody, @By() actor: Officer, @Req() q: FastifyRequest, @Res({ passthrough: true }) r: FastifyReply) {
    return this.once.act(q, r, () => this.askingFor.execute({ listId, iso2: memberState, names: askedNames(body), reference, receivedAt }, actor));
  }

  @Post('lists/:listId/disclosure-requests/:requestId/release') @TakesTwo() @Needs('disclose') @Act('releaseDisclosure', 'Gives the State that asked what the modality discloses to it.')
  async releaseDisclosure(@Param('listId', uuid) listId: string, @Param('requestId', requestUuid) request: string, @Body() { proposalReason, facts }: ReleaseBody, @By() actor: Officer, @Req() q: FastifyRequest, @Res({ passthrough: true }) r: FastifyReply) {
    const command = { listId, request, facts: facts ?? (await this.disclosures.preview(listId, request, actor)).answer.tag };
    return this.two.propose('disclose', { listId, command, reason: proposalReason ?? '' }, actor, q, r);
  }

  @Get('lists/:listId/codes') @Needs('keepCodes') @Act('listMissionCodes', 'The codes that Missions are asked for beside their links. Confidential.', MissionCodesAnswer)
  async listMissionCodes(@Param('listId', uuid) listId: string) {
    await this.lists.find(listId);
    return (await this.codes.ofList(listId)).map(stateView);
  }

  @Post('lists/:listId/codes/:memberState/replacement') @HttpCode(204) @Needs('keepCodes') @Act('replaceMissionCode', 'Gives a Mission a new code in place of the old.')
  async replaceMissionCode(@Param('listId', uuid) listId: string, @Param('memberState') iso2: string, @By() actor: Officer, @Req() q: FastifyRequest, @Res({ passthrough: true }) r: FastifyReply) {
    await this.once.act(q, r, () => this.newCode.execute({ listId, iso2 }, actor));
  }

  @Post('lists/:listId/hold-override') @TakesTwo() @Needs('override') @Act('overrideHold', 'Lets the silence count although Missions were not served.')
  overrideHold(@Param('listId', uuid) listId: string, @Body() { reason }: ReasonBody, @By() actor: Officer, @Req() q: FastifyRequest, @Res({ passthrough: true }) r: FastifyReply) {
    return this.two.propose('override', { listId, command: { listId, reason }, reason }, actor, q, r);
  }

  @Post('lists/:listId/names/:nominationId/withdrawal') @HttpCode(200) @Needs('withdrawName') @Act('withdrawNomination', 'Records that an organization takes itself off the list.', ListAnswer)
  withdrawNomination(@Param('listId', uuid) listId: string, @Param('nominationId', nameUuid) nominationId: string, @Body() { reason }: ReasonBody, @By() actor: Actor, @Req() q: FastifyRequest, @Res({ passthrough: true }) r: FastifyReply) {
    return this.once.act(q, r, () => this.leaving.execute({ listId, nominationId, reason }, actor).then(() => this.#list(listId)));
  }

  @Post('lists/:listId/withdrawal') @MayTakeTwo(200) @Needs('withdrawList') @Act('withdrawList', 'Takes the whole list back: a draft at once, one that was circulated by two officers.', ListAnswer)
  async withdrawList(@Param('listId', uuid) listId: string, @Body() { reason, proposalReason }: WithdrawListBody, @By() actor: Officer, @Req() q: FastifyRequest, @Res({ passthrough: true }) r: FastifyReply) {
    const { state } = await this.lists.find(listId);
    if (state !== 'draft') return this.two.propose('withdrawList', { listId, command: { listId, reason }, reason: proposalReason ?? reason }, actor, q, r);
    return this.once.act(q, r, () => this.withdrawal.execute({ listId, reason }, actor).then(() => this.#list(listId)));
  }

  @Post('lists/:listId/decisions') @HttpCode(200) @Needs('decide') @Act('decideNominations', 'Records the decisions of the body on contested names, also anew, until the list is final. Confidential until then.', ListAnswer)
  decideNominations(@Param('listId', uuid) listId: string, @Body() body: DecideBody, @By() actor: Officer, @Req() q: FastifyRequest, @Res({ passthrough: true }) r: FastifyReply) {
    return this.once.act(q, r, () => this.deciding.execute({ listId, ...body }, actor).then(() => this.#list(listId)));
  }

  @Post('lists/:listId/finalization') @TakesTwo() @Needs('finalize') @Act('finalizeList', 'Makes the list final.')
  async finalizeList(@Param('listId', uuid) listId: string, @Body() { proposalReason }: ProposalBody, @By() actor: Officer, @Req() q: FastifyRequest, @Res({ passthrough: true }) r: FastifyReply) {
    const { facts } = await this.finalization.preview(listId);
    return this.two.propose('finalize', { listId, command: { listId, facts }, reason: proposalReason ?? '' }, actor, q, r);
  }

  @Post('lists/:listId/report-figures') @TakesTwo() @Needs('publishFigures') @Act('publishFigures', 'Publishes the figures on objections in the report on a final list.')
  publishFigures(@Param('listId', uuid) listId: string, @Body() { proposalReason }: ProposalBody, @By() actor: Officer, @Req() q: FastifyRequest, @Res({ passthrough: true }) r: FastifyReply) {
    return this.two.propose('publishFigures', { listId, command: { listId }, reason: proposalReason ?? '' }, actor, q, r);
  }

  @Post('lists/:listId/key-destruction') @TakesTwo() @Needs('destroyKey') @Act('destroyKey', 'Destroys the key of a list that has ended: who objected, to whom and why can never be read again.')
  destroyKey(@Param('listId', uuid) listId: string, @Body() { proposalReason, early }: DestroyKeyBody, @By() actor: Officer, @Req() q: FastifyRequest, @Res({ passthrough: true }) r: FastifyReply) {
    return this.two.propose('destroyKey', { listId, command: { listId, ...(early ? { early } : {}) }, reason: proposalReason ?? '' }, actor, q, r);
  }

  @Post('lists/:listId/transmissions') @HttpCode(200) @Needs('inform') @Act('transmitToAssembly', 'Marks the proposed or final list as brought to the attention of the Assembly.', ListAnswer)
  transmitToAssembly(@Param('listId', uuid) listId: string, @Body() body: TransmitBody, @By() actor: Actor, @Req() q: FastifyRequest, @Res({ passthrough: true }) r: FastifyReply) {
    return this.once.act(q, r, () => this.transmission.execute({ listId, ...body }, actor).then(() => this.#list(listId)));
  }

  @Post('lists/:listId/noting') @HttpCode(200) @Needs('noted') @Act('markNoted', 'Marks the final list as noted by the Assembly.', ListAnswer)
  markNoted(@Param('listId', uuid) listId: string, @Body() body: NotedBody, @By() actor: Actor, @Req() q: FastifyRequest, @Res({ passthrough: true }) r: FastifyReply) {
    return this.once.act(q, r, () => this.noting.execute({ listId, ...body }, actor).then(() => this.#list(listId)));
  }

  @Post('lists/:listId/corrections') @HttpCode(200) @Needs('correctAssembly') @Act('correctAssembly', 'Corrects a symbol, or the day, that was entered of the Assembly. What stood before stays in the record.', ListAnswer)
  correctAssembly(@Param('listId', uuid) listId: string, @Body() body: CorrectionBody, @By() actor: Actor, @Req() q: FastifyRequest, @Res({ passthrough: true }) r: FastifyReply) {
    return this.once.act(q, r, () => this.correcting.execute({ listId, ...body }, actor).then(() => this.#list(listId)));
  }

  @Get('lists/:listId/export/:file') @Needs('readLists') @Act('exportList', 'The proposed or final list as a file, with the contacts of the organizations: for the Office alone. The import reads it back.', ListFileAnswer)
  @ApiParam({ name: 'file', enum: ['proposed.csv', 'proposed.xlsx', 'final.csv', 'final.xlsx'] })
  async exportList(@Param('listId', uuid) listId: string, @Param('file') file: string, @Query() { lang = 'en' }: PageQuery, @Res() reply: FastifyReply): Promise<void> {
    const match = /^(proposed|final)\.(csv|xlsx)$/.exec(file);
    if (!match) throw new Refused('page-unknown');
    await sendFile(reply, await this.files.makeForOffice(await this.lists.find(listId), match[1] as 'proposed' | 'final', match[2] as 'csv' | 'xlsx', lang));
  }

  @Get('proposals') @Needs('readProposals') @Act('listProposals', 'Acts of two officers that wait for approval.', ProposalsAnswer)
  async listProposals(@By() actor: Officer) {
    return (await this.proposals.waiting(actor)).map(({ id, act, listId, proposer, proposedAt }) => ({ id, act, listId, proposer, proposedAt }));
  }

  @Get('proposals/:proposalId') @Needs('readProposals') @Act('getProposal', 'One proposal, with what exactly is proposed.', ProposalAnswer)
  async getProposal(@Param('proposalId', proposalUuid) proposalId: string, @By() actor: Officer) {
    const { id, act, listId, state, proposer, proposedAt, reason, command, decidedBy, decidedAt } = await this.proposals.find(proposalId, actor);
    return { id, act, listId, state, proposer, proposedAt, reason, command: outward(command), decidedBy, decidedAt };
  }

  @Post('proposals/:proposalId/approval') @HttpCode(200) @Needs('readProposals') @Act('approveProposal', 'Another officer approves, and the act is carried out.', ApprovedAnswer)
  approveProposal(@Param('proposalId', proposalUuid) proposalId: string, @By() actor: Officer, @Req() q: FastifyRequest, @Res({ passthrough: true }) r: FastifyReply) {
    return this.once.act(q, r, () => this.proposals.approve(proposalId, actor).then(outward), concerned);
  }

  @Post('proposals/:proposalId/closing') @HttpCode(204) @Needs('readProposals') @Act('closeProposal', 'Another officer declines, or the proposer withdraws.')
  closeProposal(@Param('proposalId', proposalUuid) proposalId: string, @By() actor: Officer, @Req() q: FastifyRequest, @Res({ passthrough: true }) r: FastifyReply) {
    return this.once.act(q, r, () => this.proposals.close(proposalId, actor));
  }

  async #list(listId: string) {
    return listView(await this.lists.find(listId));
  }
}
