import { Body, Controller, Get, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { resolveState } from '../../../directory/index.js';
import { may, type SignedIn } from '../../../officers/index.js';
import { formErrors, onlySwitchesLanguage, wordsOf } from '../../../platform/http/index.js';
import { refuseFields } from '../../../platform/refused.js';
import { headingsOf, ImportRegisterHandler, registerKinds, Registers } from '../../../registers/index.js';
import { Needs } from '../../needs.js';
import { Desk } from '../desk.js';
import { InParts, noErrors, one, readForm, type FormErrors, type Sent, type SentFile } from '../forms.js';
import { OfficeGuard, SignedInOfficer } from '../office.guard.js';
import { paths } from '../paths.js';
import { Uploads } from '../uploads.js';
import { editionsView, findingsView } from './registers.view.js';

const FAULTS_SHOWN = 200;

/** The registers that applications are held against: looked up, and brought in as dated editions after a look at what a file holds. */
@Controller('office/registers')
@UseGuards(OfficeGuard)
@Needs('readApplications')
export class RegistersController {
  constructor(private readonly desk: Desk, private readonly registers: Registers, private readonly importing: ImportRegisterHandler, private readonly uploads: Uploads) {}

  @Get()
  async all(@Query() query: Sent, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const [t, language] = [this.desk.t(request), this.desk.language(request)];
    const [name, country] = [one(query, 'name').slice(0, 500), one(query, 'country').slice(0, 120)];
    const findings = name.trim() ? findingsView(await this.registers.say({ names: [name], place: resolveState(country) ?? (country.trim() || null) }), t, language) : null;
    await this.desk.send(request, reply, officer, 'registers/all', { title: t('registers:title') }, {
      kinds: editionsView(await this.registers.editions(), t), keeps: may(officer.actor, 'keepRegisters'), name, country, findings,
    });
  }

  @Get('import')
  @Needs('keepRegisters')
  async ask(@SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#form(request, reply, officer, {}, noErrors);
  }

  @Post('import')
  @InParts()
  @Needs('keepRegisters')
  async preview(@SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { sent, file: fresh } = await readForm(request, officer);
    if (onlySwitchesLanguage(request) && !one(sent, 'upload')) return this.#form(request, reply, officer, sent, noErrors);
    await this.#orForm(request, reply, officer, sent, async () => {
      const file = fresh ?? (one(sent, 'upload') ? await this.uploads.take(officer, one(sent, 'upload')) : null);
      if (!file) throw refuseFields([{ field: 'file', rule: 'file-missing' }]);
      const { kind, rows, faults, unused } = await this.importing.check(asked(sent, file));
      const t = this.desk.t(request);
      if (fresh) sent['upload'] = await this.uploads.keep(officer, fresh);
      const before = new Set(await this.registers.names(kind));
      const now = new Set(rows.map(({ name }) => name));
      await this.desk.send(request, reply, officer, 'registers/preview', { title: t('registers:preview'), again: paths.registersImport }, {
        kind, kindTitle: t(`registers:kind.${kind}`), asOf: one(sent, 'asOf'), file: file.name, upload: one(sent, 'upload'), entries: rows.length, unused,
        known: before.size, added: [...now].filter((name) => !before.has(name)).length, gone: [...before].filter((name) => !now.has(name)).length,
        faulty: faults.length, shown: FAULTS_SHOWN, faults: faults.slice(0, FAULTS_SHOWN).map((fault) => ({ line: fault.row, column: fault.field, text: wordsOf(fault, t) })),
      });
    });
  }

  @Post('import/confirm')
  @Needs('keepRegisters')
  async confirm(@Body() sent: Sent, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#orForm(request, reply, officer, sent, async () => {
      await this.desk.done(request, reply, officer, async () => {
        const upload = one(sent, 'upload');
        await this.importing.execute(asked(sent, await this.uploads.take(officer, upload)), officer.actor);
        await this.uploads.drop(officer, upload);
        return paths.registers;
      });
    });
  }

  async #orForm(request: FastifyRequest, reply: FastifyReply, officer: SignedIn, sent: Sent, act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      await this.#form(request, reply, officer, sent, formErrors(error, this.desk.t(request)));
    }
  }

  async #form(request: FastifyRequest, reply: FastifyReply, officer: SignedIn, sent: Sent, errors: FormErrors): Promise<void> {
    const t = this.desk.t(request);
    await this.desk.send(request, reply, officer, 'registers/import', { title: t('registers:import'), status: errors.status, again: paths.registersImport }, {
      errors, kind: one(sent, 'kind'), asOf: one(sent, 'asOf'), kinds: registerKinds.map((kind) => ({ value: kind, text: t(`registers:kind.${kind}`) })),
      columns: registerKinds.map((kind) => ({ title: t(`registers:kind.${kind}`), headings: headingsOf(kind).join(', ') })),
    });
  }
}

const asked = (sent: Sent, { name, bytes }: SentFile) => ({ kind: one(sent, 'kind'), asOf: one(sent, 'asOf').trim(), file: name, bytes });
