import { Body, Controller, Get, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { checkModality } from '../../../workflows/modality.check.js';
import { modalities } from '../../../workflows/modalities/index.js';
import type { Modality } from '../../../workflows/modality.js';
import { Conferences, modalityFaults } from '../../conferences/index.js';
import type { SignedIn } from '../../officers/index.js';
import { formErrors, onlySwitchesLanguage } from '../../platform/http/index.js';
import { refuseFields, Refused } from '../../platform/refused.js';
import { Proposals } from '../../proposals/index.js';
import { sendFile } from '../files.js';
import { Needs } from '../needs.js';
import { conferenceFields, titleOf } from './conferences.controller.js';
import { Desk } from './desk.js';
import { InParts, noErrors, one, readForm, withErrors, type Field, type FormErrors, type Sent, type SentFile } from './forms.js';
import { MODALITY_FILE, modalityErrors, modalityIn } from './modality-file.js';
import { modalityView } from './modality.view.js';
import { OfficeGuard, SignedInOfficer } from './office.guard.js';
import { paths } from './paths.js';
import { Uploads } from './uploads.js';

/** A conference under a modality of one's own: a file that is checked whole, what it decides, and then a proposal to the other officer. */
@Controller('office/conferences')
@UseGuards(OfficeGuard)
@Needs('publishModality')
export class ModalityController {
  constructor(private readonly desk: Desk, private readonly conferences: Conferences, private readonly proposals: Proposals, private readonly uploads: Uploads) {}

  @Get('new/modality')
  async ask(@SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#ask(request, reply, officer, noErrors);
  }

  @Post('new/modality')
  @InParts()
  async look(@SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { sent, file } = await readForm(request, officer, MODALITY_FILE);
    if (onlySwitchesLanguage(request)) return this.#ask(request, reply, officer, noErrors);
    await this.#orAsk(request, reply, officer, async () => {
      if (!file) throw refuseFields([{ field: 'file', rule: 'file-missing' }]);
      const modality = checked(file);
      sent['upload'] = await this.uploads.keep(officer, file);
      await this.#check(request, reply, officer, { file, modality, sent }, noErrors);
    });
  }

  @Post('new/modality/confirm')
  async propose(@Body() sent: Sent, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#orAsk(request, reply, officer, async () => {
      const upload = one(sent, 'upload');
      const file = await this.uploads.take(officer, upload);
      const modality = checked(file);
      if (onlySwitchesLanguage(request)) return this.#check(request, reply, officer, { file, modality, sent }, noErrors);
      try {
        await this.desk.done(request, reply, officer, async () => {
          const command = { slug: one(sent, 'slug').trim(), title: titleOf(sent), modality };
          const { id } = await this.proposals.propose('publishModality', { command, reason: one(sent, 'proposalReason') }, officer.actor);
          await this.uploads.drop(officer, upload);
          return paths.proposal(id);
        });
      } catch (error) {
        await this.#check(request, reply, officer, { file, modality, sent }, formErrors(error, this.desk.t(request)));
      }
    });
  }

  /** A modality that ships, to begin a new one with. */
  @Get('new/modality/:id')
  async shipped(@Param('id') id: string, @Res() reply: FastifyReply): Promise<void> {
    const modality = modalities.find((shipped) => shipped.id === id);
    if (!modality) throw new Refused('page-unknown');
    await sendModality(reply, modality);
  }

  @Get(':slug/modality')
  @Needs('readLists')
  async ofConference(@Param('slug') slug: string, @Res() reply: FastifyReply): Promise<void> {
    await sendModality(reply, (await this.conferences.bySlug(slug)).modality);
  }

  async #orAsk(request: FastifyRequest, reply: FastifyReply, officer: SignedIn, act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      await this.#ask(request, reply, officer, modalityErrors(error, this.desk.t(request)));
    }
  }

  async #ask(request: FastifyRequest, reply: FastifyReply, officer: SignedIn, errors: FormErrors): Promise<void> {
    const [t, language] = [this.desk.t(request), this.desk.language(request)];
    await this.desk.send(request, reply, officer, 'modality-file', { title: t('office:ownModality.title'), status: errors.status, again: paths.newModality }, {
      errors, shipped: modalities.map(({ id, source }) => ({ href: paths.shippedModality(id), text: t('common:errors.of', { label: source.symbol, text: source.title[language] }) })),
    });
  }

  async #check(
    request: FastifyRequest, reply: FastifyReply, officer: SignedIn, { file, modality, sent }: { file: SentFile; modality: Modality; sent: Sent }, errors: FormErrors,
  ): Promise<void> {
    const t = this.desk.t(request);
    const fields: Field[] = [
      { kind: 'hidden', name: 'upload', label: '', value: one(sent, 'upload') }, ...conferenceFields(sent, t),
      { kind: 'textarea', name: 'proposalReason', label: t('office:proposals.reasonAsk'), hint: t('office:proposals.reasonHint'), value: one(sent, 'proposalReason') },
    ];
    await this.desk.send(request, reply, officer, 'modality-check', { title: t('office:ownModality.check'), status: errors.status, again: paths.confirmModality }, {
      errors, fields: withErrors(fields, errors), action: paths.confirmModality, back: paths.newModality,
      preview: { effects: [{ label: t('office:import.file'), text: file.name }], modality: modalityView(modality, t, this.desk.language(request)), warnings: [] },
    });
  }
}

/** The modality that a file holds, or every fault of it at once. */
function checked(file: SentFile): Modality {
  const document = modalityIn(file);
  const faults = modalityFaults(checkModality(document));
  if (faults.length) throw refuseFields(faults);
  return document as Modality;
}

const sendModality = (reply: FastifyReply, modality: Modality): Promise<void> =>
  sendFile(reply, { bytes: `${JSON.stringify(modality, null, 2)}\n`, type: 'application/json; charset=utf-8', name: `${modality.id}.json` });
