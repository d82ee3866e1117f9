import { Injectable } from '@nestjs/common';
import { In, type EntityManager } from 'typeorm';
import type { Scope } from '../../workflows/modality.js';
import { applicationStatus, publicStatus } from '../../workflows/public-status.js';
import { Application, trackOf } from '../applications/index.js';
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
      return state === 'draft' ? null : (nomination.applicationId ?? nomination.id);
    }
    const application = await manager.findOneBy(Application, { referenceHash });
    return application?.submittedAt ? application.id : null;
  }

  async many(holderIds: string[], tx: EntityManager = this.reader.manager): Promise<Map<string, Delegation>> {
    const ids = [...new Set(holderIds)];
    const applications = await inChunks(ids, (some) => tx.findBy(Application, { id: In(some) }));
    const nominations = [
      ...await inChunks(ids, (some) => tx.findBy(Nomination, { applicationId: In(some) })), ...await inChunks(ids, (some) => tx.findBy(Nomination, { id: In(some) })),
    ];
    const lists = new Map((await inChunks([...new Set(nominations.map(({ listId }) => listId))], (some) => tx.findBy(List, { id: In(some) }))).map((list) => [list.id, list]));
    const listed = (own: Nomination[]) => own.flatMap((nomination) => {
      const list = lists.get(nomination.listId)!;
      return list.finalizedAt !== null && publicStatus(list.state, nomination.state) === 'onFinalList' ? [{ nomination, list }] : [];
    });
    const found = new Map<string, Delegation>();
    for (const row of applications) {
      const conference = await this.conferences.byId(row.conferenceId);
      const track = trackOf(conference.modality, row.track)!;
      const registered = applicationStatus(row.state, track.toldAt, null) === 'registered';
      const final = row.state === 'withdrawn' ? [] : listed(nominations.filter(({ applicationId }) => applicationId === row.id));
      const { countryIso2, countryText, category } = row;
      found.set(row.id, {
        holderId: row.id, conference, name: final.at(-1)?.nomination.name ?? row.name, countryIso2, countryText, category,
        ...opening(conference, final.map(({ list }) => list), registered ? [track.key] : []),
      });
    }
    for (const nomination of nominations.filter(({ id, applicationId }) => applicationId === null && !found.has(id))) {
      const list = lists.get(nomination.listId)!;
      const conference = await this.conferences.byId(list.conferenceId);
      const { name, countryIso2, countryText, category } = nomination;
      found.set(nomination.id, { holderId: nomination.id, conference, name, countryIso2, countryText, category, ...opening(conference, listed([nomination]).map((one) => one.list), []) });
    }
    return found;
  }
}

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
