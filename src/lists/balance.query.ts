import { Injectable } from '@nestjs/common';
import { regionalGroup, regionalGroups } from '../directory/index.js';
import type { List } from './list.entity.js';
import { Lists } from './lists.js';
import { NameBook } from './name-book.js';

export interface Share {
  /** Id of the regional group or category; `other` where it is not stated or not a Member State. */
  id: string;
  names: number;
}

/** Balance of a list under para. 6: equitable geographical representation and participation of women. */
export interface Balance {
  total: number;
  groups: Share[];
  categories: Share[];
  /** Organizations reported as led by women, among those that reported. */
  women: { led: number; notLed: number; notReported: number };
}

@Injectable()
export class BalanceQuery {
  constructor(private readonly lists: Lists, private readonly book: NameBook) {}

  async of(list: List): Promise<Balance> {
    const { modality } = await this.lists.conferenceOf(list);
    const { names } = await this.book.of(list);
    const shares = (ids: string[], of: (n: (typeof names)[number]) => string | null): Share[] =>
      [...ids, 'other'].map((id) => ({ id, names: names.filter((n) => (of(n) ?? 'other') === id).length }));
    return {
      total: names.length,
      groups: shares([...regionalGroups], (n) => (n.countryIso2 ? regionalGroup(n.countryIso2) : null)),
      categories: shares(modality.categories.map(({ id }) => id), (n) => n.category),
      women: {
        led: names.filter((n) => n.womenLed === true).length,
        notLed: names.filter((n) => n.womenLed === false).length,
        notReported: names.filter((n) => n.womenLed === null).length,
      },
    };
  }
}
