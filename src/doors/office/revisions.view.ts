import { contentFields, namesAt, redlineOf, valueOf, type ContentField, type ListRevision, type NameContent } from '../../lists/index.js';
import type { Translate } from '../../platform/i18n.js';
import type { OfficeLanguage, OpenList } from './desk.js';
import { categoryOf, placeOf } from './list.view.js';

/** One line for each revision, the newest first. */
export const revisionLines = (revisions: ListRevision[], t: Translate) => revisions.map(({ number, at, officer, act, changes, hash, label }) => ({
  number, at, hash, label, who: officer ?? (act === 'organization.withdrew' ? t('revisions:organization') : ''), what: t(`office:acts.${act}`),
  added: changes.filter(({ before }) => !before).length, removed: changes.filter(({ after }) => !after).length, changed: changes.filter(({ before, after }) => before && after).length,
  /** The name, where the revision concerns one. */
  name: changes.length === 1 ? (changes[0]!.after ?? changes[0]!.before)!.name : null,
})).reverse();

export function redlineView(revisions: ListRevision[], from: number, to: number, { list, conference }: OpenList, t: Translate, language: OfficeLanguage) {
  const { added, removed, changed } = redlineOf(revisions, from, to);
  const compare = new Intl.Collator(language).compare;
  const line = (name: NameContent) => ({ name: name.name, acronym: name.acronym, place: placeOf(name, list.placeLabels, language), category: categoryOf(name.category, conference.modality, language) });
  const byName = <T extends { name: string }>(lines: T[]): T[] => lines.sort((a, b) => compare(a.name, b.name));
  const word = (name: NameContent, field: ContentField): string | null => {
    if (valueOf(name, field) === null) return null;
    if (field === 'country') return placeOf(name, list.placeLabels, language);
    if (field === 'category') return categoryOf(name.category, conference.modality, language) || name.category;
    return field === 'womenLed' ? t(name.womenLed ? 'revisions:yes' : 'revisions:no') : name[field];
  };
  return {
    before: namesAt(revisions, from).size, after: namesAt(revisions, to).size, added: byName(added.map(line)), removed: byName(removed.map(line)),
    changed: byName(changed.map(({ before, after, fields, contact }) => ({
      ...line(after), contact, fields: contentFields.filter((field) => fields.includes(field)).map((field) => ({ label: t(`revisions:field.${field}`), before: word(before, field), after: word(after, field) })),
    }))),
  };
}
