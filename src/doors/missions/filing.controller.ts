import { createHash } from 'node:crypto';
import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { NameBook } from '../../lists/index.js';
import { emptyDraft, MissionSessions, type Draft } from '../../missions/index.js';
import { noteOf, ObjectionsQuery, RaiseObjectionsHandler } from '../../objections/index.js';
import { formErrors, noErrors, onlySwitchesLanguage, Pages, type FormErrors } from '../../platform/http/index.js';
import { isLanguage, type Language } from '../../platform/i18n.js';
import { Refused } from '../../platform/refused.js';
import { UnitOfWork } from '../../platform/unit-of-work.js';
import { Records } from '../../records/index.js';
import { Choices, type Choice } from './choices.js';
import { Entrance, type Visit } from './entrance.js';
import { one, withQuery, type Form } from '../form.js';
import { nameView } from './list.view.js';
import { paths } from './paths.js';
import { sendReceipt } from '../receipt.js';
import { whoMayRead } from './who.view.js';

/** What a page shows of a draft, in short: the form names it, so that it files that and nothing else. */
const digestOf = (draft: Draft): string => createHash('sha256').update(JSON.stringify(draft)).digest('base64url');

/** From the ticked names to the receipt: the basis, which is voluntary; the page that says what will be filed; the filing. */
@Controller('m/list/:listId')
export class FilingController {
  constructor(
    private readonly pages: Pages, private readonly entrance: Entrance, private readonly book: NameBook,
    private readonly sessions: MissionSessions, private readonly raise: RaiseObjectionsHandler, private readonly objections: ObjectionsQuery,
    private readonly records: Records, private readonly work: UnitOfWork, private readonly choices: Choices,
  ) {}

  @Get('basis')
  async basis(@Param('listId') listId: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const visit = await this.entrance.visit(request, listId);
    const choice = await this.choices.of(visit);
    if (choice.draft.names.length === 0) return reply.redirect(paths.list(listId), 303) as unknown as void;
    await this.#form(visit, choice, 'basis', request, reply, noErrors);
  }

  @Post('basis')
  async keepBasis(@Param('listId') listId: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const visit = await this.entrance.act(request, listId);
    const form = request.body as Form;
    const go = one(form, 'go');
    const dropped = go.startsWith('drop-') ? go.slice(5) : null;
    // Where a basis is stated only if a State asks, or not at all, none is kept.
    const asked = visit.conference.modality.reasons.rule === 'voluntary';
    const basisOf = (field: string): string => (asked ? one(form, field).replace(/\r\n/g, '\n').trim() : '');
    const before = visit.session.draft;
    const typed: Draft = {
      basisForAll: basisOf('basisForAll'),
      names: before.names.filter(({ nominationId }) => nominationId !== dropped).map(({ nominationId }) => ({ nominationId, basis: basisOf(`basis-${nominationId}`) })),
    };
    const max = visit.conference.modality.reasons.maxLength ?? 0;
    const tooLong = (text: string): boolean => [...text].length > max;
    // What cannot be filed is not kept: it stands on the page that says so, and what was kept before it stays.
    await this.sessions.keepDraft(visit.token, listId, {
      basisForAll: tooLong(typed.basisForAll) ? before.basisForAll : typed.basisForAll,
      names: typed.names.map((name) => (tooLong(name.basis) ? before.names.find(({ nominationId }) => nominationId === name.nominationId)! : name)),
    });
    const language = go.startsWith('lang-') && isLanguage(go.slice(5)) ? go.slice(5) as Language : null;
    if (language) this.pages.keepLanguage(reply, language);
    if (dropped && typed.names.length === 0) return reply.redirect(paths.list(listId), 303) as unknown as void;
    const long = [{ field: 'basisForAll', text: typed.basisForAll }, ...typed.names.map(({ nominationId, basis }) => ({ field: `basis-${nominationId}`, text: basis }))].filter(({ text }) => tooLong(text));
    if (long.length) {
      const shown = language ? { ...visit, language, t: this.pages.t(language) } : visit;
      const refused = new Refused('fields-invalid', {}, long.map(({ field }) => ({ field, rule: 'basis-too-long', params: { max, name: '' } })));
      return this.#form(shown, await this.choices.of(visit, typed), 'basis', request, reply, formErrors(refused, shown.t));
    }
    if (language || dropped) return reply.redirect(paths.basis(listId), 303) as unknown as void;
    await reply.redirect(paths.check(listId), 303);
  }

  @Get('check')
  async check(@Param('listId') listId: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const visit = await this.entrance.visit(request, listId);
    const choice = await this.choices.of(visit);
    if (choice.draft.names.length === 0) return reply.redirect(paths.list(listId), 303) as unknown as void;
    await this.#form(visit, choice, 'check', request, reply, noErrors);
  }

