import { Body, Controller, Get, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { orderedStates } from '../../directory/index.js';
import { MOST_NAMES, RecordDisclosureRequestHandler } from '../../disclosures/index.js';
import { NameBook } from '../../lists/index.js';
import type { SignedIn } from '../../officers/index.js';
import { formErrors, onlySwitchesLanguage } from '../../platform/http/index.js';
import { refuseFields } from '../../platform/refused.js';
import { receivedAtOf } from './acts/deadline-fields.js';
import { Needs } from '../needs.js';
import { Desk } from './desk.js';
import { many, noErrors, one, type FormErrors, type Sent } from './forms.js';
import { listHead, nameLine, PAGE } from './list.view.js';
import { OfficeGuard, SignedInOfficer } from './office.guard.js';
import { paths } from './paths.js';

/** A request that came by note verbale. One form: finding names sends it too, so that what is ticked and typed stays. */
@Controller('office/lists/:list/disclosures/record')
@UseGuards(OfficeGuard)
@Needs('recordDisclosureRequest')
export class RecordDisclosureController {
  constructor(private readonly desk: Desk, private readonly book: NameBook, private readonly record: RecordDisclosureRequestHandler) {}

  @Get()
  async ask(@Param('list') id: string, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#form(request, reply, officer, id, {}, noErrors);
  }

  @Post()
  async take(@Param('list') id: string, @Body() sent: Sent, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    if (onlySwitchesLanguage(request) || one(sent, 'stage') !== 'record') return this.#form(request, reply, officer, id, sent, noErrors);
    try {
      const which = one(sent, 'which');
      if (which !== 'all' && which !== 'some') throw refuseFields([{ field: 'which', rule: 'choice-missing' }]);
      const receivedAt = receivedAtOf(sent);
      await this.desk.done(request, reply, officer, async () => {
        await this.record.execute({ listId: id, iso2: one(sent, 'state'), names: which === 'all' ? 'all' : many(sent, 'names'), reference: one(sent, 'reference'), receivedAt }, officer.actor);
        return paths.disclosures(id);
      });
    } catch (error) {
      await this.#form(request, reply, officer, id, sent, formErrors(error, this.desk.t(request)));
    }
  }

  async #form(request: FastifyRequest, reply: FastifyReply, officer: SignedIn, id: string, sent: Sent, errors: FormErrors): Promise<void> {
    const [opened, language, t] = [await this.desk.open(id), this.desk.language(request), this.desk.t(request)];
    const { byId } = await this.book.of(opened.list);
    const ticked = [...new Set(many(sent, 'names'))].flatMap((name) => byId.get(name) ?? []);
    const search = one(sent, 'search');
    const found = await this.book.filtered(opened.list, language, search ? { search } : {});
    await this.desk.send(request, reply, officer, 'disclosure-record', { title: t('disclosure-desk:record.title'), status: errors.status, again: paths.recordDisclosure(id) }, {
      ...listHead(opened, language), errors, search, found: found.length, page: PAGE, most: MOST_NAMES, which: one(sent, 'which'), state: one(sent, 'state'),
      reference: one(sent, 'reference'), receivedAt: one(sent, 'receivedAt'), receivedTime: one(sent, 'receivedTime'),
      states: orderedStates(language).map(({ iso2, name }) => ({ value: iso2, text: name[language] })),
      ticked: ticked.map((n) => nameLine(n, opened, language)), names: found.filter((n) => !ticked.includes(n)).slice(0, PAGE).map((n) => nameLine(n, opened, language)),
    });
  }
}
