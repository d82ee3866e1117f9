import { Injectable } from '@nestjs/common';
import { In, type EntityManager } from 'typeorm';
import { Keys, tokenHash } from '../platform/keys.js';
import { mailboxOf } from '../platform/mail-address.js';
import { Reader } from '../platform/reader.js';
import { Confirmation, Representative, RepresentativeMeeting } from './meeting.entity.js';
import type { Person } from './person.js';

/** Somebody named, with the box opened and the ids of the meetings. */
export interface Named extends Person {
  id: string;
  holderId: string;
  version: number;
  emailTag: string;
  meetings: string[];
}

/** The people whom organizations name. */
@Injectable()
export class Representatives {
  constructor(private readonly reader: Reader, private readonly keys: Keys) {}

  /** Those of one organization, in the order in which they were typed. */
  async of(holderId: string, tx: EntityManager = this.reader.manager): Promise<Named[]> {
    const rows = await tx.find(Representative, { where: { holderId }, order: { createdAt: 'ASC', id: 'ASC' } });
    const meetings = await tx.findBy(RepresentativeMeeting, { holderId });
    return rows.map((row) => this.#open(row, meetings.filter(({ representativeId }) => representativeId === row.id)));
  }

  /** All who are named for one meeting. */
  async ofMeeting(conferenceId: string, meeting: string, tx: EntityManager = this.reader.manager): Promise<Named[]> {
    const named = await tx.findBy(RepresentativeMeeting, { conferenceId, meeting });
    const people: Named[] = [];
    for (let at = 0; at < named.length; at += 400) {
      const some = named.slice(at, at + 400);
      const rows = await tx.findBy(Representative, { id: In(some.map(({ representativeId }) => representativeId)) });
      people.push(...rows.map((row) => this.#open(row, some.filter(({ representativeId }) => representativeId === row.id))));
    }
    return people;
  }

  /** How many are named for each meeting of a conference. */
  async counts(conferenceId: string): Promise<Map<string, number>> {
    const rows = await this.reader.manager.createQueryBuilder(RepresentativeMeeting, 'r').select('r.meeting', 'meeting').addSelect('COUNT(*)', 'named')
      .where('r.conferenceId = :conferenceId', { conferenceId }).groupBy('r.meeting').getRawMany<{ meeting: string; named: string | number }>();
    return new Map(rows.map(({ meeting, named }) => [meeting, Number(named)]));
  }

  async find(id: string, tx: EntityManager = this.reader.manager): Promise<Named | null> {
    const row = await tx.findOneBy(Representative, { id });
    return row && this.#open(row, await tx.findBy(RepresentativeMeeting, { representativeId: id }));
  }

  seal(id: string, person: Person): string {
    return this.keys.seal(`representative:${id}`, JSON.stringify(person));
  }

  emailTag(holderId: string, email: string): string {
    return this.keys.tag('representative', holderId, mailboxOf(email));
  }

  /** The code on a letter of confirmation, of one person or of the whole organization; derived from the key whenever it is printed. */
  code(id: string): string {
    return this.keys.token('confirmation', id);
  }

  async byCode(code: string): Promise<Confirmation | null> {
    return this.reader.manager.findOneBy(Confirmation, { codeHash: tokenHash(code) });
  }

  #open({ id, holderId, version, emailTag, sealed }: Representative, meetings: RepresentativeMeeting[]): Named {
    return { id, holderId, version, emailTag, meetings: meetings.map(({ meeting }) => meeting), ...(JSON.parse(this.keys.open(`representative:${id}`, sealed)) as Person) };
  }
}
