import { Injectable } from '@nestjs/common';
import { columnWord, PublishFiguresHandler, reportTables } from '../../../reports/index.js';
import { paths } from '../paths.js';
import { Act, type Preview, type Scene } from './act.js';

/** The figures on objections of a final list, which the modality keeps with the Office unless two officers publish them. */
@Injectable()
export class PublishFiguresAct extends Act {
  readonly id = 'publish-figures';
  readonly may = 'publishFigures' as const;

  constructor(private readonly handler: PublishFiguresHandler) {
    super();
  }

  /** What is added to the report, as it would stand there: with what is withheld. */
  async preview({ t, list, conference, language, actor }: Scene): Promise<Preview> {
    const { columns, ...tables } = await this.handler.preview(list, actor);
    const added = columns.filter((column) => column === 'objected' || column === 'withdrawn');
    const [groups, categories] = reportTables({ ...tables, columns: added }, conference.modality, language, t) as [ReturnType<typeof reportTables>[number], ReturnType<typeof reportTables>[number]];
    const figures = ({ cells }: (typeof groups)['total']): string => cells.map(({ word, figure }) => t('common:errors.of', { label: word, text: figure ?? t('report:withheld') })).join('; ');
    return {
      effects: [
        { label: t('report-desk:effect.columns'), text: added.map((column) => columnWord(column, t)).join(', ') },
        ...[groups, categories].map(({ title, rows }) => ({ label: title, lines: rows.map((row) => `${row.label} – ${figures(row)}`) })),
        { label: t('report-desk:effect.total'), text: figures(groups.total) },
      ],
      warnings: [t('office:act.publish-figures.warning')],
    };
  }

  override readonly doneAt = paths.report;
}
