import { Controller, Get, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { SignedIn } from '../../officers/index.js';
import type { Translate } from '../../platform/i18n.js';
import { Needs } from '../needs.js';
import { Desk } from './desk.js';
import { OfficeGuard, SignedInOfficer } from './office.guard.js';
import { paths } from './paths.js';

const DAYS = [
  { name: 'bounce', parts: ['1'] }, { name: 'held', parts: ['1'] }, { name: 'late', parts: ['1'] }, { name: 'misdirected', parts: ['1'] },
  { name: 'wrong', parts: ['1'] }, { name: 'failed', parts: ['1', '2', '3'] },
];

/** What the pages and buttons are called that the text speaks of: by the words that stand on them. */
const namesIn = (t: Translate): Record<string, string> => ({
  proposals: t('office:nav.proposals'), missions: t('office:nav.missions'), deliveries: t('office:deliveries.title'), objections: t('office:objections.title'), returned: t('office:returned.title'),
  ...Object.fromEntries(Object.entries({
    remind: 'remind', finalize: 'finalize', letterLost: 'letter-lost', resend: 'resend', service: 'service', extend: 'extend', override: 'override',
    withdrawName: 'withdraw-name', withdrawList: 'withdraw-list', addendum: 'addendum',
  }).map(([name, act]) => [name, t(`office:act.${act}.button`)])),
});

/** An officer's day, and what to do on six bad ones. */
@Controller('office/help')
@UseGuards(OfficeGuard)
@Needs('signedIn')
export class HelpController {
  constructor(private readonly desk: Desk) {}

  @Get()
  async page(@SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const t = this.desk.t(request);
    await this.desk.send(request, reply, officer, 'help', { title: t('help:title'), again: paths.help }, { days: DAYS, names: namesIn(t) });
  }
}
