import { resolveLanguage } from '../platform/languages.js';
import { refuseFields } from '../platform/refused.js';
import { rowTooWide } from '../platform/row-too-wide.js';
import type { MissionRow } from './change-missions.handler.js';

const HEADINGS: Record<'state' | 'address' | 'language', RegExp> = {
  state: /^(state|member state|country|mission|code|état|etat|état membre|pays)$/i,
  address: /^(address|e-?mail|e-?mail address|adresse|courriel)$/i,
  language: /^(language|langue)$/i,
};

/** A column of a list of organizations, whose addresses must never become those of Missions: whoever has the letter can object. */
const OF_ORGANIZATIONS = /^(name|organi[sz]ation|organi[sz]ation name|name of organi[sz]ation|category|acronym|women-led|nom|nom de l.organisation|catégorie|categorie|sigle)$/i;

/** The rows of a Missions file by its headings, whatever door it came through; a file without the columns is refused. */
export function missionRows({ header, rows }: { header: string[]; rows: { line: number; cells: string[] }[] }): MissionRow[] {
  const at = (column: keyof typeof HEADINGS): number => header.findIndex((heading) => HEADINGS[column].test(heading.trim()));
  const [state, address, language] = [at('state'), at('address'), at('language')];
  if (state < 0 || address < 0) {
    throw refuseFields([{ field: 'file', rule: 'missions-columns-missing', params: { found: header.join(', ').slice(0, 300) } }]);
  }
  const foreign = header.find((heading) => OF_ORGANIZATIONS.test(heading.trim()));
  if (foreign) throw refuseFields([{ field: 'file', rule: 'missions-file-foreign', params: { column: foreign } }]);
  const wide = rows.flatMap((row) => rowTooWide(header, row));
  if (wide.length) throw refuseFields(wide);
  return rows.map(({ line, cells }) => {
    const written = language < 0 ? '' : (cells[language]?.trim() ?? '');
    return { row: line, state: cells[state]?.trim() ?? '', address: cells[address]?.trim() ?? '', language: resolveLanguage(written) ?? written };
  });
}
