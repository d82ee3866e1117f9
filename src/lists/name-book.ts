import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { stateName, stateOrder } from '../directory/index.js';
import { folded } from '../platform/folded.js';
import type { Language } from '../platform/i18n.js';
import { Reader } from '../platform/reader.js';
import { selectRows } from '../platform/select.js';
import { NameOrder, type Places } from '../records/index.js';
import type { List } from './list.entity.js';
import { Nomination } from './nomination.entity.js';

export interface Book {
  version: number;
  names: Nomination[];
  byId: Map<string, Nomination>;
  sorted: Map<Language, Nomination[]>;
  /** What a search looks through, of each name that was searched, by language and id. */
  texts: Map<Language, Map<string, string>>;
}

export interface NameFilter {
  /** Words to find in name, acronym or city; case and accents do not count. */
  search?: string;
  /** ISO code of a Member State, or a place as typed. */
  country?: string;
  category?: string;
}

const LISTS_KEPT = 32;

/**
 * The names of a list, kept in memory by the list's version: every change of a name counts the version on, so what is kept
 * is never stale. Nothing here knows of objections: sorting, searching and counting cannot tell of them.
 */
@Injectable()
export class NameBook extends NameOrder {
  readonly #books = new Map<string, Book>();
  readonly #places = new Map<string, Places>();

  constructor(private readonly reader: Reader) {
    super();
  }

  /** By id: what acts on objections concern is on lists that are out, and of those no name comes or goes. */
  async places(listId: string, tx: EntityManager): Promise<Places> {
    const kept = this.#places.get(listId);
    if (kept) return kept;
    const rows = await selectRows<{ id: string }>(tx, `SELECT n."id" FROM "nomination" n JOIN "list" l ON l."id" = n."listId" WHERE l."id" = ? AND l."circulatedAt" IS NOT NULL`, [listId]);
    const places = new Map(rows.map(({ id }) => id).sort().map((id, at) => [id, at]));
    if (places.size) this.#places.set(listId, places);
    return places;
  }

  /** Keeps the places of a list that has just gone out. Where they cannot be read now, whoever needs them first reads them. */
  async keepPlaces(listId: string): Promise<void> {
    await this.places(listId, this.reader.manager).catch(() => undefined);
  }

  async of(list: Pick<List, 'id' | 'version'>, tx: EntityManager = this.reader.manager): Promise<Book> {
    const kept = this.#books.get(list.id);
    if (kept?.version === list.version) return kept;
    const names = await tx.find(Nomination, { where: { listId: list.id }, order: { position: 'ASC' } });
    const book: Book = { version: list.version, names, byId: new Map(names.map((n) => [n.id, n])), sorted: new Map(), texts: new Map() };
    this.#books.delete(list.id);
    this.#books.set(list.id, book);
    if (this.#books.size > LISTS_KEPT) this.#books.delete(this.#books.keys().next().value!);
    return book;
  }

  /** The names of several lists, such as a list with its addenda. */
  async ofAll(lists: Pick<List, 'id' | 'version'>[]): Promise<Nomination[]> {
    return (await Promise.all(lists.map((list) => this.of(list)))).flatMap(({ names }) => names);
  }

  /** Names in the order of the language: by State in its alphabetical order, other places after, then by name. */
  async sorted(list: Pick<List, 'id' | 'version'>, language: Language): Promise<Nomination[]> {
    const book = await this.of(list);
    const known = book.sorted.get(language);
    if (known) return known;
    const compare = new Intl.Collator(language).compare;
    const order = (n: Nomination): number => (n.countryIso2 ? stateOrder(n.countryIso2, language) : 10_000);
    const sorted = [...book.names].sort((a, b) => order(a) - order(b) || compare(a.countryText ?? '', b.countryText ?? '') || compare(a.name, b.name));
    book.sorted.set(language, sorted);
    return sorted;
  }

  async filtered(list: Pick<List, 'id' | 'version'>, language: Language, { search, country, category }: NameFilter): Promise<Nomination[]> {
    const words = folded(search ?? '').split(' ').filter(Boolean);
    const { texts } = await this.of(list);
    const known = texts.get(language) ?? new Map<string, string>();
    texts.set(language, known);
    const textOf = (n: Nomination): string => {
      const text = known.get(n.id) ?? folded(`${n.name} ${n.acronym ?? ''} ${n.city ?? ''} ${n.countryIso2 ? stateName(n.countryIso2, language) : (n.countryText ?? '')}`);
      known.set(n.id, text);
      return text;
    };
    return (await this.sorted(list, language)).filter((n) => {
      if (country && n.countryIso2 !== country && n.countryText !== country) return false;
      if (category && n.category !== category) return false;
      if (words.length === 0) return true;
      const text = textOf(n);
      return words.every((word) => text.includes(word));
    });
  }
}
