import { Injectable } from '@nestjs/common';
import { In, IsNull, type EntityManager } from 'typeorm';
import type { Scope } from '../../workflows/modality.js';
import { applicationStatus, publicStatus } from '../../workflows/public-status.js';
import { Application, MatchJudgement, trackOf } from '../applications/index.js';
import { Conferences, type Conference } from '../conferences/index.js';
import { List, Nomination } from '../lists/index.js';
import { readReference, tokenHash } from '../platform/keys.js';
import { Reader } from '../platform/reader.js';

/** An organization as it comes to meetings: what its outcome opens, and nothing on why an outcome is as it is. */
export interface Delegation {
  holderId: string;
  conference: Conference;
  name: string;
  countryIso2: string | null;
  countryText: string | null;
  category: string | null;
  /** Paragraph under which it is on the final list or registered; empty where it is neither. */
  paragraph: string;
  /** Scopes of the meetings that are open to it; none until the outcome is out, and none where it is not accredited, whatever the cause. */
  opens: Scope[];
}

export const isAccredited = ({ opens }: Delegation): boolean => opens.length > 0;

const CHUNK = 400;

/**
 * Who may name representatives. Reads stored states alone, which while a silence runs are the same whether or not anybody objected;
 * before the list is final, after it without the name, screened out or withdrawn: it is one answer, no meeting.
 */
@Injectable()
export class Delegations {
  constructor(private readonly reader: Reader, private readonly conferences: Conferences) {}

  async find(holderId: string, tx?: EntityManager): Promise<Delegation | null> {
    return (await this.many([holderId], tx)).get(holderId) ?? null;
  }

  /** The organization that a status reference belongs to; null for one that is not known. */
  async byReference(reference: string): Promise<string | null> {
    const referenceHash = tokenHash(readReference(reference));
    const { manager } = this.reader;
    const nomination = await manager.findOneBy(Nomination, { referenceHash });
    if (nomination) {
      const { state } = await manager.findOneByOrFail(List, { id: nomination.listId });
      return state === 'draft' ? null : this.#holderOf(nomination, manager);
    }
    const application = await manager.findOneBy(Application, { referenceHash });
    return application?.submittedAt ? application.id : null;
  }

  async many(holderIds: string[], tx: EntityManager = this.reader.manager): Promise<Map<string, Delegation>> {
    const ids = [...new Set(holderIds)];
    const applications = await inChunks(ids, (some) => tx.findBy(Application, { id: In(some) }));
    const names = await this.#namesOf(ids, tx);
    const lists = new Map((await inChunks([...new Set([...names.values()].flat().map(({ listId }) => listId))], (some) => tx.findBy(List, { id: In(some) }))).map((list) => [list.id, list]));
    const listed = (own: Nomination[]) => own.flatMap((nomination) => {
      const list = lists.get(nomination.listId)!;
      return list.finalizedAt !== null && publicStatus(list.state, nomination.state) === 'onFinalList' ? [{ nomination, list }] : [];
    });
    const found = new Map<string, Delegation>();
    for (const row of applications) {
      const conference = await this.conferences.byId(row.conferenceId);
      const track = trackOf(conference.modality, row.track)!;
      const registered = applicationStatus(row.state, track.toldAt, null) === 'registered';
      const final = row.state === 'withdrawn' ? [] : listed(names.get(row.id) ?? []);
      const { countryIso2, countryText, category } = row;
      found.set(row.id, {
        holderId: row.id, conference, name: final.at(-1)?.nomination.name ?? row.name, countryIso2, countryText, category,
        ...opening(conference, final.map(({ list }) => list), registered ? [track.key] : []),
      });
    }
    for (const [holderId, own] of names) {
      if (found.has(holderId)) continue;
      const [{ listId, name, countryIso2, countryText, category }] = own as [Nomination];
      const conference = await this.conferences.byId(lists.get(listId)!.conferenceId);
      const final = listed(own);
      found.set(holderId, { holderId, conference, name: final.at(-1)?.nomination.name ?? name, countryIso2, countryText, category, ...opening(conference, final.map(({ list }) => list), []) });
    }
    return found;
  }

