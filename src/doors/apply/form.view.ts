import { fieldsOf, missingFields, sections, type ApplicationForm, type FormField, type Section } from '../../applications/index.js';
import { orderedStates } from '../../directory/index.js';
import { languages } from '../../platform/i18n.js';
import { LANGUAGE_NAMES } from '../../platform/views.js';
import { noErrors, type FormErrors } from '../../platform/http/index.js';
import { paths } from './paths.js';
import type { Visit } from './entrance.js';

export interface FieldView {
  name: string;
  kind: FormField['kind'] | 'place';
  label: string;
  hint: string | null;
  value: string;
  items: { value: string; text: string }[];
  error: string | null;
  type?: string;
  dir?: string;
  autocomplete?: string;
}

/** Browsers fill in only what is meant so: what the applicant's own profile holds. */
const AUTOCOMPLETE: Partial<Record<string, string>> = { contactName: 'name', contactPhone: 'tel', website: 'url', country: 'off' };

/** The fields of one page of the form, from the table; what was typed stands in them. */
export function fieldViews({ application: { row, track, conference }, language, t }: Visit, section: Section, form: ApplicationForm, errors: FormErrors): FieldView[] {
  const { categories, hearingCategories } = conference.modality;
  return fieldsOf(track).filter((field) => field.section === section).map(({ name, kind, required, latin }) => ({
    name, kind: name === 'country' ? 'place' : kind,
    label: required ? t(`apply:field.${name}`) : t('apply:optional', { label: t(`apply:field.${name}`) }),
    hint: HINTED.has(name) ? t(`apply:hint.${name}`) : null,
    // Until another is chosen, letters are in the language in which the application was begun.
    value: form[name] || (name === 'letterLanguage' ? row.language : ''), error: errors.fields[name] ?? null,
    items: name === 'letterLanguage' ? languages.map((value) => ({ value, text: LANGUAGE_NAMES[value] }))
      : kind === 'choice' ? [...categories, ...hearingCategories].filter(({ id }) => track.categories.includes(id)).map(({ id, label }) => ({ value: id, text: label[language] }))
      : kind === 'yesNo' ? ['yes', 'no', ''].map((value) => ({ value, text: t(`apply:yesNo.${value || 'unsaid'}`) }))
        : name === 'country' ? orderedStates(language).map((state) => ({ value: state.name[language], text: '' })) : [],
    ...(latin || ['website', 'year', 'contactPhone', 'womenShare'].includes(name) ? { dir: 'ltr' } : {}),
    ...(name === 'contactPhone' ? { type: 'tel' } : {}), ...(AUTOCOMPLETE[name] ? { autocomplete: AUTOCOMPLETE[name] } : {}),
  }));
}

const HINTED = new Set(['name', 'latinName', 'country', 'website', 'year', 'registrationNumber', 'purpose', 'relevance', 'activities', 'headName', 'contactName', 'womenLed', 'womenShare', 'firstTime']);

/** How far each page of the form is. */
export function sectionViews({ application: { row, track, form }, t }: Visit): { section: Section; title: string; href: string; missing: number; begun: boolean }[] {
  const missing = new Set<string>(missingFields(form, track));
  return sections.map((section) => {
    const own = fieldsOf(track).filter((field) => field.section === section);
    return {
      section, title: t(`apply:section.${section}`), href: paths.section(row.id, section),
      missing: own.filter(({ name }) => missing.has(name)).length, begun: own.some(({ name }) => Boolean(form[name]?.trim())),
    };
  });
}

/** Everything that was answered, page by page, for the look before it is sent. */
export function answersView(visit: Visit): { title: string; href: string; rows: { name: string; key: string; value: string; missing: boolean }[] }[] {
  const { application: { row, track, form }, t } = visit;
  const missing = new Set<string>(missingFields(form, track));
  return sections.map((section) => ({
    title: t(`apply:section.${section}`), href: paths.section(row.id, section),
    rows: fieldViews(visit, section, form, noErrors).map(({ name, kind, value, items }) => ({
      name, key: t(`apply:field.${name}`), missing: missing.has(name),
      value: kind === 'tick' ? (value === 'yes' ? t('apply:yesNo.yes') : '') : kind === 'choice' || kind === 'yesNo' ? (items.find((item) => item.value === value)?.text ?? '') : value,
    })),
  }));
}
