import { Body, Controller, Get, Param, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isUnderWay, takesService } from '../../../workflows/list-phase.js';
import { DeliveriesQuery, SettleMisdirectionHandler, silenceRuns } from '../../lists/index.js';
import { ReportMisdirectionHandler } from '../../missions/index.js';
import { may, type SignedIn } from '../../officers/index.js';
import { Refused } from '../../platform/refused.js';
import { deliveryLines, shortLabel, STANDINGS, summaryOf } from './deliveries.view.js';
import { Needs } from '../needs.js';
import { Desk } from './desk.js';
import { one, type Sent } from './forms.js';
import { listHead } from './list.view.js';
import { OfficeGuard, SignedInOfficer } from './office.guard.js';
import { paths } from './paths.js';

/** What became of the letters: progress, the register by Mission, one Mission. */
@Controller('office/lists/:list')
@UseGuards(OfficeGuard)
@Needs('readDeliveries')
export class DeliveriesController {
  constructor(private readonly desk: Desk, private readonly deliveries: DeliveriesQuery, private readonly misdirections: ReportMisdirectionHandler, private readonly settling: SettleMisdirectionHandler) {}

  /** Loads itself again every five seconds while letters wait; the link does the same by hand. */
  @Get('progress')
  async progress(@Param('list') id: string, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const opened = await this.desk.open(id);
    const missions = await this.deliveries.counts(id, 'missions');
    const organizations = await this.deliveries.counts(id, 'organizations');
    const waiting = missions.queued + missions.deferred + organizations.queued + organizations.deferred;
    if (waiting) void reply.header('refresh', '5');
    await this.desk.send(request, reply, officer, 'progress', { title: this.desk.t(request)('office:progress.title') }, {
      ...listHead(opened, this.desk.language(request)), missions, organizations, waiting,
    });
  }

  @Get('deliveries')
  async register(@Param('list') id: string, @Query() query: Sent, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const [opened, language, t] = [await this.desk.open(id), this.desk.language(request), this.desk.t(request)];
    const lines = deliveryLines(await this.deliveries.register(opened.list), language, t);
    const standing = STANDINGS.find((known) => known === one(query, 'standing')) ?? null;
    const misdirected = new Set((await this.misdirections.open(id)).map(({ iso2 }) => iso2));
    await this.desk.send(request, reply, officer, 'deliveries', { title: t('office:deliveries.title') }, {
      ...listHead(opened, language), standing: standing ?? '', total: lines.length,
      standings: STANDINGS.map((value) => ({ value, text: t(`office:standing.${value}`) })),
      short: { label: shortLabel(opened.conference, t), asked: opened.conference.modality.silence.leastAfterService !== undefined, states: lines.filter(({ short }) => short).map(({ state }) => state) },
      summary: summaryOf(lines), mayServe: may(officer.actor, 'service') && takesService(opened.list.state),
      mayLose: may(officer.actor, 'letterLost') && isUnderWay(opened.list.state),
      lines: lines.filter((line) => !standing || line.standings.includes(standing)).map((line) => ({ ...line, misdirected: misdirected.has(line.iso2) })),
    });
  }

  @Get('deliveries/:iso2')
  async mission(@Param('list') id: string, @Param('iso2') iso2: string, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const [opened, language, t] = [await this.desk.open(id), this.desk.language(request), this.desk.t(request)];
    const line = deliveryLines(await this.deliveries.register(opened.list), language, t).find((known) => known.iso2 === iso2);
    if (!line) throw new Refused('page-unknown');
    await this.desk.send(request, reply, officer, 'delivery', { title: line.state }, {
      ...listHead(opened, language), line, reports: (await this.misdirections.open(id)).filter((report) => report.iso2 === iso2),
      mayHold: may(officer.actor, 'letterLost'),
      mayServe: may(officer.actor, 'service') && takesService(opened.list.state),
      mayTakeBack: may(officer.actor, 'service') && isUnderWay(opened.list.state),
      mayLose: may(officer.actor, 'letterLost') && isUnderWay(opened.list.state),
      mayResend: may(officer.actor, 'resendElsewhere') && silenceRuns(opened.list, this.desk.now()),
    });
  }

  @Post('misdirections/:report/settle')
  @Needs('settleMisdirection')
  async settle(
    @Param('list') id: string, @Param('report') report: string, @Body() sent: Sent, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.desk.done(request, reply, officer, async () => {
      await this.settling.execute({ id: report, listId: id, reached: one(sent, 'reached') === 'strangers' ? 'strangers' : 'mission' }, officer.actor);
      return paths.deliveries(id);
    });
  }
}
