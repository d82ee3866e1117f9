import type { Modality, Track } from '../../workflows/modality.js';
import { resolveState } from '../directory/index.js';
import { isLanguage } from '../platform/i18n.js';
import { checkName, type NameFault } from '../platform/names.js';
import type { Fault } from '../platform/refused.js';
import { isWebAddress, withScheme } from '../platform/web-address.js';

export const sections = ['organization', 'work', 'people', 'consent'] as const;
export type Section = (typeof sections)[number];

export type FieldName =
  | 'name' | 'latinName' | 'acronym' | 'country' | 'city' | 'region' | 'website' | 'registrationNumber' | 'year' | 'category'
  | 'purpose' | 'relevance' | 'activities' | 'headName' | 'headTitle' | 'contactName' | 'contactPhone' | 'letterLanguage'
  | 'womenLed' | 'womenShare' | 'firstTime' | 'consent';

/** What was typed, field by field, kept as typed until it is read. */
export type ApplicationForm = Partial<Record<FieldName, string>>;

export interface FormField {
  name: FieldName;
  section: Section;
  kind: 'line' | 'text' | 'choice' | 'yesNo' | 'tick';
  required: boolean;
  /** Most characters (code points). */
  most: number;
  /** Written in Latin letters. */
  latin?: true;
}

const line = (name: FieldName, section: Section, most: number, required = false, more: Partial<FormField> = {}): FormField => ({ name, section, kind: 'line', required, most, ...more });

/** The form, once: pages, checks, API and the check page are made from it. Optional stays optional. */
export const fields: readonly FormField[] = [
  line('name', 'organization', 500, true),
  line('latinName', 'organization', 500, false, { latin: true }),
  line('acronym', 'organization', 60),
  line('category', 'organization', 60, true, { kind: 'choice' }),
  line('country', 'organization', 120, true),
  line('city', 'organization', 200),
  line('region', 'organization', 200),
  line('website', 'organization', 500),
  line('year', 'organization', 60),
  line('registrationNumber', 'organization', 100),
  line('purpose', 'work', 3_000, true, { kind: 'text' }),
  line('relevance', 'work', 3_000, true, { kind: 'text' }),
  line('activities', 'work', 3_000, false, { kind: 'text' }),
  line('headName', 'people', 200, true),
  line('headTitle', 'people', 200),
  line('contactName', 'people', 200, true),
  line('contactPhone', 'people', 60),
  line('letterLanguage', 'people', 60, false, { kind: 'choice' }),
  line('womenLed', 'people', 60, false, { kind: 'yesNo' }),
  line('womenShare', 'people', 60),
  line('firstTime', 'people', 60, false, { kind: 'yesNo' }),
  line('consent', 'consent', 60, true, { kind: 'tick' }),
];

/** The fields that a track asks for: one without categories does not ask for one. */
export const fieldsOf = (track: Track): FormField[] => fields.filter(({ name }) => name !== 'category' || track.categories.length > 0);

/** Fields that must be there and are not. */
export const missingFields = (form: ApplicationForm, track: Track): FieldName[] =>
  fieldsOf(track).filter(({ name, required }) => required && !form[name]?.trim()).map(({ name }) => name);

/** The place of the organization: a Member State by any of its names, else the place as typed. */
export function placeOf({ country = '' }: ApplicationForm): { countryIso2: string | null; countryText: string | null } {
  const iso2 = resolveState(country);
  return iso2 ? { countryIso2: iso2, countryText: null } : { countryIso2: null, countryText: country.trim() || null };
}

const LATIN = /^[\p{Script=Latin}\p{N}\p{P}\p{S}\p{Zs}\p{M}]*$/u;
/** What may have several lines may have tabs too. */
const textFault = (text: string, kind: FormField['kind']): NameFault | null => {
  const { fault } = checkName(kind === 'text' ? text.replace(/\r?\n|\t/g, ' ') : text);
  return fault === 'name-empty' || fault === 'name-too-long' ? null : fault;
};

/** What is wrong with what was typed, whether or not the form is complete yet. */
export function formFaults(form: ApplicationForm, track: Track, now: string): Fault[] {
  const faults: Fault[] = [];
  for (const { name, kind, most, latin } of fieldsOf(track)) {
    const value = form[name]?.trim() ?? '';
    if (!value) continue;
    const fault = (rule: string, params: Fault['params'] = {}): void => void faults.push({ field: name, rule, params });
    if ([...value].length > most) { fault('text-too-long', { most }); continue; }
    const broken = textFault(value, kind);
    if (broken) { fault(broken, { at: checkName(value).at, length: [...value].length }); continue; }
    if (latin && !LATIN.test(value)) fault('latin-only');
    if (kind === 'yesNo' && !['yes', 'no'].includes(value)) fault('choice-unknown', { value });
    if (kind === 'tick' && value !== 'yes') fault('choice-unknown', { value });
    if (name === 'letterLanguage' && !isLanguage(value)) fault('choice-unknown', { value: value.slice(0, 60) });
    if (name === 'category' && !track.categories.includes(value)) fault('choice-unknown', { value: value.slice(0, 60) });
    if (name === 'website' && !isWebsite(value)) fault('website-shape', { value: value.slice(0, 80) });
    if (name === 'year' && (!/^\d{4}$/.test(value) || Number(value) < 1000 || value > now.slice(0, 4))) fault('year-shape', { value });
    if (name === 'womenShare' && (!/^\d{1,3}$/.test(value) || Number(value) > 100)) fault('percentage-shape', { value });
  }
  return faults;
}

/** With or without the scheme; a host has a dot, so that a word alone is no address. */
const isWebsite = (text: string): boolean => isWebAddress(withScheme(text)) && /\p{L}\.\p{L}/u.test(text);

/** The track of a conference by its key; null where the modality has none of that name. */
export const trackOf = (modality: Modality, key: string): Track | null => modality.tracks.find((track) => track.key === key) ?? null;
