import { Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { stateName } from '../../directory/index.js';
import { NameBook } from '../../lists/index.js';
import { DisclosuresQuery } from '../../disclosures/index.js';
import { BasisRequests, basisOpen, MakeStatementHandler, noteOf, ObjectionsQuery, StateBasisHandler, withdrawalOpen, WithdrawObjectionHandler } from '../../objections/index.js';
import { formErrors, noErrors, onlySwitchesLanguage, type FormErrors } from '../../platform/http/index.js';
import { Clock } from '../../platform/clock.js';
import { Refused } from '../../platform/refused.js';
import { Records } from '../../records/index.js';
import { Once } from '../once.js';
import { Entrance, type Visit } from './entrance.js';
import { one, type Form } from '../form.js';
import { paths } from './paths.js';
import { sendReceipt } from '../receipt.js';
import { whoMayRead } from './who.view.js';

/** A Mission's own objections: reading, withdrawing, making known a basis later. */
@Controller('m/list/:listId/own')
export class OwnController {
  constructor(
    private readonly entrance: Entrance, private readonly book: NameBook, private readonly objections: ObjectionsQuery,
    private readonly withdrawal: WithdrawObjectionHandler, private readonly basis: StateBasisHandler, private readonly statements: MakeStatementHandler,
    private readonly once: Once, private readonly records: Records,
    private readonly disclosures: DisclosuresQuery, private readonly requests: BasisRequests,
    private readonly clock: Clock,
  ) {}

  @Get()
  async show(@Param('listId') listId: string, @Query('done') done: string | undefined, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const visit = await this.entrance.visit(request, listId);
    const { list, session, language, t } = visit;
    const { objections, filings } = await this.objections.ofState(listId, session.iso2);
    const notes = new Map(filings.map((filing) => [filing.id, noteOf(filing)]));
    const { byId } = await this.book.of(list);
    const { modality } = visit.conference;
    const onRequest = modality.reasons.rule === 'onRequest';
    // Read for every Mission alike, whether or not it objected.
    const asked = onRequest ? await this.requests.asked(listId) : () => false;
    const told = await this.disclosures.told(modality, listId);
    await this.entrance.send(visit, request, reply, 'own', t('missions:own.title'), {
      done: done === 'withdrawn' || done === 'basis' ? done : null, onRequest, mayWithdraw: withdrawalOpen(modality, list, this.clock.now()),
      objections: objections.map((o) => ({
        ...o, note: notes.get(o.filingId), asked: asked(o.nominationId, o.iso2), mayState: basisOpen(modality, list.state) && (!onRequest || asked(o.nominationId, o.iso2)),
        told: (told.get(o.id) ?? []).map(({ at, to }) => ({ at, to: to && stateName(to, language) })), name: byId.get(o.nominationId)?.name ?? '', withdraw: paths.withdraw(listId, o.id), stateBasis: paths.stateBasis(listId, o.id),
      })),
      filings: filings.map(({ id, reference, at, names }) => ({ reference, at, names, note: notes.get(id), href: paths.receipt(listId, id) })),
    });
  }

  /** A statement of what stands now, as a file: of one form and size whether anything stands or not. */
  @Post('statement')
  async statement(@Param('listId') listId: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { session } = await this.entrance.act(request, listId);
    const entryId = await this.once.form(request, session.csrf, () => this.statements.execute({ kind: 'mission', iso2: session.iso2, listId }));
    await sendReceipt(reply, await this.records.receipt(listId, entryId, 'its State'));
  }

  @Get(':objectionId/:act')
  async ask(
    @Param('listId') listId: string, @Param('objectionId') id: string, @Param('act') act: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.#ask(await this.entrance.visit(request, listId), id, act, request, reply, noErrors, '');
  }

  @Post(':objectionId/withdraw')
  async withdraw(@Param('listId') listId: string, @Param('objectionId') objectionId: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const visit = await this.entrance.act(request, listId);
    if (onlySwitchesLanguage(request)) return this.#ask(visit, objectionId, 'withdraw', request, reply, noErrors, '');
    try {
      await this.withdrawal.execute({ listId, objectionId }, { kind: 'mission', iso2: visit.session.iso2, listId });
      await reply.redirect(`${paths.own(listId)}?done=withdrawn`, 303);
    } catch (error) {
      await this.#ask(visit, objectionId, 'withdraw', request, reply, formErrors(error, visit.t), '');
    }
  }

  @Post(':objectionId/basis')
  async state(@Param('listId') listId: string, @Param('objectionId') objectionId: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const visit = await this.entrance.act(request, listId);
    const basis = one(request.body as Form, 'basis').replace(/\r\n/g, '\n');
    if (onlySwitchesLanguage(request)) return this.#ask(visit, objectionId, 'basis', request, reply, noErrors, basis);
    try {
      await this.basis.execute({ listId, objectionId, basis }, { kind: 'mission', iso2: visit.session.iso2, listId });
      await reply.redirect(`${paths.own(listId)}?done=basis`, 303);
    } catch (error) {
      await this.#ask(visit, objectionId, 'basis', request, reply, formErrors(error, visit.t), basis);
    }
  }

  async #ask(visit: Visit, id: string, act: string, request: FastifyRequest, reply: FastifyReply, errors: FormErrors, typed: string): Promise<void> {
    const { list, session, language, t, conference } = visit;
    if (act !== 'withdraw' && act !== 'basis') throw new Refused('page-unknown');
    if (act === 'basis' && conference.modality.reasons.rule === 'none') throw new Refused('basis-not-taken');
    const { objections } = await this.objections.ofState(list.id, session.iso2);
    const objection = objections.find((o) => o.id === id);
    if (!objection) throw new Refused('objection-unknown');
    const { byId } = await this.book.of(list);
    const action = act === 'withdraw' ? paths.withdraw(list.id, id) : paths.stateBasis(list.id, id);
    await this.entrance.send(visit, request, reply, 'own-act', t(`missions:own.${act}.title`), {
      act, name: byId.get(objection.nominationId)?.name ?? '', basis: typed || (objection.basis ?? ''),
      action, who: whoMayRead(conference.modality, language, t), max: conference.modality.reasons.maxLength,
    }, { errors, again: action });
  }
}
