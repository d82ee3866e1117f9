import { Body, Controller, Get, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isAdopted } from '../../../workflows/adoption.js';
import { Conferences } from '../../conferences/index.js';
import type { SignedIn } from '../../officers/index.js';
import { formErrors, onlySwitchesLanguage, statusOf } from '../../platform/http/index.js';
import { Refused } from '../../platform/refused.js';
import { Proposals } from '../../proposals/index.js';
import { Needs } from '../needs.js';
import { Desk } from './desk.js';
import { noErrors, one, withErrors, type Field, type FormErrors, type Sent } from './forms.js';
import { OfficeGuard, SignedInOfficer } from './office.guard.js';
import { paths } from './paths.js';

/** That the resolution of a conference which was opened early is adopted, as it was announced: one officer proposes, another approves. */
@Controller('office/conferences/:slug/adoption')
@UseGuards(OfficeGuard)
@Needs('adoptModality')
export class AdoptionController {
  constructor(private readonly desk: Desk, private readonly conferences: Conferences, private readonly proposals: Proposals) {}

  @Get()
  async ask(@Param('slug') slug: string, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#form(slug, request, reply, officer, {}, noErrors, 200);
  }

  @Post()
  async propose(@Param('slug') slug: string, @Body() sent: Sent, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    if (onlySwitchesLanguage(request)) return this.#form(slug, request, reply, officer, sent, noErrors, 200);
    try {
      await this.desk.done(request, reply, officer, async () => {
        const command = { slug, symbol: one(sent, 'symbol'), adopted: one(sent, 'adopted') };
        return paths.proposal((await this.proposals.propose('adoptModality', { command, reason: one(sent, 'proposalReason') }, officer.actor)).id);
      });
    } catch (error) {
      await this.#form(slug, request, reply, officer, sent, formErrors(error, this.desk.t(request)), statusOf((error as Refused).rule));
    }
  }

  async #form(slug: string, request: FastifyRequest, reply: FastifyReply, officer: SignedIn, sent: Sent, errors: FormErrors, status: number): Promise<void> {
    const { modality } = await this.conferences.bySlug(slug);
    const { symbol, adopted } = modality.source;
    if (isAdopted(modality)) throw new Refused('resolution-adopted', { symbol, adopted: adopted! });
    const t = this.desk.t(request);
    const fields: Field[] = [
      { kind: 'text', name: 'symbol', label: t('office:adoption.symbol'), hint: t('office:adoption.symbolHint'), value: one(sent, 'symbol') },
      { kind: 'date', name: 'adopted', label: t('office:adoption.adopted'), value: one(sent, 'adopted') },
      { kind: 'textarea', name: 'proposalReason', label: t('office:proposals.reasonAsk'), hint: t('office:adoption.hint'), value: one(sent, 'proposalReason') },
    ];
    await this.desk.send(request, reply, officer, 'form', { title: t('office:adoption.title'), status, again: paths.adoption(slug) }, {
      fields: withErrors(fields, errors), errors, action: paths.adoption(slug), button: t('office:adoption.button'), back: paths.conference(slug),
    });
  }
}
