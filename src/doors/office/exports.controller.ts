import { Controller, Get, Param, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isFinal } from '../../../workflows/list-phase.js';
import { fileOf, ListFiles, Lists, NameBook, onFinalList, type Nomination } from '../../lists/index.js';
import type { SignedIn } from '../../officers/index.js';
import { Refused } from '../../platform/refused.js';
import { Reports, reportSheet, reportTables } from '../../reports/index.js';
import { sendFile } from '../files.js';
import { Needs } from '../needs.js';
import { Desk, type OfficeLanguage, type OpenList } from './desk.js';
import { listHead, nameLine } from './list.view.js';
import { OfficeGuard, SignedInOfficer } from './office.guard.js';

type Which = 'proposed' | 'final';

/** The proposed and the final list as files, the Office's own and as others may read them, and as a page to print; what lies between them, for the Office. */
@Controller('office/lists/:list')
@UseGuards(OfficeGuard)
@Needs('readLists')
export class ExportsController {
  constructor(private readonly desk: Desk, private readonly lists: Lists, private readonly book: NameBook, private readonly files: ListFiles, private readonly reports: Reports) {}

  @Get('export')
  async choose(@Param('list') id: string, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const opened = await this.desk.open(id);
    await this.desk.send(request, reply, officer, 'exports', { title: this.desk.t(request)('office:exports.title') }, {
      ...listHead(opened, this.desk.language(request)), final: isFinal(opened.list.state),
      annex: (await this.reports.published(id)) !== null, addenda: (await this.lists.family(opened.list)).some(({ addendumTo, finalizedAt }) => addendumTo === id && finalizedAt !== null),
    });
  }

  @Get('export/:file')
  async file(@Param('list') id: string, @Param('file') file: string, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const [opened, language, t] = [await this.desk.open(id), this.desk.language(request), this.desk.t(request)];
    const [, which, shared, format] = /^(proposed|final)(?:(-shared|-addenda|-annex)?\.(csv|xlsx))?$/.exec(file) ?? [];
    if (!which || (which === 'final' && !isFinal(opened.list.state)) || (which !== 'final' && ['-addenda', '-annex'].includes(shared!))) throw new Refused('page-unknown');
    const report = which === 'final' ? await this.reports.published(id) : null;
    const tables = report && reportTables(report.document, opened.conference.modality, language, t);
    const [what, kind] = [which as Which, format as 'csv' | 'xlsx' | undefined];
    if (kind && shared === '-annex') {
      if (!tables) throw new Refused('page-unknown');
      return sendFile(reply, await fileOf(reportSheet(tables, t('report:annex'), t), kind, `list-${opened.list.key}-annex`));
    }
    if (kind) {
      return sendFile(reply, await (shared === '-addenda' ? this.files.makeWithAddenda(opened.list, kind, language, t) : shared
        ? this.files.make(opened.list, what, kind, language, t) : this.files.makeForOffice(opened.list, what, kind, language)));
    }
    const names = await this.#names(opened, what, language);
    await this.desk.send(request, reply, officer, 'export-page', { title: opened.list.title[language] }, {
      ...listHead(opened, language), which, tables, most: report && report.document.threshold - 1, lines: names.map((n) => nameLine(n, opened, language)),
    });
  }

  /** Which names fell and how: for the Office alone, because it tells of objections. */
  @Get('difference')
  @Needs('readObjections')
  async difference(@Param('list') id: string, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const [opened, language] = [await this.desk.open(id), this.desk.language(request)];
    if (!isFinal(opened.list.state)) throw new Refused('page-unknown');
    const proposed = await this.#names(opened, 'proposed', language);
    const fallen = proposed.filter(({ state }) => !onFinalList(state)).map((n) => nameLine(n, opened, language));
    await this.desk.send(request, reply, officer, 'difference', { title: this.desk.t(request)('office:difference.title') }, {
      ...listHead(opened, language), proposed: proposed.length, final: proposed.length - fallen.length, fallen,
    });
  }

  async #names({ list }: OpenList, which: Which, language: OfficeLanguage): Promise<Nomination[]> {
    const names = await this.book.sorted(list, language);
    return which === 'final' ? names.filter(({ state }) => onFinalList(state)) : names;
  }
}
