import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import { knownId } from '../known-id.js';
import { DisclosuresAnswer, ReceivedAnswer } from './disclosures.answers.js';
import { MissionListAnswer } from './lists.answers.js';
import { BasisAnswer, MissionObjectionsAnswer, MissionSessionAnswer, ReceiptAnswer, ReceiptFileAnswer, ReportedAnswer } from './mission.answers.js';
import { WithdrawnAtAnswer } from './office.answers.js';
import { ApiBearerAuth, ApiHeader, Act, ApiTags } from './describe.js';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DisclosuresQuery, RequestDisclosureHandler } from '../../disclosures/index.js';
import { Lists, missionsSee, NameBook } from '../../lists/index.js';
import { MissionSessions, ReportMisdirectionHandler } from '../../missions/index.js';
import { MakeStatementHandler, noteOf, ObjectionsQuery, RaiseObjectionsHandler, StateBasisHandler, WithdrawObjectionHandler } from '../../objections/index.js';
import type { Actor } from '../../platform/actor.js';
import { Refused } from '../../platform/refused.js';
import { Records } from '../../records/index.js';
import { askedNames, disclosureView, listView, nameView } from './api.view.js';
import { AskBody, BasisBody, MisdirectionBody, PageQuery, RaiseBody, SessionBody } from './dto.js';
import { By, MissionGuard } from './guards.js';
import { Once } from '../once.js';
import { sendReceipt } from '../receipt.js';

type Mission = Extract<Actor, { kind: 'mission' }>;
const uuid = knownId('objection-unknown');

/** What whoever holds the link of a letter may ask: a short session, or that the Office hears that it reached the wrong hands. */
@ApiTags('missions')
@Controller('api/v1')
export class MissionSessionApiController {
  constructor(private readonly sessions: MissionSessions, private readonly misdirections: ReportMisdirectionHandler) {}

  @Post('mission-sessions') @HttpCode(201)
  @Act('openMissionSession', 'Link token and Member State for a session token.', MissionSessionAnswer)
  async openMissionSession(@Body() { link, memberState, code = '' }: SessionBody, @Req() { ip }: FastifyRequest) {
    const { session, expiresAt, listId, iso2 } = await this.sessions.open({ token: link, memberState, code }, ip);
    return { token: session, expiresAt, listId, memberState: iso2 };
  }

  @Post('misdirections') @HttpCode(202)
  @Act('reportMisdirection', 'Tells the Office that a letter with this link reached the wrong hands. Answers that it was received, and nothing else.', ReportedAnswer)
  async reportMisdirection(@Body() { link, note = '' }: MisdirectionBody, @Req() { ip }: FastifyRequest) {
    await this.sessions.linkOf(link, ip);
    await this.misdirections.execute({ token: link, note });
    return { report: 'received' as const };
  }
}

/** A Mission's part of the API; the list is that of the session. */
@ApiTags('missions')
@ApiBearerAuth('mission')
@UseGuards(MissionGuard)
@Controller('api/v1/mission')
export class MissionApiController {
  constructor(
    private readonly once: Once, private readonly lists: Lists, private readonly book: NameBook, private readonly objections: ObjectionsQuery,
    private readonly raise: RaiseObjectionsHandler, private readonly withdrawal: WithdrawObjectionHandler,
    private readonly asking: RequestDisclosureHandler, private readonly disclosures: DisclosuresQuery,
    private readonly stating: StateBasisHandler, private readonly statements: MakeStatementHandler, private readonly records: Records,
  ) {}

  @Get('list') @Act('getMissionList', 'The list as the Mission may see it.', MissionListAnswer)
  async getMissionList(@By() { listId }: Mission, @Query() query: PageQuery) {
    const list = await this.lists.find(listId);
    const names = (await this.book.filtered(list, query.lang ?? 'en', query)).filter((name) => missionsSee(list, name));
    const { version: _, ...shown } = listView(list);
    return { ...shown, names: names.map(nameView) };
  }

  @Post('objections') @Act('raiseObjections', 'Objects to one or many names in one act. Answered when durable.', ReceiptAnswer)
  @ApiHeader({ name: 'Idempotency-Key', required: false })
  raiseObjections(@Body() { objections }: RaiseBody, @By() actor: Mission, @Req() q: FastifyRequest, @Res({ passthrough: true }) r: FastifyReply) {
    const items = objections.map(({ nominationId, basis }) => ({ nominationId, basis: basis ?? null }));
    return this.once.act(q, r, () => this.raise.execute({ items }, actor));
  }

