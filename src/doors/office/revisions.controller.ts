import { Body, Controller, Get, Param, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LabelRevisionHandler, listHash, NameBook, Revisions, wholeOf } from '../../lists/index.js';
import { may, type SignedIn } from '../../officers/index.js';
import { formErrors, onlySwitchesLanguage } from '../../platform/http/index.js';
import { Needs } from '../needs.js';
import { Desk } from './desk.js';
import { noErrors, one, type FormErrors, type Sent } from './forms.js';
import { listHead } from './list.view.js';
import { OfficeGuard, SignedInOfficer } from './office.guard.js';
import { paths } from './paths.js';
import { redlineView, revisionLines } from './revisions.view.js';

/** The revisions of a list, the redline between any two of them, and whether the names are still those that were circulated. */
@Controller('office/lists/:list')
@UseGuards(OfficeGuard)
@Needs('readLists')
export class RevisionsController {
  constructor(private readonly desk: Desk, private readonly revisions: Revisions, private readonly book: NameBook, private readonly labelling: LabelRevisionHandler) {}

  @Get('revisions')
  async all(@Param('list') id: string, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#page(request, reply, officer, id, {}, noErrors);
  }

  @Post('revisions')
  @Needs('editNames')
  async label(@Param('list') id: string, @Body() sent: Sent, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    if (onlySwitchesLanguage(request)) return this.#page(request, reply, officer, id, sent, noErrors);
    try {
      await this.desk.done(request, reply, officer, async () => {
        await this.labelling.execute({ listId: id, revision: wholeOf(one(sent, 'revision')), label: one(sent, 'label') }, officer.actor);
        return paths.revisions(id);
      });
    } catch (error) {
      await this.#page(request, reply, officer, id, sent, formErrors(error, this.desk.t(request)));
    }
  }

  @Get('redline')
  async redline(@Param('list') id: string, @Query() query: Sent, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const [opened, language, t] = [await this.desk.open(id), this.desk.language(request), this.desk.t(request)];
    const { all, from, to } = await this.revisions.between(id, { from: one(query, 'from'), to: one(query, 'to') });
    const called = (revision: number): string => all.find((one_) => one_.number === revision)?.label ?? '';
    await this.desk.send(request, reply, officer, 'redline', { title: t('revisions:redline', { from, to }) }, {
      ...listHead(opened, language), labels: [from, to].map((revision) => ({ number: revision, label: called(revision) })).filter(({ label }) => label),
      line: redlineView(all, from, to, opened, t, language),
    });
  }

  async #page(request: FastifyRequest, reply: FastifyReply, officer: SignedIn, id: string, sent: Sent, errors: FormErrors): Promise<void> {
    const [opened, language, t] = [await this.desk.open(id), this.desk.language(request), this.desk.t(request)];
    const all = await this.revisions.of(id);
    const lines = revisionLines(all, t);
    const frozen = all.find(({ hash }) => hash !== null);
    await this.desk.send(request, reply, officer, 'revisions', { title: t('revisions:title'), status: errors.status, again: paths.revisions(id) }, {
      ...listHead(opened, language), lines, errors, sent: { revision: one(sent, 'revision') || String(lines[0]?.number ?? ''), label: one(sent, 'label') },
      choices: lines.map(({ number, label }) => ({ value: String(number), text: label ? `${number} · ${label}` : String(number) })), mayLabel: may(officer.actor, 'editNames'),
      frozen: frozen ? { number: frozen.number, hash: frozen.hash, holds: listHash((await this.book.of(opened.list)).names) === frozen.hash } : null,
    });
  }
}
