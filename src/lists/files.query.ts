import { Injectable } from '@nestjs/common';
import { stateName } from '../directory/index.js';
import type { Language, Translate } from '../platform/i18n.js';
import { Refused } from '../platform/refused.js';
import { toCsv, toXlsx, type Sheet } from './export/index.js';
import { onFinalList } from './finalize-list.handler.js';
import type { List } from './list.entity.js';
import { Lists } from './lists.js';
import { NameBook } from './name-book.js';

export interface ListFile {
  bytes: Buffer | string;
  type: string;
  name: string;
}

/** The proposed and the final list as files: name, place, category, acronym, city, website. No contact, no state of a name. */
@Injectable()
export class ListFiles {
  constructor(private readonly lists: Lists, private readonly book: NameBook) {}

  async make(list: List, which: 'proposed' | 'final', kind: 'csv' | 'xlsx', language: Language, t: Translate): Promise<ListFile> {
    const final = list.state === 'finalized' || list.state === 'noted';
    if (which === 'final' && !final) throw new Refused('final-list-not-final');
    const { modality } = await this.lists.conferenceOf(list);
    const label = new Map(modality.categories.map((category) => [category.id, category.label[language]]));
    const names = (await this.book.sorted(list, language)).filter(({ state }) => (which === 'final' ? onFinalList(state) : true));
    const sheet: Sheet = {
      title: list.title[language],
      header: ['name', 'country', 'category', 'acronym', 'city', 'website'].map((column) => t(`common:columns.${column}`)),
      rows: names.map((n) => [
        n.name, n.countryIso2 ? stateName(n.countryIso2, language) : n.countryText ? (list.placeLabels[n.countryText] ?? n.countryText) : null,
        n.category ? (label.get(n.category) ?? n.category) : null, n.acronym, n.city, n.website,
      ]),
    };
    const name = `list-${list.key}-${which}.${kind}`;
    return kind === 'csv'
      ? { bytes: toCsv(sheet), type: 'text/csv; charset=utf-8', name }
      : { bytes: await toXlsx(sheet), type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', name };
  }
}
