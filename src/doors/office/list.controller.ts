import { Controller, Get, Param, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isOver } from '../../../workflows/list-phase.js';
import { stateName } from '../../directory/index.js';
import { BalanceQuery, DeliveriesQuery, Lists, RetentionQuery, Revisions, silenceRuns } from '../../lists/index.js';
import { may, type SignedIn } from '../../officers/index.js';
import { Records } from '../../records/index.js';
import { ReportMisdirectionHandler } from '../../missions/index.js';
import { Acts } from './acts/acts.js';
import { balanceView } from './balance.view.js';
import { Needs } from '../needs.js';
import { Desk } from './desk.js';
import { listHead } from './list.view.js';
import { OfficeGuard, SignedInOfficer } from './office.guard.js';
import { NameBook } from '../../lists/index.js';
import { sendReceipt } from '../receipt.js';
import { timelineView } from './timeline.view.js';

/** The pages that show a list as a whole: state and next steps, balance, timeline. */
@Controller('office/lists/:list')
@UseGuards(OfficeGuard)
@Needs('readLists')
export class ListController {
  constructor(
    private readonly desk: Desk, private readonly lists: Lists, private readonly acts: Acts, private readonly balance: BalanceQuery,
    private readonly records: Records, private readonly deliveries: DeliveriesQuery, private readonly misdirections: ReportMisdirectionHandler,
    private readonly book: NameBook, private readonly revisions: Revisions, private readonly retention: RetentionQuery,
  ) {}

  @Get()
  async overview(@Param('list') id: string, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const [opened, language, now] = [await this.desk.open(id), this.desk.language(request), this.desk.now()];
    const { list } = opened;
    const told = list.state !== 'draft' && list.circulatedAt !== null;
    const family = list.state === 'withdrawn' ? [] : await this.lists.family(list);
    const related = family.filter((one) => one.id !== id).map((one) => ({ id: one.id, title: one.title[language], state: one.state, addendum: one.addendumTo !== null }));
    const register = told ? await this.deliveries.register(list) : [];
    await this.desk.send(request, reply, officer, 'list', { title: list.title[language] }, {
      ...listHead(opened, language),
      sizes: await this.lists.sizes(id),
      periods: await this.lists.periods(id),
      frozen: await this.revisions.frozen(id),
      running: silenceRuns(list, now),
      keptUntil: this.retention.until(list, opened.conference),
      told,
      // Whose key is gone has nothing left to destroy.
      over: isOver(list.state) && this.retention.until(list, opened.conference) !== null,
      codesAsked: opened.conference.modality.linkCode.asked && may(officer.actor, 'keepCodes'),
      unserved: register.filter(({ served }) => !served).map(({ iso2 }) => stateName(iso2, language)),
      misdirections: (await this.misdirections.open(id)).length,
      related,
      mayCorrect: may(officer.actor, 'correctAssembly'),
      // One addendum is drafted at a time: the draft stands among the addenda.
      steps: this.acts.steps({ ...opened, now }).filter((act) => may(officer.actor, act.may)).map((act) => act.id).filter((act) => act !== 'addendum' || !related.some(({ state }) => state === 'draft')),
    });
  }

  @Get('balance')
  async shares(@Param('list') id: string, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const [opened, language, t] = [await this.desk.open(id), this.desk.language(request), this.desk.t(request)];
    const balance = await this.balance.of(opened.list);
    await this.desk.send(request, reply, officer, 'balance', { title: t('office:balance.title') }, {
      ...listHead(opened, language), total: balance.total, charts: balanceView(balance, opened.conference.modality, t, language),
    });
  }

  @Get('timeline')
  @Needs('readTimeline')
  async timeline(@Param('list') id: string, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const [opened, language, t] = [await this.desk.open(id), this.desk.language(request), this.desk.t(request)];
    const { byId } = await this.book.of(opened.list);
    await this.desk.send(request, reply, officer, 'timeline', { title: t('office:timeline.title') }, {
      ...listHead(opened, language), entries: timelineView(id, await this.records.timeline(id), t, language, (nominationId) => byId.get(nominationId)?.name ?? nominationId),
    });
  }

  /** What opens a confidential entry to whoever verifies the record: what was done, for which State, and by which officer. */
  @Get('timeline/:entry/receipt')
  @Needs('readTimeline')
  async receipt(@Param('list') id: string, @Param('entry') entry: string, @Res() reply: FastifyReply): Promise<void> {
    await sendReceipt(reply, await this.records.receipt(id, entry));
  }
}
