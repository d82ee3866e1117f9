import { Controller, Get, Param, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { completeTables, type ReportColumn, type ReportFigures } from '../../../workflows/report.js';
import { fileOf } from '../../lists/index.js';
import { may, type SignedIn } from '../../officers/index.js';
import { Refused } from '../../platform/refused.js';
import { Reports, reportSheet, reportTables, type ReportCell, type ReportDocument } from '../../reports/index.js';
import { sendFile } from '../files.js';
import { Needs } from '../needs.js';
import { Desk } from './desk.js';
import { listHead } from './list.view.js';
import { OfficeGuard, SignedInOfficer } from './office.guard.js';

/** All figures of a list that became final, beside what is published of them. They tell of objections: for those who may read these. */
@Controller('office/lists/:list/report')
@UseGuards(OfficeGuard)
@Needs('readObjections')
export class OfficeReportController {
  constructor(private readonly desk: Desk, private readonly reports: Reports) {}

  @Get()
  async page(@Param('list') id: string, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const [opened, language, t] = [await this.desk.open(id), this.desk.language(request), this.desk.t(request)];
    const { modality, slug } = opened.conference;
    const published = await this.reports.published(id);
    const figures = await this.#figures(id, officer);
    const objections = published?.document.columns.includes('objected') ?? false;
    await this.desk.send(request, reply, officer, 'report', { title: t('report-desk:title') }, {
      ...listHead(opened, language), published,
      tables: figures && published ? withMarks(figures, published.document, reportTables(completeTables(figures), modality, language, t)) : null,
      publicHref: modality.disclosure.finalNames.public === 'no' ? null : `/c/${slug}/${encodeURIComponent(opened.list.key)}/report`,
      rule: t(`report-desk:rule.${objections && modality.report.objections === 'twoOfficers' ? 'published' : modality.report.objections}`),
      mayPublish: figures !== null && !objections && modality.report.objections === 'twoOfficers' && may(officer.actor, 'publishFigures'),
    });
  }

  @Get('figures.csv')
  async csv(@Param('list') id: string, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const [{ list, conference }, language, t] = [await this.desk.open(id), this.desk.language(request), this.desk.t(request)];
    const tables = reportTables(completeTables(await this.reports.complete(id, officer.actor)), conference.modality, language, t);
    await sendFile(reply, await fileOf(reportSheet(tables, t('report-desk:title'), t), 'csv', `report-${list.key}-office`));
  }

  /** None before the list is final, and none once its key is destroyed. */
  async #figures(id: string, { actor }: SignedIn): Promise<ReportFigures | null> {
    try {
      return await this.reports.complete(id, actor);
    } catch (error) {
      if (error instanceof Refused && ['report-missing', 'key-destroyed'].includes(error.rule)) return null;
      throw error;
    }
  }
}

/** Marks what the public does not get: a figure, or a whole column. */
function withMarks({ groups, categories }: ReportFigures, document: ReportDocument, tables: ReturnType<typeof reportTables>) {
  const public_ = [groups.map((key) => document.groups.find((row) => row.key === key)), categories.map((key) => document.categories.find((row) => row.key === key))];
  const marked = (cells: ReportCell[], row: ReportDocument['total'] = {}) => cells.map((cell) => (
    cell.column in row ? { ...cell, kept: row[cell.column as ReportColumn] === null } : { ...cell, word: `${cell.word} *` }
  ));
  return tables.map((table, side) => ({
    ...table, total: { ...table.total, cells: marked(table.total.cells, document.total) },
    rows: table.rows.map((row, at) => ({ ...row, cells: marked(row.cells, public_[side]![at]) })),
  }));
}
