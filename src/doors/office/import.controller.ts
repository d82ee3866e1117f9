import { Body, Controller, Get, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { checkRows, EditNamesHandler, Lists, NameBook, tableIn, type CheckedImport } from '../../lists/index.js';
import type { SignedIn } from '../../officers/index.js';
import { formErrors, onlySwitchesLanguage } from '../../platform/http/index.js';
import { refuseFields, Refused } from '../../platform/refused.js';
import { Needs } from '../needs.js';
import { Desk, type OpenList } from './desk.js';
import { InParts, noErrors, one, readForm, type FormErrors, type Sent, type SentFile } from './forms.js';
import { importView } from './import.view.js';
import { listHead } from './list.view.js';
import { OfficeGuard, SignedInOfficer } from './office.guard.js';
import { paths } from './paths.js';
import { Uploads } from './uploads.js';

/** Names from a CSV or XLSX file: a preview that changes nothing, then all rows without a fault at once. */
@Controller('office/lists/:list/import')
@UseGuards(OfficeGuard)
@Needs('editNames')
export class ImportController {
  constructor(private readonly desk: Desk, private readonly lists: Lists, private readonly book: NameBook, private readonly edit: EditNamesHandler, private readonly uploads: Uploads) {}

  @Get()
  async ask(@Param('list') id: string, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#form(request, reply, officer, await this.desk.open(id), noErrors);
  }

  @Post()
  @InParts()
  async preview(@Param('list') id: string, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const opened = await this.desk.open(id);
    const { sent, file: fresh } = await readForm(request, officer);
    if (onlySwitchesLanguage(request) && !one(sent, 'upload')) return this.#form(request, reply, officer, opened, noErrors);
    await this.#orForm(request, reply, officer, opened, async () => {
      // The switch of languages shows the preview of the file that was sent before.
      const file = fresh ?? (one(sent, 'upload') ? await this.uploads.take(officer, one(sent, 'upload')) : null);
      if (!file) throw refuseFields([{ field: 'file', rule: 'file-missing' }]);
      const checked = await this.#check(opened, file);
      if (fresh) sent['upload'] = await this.uploads.keep(officer, fresh);
      await this.#preview(request, reply, officer, opened, { checked, file: file.name, upload: one(sent, 'upload') }, noErrors);
    });
  }

  @Post('confirm')
  async confirm(@Param('list') id: string, @Body() sent: Sent, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const opened = await this.desk.open(id);
    const upload = one(sent, 'upload');
    await this.#orForm(request, reply, officer, opened, async () => {
      try {
        await this.desk.done(request, reply, officer, async () => {
          const { accepted } = await this.#check(opened, await this.uploads.take(officer, upload));
          await this.edit.add({ listId: id, names: accepted.map(({ name }) => name), seen: Number(one(sent, 'seen')) }, officer.actor);
          await this.uploads.drop(officer, upload);
          return paths.names(id);
        });
      } catch (error) {
        if (!(error instanceof Refused) || error.rule !== 'list-changed') throw error;
        // The file is still here: what it would add to the list as it is now is one press from being added.
        const [now, file] = [await this.desk.open(id), await this.uploads.take(officer, upload)];
        await this.#preview(request, reply, officer, now, { checked: await this.#check(now, file), file: file.name, upload }, formErrors(error, this.desk.t(request)));
      }
    });
  }

  async #preview(
    request: FastifyRequest, reply: FastifyReply, officer: SignedIn, opened: OpenList, { checked, file, upload }: { checked: CheckedImport; file: string; upload: string }, errors: FormErrors,
  ): Promise<void> {
    const [t, language] = [this.desk.t(request), this.desk.language(request)];
    await this.desk.send(request, reply, officer, 'import-preview', { title: t('office:import.preview'), status: errors.status, again: paths.import(opened.list.id) }, {
      ...listHead(opened, language), errors, upload, file, ...importView(checked, opened, t, language),
    });
  }

  async #check({ list, conference }: OpenList, { bytes }: SentFile): Promise<CheckedImport> {
    if (list.state !== 'draft') throw new Refused('list-not-draft', { state: list.state });
    const checked = checkRows(await tableIn(bytes), { categories: conference.modality.categories, existing: await this.book.ofAll(await this.lists.family(list)) });
    if ('missing' in checked) throw refuseFields([{ field: 'file', rule: 'column-missing', params: { column: checked.missing, found: checked.found.join(', ').slice(0, 300) } }]);
    return checked;
  }

  async #orForm(request: FastifyRequest, reply: FastifyReply, officer: SignedIn, opened: OpenList, act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      await this.#form(request, reply, officer, opened, formErrors(error, this.desk.t(request)));
    }
  }

  async #form(request: FastifyRequest, reply: FastifyReply, officer: SignedIn, opened: OpenList, errors: FormErrors): Promise<void> {
    await this.desk.send(request, reply, officer, 'import', { title: this.desk.t(request)('office:import.title'), status: errors.status, again: paths.import(opened.list.id) }, {
      ...listHead(opened, this.desk.language(request)), errors,
    });
  }
}
