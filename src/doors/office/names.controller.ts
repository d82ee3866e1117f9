import { Body, Controller, Get, Param, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Matches } from '../../applications/index.js';
import { orderedStates } from '../../directory/index.js';
import { EditNamesHandler, labelOf, NameBook, placeName, stateShown, type Nomination } from '../../lists/index.js';
import { may, type SignedIn } from '../../officers/index.js';
import { formErrors, onlySwitchesLanguage } from '../../platform/http/index.js';
import { Refused } from '../../platform/refused.js';
import { Needs } from '../needs.js';
import { Desk, type OpenList } from './desk.js';
import { noErrors, one, withErrors, type FormErrors, type Sent } from './forms.js';
import { alikeView } from './alike.view.js';
import { listHead, nameLine, paged, queryText } from './list.view.js';
import { nameFields, nameOf, sentOf } from './name.form.js';
import { OfficeGuard, SignedInOfficer } from './office.guard.js';
import { paths } from './paths.js';

const keep = (name: string, value: string): Record<string, string> => (value ? { [name]: value } : {});

/** So many look-alikes stand beside a name. */
const MOST_ALIKE = 3;

/** The names of a list: find, add, edit and take out. `seen` is the version of the list that the form was made from. */
@Controller('office/lists/:list')
@UseGuards(OfficeGuard)
@Needs('readLists')
export class NamesController {
  constructor(private readonly desk: Desk, private readonly book: NameBook, private readonly edit: EditNamesHandler, private readonly matches: Matches) {}

  @Get('names')
  async all(@Param('list') id: string, @Query() query: Sent, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const [opened, language] = [await this.desk.open(id), this.desk.language(request)];
    const filter = { ...keep('search', one(query, 'search')), ...keep('country', one(query, 'country')), ...keep('category', one(query, 'category')) };
    const { names } = await this.book.of(opened.list);
    const found = await this.book.filtered(opened.list, language, filter);
    const present = new Set(names.map(({ countryIso2 }) => countryIso2));
    const shown = paged(found, one(query, 'page'), (page) => paths.names(id) + queryText({ ...filter, page }));
    // Advice while names can still be taken out; what applies is for those alone who may read applications.
    const alike = opened.list.state === 'draft' && may(officer.actor, 'readApplications') ? await this.matches.beside(shown.items) : null;
    const others = [...new Set(names.flatMap(({ countryText }) => (countryText ? [countryText] : [])))].sort();
    await this.desk.send(request, reply, officer, 'names', { title: this.desk.t(request)('office:names.title') }, {
      ...listHead(opened, language), search: '', country: '', category: '', ...filter, all: names.length,
      shown: { ...shown, items: shown.items.map((n) => ({ ...nameLine(n, opened, language), state: stateShown(officer.actor, opened.list, n), alike: (alike?.get(n.id) ?? []).slice(0, MOST_ALIKE).map((card) => alikeView(card, this.desk.t(request), language)) })) },
      prefix: `${paths.names(id)}${queryText(filter) || '?'}${Object.keys(filter).length ? '&' : ''}page=`,
      places: [
        ...orderedStates(language).filter(({ iso2 }) => present.has(iso2)).map(({ iso2, name }) => ({ value: iso2, text: name[language] })),
        ...others.map((place) => ({ value: place, text: placeName(opened.list, place) })),
      ],
      otherPlaces: others.map((place) => ({ place, label: labelOf(opened.list, place) ?? '' })),
      categories: opened.conference.modality.categories.map((c) => ({ value: c.id, text: c.label[language] })),
    });
  }

  @Get('names/new')
  @Needs('editNames')
  async ask(@Param('list') id: string, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#form(request, reply, officer, await this.desk.open(id), null, {}, noErrors);
  }

