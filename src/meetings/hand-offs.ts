import { Injectable } from '@nestjs/common';
import { stringify } from 'csv-stringify/sync';
import { Not, type EntityManager } from 'typeorm';
import type { MeetingRule } from '../../workflows/modality.js';
import { listsBefore } from '../../workflows/naming.js';
import type { Conference } from '../conferences/index.js';
import { escapeFormula, Lists, toCsv } from '../lists/index.js';
import { Keys } from '../platform/keys.js';
import { mailboxOf } from '../platform/mail-address.js';
import { Reader } from '../platform/reader.js';
import { Refused } from '../platform/refused.js';
import { Delegations } from './delegations.js';
import { HandOff } from './meeting.entity.js';
import type { Meeting } from './namings.js';
import { Representatives } from './representatives.js';

export type HandOffForm = 'csv' | 'indico.csv' | 'json';

/** Somebody as the badge desk gets them. */
export interface Handed {
  id: string;
  givenName: string;
  familyName: string;
  function: string;
  email: string;
  organization: string;
  country: string | null;
  category: string | null;
  paragraph: string;
}

export interface HandedMeeting {
  format: 'nemcon-hand-off/v1';
  conference: string;
  meeting: { id: string; title: string; place: string; startsOn: string | null; endsOn: string | null };
  at: string;
  representatives: Handed[];
}

const COLUMNS = ['id', 'familyName', 'givenName', 'function', 'email', 'organization', 'country', 'category', 'paragraph'] as const satisfies (keyof Handed)[];

const WITHOUT_CONTENT = { id: true, conferenceId: true, meeting: true, at: true, officer: true, representatives: true, digest: true } as const;

/** What goes to the badge desk, and what went. */
@Injectable()
export class HandOffs {
  constructor(
    private readonly reader: Reader, private readonly keys: Keys, private readonly lists: Lists, private readonly delegations: Delegations, private readonly people: Representatives,
  ) {}

  /** Whether a list is final whose names come to the meeting: before that nothing leaves. */
  async mayLeave({ id, modality }: Conference, rule: MeetingRule): Promise<boolean> {
    const keys = listsBefore(modality, rule);
    return (await this.lists.of(id)).some(({ ofKey, finalizedAt }) => finalizedAt !== null && keys.includes(ofKey));
  }

  /** Everybody named for the meeting whose organization is accredited to it now, by organization and name. */
  async present({ id }: Conference, { rule }: Meeting, tx: EntityManager = this.reader.manager): Promise<Handed[]> {
    const named = await this.people.ofMeeting(id, rule.id, tx);
    const delegations = await this.delegations.many(named.map(({ holderId }) => holderId), tx);
    const rows = named.flatMap(({ id: representative, holderId, givenName, familyName, function: what, email }): Handed[] => {
      const delegation = delegations.get(holderId);
      if (!delegation?.opens.includes(rule.scope)) return [];
      const { name, countryIso2, countryText, category, paragraph } = delegation;
      return [{ id: representative, givenName, familyName, function: what, email, organization: name, country: countryIso2 ?? countryText, category, paragraph }];
    });
    const order = (one: Handed): string => [one.organization, one.familyName, one.givenName, one.id].join('\n');
    return rows.map((row) => [order(row), row] as const).sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  }

  of(conferenceId: string, meeting: string): Promise<Omit<HandOff, 'sealed'>[]> {
    return this.reader.manager.find(HandOff, { select: WITHOUT_CONTENT, where: { conferenceId, meeting, sealed: Not('') }, order: { at: 'DESC', id: 'ASC' } });
  }

  async find(id: string): Promise<HandOff & { json: string }> {
    const row = await this.reader.manager.findOneBy(HandOff, { id });
    // The file is gone when the retention of representatives is over; its digest stays in the record.
    if (!row?.sealed) throw new Refused('hand-off-unknown');
    return { ...row, json: this.keys.open(`hand-off:${id}`, row.sealed) };
  }

  async file(id: string, form: HandOffForm): Promise<{ bytes: string; type: string; name: string }> {
    const { meeting, at, json } = await this.find(id);
    const { representatives } = JSON.parse(json) as HandedMeeting;
    const name = `${meeting}-${at.slice(0, 10)}-representatives.${form}`;
    switch (form) {
      case 'json': return { bytes: json, type: 'application/json; charset=utf-8', name };
      case 'csv': return { bytes: toCsv({ title: meeting, header: [...COLUMNS], rows: representatives.map((one) => COLUMNS.map((column) => one[column])) }), type: 'text/csv; charset=utf-8', name };
      case 'indico.csv': return { bytes: indico(representatives), type: 'text/csv; charset=utf-8', name };
      default: throw new Refused('page-unknown');
    }
  }
}

/**
 * The columns that Indico imports registrations from: given name, family name, affiliation, position, phone, e-mail; no heading, and no
 * address twice, or the whole file is refused there. It wants both names: of somebody with one name the other is a full stop.
 */
export function indico(people: Pick<Handed, 'givenName' | 'familyName' | 'organization' | 'function' | 'email'>[]): string {
  const seen = new Set<string>();
  const rows = people.filter(({ email }) => !seen.has(mailboxOf(email)) && seen.add(mailboxOf(email)));
  return stringify(rows.map(({ givenName, familyName, organization, function: what, email }) => [givenName || '.', familyName, organization, what, '', email].map(escapeFormula)), { record_delimiter: 'windows' });
}
