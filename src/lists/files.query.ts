import { Injectable } from '@nestjs/common';
import { isFinal } from '../../workflows/list-phase.js';
import type { Conference } from '../conferences/index.js';
import { stateName } from '../directory/index.js';
import type { Language, Translate } from '../platform/i18n.js';
import { Refused } from '../platform/refused.js';
import { toCsv, toXlsx, type Sheet } from './export/index.js';
import { headingOf, type Column } from './import/index.js';
import { placeName, type List } from './list.entity.js';
import { Lists } from './lists.js';
import { NameBook } from './name-book.js';
import { onFinalList, type Nomination } from './nomination.entity.js';

export interface ListFile {
  bytes: Buffer | string;
  type: string;
  name: string;
}

type Which = 'proposed' | 'final';
export type FileKind = 'csv' | 'xlsx';

const TYPES: Record<FileKind, string> = { csv: 'text/csv; charset=utf-8', xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' };

/** What a list tells of a name to those that may read it: name, place, category, acronym, city, website. No contact, no state of a name. */
const SHOWN = ['name', 'country', 'category', 'acronym', 'city', 'website'] as const satisfies Column[];
/** What the Office's own file holds besides: all that the import reads, so that a file comes back as it went. */
const KEPT = [...SHOWN, 'contactEmail', 'contactLanguage', 'womenLed'] as const satisfies Column[];

/** The proposed and the final list as files. */
@Injectable()
export class ListFiles {
  constructor(private readonly lists: Lists, private readonly book: NameBook) {}

  /** For States and whoever else may read the list: as on their pages, without names that were withdrawn. */
  make(list: List, which: Which, kind: FileKind, language: Language, t: Translate): Promise<ListFile> {
    return this.#file(list, which, kind, language, `list-${list.key}-${which}`, SHOWN, (column) => t(`common:columns.${column}`));
  }

  /** For the Office alone, as the file's name says too: with the contacts of the organizations, under the headings of the import. */
  makeForOffice(list: List, which: Which, kind: FileKind, language: Language): Promise<ListFile> {
    return this.#file(list, which, kind, language, `list-${list.key}-${which}-office`, KEPT, headingOf);
  }

  /** The final list and those of its addenda that are final, one after another, with what States may read; each name says where it stands. */
  async makeWithAddenda(list: List, kind: FileKind, language: Language, t: Translate): Promise<ListFile> {
    const addenda = (await this.lists.family(list)).filter(({ addendumTo, finalizedAt }) => addendumTo === list.id && finalizedAt !== null);
    const parts = await Promise.all([list, ...addenda].map(async (one) => (await this.#rows(one, 'final', language, SHOWN)).map((row) => [one.title[language], ...row])));
    const header = [t('common:columns.list'), ...SHOWN.map((column) => t(`common:columns.${column}`))];
    return fileOf({ title: list.title[language], header, rows: parts.flat() }, kind, `list-${list.key}-final-with-addenda`);
  }

  async #file<C extends Column>(list: List, which: Which, kind: FileKind, language: Language, title: string, columns: readonly C[], heading: (column: C) => string): Promise<ListFile> {
    return fileOf({ title: list.title[language], header: columns.map(heading), rows: await this.#rows(list, which, language, columns) }, kind, title);
  }

  async #rows(list: List, which: Which, language: Language, columns: readonly Column[]): Promise<(string | null)[][]> {
    if (which === 'final' && !isFinal(list.state)) throw new Refused('final-list-not-final');
    const conference = await this.lists.conferenceOf(list);
    const shared = columns === SHOWN;
    const names = (await this.book.sorted(list, language)).filter(({ state }) => (which === 'final' ? onFinalList(state) : !shared || state !== 'withdrawn'));
    return names.map((name) => columns.map((column) => cell(name, column, list, conference, language)));
  }
}

/** What is said of such a file when it is sent. */
export const headOf = (kind: FileKind, title: string): Omit<ListFile, 'bytes'> => ({ type: TYPES[kind], name: `${title}.${kind}` });

/** A sheet as a file of one kind. */
export async function fileOf(sheet: Sheet, kind: FileKind, title: string): Promise<ListFile> {
  return { bytes: kind === 'csv' ? toCsv(sheet) : await toXlsx(sheet), ...headOf(kind, title) };
}

function cell(name: Nomination, column: Column, list: List, { modality }: Conference, language: Language): string | null {
  switch (column) {
    case 'country': return name.countryIso2 ? stateName(name.countryIso2, language) : name.countryText && placeName(list, name.countryText);
    case 'category': return name.category && (modality.categories.find(({ id }) => id === name.category)?.label[language] ?? name.category);
    case 'womenLed': return name.womenLed === null ? null : name.womenLed ? 'yes' : 'no';
    case 'name': case 'acronym': case 'city': case 'website': case 'contactEmail': case 'contactLanguage': return name[column];
  }
}
