import type { Language, Translate } from '../../platform/i18n.js';
import { columnWord, conferenceTables, reportTables, type WholeReport } from '../../reports/index.js';
import type { PublicList } from '../published.js';
import type { Conference } from '../../conferences/index.js';
import { paths } from './paths.js';

const anyWithheld = (tables: ReturnType<typeof reportTables>): boolean => tables.some(({ rows, total }) => [...rows, total].some(({ cells }) => cells.some(({ figure }) => figure === null)));

/** The report as its page, and as the annex to the final list. */
export function reportView({ document, hash }: NonNullable<PublicList['report']>, { modality }: Conference, language: Language, t: Translate) {
  const tables = reportTables(document, modality, language, t);
  return {
    tables,
    report: {
      hash, finalizedAt: document.finalizedAt, publishedAt: document.publishedAt, most: document.threshold - 1, objections: document.columns.includes('objected'),
      withheld: anyWithheld(tables),
    },
  };
}

export const reportPage = (conference: Conference, { key, title, report }: PublicList, language: Language, t: Translate) => ({
  ...reportView(report!, conference, language, t),
  heading: t('report:title'), list: title[language], conference: conference.title[language], conferenceHref: paths.conference(conference.slug),
  finalHref: paths.list(conference.slug, key, 'final'), csv: paths.reportFile(conference.slug, key, 'csv'), xlsx: paths.reportFile(conference.slug, key, 'xlsx'),
});

/** Columns that mean something else, or nothing, where one list alone is counted. */
const WIDER = ['applied', 'registered', 'proposed', 'final'];

/** The report of the whole conference, and the reports that it adds up. */
export function conferenceReportPage({ slug, title, modality }: Conference, whole: WholeReport, language: Language, t: Translate) {
  const { lists, registrations: { document, hash }, tables: { columns } } = whole;
  const tables = conferenceTables(whole, modality, language, t);
  return {
    tables, report: { most: document.threshold - 1, objections: columns.includes('objected'), withheld: anyWithheld(tables) },
    heading: t('report:whole.title'), conference: title[language], conferenceHref: paths.conference(slug), asOf: document.publishedAt,
    meanings: columns.map((column) => ({ word: columnWord(column, t), meaning: t(`report:${WIDER.includes(column) ? 'whole.' : ''}meaning.${column}`) })),
    parts: [...lists.map(({ key, title: words, report }) => ({ title: words[language], hash: report.hash, href: paths.report(slug, key) })), { title: t('report:whole.registrations'), hash, href: null }],
    csv: paths.wholeReportFile(slug, 'csv'), xlsx: paths.wholeReportFile(slug, 'xlsx'),
  };
}