  @Post('objections/:objectionId/withdrawal') @HttpCode(200) @Act('withdrawObjection', 'Withdraws an objection of one\'s own.', WithdrawnAtAnswer)
  @ApiHeader({ name: 'Idempotency-Key', required: false })
  withdrawObjection(@Param('objectionId', uuid) objectionId: string, @By() actor: Mission, @Req() q: FastifyRequest, @Res({ passthrough: true }) r: FastifyReply) {
    return this.once.act(q, r, () => this.withdrawal.execute({ listId: actor.listId, objectionId }, actor));
  }

  @Post('objections/:objectionId/basis') @HttpCode(200) @Act('stateBasis', 'Makes known the general basis of an objection that was raised without one, or another one. Voluntary.', BasisAnswer)
  @ApiHeader({ name: 'Idempotency-Key', required: false })
  async stateBasis(@Param('objectionId', uuid) objectionId: string, @Body() { basis }: BasisBody, @By() actor: Mission, @Req() q: FastifyRequest, @Res({ passthrough: true }) r: FastifyReply) {
    // The basis is in every request that this answers, and need not be kept with the answer: its length would show.
    await this.once.act(q, r, () => this.stating.execute({ listId: actor.listId, objectionId, basis }, actor));
    return { basis: basis.trim() };
  }

  @Post('statements') @Act('makeStatement', 'A statement of what stands now in the State\'s name, as a file of one form and size whether anything stands or not.', ReceiptFileAnswer)
  @ApiHeader({ name: 'Idempotency-Key', required: false })
  async makeStatement(@By() actor: Mission, @Req() q: FastifyRequest, @Res() r: FastifyReply): Promise<void> {
    const entryId = await this.once.act(q, r, () => this.statements.execute(actor));
    await sendReceipt(r, await this.records.receipt(actor.listId, entryId, 'its State'));
  }

  @Get('filings/:filingId/receipt') @Act('getReceipt', 'The receipt of a filing of one\'s own, as a file for the State\'s archive.', ReceiptFileAnswer)
  async getReceipt(@Param('filingId', uuid) filingId: string, @By() { listId, iso2 }: Mission, @Res() reply: FastifyReply): Promise<void> {
    const filing = (await this.objections.ofState(listId, iso2)).filings.find(({ id }) => id === filingId);
    if (!filing) throw new Refused('objection-unknown');
    await sendReceipt(reply, await this.records.receipt(listId, filing.entryId, 'its State'));
  }

  @Get('objections') @Act('getMissionObjections', 'The State\'s own objections and receipts.', MissionObjectionsAnswer)
  async getMissionObjections(@By() { listId, iso2 }: Mission) {
    const { objections, filings } = await this.objections.ofState(listId, iso2);
    const notes = new Map(filings.map((filing) => {
      const note = noteOf(filing);
      return [filing.id, note && { reference: note.reference, receivedAt: note.receivedAt, alreadyStanding: note.confirms ?? [] }];
    }));
    return {
      objections: objections.map(({ id, nominationId, basis, state, raisedAt, withdrawnAt, filingId }) => ({ id, nominationId, basis, state, raisedAt, withdrawnAt, noteVerbale: notes.get(filingId) ?? null })),
      filings: filings.map(({ id, reference, at, names }) => ({ id, reference, at, names, noteVerbale: notes.get(id) ?? null })),
    };
  }

  @Post('disclosure-requests') @Act('requestDisclosure', 'Asks for the information received on objections. Answers that the request was received, and nothing else.', ReceivedAnswer)
  @ApiHeader({ name: 'Idempotency-Key', required: false })
  requestDisclosure(@Body() body: AskBody, @By() actor: Mission, @Req() q: FastifyRequest, @Res({ passthrough: true }) r: FastifyReply) {
    return this.once.act(q, r, () => this.asking.execute({ names: askedNames(body) }, actor));
  }

  @Get('disclosures') @Act('getDisclosures', 'The State\'s own requests, latest first, with what it was given.', DisclosuresAnswer)
  async getDisclosures(@By() { listId, iso2 }: Mission, @Query() { lang = 'en' }: PageQuery) {
    return (await this.disclosures.ofState(listId, iso2)).map((entry) => disclosureView(entry, lang));
  }
}
