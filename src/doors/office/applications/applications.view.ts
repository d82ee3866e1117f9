import { checklistOf, fieldsOf, queueFilters, reasons, sections, type Application, type Judgement, type OpenApplication, type QueuedApplication, type QueueFilter } from '../../../applications/index.js';
import type { Conference } from '../../../conferences/index.js';
import { stateName } from '../../../directory/index.js';
import { isLanguage, languages, type Language, type Translate } from '../../../platform/i18n.js';
import { LANGUAGE_NAMES } from '../../../platform/views.js';
import { paragraphIn } from '../../../platform/paragraphs.js';
import type { OfficeLanguage } from '../desk.js';
import { one, type Option, type Sent } from '../forms.js';

const STATES = ['submitted', 'informationRequested', 'eligible', 'notEligible', 'withdrawn'] as const;

/** The filter as the address says it, so that it can be kept as a bookmark and passed on. */
export const readFilter = (query: Sent): QueueFilter & Record<string, string> =>
  Object.fromEntries(queueFilters.flatMap((name) => { const value = one(query, name).trim().slice(0, 200); return value ? [[name, value]] : []; }));

/** Categories of lists and of hearings by their ids. */
export const categoriesOf = ({ modality }: Conference, language: OfficeLanguage): Option[] =>
  [...modality.categories, ...modality.hearingCategories].map(({ id, label }) => ({ value: id, text: label[language] }));

export const stateOptions = (t: Translate): Option[] => STATES.map((value) => ({ value, text: t(`office:applications.state.${value}`) }));
export const trackOptions = ({ modality }: Conference, t: Translate, language: OfficeLanguage): Option[] => modality.tracks.map(({ key, paragraph, title }) => ({ value: key, text: t('common:errors.of', { label: paragraphIn(language, paragraph), text: title[language] }) }));
export const reasonOptions = (t: Translate): Option[] => reasons.map((value) => ({ value, text: t(`apply:reason.${value}`) }));

/** In which language an officer wrote, as chosen on the form; each is called by its own name. */
export const textLanguages: Option[] = languages.map((value) => ({ value, text: LANGUAGE_NAMES[value] }));
export const textLanguage = (sent: Sent): Language | null => { const chosen = one(sent, 'textLanguage'); return isLanguage(chosen) ? chosen : null; };

export const placeOf = ({ countryIso2, countryText }: Pick<Application, 'countryIso2' | 'countryText'>, language: OfficeLanguage): string =>
  (countryIso2 ? stateName(countryIso2, language) : (countryText ?? ''));

/** One line of the queue. */
export function queueLine(row: QueuedApplication, conference: Conference, officers: Map<string, string>, language: OfficeLanguage) {
  return {
    id: row.id, name: row.name, place: placeOf(row, language), state: row.state, submittedAt: row.submittedAt,
    category: categoriesOf(conference, language).find(({ value }) => value === row.category)?.text ?? '',
    paragraph: paragraphIn(language, conference.modality.tracks.find(({ key }) => key === row.track)?.paragraph ?? row.track),
    assignee: row.assigneeId ? (officers.get(row.assigneeId) ?? '') : '', recommended: row.context.recommended,
  };
}

/** What the applicant typed, page by page. */
export function answers({ track, form, conference }: OpenApplication, t: Translate, language: OfficeLanguage): { title: string; rows: { key: string; value: string }[] }[] {
  return sections.map((section) => ({
    title: t(`apply:section.${section}`),
    rows: fieldsOf(track).filter((field) => field.section === section && form[field.name]?.trim()).map(({ name, kind }) => ({
      key: t(`apply:field.${name}`),
      value: name === 'letterLanguage' ? LANGUAGE_NAMES[form[name] as Language] : kind === 'yesNo' || kind === 'tick' ? t(`apply:yesNo.${form[name]}`) : kind === 'choice' ? (categoriesOf(conference, language).find(({ value }) => value === form[name])?.text ?? form[name]!) : form[name]!,
    })),
  }));
}

export const checklist = ({ row, track }: OpenApplication, t: Translate): { value: string; text: string; checked: boolean }[] =>
  checklistOf(track).map((point) => ({ value: point, text: t(`office:applications.checklist.${point}`), checked: row.screening.checked.includes(point) }));

export const judgement = (given: Judgement | null, t: Translate) =>
  given && { outcome: given.outcome, word: t(`office:applications.outcome.${given.outcome}`), reason: given.reason ? t(`apply:reason.${given.reason}`) : null, text: given.text, language: given.language ?? null, officer: given.officer, at: given.at };
