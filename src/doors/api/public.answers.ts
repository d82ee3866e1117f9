import { registrationColumns, wholeColumns } from '../../../workflows/conference-report.js';
import { reportColumns } from '../../../workflows/report.js';
import { standing } from './applications.answers.js';
import { name, publicStatus } from './lists.answers.js';
import { day, each, either, instant, many, maybe, object, oneOf, said, text, whole } from './shape.js';

export const PublicConferenceAnswer = object({
  slug: text, title: text, symbol: text, adopted: maybe(day),
  lists: many(object({ key: text, ofKey: text, title: text, which: oneOf('proposed', 'final'), deadline: maybe(instant), finalizedAt: maybe(instant), names: many(name) })),
});

/** One figure for each column that is counted. */
const figures = <C extends string>(columns: readonly C[]) => each(columns, said(maybe(whole), 'Null where it is withheld.'));
const tables = <C extends string>(columns: readonly C[]) => {
  const rows = many(object({ key: text }, figures(columns)));
  return { total: object({}, figures(columns)), groups: rows, categories: rows };
};
const hash = said(text, 'SHA-256 of the document, which stands in the record.');
const published = { conference: text, publishedAt: instant, threshold: said(whole, 'Smaller figures are withheld.') };

export const ReportAnswer = object({
  report: object({ format: oneOf('nemcon-report/1'), ...published, list: text, number: whole, finalizedAt: instant, columns: many(oneOf(...reportColumns)), ...tables(reportColumns) }), hash,
});
export const ConferenceReportAnswer = object({
  registrations: object({ format: oneOf('nemcon-registrations/1'), ...published, tracks: many(object({ key: text }, figures(registrationColumns))), ...tables(registrationColumns) }), hash,
  reports: many(object({ list: text, hash })), whole: object({ columns: many(oneOf(...wholeColumns)), ...tables(wholeColumns) }),
});
export const StatusAnswer = either(object({ name: text, track: text, ...standing }), object({ name: text, list: text, status: publicStatus, finalizedAt: maybe(instant) }));
