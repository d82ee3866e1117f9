import { Body, Controller, Get, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CarryOverHandler, type List } from '../../lists/index.js';
import type { SignedIn } from '../../officers/index.js';
import { formErrors, onlySwitchesLanguage } from '../../platform/http/index.js';
import { refuseFields } from '../../platform/refused.js';
import { Needs } from '../needs.js';
import { Desk } from './desk.js';
import { many, noErrors, one, type FormErrors, type Sent } from './forms.js';
import { listHead, nameLine } from './list.view.js';
import { OfficeGuard, SignedInOfficer } from './office.guard.js';
import { paths } from './paths.js';

/** Names of a final list for the draft of another: chosen, looked at, then put there, with a result for each. */
@Controller('office/lists/:list/carry-over')
@UseGuards(OfficeGuard)
@Needs('editNames')
export class CarryOverController {
  constructor(private readonly desk: Desk, private readonly carrying: CarryOverHandler) {}

  @Get()
  async ask(@Param('list') id: string, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#offer(request, reply, officer, id, {}, noErrors);
  }

  @Post()
  async take(@Param('list') id: string, @Body() sent: Sent, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const [opened, t] = [await this.desk.open(id), this.desk.t(request)];
    try {
      const nominationIds = one(sent, 'all') ? await this.#all(opened.list) : many(sent, 'name');
      if (nominationIds.length === 0) throw refuseFields([{ field: 'name', rule: 'no-name-chosen' }]);
      const done = one(sent, 'stage') === 'act' && !onlySwitchesLanguage(request);
      const seen = Number(one(sent, 'seen')) || undefined;
      const results = done
        ? await this.desk.each(request, officer, 'names', () => this.carrying.execute({ listId: id, nominationIds, ...(seen ? { seen } : {}) }, officer.actor))
        : await this.carrying.preview({ listId: id, nominationIds });
      const carried = results.filter(({ outcome }) => outcome === 'carried').length;
      await this.desk.send(request, reply, officer, 'carried-over', { title: t('carry-over:title'), ...(done ? {} : { again: paths.carryOver(id) }) }, {
        ...listHead(opened, this.desk.language(request)), done, results, carried, kept: results.length - carried, ids: nominationIds,
      });
    } catch (error) {
      await this.#offer(request, reply, officer, id, sent, formErrors(error, t));
    }
  }

  async #all(list: List): Promise<string[]> {
    const { names, listed } = await this.carrying.offered(list);
    return names.filter(({ id }) => !listed.has(id)).map(({ id }) => id);
  }

  async #offer(request: FastifyRequest, reply: FastifyReply, officer: SignedIn, id: string, sent: Sent, errors: FormErrors): Promise<void> {
    const [opened, language] = [await this.desk.open(id), this.desk.language(request)];
    const { from, names, listed } = await this.carrying.offered(opened.list);
    const compare = new Intl.Collator(language).compare;
    await this.desk.send(request, reply, officer, 'carry-over', { title: this.desk.t(request)('carry-over:title'), status: errors.status, again: paths.carryOver(id) }, {
      ...listHead(opened, language), errors, from: from?.title[language] ?? '', chosen: many(sent, 'name'), listed: [...listed],
      lines: names.map((name) => nameLine(name, opened, language)).sort((a, b) => compare(a.name, b.name)),
    });
  }
}
