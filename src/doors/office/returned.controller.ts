import { Controller, Get, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { MAX_MESSAGE, ReturnedLetters } from '../../lists/index.js';
import type { SignedIn } from '../../officers/index.js';
import { formErrors, onlySwitchesLanguage } from '../../platform/http/index.js';
import { withQuery } from '../form.js';
import { Needs } from '../needs.js';
import { Desk } from './desk.js';
import { InParts, noErrors, one, readForm, sha256, withErrors, type Field, type FormErrors, type Sent } from './forms.js';
import { OfficeGuard, SignedInOfficer } from './office.guard.js';
import { paths } from './paths.js';

/** A message that came back to the Office's mailbox: it leads to the page on which an officer enters that the letter did not arrive. */
@Controller('office/returned')
@UseGuards(OfficeGuard)
@Needs('letterLost')
export class ReturnedController {
  constructor(private readonly desk: Desk, private readonly returned: ReturnedLetters) {}

  @Get()
  async ask(@SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#form(request, reply, officer, {}, noErrors);
  }

  @Post()
  @InParts()
  async read(@SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { sent, file } = await readForm(request, officer, { bytes: MAX_MESSAGE, files: 1 });
    if (onlySwitchesLanguage(request)) return this.#form(request, reply, officer, sent, noErrors);
    try {
      const message = file?.bytes ?? Buffer.from(one(sent, 'message'));
      await this.desk.done(request, reply, officer, async () => {
        const { listId, letterId, reason } = await this.returned.find(message, officer.actor);
        return withQuery(paths.act(listId, 'letter-lost'), { letter: letterId, reason });
      }, { besides: sha256(message) });
    } catch (error) {
      await this.#form(request, reply, officer, sent, formErrors(error, this.desk.t(request)));
    }
  }

  async #form(request: FastifyRequest, reply: FastifyReply, officer: SignedIn, sent: Sent, errors: FormErrors): Promise<void> {
    const t = this.desk.t(request);
    const fields: Field[] = [
      { kind: 'file', name: 'file', label: t('office:returned.file'), hint: t('office:returned.fileHint'), value: '', accept: '.eml' },
      { kind: 'textarea', name: 'message', label: t('office:returned.message'), hint: t('office:returned.messageHint'), value: one(sent, 'message') },
    ];
    await this.desk.send(request, reply, officer, 'form', { title: t('office:returned.title'), status: errors.status, again: paths.returned }, {
      fields: withErrors(fields, errors), errors, lede: t('office:returned.lede'), action: paths.returned, button: t('office:returned.button'), back: paths.home, files: true,
    });
  }
}
