import { orderedStates } from '../../directory/index.js';
import { readName, type Column, type NewName, type Nomination } from '../../lists/index.js';
import { languages, type Translate } from '../../platform/i18n.js';
import type { OfficeLanguage, OpenList } from './desk.js';
import { one, type Field, type Sent } from './forms.js';

/** What a form for one name holds. `country` is a Member State's code, `countryText` any other place in the Office's words. */
export const sentOf = (n: Nomination): Sent => ({
  name: n.name, acronym: n.acronym ?? '', country: n.countryIso2 ?? '', countryText: n.countryText ?? '', category: n.category ?? '', website: n.website ?? '',
  city: n.city ?? '', contactEmail: n.contactEmail ?? '', contactLanguage: n.contactLanguage ?? '', womenLed: n.womenLed === null ? '' : n.womenLed ? 'yes' : 'no',
});

/** Names are kept as typed; everything else is read as an import reads it. */
export function nameOf(sent: Sent, { conference }: OpenList): NewName {
  const texts = Object.fromEntries((['name', 'acronym', 'category', 'website', 'city', 'contactEmail', 'contactLanguage', 'womenLed'] as Column[])
    .map((column) => [column, one(sent, column)]));
  return readName({ ...texts, country: one(sent, 'country') || one(sent, 'countryText') }, conference.modality.categories);
}

export function nameFields(sent: Sent, { conference }: OpenList, t: Translate, language: OfficeLanguage): Field[] {
  const text = (name: string, hint = false): Field => ({
    kind: 'text', name, label: t(`office:name.${name}`), value: one(sent, name), ...(hint ? { hint: t(`office:name.${name}Hint`) } : {}),
  });
  const empty = { value: '', text: t('office:name.notStated') };
  return [
    text('name', true), text('acronym'),
    { kind: 'select', name: 'country', label: t('office:name.country'), value: one(sent, 'country'), options: [empty, ...orderedStates(language).map(({ iso2, name }) => ({ value: iso2, text: name[language] }))] },
    text('countryText', true), text('city'),
    { kind: 'select', name: 'category', label: t('office:name.category'), value: one(sent, 'category'), options: [empty, ...conference.modality.categories.map(({ id, label }) => ({ value: id, text: label[language] }))] },
    text('website'),
    { ...text('contactEmail', true), kind: 'email' },
    { kind: 'select', name: 'contactLanguage', label: t('office:name.contactLanguage'), value: one(sent, 'contactLanguage'), options: [empty, ...languages.map((value) => ({ value, text: t(`office:language.${value}`) }))] },
    {
      kind: 'radios', name: 'womenLed', label: t('office:name.womenLed'), hint: t('office:name.womenLedHint'), value: one(sent, 'womenLed'),
      options: [{ value: 'yes', text: t('office:name.yes') }, { value: 'no', text: t('office:name.no') }, { value: '', text: t('office:name.unknown') }],
    },
  ];
}