  /** Files what the check page showed, in one act. */
  @Post('check')
  async file(@Param('listId') listId: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const visit = await this.entrance.act(request, listId);
    const choice = await this.choices.of(visit);
    const { draft } = choice;
    const { iso2 } = visit.session;
    const [mark, seen] = ['_once', 'seen'].map((name) => one(request.body as Form, name)) as [string, string];
    if (onlySwitchesLanguage(request)) return this.#form(visit, choice, 'check', request, reply, noErrors);
    try {
      // A form that was sent twice arrives with nothing chosen any more, or with what was chosen since: it filed what it showed.
      const filed = mark && await this.objections.filedWith(listId, iso2, mark);
      if (filed) return reply.redirect(paths.receipt(listId, filed), 303) as unknown as void;
      if (visit.session.draft.names.length === 0) return reply.redirect(paths.own(listId), 303) as unknown as void;
      // Ticked in another window meanwhile, withdrawn or filed: nothing is filed that this page did not show.
      // Without the mark of a page, what is left of a choice is another one.
      if (seen ? seen !== digestOf(draft) : choice.gone.length > 0) throw new Refused('choice-changed');
      const items = draft.names.map(({ nominationId, basis }) => ({ nominationId, basis: basis.trim() || draft.basisForAll.trim() || null }));
      // What was filed is no longer ticked: both, or neither.
      const { filingId } = await this.work.run(async () => {
        const receipt = await this.raise.execute({ items, mark }, { kind: 'mission', iso2, listId });
        await this.sessions.keepDraft(visit.token, listId, emptyDraft);
        return receipt;
      });
      await reply.redirect(paths.receipt(listId, filingId), 303);
    } catch (error) {
      const errors = formErrors(error, visit.t);
      // What became impossible at this very moment is told, and what is left is one press from being filed.
      const now = await this.entrance.visit(request, listId);
      const left = await this.choices.of(now);
      if (left.draft.names.length === 0) return reply.redirect(withQuery(paths.list(listId), { none: 'left' }), 303) as unknown as void;
      const changed = digestOf(left.draft) !== digestOf(draft);
      await this.#form(now, left, 'check', request, reply, changed ? formErrors(new Refused('choice-changed'), visit.t) : errors);
    }
  }

  @Get('receipt/:filingId')
  async receipt(@Param('listId') listId: string, @Param('filingId') filingId: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const visit = await this.entrance.visit(request, listId);
    const { list, session, t } = visit;
    const { filings, objections } = await this.objections.ofState(listId, session.iso2);
    const filing = filings.find(({ id }) => id === filingId);
    if (!filing) throw new Refused('objection-unknown');
    const { byId } = await this.book.of(list);
    const note = noteOf(filing);
    const items = objections.filter((o) => o.filingId === filingId).map(({ nominationId, basis }) => ({ name: byId.get(nominationId)?.name ?? '', basis }));
    await this.entrance.send(visit, request, reply, 'receipt', t('missions:receipt.title'), {
      reference: filing.reference, at: filing.at, note, items, confirms: (note?.confirms ?? []).map((id) => byId.get(id)?.name ?? ''), file: paths.receiptFile(listId, filing.id),
    });
  }

  /** The same as a file, for the State's own archive. */
  @Get('receipt/:filingId/file')
  async receiptFile(@Param('listId') listId: string, @Param('filingId') filingId: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { session } = await this.entrance.visit(request, listId);
    const filing = (await this.objections.ofState(listId, session.iso2)).filings.find(({ id }) => id === filingId);
    if (!filing) throw new Refused('objection-unknown');
    await sendReceipt(reply, await this.records.receipt(listId, filing.entryId, 'its State'));
  }

  async #form(visit: Visit, { draft, gone }: Choice, page: 'basis' | 'check', request: FastifyRequest, reply: FastifyReply, errors: FormErrors): Promise<void> {
    const { list, language, t, conference } = visit;
    const { byId } = await this.book.of(list);
    const names = draft.names.flatMap(({ nominationId, basis }) => {
      const nomination = byId.get(nominationId);
      return nomination ? [{ ...nameView(nomination, visit, new Set(), new Set()), basis, filed: basis.trim() || draft.basisForAll.trim() || null, error: errors.fields[`basis-${nominationId}`] ?? null }] : [];
    });
    await this.entrance.send(visit, request, reply, page, t(`missions:${page}.title`), {
      names, gone, basisForAll: draft.basisForAll, max: conference.modality.reasons.maxLength,
      seen: digestOf(draft), who: whoMayRead(conference.modality, language, t), rule: conference.modality.reasons.rule, chosenCount: draft.names.length,
    }, { errors, again: paths.check(list.id) });
  }
}
