import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Actor } from '../platform/actor.js';
import { Ids } from '../platform/ids.js';
import { Reader } from '../platform/reader.js';
import { Refused } from '../platform/refused.js';
import { canonical } from '../records/index.js';
import type { List } from './list.entity.js';
import { ListRevision, type NameChange, type NameContent, type RevisionAct } from './list-revision.entity.js';
import { Nomination } from './nomination.entity.js';

export const contentOf = ({ name, acronym, countryIso2, countryText, category, city, website, womenLed }: NameContent): NameContent => (
  { name, acronym, countryIso2, countryText, category, city, website, womenLed }
);

/** The fields in which two revisions of a name are compared, in the order in which they are shown. */
export const contentFields = ['name', 'acronym', 'country', 'category', 'city', 'website', 'womenLed'] as const;
export type ContentField = (typeof contentFields)[number];

export interface Redline {
  added: NameContent[];
  removed: NameContent[];
  /** The fields that differ; `contact` where only the contact was changed, or it as well. */
  changed: { before: NameContent; after: NameContent; fields: ContentField[]; contact: boolean }[];
}

/**
 * The hash of a list's names, as anybody computes it who can read the list (docs/verify/README.md): nothing in it depends on an
 * identifier of ours, on an order, or on what a list does not show.
 */
export function listHash(names: NameContent[]): string {
  const lines = names.map(({ name, acronym, countryIso2, countryText, category, city, website }) => canonical({ acronym, category, city, country: countryIso2 ?? countryText, name, website }));
  return createHash('sha256').update('nemcon/list/v1\n').update(lines.sort().map((line) => `${line}\n`).join('')).digest('hex');
}

/** The numbered revisions of a list. They are kept as changes: a revision of 5,000 names in which one was corrected is one line. */
@Injectable()
export class Revisions {
  constructor(private readonly reader: Reader, private readonly ids: Ids) {}

  /** Adds a revision in the transaction of the act that made it; the caller holds the list's lock, so that no number is given twice. */
  async note(tx: EntityManager, list: List, act: RevisionAct, changes: NameChange[], at: string, actor: Actor, hash: string | null = null): Promise<number> {
    const number = ((await tx.maximum(ListRevision, 'number', { listId: list.id })) ?? 0) + 1;
    await tx.insert(ListRevision, {
      id: this.ids.next(), listId: list.id, number, version: list.version, at, officer: actor.kind === 'officer' ? actor.name : null, act, changes, hash, label: null,
    });
    return number;
  }

  /** Freezes the list as it is circulated. */
  async freeze(tx: EntityManager, list: List, at: string, actor: Actor): Promise<{ revision: number; hash: string }> {
    const hash = listHash(await tx.findBy(Nomination, { listId: list.id }));
    return { hash, revision: await this.note(tx, list, 'list.circulated', [], at, actor, hash) };
  }

  /**
   * Whether these are the names that Member States were given. A name that was withdrawn since still stands on the list, marked;
   * a list that was circulated before revisions were kept has nothing to be compared with.
   */
  async mustBeAsCirculated(tx: EntityManager, listId: string, names: Nomination[]): Promise<void> {
    const frozen = await this.frozen(listId, tx);
    if (frozen && frozen.hash !== listHash(names)) throw new Refused('list-not-as-circulated', { revision: frozen.number });
  }

  /** The circulated revision, where there is one. */
  frozen(listId: string, tx: EntityManager = this.reader.manager): Promise<ListRevision | null> {
    return tx.findOneBy(ListRevision, { listId, act: 'list.circulated' });
  }

  /** The revisions of a list, and the two that are asked for by number: the last one and the one before it where nothing is said. */
  async between(listId: string, asked: { from?: string; to?: string }): Promise<{ all: ListRevision[]; from: number; to: number }> {
    const all = await this.of(listId);
    const last = all.at(-1)?.number ?? 0;
    const known = (text: string): number => {
      const number = wholeOf(text);
      if (number > last) throw new Refused('revision-unknown', { revision: number });
      return number;
    };
    const to = asked.to ? known(asked.to) : last;
    return { all, to, from: asked.from ? known(asked.from) : Math.max(0, to - 1) };
  }

  of(listId: string): Promise<ListRevision[]> {
    return this.reader.manager.find(ListRevision, { where: { listId }, order: { number: 'ASC' } });
  }
}

/** The names of a revision, by the id of the nomination; of number 0, none. */
export function namesAt(revisions: ListRevision[], number: number): Map<string, NameContent> {
  const names = new Map<string, NameContent>();
  for (const { changes } of revisions.filter((revision) => revision.number <= number)) {
    for (const { id, after } of changes) {
      if (after) names.set(id, after);
      else names.delete(id);
    }
  }
  return names;
}

/** What lies between two revisions, whichever of them is the later one: read from the first to the second. */
export function redlineOf(revisions: ListRevision[], from: number, to: number): Redline {
  const [before, after] = [namesAt(revisions, from), namesAt(revisions, to)];
  const between = revisions.filter(({ number }) => number > Math.min(from, to) && number <= Math.max(from, to));
  const contacts = new Set(between.flatMap(({ changes }) => changes.filter(({ contact }) => contact).map(({ id }) => id)));
  const redline: Redline = { added: [], removed: [], changed: [] };
  for (const [id, name] of before) if (!after.has(id)) redline.removed.push(name);
  for (const [id, name] of after) {
    const old = before.get(id);
    if (!old) { redline.added.push(name); continue; }
    const fields = contentFields.filter((field) => valueOf(old, field) !== valueOf(name, field));
    if (fields.length || contacts.has(id)) redline.changed.push({ before: old, after: name, fields, contact: contacts.has(id) });
  }
  return redline;
}

/** A field as it is compared; a Member State and a place of the same letters differ. */
export const valueOf = (name: NameContent, field: ContentField): string | null => {
  if (field === 'country') return name.countryIso2 ? `=${name.countryIso2}` : name.countryText;
  return field === 'womenLed' ? (name.womenLed === null ? null : String(name.womenLed)) : name[field];
};

/** A whole number of few digits; anything else is a revision that does not exist. */
export function wholeOf(text: string): number {
  if (!/^\d{1,8}$/.test(text)) throw new Refused('revision-unknown', { revision: text.slice(0, 20) });
  return Number(text);
}
