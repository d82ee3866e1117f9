import type { Modality } from '../../workflows/modality.js';
import type { WholeColumn } from '../../workflows/conference-report.js';
import type { ReportColumn } from '../../workflows/report.js';
import type { Sheet } from '../lists/index.js';
import type { Language, Translate } from '../platform/i18n.js';
import type { WholeReport } from './reports.js';

type Column = ReportColumn | WholeColumn;
type Figures = Partial<Record<Column, number | null>>;
/** What is published of a list, of those who register, or of a whole conference. */
interface Tables {
  columns: readonly Column[];
  total: Figures;
  groups: (Figures & { key: string })[];
  categories: (Figures & { key: string })[];
}

export interface ReportCell {
  column: Column;
  word: string;
  /** null where the figure is withheld; there is none where nothing of the kind is counted. */
  figure?: number | null;
}

const HELD = 'other';
const OFFICE_ONLY: readonly Column[] = ['eligible', 'takenBack'];

/** What a column is called; two of them only the Office sees. */
export const columnWord = (column: Column, t: Translate): string => t(`${OFFICE_ONLY.includes(column) ? 'report-desk' : 'report'}:column.${column}`);

/** Figures of one row, in the order of the columns. */
const reportCells = (columns: readonly Column[], row: Figures, t: Translate): ReportCell[] => columns.map((column) => (
  { column, word: columnWord(column, t), ...(row[column] === undefined ? {} : { figure: row[column] }) }
));

/** The two tables of a report in words, each with the same total. */
export function reportTables({ columns, total, groups, categories }: Tables, { categories: listed, hearingCategories }: Modality, language: Language, t: Translate) {
  const cells = (row: Figures): ReportCell[] => reportCells(columns, row, t);
  const group = (key: string): string => t(key === HELD ? 'report:other.group' : `report:states.${key}`);
  const category = (key: string): string => [...listed, ...hearingCategories].find(({ id }) => id === key)?.label[language] ?? t('report:other.category');
  const last = { label: t('report:total'), cells: cells(total) };
  return [
    { title: t('report:groups'), of: t('report:group'), rows: groups.map((row) => ({ label: group(row.key), cells: cells(row) })), total: last },
    { title: t('report:categories'), of: t('report:category'), rows: categories.map((row) => ({ label: category(row.key), cells: cells(row) })), total: last },
  ];
}

/** The tables of a whole conference: before the others one by list and track. */
export function conferenceTables({ lists, registrations, tables: whole }: WholeReport, modality: Modality, language: Language, t: Translate) {
  const cells = (row: Figures): ReportCell[] => reportCells(whole.columns, row, t);
  const rows = [
    ...lists.map(({ title, report }) => ({ label: title[language], cells: cells(report.document.total) })),
    ...registrations.document.tracks.map((row) => ({ label: modality.tracks.find(({ key }) => key === row.key)!.title[language], cells: cells(row) })),
  ];
  return [{ title: t('report:whole.tracks'), of: t('report:whole.track'), rows, total: { label: t('report:total'), cells: cells(whole.total) } }, ...reportTables(whole, modality, language, t)];
}

/** The same as one sheet; the total stands once. */
export function reportSheet(tables: ReturnType<typeof reportTables>, title: string, t: Translate): Sheet {
  const texts = (cells: ReportCell[]): string[] => cells.map(({ figure }) => (figure === null ? t('report:withheld') : String(figure ?? '')));
  const { total } = tables[0]!;
  return {
    title, header: ['', '', ...total.cells.map(({ word }) => word)],
    rows: [...tables.flatMap(({ of, rows }) => rows.map(({ label, cells }) => [of, label, ...texts(cells)])), [total.label, '', ...texts(total.cells)]],
  };
}
