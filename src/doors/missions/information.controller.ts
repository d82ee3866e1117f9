import { Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { desk, learnsByAsking } from '../../../workflows/disclosure.js';
import { DisclosuresQuery, MOST_NAMES, noteOf, RequestDisclosureHandler } from '../../disclosures/index.js';
import { NameBook } from '../../lists/index.js';
import { formErrors, noErrors, onlySwitchesLanguage, type FormErrors } from '../../platform/http/index.js';
import { refuseFields, Refused } from '../../platform/refused.js';
import { Entrance, type Visit } from './entrance.js';
import { many, one, type Form } from '../form.js';
import { PAGE, placeOf } from './list.view.js';
import { paths } from './paths.js';
import { whoMayRead } from './who.view.js';

/**
 * A Mission asks for the information received on objections, and reads what it was given. Nothing here reads an objection: pages
 * and request are the same, and cost the same, whether or not there is any.
 */
@Controller('m/list/:listId/information')
export class InformationController {
  constructor(
    private readonly entrance: Entrance, private readonly book: NameBook,
    private readonly disclosures: DisclosuresQuery, private readonly request: RequestDisclosureHandler,
  ) {}

  @Get()
  async all(@Param('listId') listId: string, @Query('done') done: string | undefined, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const visit = await this.entrance.visit(request, listId);
    const { list, session, language, t, conference } = visit;
    const { byId } = await this.book.of(list);
    const entries = await this.disclosures.ofState(listId, session.iso2);
    await this.entrance.send(visit, request, reply, 'information', t('disclosures:title'), {
      done: done === 'yes', mayAsk: mayAsk(visit), who: whoMayRead(conference.modality, language, t),
      requests: entries.map(({ request: { id, reference, at, names, source }, given }) => ({
        reference, at, note: source.kind === 'noteVerbale' ? source.reference : null, answer: given ? paths.answer(listId, id) : null,
        names: names === 'all' ? null : names.map((name) => byId.get(name)?.name ?? name),
      })),
    });
  }

  @Get('ask')
  async ask(@Param('listId') listId: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const visit = await this.entrance.visit(request, listId);
    if (!mayAsk(visit)) return reply.redirect(paths.information(listId), 303) as unknown as void;
    await this.#form(visit, {}, noErrors, request, reply);
  }

  /** One form: finding names sends it too, so that what is ticked stays. It is not valid as it comes: nothing is chosen. */
  @Post('ask')
  async send(@Param('listId') listId: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const visit = await this.entrance.act(request, listId);
    const form = request.body as Form;
    if (onlySwitchesLanguage(request) || one(form, 'stage') !== 'ask') return this.#form(visit, form, noErrors, request, reply);
    try {
      const which = one(form, 'which');
      if (which !== 'all' && which !== 'some') throw refuseFields([{ field: 'which', rule: 'choice-missing' }]);
      await this.request.execute({ names: which === 'all' ? 'all' : many(form, 'name') }, { kind: 'mission', iso2: visit.session.iso2, listId });
      await reply.redirect(`${paths.information(listId)}?done=yes`, 303);
    } catch (error) {
      await this.#form(visit, form, formErrors(error, visit.t), request, reply);
    }
  }

  @Get(':requestId')
  async answer(@Param('listId') listId: string, @Param('requestId') requestId: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const visit = await this.entrance.visit(request, listId);
    const entry = (await this.disclosures.ofState(listId, visit.session.iso2)).find(({ request: { id } }) => id === requestId);
    if (!entry?.given) throw new Refused('disclosure-request-unknown');
    const { language, t } = visit;
    await this.entrance.send(visit, request, reply, 'answer', t('disclosures:note.title'), { note: noteOf({ request: entry.request, given: entry.given }, visit, t, language) });
  }

  async #form(visit: Visit, form: Form, errors: FormErrors, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { list, language, t } = visit;
    const { byId } = await this.book.of(list);
    const ticked = [...new Set(many(form, 'name'))].flatMap((id) => byId.get(id) ?? []);
    const search = one(form, 'search');
    const found = await this.book.filtered(list, language, search ? { search } : {});
    await this.entrance.send(visit, request, reply, 'ask', t('disclosures:ask.title'), {
      which: one(form, 'which'), search, found: found.length, page: PAGE, most: MOST_NAMES, ticked: ticked.map(({ id, name }) => ({ id, name })),
      names: found.filter((name) => !ticked.includes(name)).slice(0, PAGE).map((name) => ({ id: name.id, name: name.name, place: placeOf(name, visit) })),
    }, { errors, again: paths.ask(list.id) });
  }
}

/** Whether the Mission can ask now: by the modality and the stage of the list, by nothing that anybody did. */
const mayAsk = ({ list, conference }: Visit): boolean => desk[list.state].ask && learnsByAsking(conference.modality, list.state).exists;
