import { LOOK_ALIKE_NAMES, type CheckedImport } from '../../lists/index.js';
import { wordsOf } from '../../platform/http/index.js';
import type { Translate } from '../../platform/i18n.js';
import type { OfficeLanguage, OpenList } from './desk.js';
import { categoryOf, placeOf } from './list.view.js';

/** Rows shown of each kind; the counts speak of all. */
const SHOWN = 200;

/** What a file would add, row by row: faults and remarks stand beside the row that they are of. */
export function importView({ accepted, refused, unused, compared }: CheckedImport, { list, conference }: OpenList, t: Translate, language: OfficeLanguage): Record<string, unknown> {
  const remarked = accepted.filter(({ remarks, flags }) => remarks.length + flags.length > 0);
  const plain = accepted.filter(({ remarks, flags }) => remarks.length + flags.length === 0);
  const line = ({ line: at, name, remarks, flags }: CheckedImport['accepted'][number]): Record<string, unknown> => ({
    line: at, name: name.name, place: placeOf(name, list.placeLabels, language), category: categoryOf(name.category, conference.modality, language),
    remarks: [...remarks.map((remark) => wordsOf(remark, t)), ...flags.map((flag) => t(`office:flag.${flag}`))],
  });
  return {
    accepted: accepted.length, refused: refused.length, remarked: remarked.length, unused, shown: SHOWN,
    mostCompared: LOOK_ALIKE_NAMES,
    lookAlikes: compared && accepted.filter(({ remarks }) => remarks.some(({ rule }) => rule.startsWith('looks-like'))).length,
    unknownPlaces: accepted.filter(({ remarks }) => remarks.some(({ rule }) => rule === 'place-not-member')).length,
    rows: [...remarked, ...plain].slice(0, SHOWN).map(line),
    faulty: refused.slice(0, SHOWN).map(({ line: at, cells, problems }) => ({
      line: at, text: cells.filter(Boolean).join(' · ').slice(0, 160), problems: problems.map((problem) => wordsOf(problem, t)),
    })),
  };
}