  @Post('names/new')
  @Needs('editNames')
  async add(@Param('list') id: string, @Body() sent: Sent, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const opened = await this.desk.open(id);
    await this.#orForm(request, reply, officer, opened, null, sent, async () => {
      await this.edit.add({ listId: id, names: [nameOf(sent, opened)], seen: Number(one(sent, 'seen')) }, officer.actor);
      return one(sent, 'another') ? paths.newName(id) : paths.names(id);
    });
  }

  @Get('names/:name')
  @Needs('editNames')
  async show(@Param('list') id: string, @Param('name') nominationId: string, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const opened = await this.desk.open(id);
    const nomination = await this.#named(opened, nominationId);
    await this.#form(request, reply, officer, opened, nomination, sentOf(nomination), noErrors);
  }

  @Post('names/:name')
  @Needs('editNames')
  async change(
    @Param('list') id: string, @Param('name') nominationId: string, @Body() sent: Sent, @SignedInOfficer() officer: SignedIn,
    @Req() request: FastifyRequest, @Res() reply: FastifyReply,
  ): Promise<void> {
    const opened = await this.desk.open(id);
    const nomination = await this.#named(opened, nominationId);
    await this.#orForm(request, reply, officer, opened, nomination, sent, async () => {
      await this.edit.edit({ listId: id, nominationId, name: nameOf(sent, opened), seen: Number(one(sent, 'seen')) }, officer.actor);
      return paths.names(id);
    });
  }

  @Get('names/:name/take-out')
  @Needs('editNames')
  async askTakeOut(@Param('list') id: string, @Param('name') nominationId: string, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#takeOut(request, reply, officer, await this.desk.open(id), nominationId, noErrors);
  }

  @Post('names/:name/take-out')
  @Needs('editNames')
  async takeOut(
    @Param('list') id: string, @Param('name') nominationId: string, @Body() sent: Sent, @SignedInOfficer() officer: SignedIn,
    @Req() request: FastifyRequest, @Res() reply: FastifyReply,
  ): Promise<void> {
    const opened = await this.desk.open(id);
    if (onlySwitchesLanguage(request)) return this.#takeOut(request, reply, officer, opened, nominationId, noErrors);
    try {
      await this.desk.done(request, reply, officer, async () => {
        await this.edit.remove({ listId: id, nominationId, seen: Number(one(sent, 'seen')) }, officer.actor);
        return paths.names(id);
      });
    } catch (error) {
      const errors = formErrors(error, this.desk.t(request));
      await this.#takeOut(request, reply, officer, opened, nominationId, errors);
    }
  }

  @Post('places')
  @Needs('editNames')
  async label(@Param('list') id: string, @Body() sent: Sent, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.desk.done(request, reply, officer, async () => {
      await this.edit.labelPlace({ listId: id, place: one(sent, 'place'), label: one(sent, 'label') }, officer.actor);
      return paths.names(id);
    });
  }

  async #named({ list }: OpenList, id: string): Promise<Nomination> {
    const nomination = (await this.book.of(list)).byId.get(id);
    if (!nomination) throw new Refused('name-not-on-list', { value: id.slice(0, 60) });
    return nomination;
  }

  async #takeOut(request: FastifyRequest, reply: FastifyReply, officer: SignedIn, opened: OpenList, nominationId: string, errors: FormErrors): Promise<void> {
    const language = this.desk.language(request);
    const line = nameLine(await this.#named(opened, nominationId), opened, language);
    const again = paths.takeOut(opened.list.id, nominationId);
    await this.desk.send(request, reply, officer, 'take-out', { title: this.desk.t(request)('office:takeOut.title'), status: errors.status, again }, {
      ...listHead(opened, language), line, errors,
    });
  }

  async #orForm(
    request: FastifyRequest, reply: FastifyReply, officer: SignedIn, opened: OpenList, nomination: Nomination | null, sent: Sent, act: () => Promise<string>,
  ): Promise<void> {
    if (onlySwitchesLanguage(request)) return this.#form(request, reply, officer, opened, nomination, sent, noErrors);
    try {
      await this.desk.done(request, reply, officer, act);
    } catch (error) {
      const errors = formErrors(error, this.desk.t(request));
      await this.#form(request, reply, officer, opened, nomination, sent, errors);
    }
  }

  async #form(
    request: FastifyRequest, reply: FastifyReply, officer: SignedIn, opened: OpenList, nomination: Nomination | null, sent: Sent, errors: FormErrors,
  ): Promise<void> {
    const [t, language] = [this.desk.t(request), this.desk.language(request)];
    const again = nomination ? paths.name(opened.list.id, nomination.id) : paths.newName(opened.list.id);
    await this.desk.send(request, reply, officer, 'name', { title: t(nomination ? 'office:name.edit' : 'office:name.add'), status: errors.status, again }, {
      ...listHead(opened, language), nominationId: nomination?.id ?? null, errors,
      // After a clash the other officer's version stands beside what was typed.
      stored: nomination && sent['seen'] && Number(one(sent, 'seen')) !== opened.list.version ? nameLine(nomination, opened, language) : null,
      fields: withErrors(nameFields(sent, opened, t, language), errors),
    });
  }
}
