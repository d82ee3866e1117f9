import { Body, Controller, Get, Param, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isUnderWay } from '../../../workflows/list-phase.js';
import { Decisions, NameBook } from '../../lists/index.js';
import { ObjectionsQuery, WithdrawObjectionHandler } from '../../objections/index.js';
import type { SignedIn } from '../../officers/index.js';
import { formErrors, onlySwitchesLanguage } from '../../platform/http/index.js';
import { Refused } from '../../platform/refused.js';
import { Proposals } from '../../proposals/index.js';
import { sendDocument } from '../files.js';
import { Needs } from '../needs.js';
import { receivedAtOf } from './acts/deadline-fields.js';
import { Desk, nothingOnceDestroyed } from './desk.js';
import { noErrors, one, type FormErrors, type Sent } from './forms.js';
import { listHead } from './list.view.js';
import { confirmingNotes, grouped, objectionLines, type ConfirmingNote, type ObjectionLine } from './objections.view.js';
import { OfficeGuard, SignedInOfficer } from './office.guard.js';
import { paths } from './paths.js';

/** Objections received, for the Office alone: by name and by State, with the basis where one was given. */
@Controller('office/lists/:list')
@UseGuards(OfficeGuard)
@Needs('readObjections')
export class ObjectionsController {
  constructor(
    private readonly desk: Desk, private readonly book: NameBook, private readonly objections: ObjectionsQuery, private readonly withdraw: WithdrawObjectionHandler,
    private readonly decisions: Decisions, private readonly proposals: Proposals,
  ) {}

  @Get('objections')
  async all(@Param('list') id: string, @Query() query: Sent, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const [opened, language] = [await this.desk.open(id), this.desk.language(request)];
    const by = one(query, 'by') === 'state' ? 'state' : 'name';
    const read = await this.#read(request, officer, id).catch(nothingOnceDestroyed);
    const { lines, confirming } = read ?? { lines: [], confirming: [] };
    await this.desk.send(request, reply, officer, 'objections', { title: this.desk.t(request)('office:objections.title') }, {
      ...listHead(opened, language), closed: read === null, by, groups: grouped(lines, by, language), confirming, total: lines.length,
      standing: lines.filter(({ withdrawnAt }) => !withdrawnAt).length,
      mayRecord: isUnderWay(opened.list.state),
    });
  }

  @Get('objections/:objection/withdraw')
  @Needs('withdrawObjection')
  async ask(@Param('list') id: string, @Param('objection') objection: string, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#form(request, reply, officer, id, objection, {}, noErrors);
  }

  @Post('objections/:objection/withdraw')
  @Needs('withdrawObjection')
  async take(
    @Param('list') id: string, @Param('objection') objection: string, @Body() sent: Sent, @SignedInOfficer() officer: SignedIn,
    @Req() request: FastifyRequest, @Res() reply: FastifyReply,
  ): Promise<void> {
    const { actor } = officer;
    if (onlySwitchesLanguage(request)) return this.#form(request, reply, officer, id, objection, sent, noErrors);
    try {
      await this.desk.done(request, reply, officer, async () => {
        const receivedAt = receivedAtOf(sent);
        const command = { listId: id, objectionId: objection, reference: one(sent, 'reference'), receivedAt };
        if (this.desk.late(await this.desk.open(id))) return paths.proposal((await this.proposals.propose('withdrawLate', { listId: id, reason: one(sent, 'proposalReason'), command }, actor)).id);
        await this.withdraw.forState(command, actor);
        return paths.objections(id);
      });
    } catch (error) {
      await this.#form(request, reply, officer, id, objection, sent, formErrors(error, this.desk.t(request)));
    }
  }

  /** Always as a download: what somebody scanned is never shown in a page of ours. */
  @Get('scans/:scan')
  @Needs('readReasons')
  async scan(@Param('list') id: string, @Param('scan') scan: string, @SignedInOfficer() { actor }: SignedIn, @Res() reply: FastifyReply): Promise<void> {
    await sendDocument(reply, await this.objections.scan(id, scan, actor));
  }

  async #read(request: FastifyRequest, { actor }: SignedIn, listId: string): Promise<{ lines: ObjectionLine[]; confirming: ConfirmingNote[] }> {
    const { list } = await this.desk.open(listId);
    const [opened, decisions] = [await this.objections.ofList(listId, actor), await this.decisions.ofList(listId, actor)];
    const [{ byId }, language] = [await this.book.of(list), this.desk.language(request)];
    return { lines: objectionLines(listId, opened, byId, decisions, language), confirming: confirmingNotes(listId, opened.filings, byId, language) };
  }

  async #form(request: FastifyRequest, reply: FastifyReply, officer: SignedIn, id: string, objection: string, sent: Sent, errors: FormErrors): Promise<void> {
    const line = (await this.#read(request, officer, id)).lines.find((known) => known.id === objection);
    if (!line) throw new Refused('objection-unknown');
    const opened = await this.desk.open(id);
    await this.desk.send(request, reply, officer, 'objection-withdraw', { title: this.desk.t(request)('office:objections.withdraw'), status: errors.status, again: paths.withdrawObjection(id, objection) }, {
      ...listHead(opened, this.desk.language(request)), line, errors, late: this.desk.late(opened),
      reference: one(sent, 'reference'), receivedAt: one(sent, 'receivedAt'), receivedTime: one(sent, 'receivedTime'), proposalReason: one(sent, 'proposalReason'),
    });
  }
}
