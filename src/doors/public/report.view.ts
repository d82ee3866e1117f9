import type { Language, Translate } from '../../platform/i18n.js';
import type { PublicList } from '../published.js';
import { reportTables } from '../report.view.js';
import type { Conference } from '../../conferences/index.js';
import { paths } from './paths.js';

/** The report as its page, and as the annex to the final list. */
export function reportView({ document, hash }: NonNullable<PublicList['report']>, { modality }: Conference, language: Language, t: Translate) {
  const tables = reportTables(document, modality, language, t);
  return {
    tables,
    report: {
      hash, finalizedAt: document.finalizedAt, publishedAt: document.publishedAt, most: document.threshold - 1, objections: document.columns.includes('objected'),
      withheld: tables.some(({ rows, total }) => [...rows, total].some(({ cells }) => cells.some(({ figure }) => figure === null))),
    },
  };
}

export const reportPage = (conference: Conference, { key, title, report }: PublicList, language: Language, t: Translate) => ({
  ...reportView(report!, conference, language, t),
  heading: t('report:title'), list: title[language], conference: conference.title[language], conferenceHref: paths.conference(conference.slug),
  finalHref: paths.list(conference.slug, key, 'final'), csv: paths.reportCsv(conference.slug, key),
});