  /** An organization, and with it those that officers found to be the same: other applications to the conference, names that the Office put on a list. */
  async same(own: Delegation, tx: EntityManager = this.reader.manager): Promise<Delegation[]> {
    const found = new Map([[own.holderId, own]]);
    for (let ids = [own.holderId]; ids.length;) {
      const next = await this.many((await this.#judgedSame(ids, tx)).filter((id) => !found.has(id)), tx);
      const reached = [...next.values()].filter(({ conference }) => conference.id === own.conference.id);
      for (const one of reached) found.set(one.holderId, one);
      ids = reached.map(({ holderId }) => holderId);
    }
    return [...found.values()];
  }

  async #judgedSame(ids: string[], tx: EntityManager): Promise<string[]> {
    const others = ids.flatMap((id) => [`application:${id}`, `name:${id}`]);
    const judged = await tx.find(MatchJudgement, { where: [{ applicationId: In(ids), judgement: 'same' }, { other: In(others), judgement: 'same' }] });
    const ends = judged.flatMap(({ applicationId, other }) => [`application:${applicationId}`, other]).filter((end) => !others.includes(end));
    const names = await tx.findBy(Nomination, { id: In(idsOf('name', ends)) });
    return [...idsOf('application', ends), ...await Promise.all(names.map((name) => this.#holderOf(name, tx)))];
  }

  /** By holder, the names that are its own: of its application, or that the Office added, and what was carried over from them, in the order of the lists. */
  async #namesOf(holderIds: string[], tx: EntityManager): Promise<Map<string, Nomination[]>> {
    const found = new Map<string, Nomination[]>();
    const holders = new Map<string, string>();
    const take = (names: Nomination[], holderOf: (name: Nomination) => string): void => {
      for (const name of names) {
        const holder = holderOf(name);
        holders.set(name.id, holder);
        found.set(holder, [...(found.get(holder) ?? []), name]);
      }
    };
    const own = await inChunks(holderIds, (some) => tx.findBy(Nomination, [{ applicationId: In(some) }, { id: In(some), applicationId: IsNull(), carriedFrom: IsNull() }]));
    take(own, ({ applicationId, id }) => applicationId ?? id);
    for (let last = own; last.length;) {
      last = await inChunks(last.map(({ id }) => id), (some) => tx.findBy(Nomination, { carriedFrom: In(some) }));
      take(last, ({ carriedFrom }) => holders.get(carriedFrom!)!);
    }
    return found;
  }

  /** The application of a name, or of the one that it was carried over from; the name itself where the Office added it. */
  async #holderOf(name: Nomination, tx: EntityManager): Promise<string> {
    let first = name;
    while (first.carriedFrom !== null) first = await tx.findOneByOrFail(Nomination, { id: first.carriedFrom });
    return first.applicationId ?? first.id;
  }
}

const idsOf = (kind: 'application' | 'name', keys: string[]): string[] => keys.flatMap((key) => (key.startsWith(`${kind}:`) ? [key.slice(kind.length + 1)] : []));

/** What the tracks open whose list is final with the name on it, or under which the organization is registered. */
function opening({ modality }: Conference, final: List[], registered: string[]): Pick<Delegation, 'opens' | 'paragraph'> {
  const tracks = modality.tracks.filter(({ key, way }) => registered.includes(key) || (way.kind === 'list' && final.some((list) => list.ofKey === way.list)));
  return { opens: [...new Set(tracks.flatMap(({ opens }) => opens))], paragraph: tracks.map(({ paragraph }) => paragraph).join(', ') };
}

async function inChunks<T>(ids: string[], read: (some: string[]) => Promise<T[]>): Promise<T[]> {
  const found: T[] = [];
  for (let at = 0; at < ids.length; at += CHUNK) found.push(...await read(ids.slice(at, at + CHUNK)));
  return found;
}
