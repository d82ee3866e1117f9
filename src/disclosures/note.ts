import type { Conference } from '../conferences/index.js';
import { stateName } from '../directory/index.js';
import type { List } from '../lists/index.js';
import { instantPair } from '../platform/dates.js';
import { direction, type Language, type Translate } from '../platform/i18n.js';
import type { GivenFacts, Said } from './disclosure.entity.js';
import type { OpenRequest } from './disclosure-box.js';

/** An answer as a note that can be printed, in one language: every text worded, so that the Office can print it in another than its own. */
export interface Note {
  lang: Language;
  dir: 'ltr' | 'rtl';
  title: string;
  rows: { label: string; lines: string[] }[];
  basis: string;
  names: { name: string; said: Said[] }[];
  others: Said[];
  foot: string[];
}

/** What concerns the State that asked stands in the head; the words on the names are those that every State is given. */
export function noteOf({ request, given }: { request: OpenRequest; given: GivenFacts }, { list, conference }: { list: List; conference: Conference }, t: Translate, lang: Language): Note {
  const { modality } = conference;
  const moment = (instant: string): string[] => {
    const { newYork, utc } = instantPair(instant, lang);
    return [t('common:newYork', { text: newYork }), t('common:utc', { text: utc })];
  };
  return {
    lang, dir: direction(lang), title: t('disclosures:note.subject'), basis: t('disclosures:answer.basis'),
    rows: [
      { label: t('disclosures:note.from'), lines: [modality.office[lang]] },
      { label: t('disclosures:note.to'), lines: [t('common:errors.of', { label: t('missions:mission'), text: stateName(given.iso2, lang) })] },
      { label: t('disclosures:note.conference'), lines: [conference.title[lang], modality.source.symbol] },
      { label: t('disclosures:note.list'), lines: [list.title[lang]] },
      { label: t('disclosures:note.request'), lines: [request.reference, ...(request.source.kind === 'noteVerbale' ? [request.source.reference] : [])] },
      { label: t('disclosures:note.state'), lines: moment(given.at) },
    ],
    names: given.names.map(({ name, words }) => ({ name, said: words[lang] })),
    others: given.others?.[lang] ?? [],
    foot: [t('disclosures:note.foot'), ...(lang === 'en' ? [] : [t('disclosures:note.courtesy')])],
  };
}
