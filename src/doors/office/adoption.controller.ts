import { Body, Controller, Get, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isAdopted } from '../../../workflows/adoption.js';
import { Conferences } from '../../conferences/index.js';
import { AdoptModalityHandler, type Adoption } from '../../lists/index.js';
import type { SignedIn } from '../../officers/index.js';
import { onlySwitchesLanguage } from '../../platform/http/index.js';
import type { Translate } from '../../platform/i18n.js';
import { Refused } from '../../platform/refused.js';
import { Proposals } from '../../proposals/index.js';
import { Needs } from '../needs.js';
import type { Preview } from './acts/act.js';
import { Desk, type OfficeLanguage } from './desk.js';
import { InParts, noErrors, one, readForm, withErrors, type Field, type FormErrors, type Sent, type SentFile } from './forms.js';
import { MODALITY_FILE, modalityErrors, modalityIn } from './modality-file.js';
import { modalityView } from './modality.view.js';
import { OfficeGuard, SignedInOfficer } from './office.guard.js';
import { paths } from './paths.js';
import { Uploads } from './uploads.js';

/** That the resolution of a conference which was opened early is adopted, as it was announced: one officer proposes, another approves. */
@Controller('office/conferences/:slug/adoption')
@UseGuards(OfficeGuard)
@Needs('adoptModality')
export class AdoptionController {
  constructor(
    private readonly desk: Desk, private readonly conferences: Conferences, private readonly proposals: Proposals, private readonly adopting: AdoptModalityHandler,
    private readonly uploads: Uploads,
  ) {}

  @Get()
  async ask(@Param('slug') slug: string, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#form(slug, request, reply, officer, {}, noErrors);
  }

  /** Proposes at once what was announced; a file that says more is looked at first. */
  @Post()
  @InParts()
  async propose(@Param('slug') slug: string, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { sent, file } = await readForm(request, officer, MODALITY_FILE);
    if (onlySwitchesLanguage(request)) return this.#form(slug, request, reply, officer, sent, noErrors);
    await this.#orForm(slug, request, reply, officer, sent, async () => {
      if (!file) return this.#propose(slug, request, reply, officer, sent);
      // What is wrong with the file is said before it is kept.
      await this.adopting.preview({ slug, ...asked(sent), modality: modalityIn(file) });
      sent['upload'] = await this.uploads.keep(officer, file);
      await this.#check(slug, request, reply, officer, sent, file);
    });
  }

  @Post('confirm')
  async confirm(@Param('slug') slug: string, @Body() sent: Sent, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#orForm(slug, request, reply, officer, sent, async () => {
      const file = await this.uploads.take(officer, one(sent, 'upload'));
      if (onlySwitchesLanguage(request)) return this.#check(slug, request, reply, officer, sent, file);
      await this.#propose(slug, request, reply, officer, sent, file);
    });
  }

  async #propose(slug: string, request: FastifyRequest, reply: FastifyReply, officer: SignedIn, sent: Sent, file?: SentFile): Promise<void> {
    await this.desk.done(request, reply, officer, async () => {
      const command = { slug, ...asked(sent), ...(file ? { modality: modalityIn(file) } : {}) };
      const { id } = await this.proposals.propose('adoptModality', { command, reason: one(sent, 'proposalReason') }, officer.actor);
      if (file) await this.uploads.drop(officer, one(sent, 'upload'));
      return paths.proposal(id);
    });
  }

  async #orForm(slug: string, request: FastifyRequest, reply: FastifyReply, officer: SignedIn, sent: Sent, act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      await this.#form(slug, request, reply, officer, sent, modalityErrors(error, this.desk.t(request)));
    }
  }

  async #check(slug: string, request: FastifyRequest, reply: FastifyReply, officer: SignedIn, sent: Sent, file: SentFile): Promise<void> {
    const [t, language] = [this.desk.t(request), this.desk.language(request)];
    const preview = adoptionPreview(await this.adopting.preview({ slug, ...asked(sent), modality: modalityIn(file) }), t, language);
    const kept = ['upload', 'symbol', 'adopted'].map((name): Field => ({ kind: 'hidden', name, label: '', value: one(sent, name) }));
    await this.desk.send(request, reply, officer, 'modality-check', { title: t('office:adoption.check'), again: paths.confirmAdoption(slug) }, {
      errors: noErrors, fields: [...kept, reasonField(sent, t)], action: paths.confirmAdoption(slug), back: paths.adoption(slug), preview,
    });
  }

  async #form(slug: string, request: FastifyRequest, reply: FastifyReply, officer: SignedIn, sent: Sent, errors: FormErrors): Promise<void> {
    const { modality } = await this.conferences.bySlug(slug);
    const { symbol, adopted } = modality.source;
    if (isAdopted(modality)) throw new Refused('resolution-adopted', { symbol, adopted: adopted! });
    const t = this.desk.t(request);
    const fields: Field[] = [
      { kind: 'text', name: 'symbol', label: t('office:adoption.symbol'), hint: t('office:adoption.symbolHint'), value: one(sent, 'symbol') },
      { kind: 'date', name: 'adopted', label: t('office:adoption.adopted'), value: one(sent, 'adopted') },
      { kind: 'file', name: 'file', label: t('office:adoption.file'), hint: t('office:adoption.fileHint'), value: '', accept: '.json' },
      reasonField(sent, t),
    ];
    await this.desk.send(request, reply, officer, 'form', { title: t('office:adoption.title'), status: errors.status, again: paths.adoption(slug) }, {
      fields: withErrors(fields, errors), errors, action: paths.adoption(slug), button: t('office:adoption.button'), back: paths.conference(slug), files: true,
    });
  }
}

const asked = (sent: Sent): { symbol: string; adopted: string } => ({ symbol: one(sent, 'symbol'), adopted: one(sent, 'adopted') });

const reasonField = (sent: Sent, t: Translate): Field => (
  { kind: 'textarea', name: 'proposalReason', label: t('office:proposals.reasonAsk'), hint: t('office:adoption.hint'), value: one(sent, 'proposalReason') }
);

/** What an adoption makes hold, for whoever proposes or approves it. */
export const adoptionPreview = ({ conference, modality, differs }: Adoption, t: Translate, language: OfficeLanguage): Preview => ({
  modality: modalityView(modality, t, language),
  effects: [
    { label: t('office:newConference.name'), text: conference.title[language] }, { label: t('office:adoption.symbol'), text: modality.source.symbol }, { label: t('office:adoption.adopted'), text: modality.source.adopted! },
    { label: t('office:adoption.differs'), text: differs.join(', ') || t('office:none') },
  ],
  warnings: [t('office:adoption.warning')],
});
