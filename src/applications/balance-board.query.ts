import { Injectable } from '@nestjs/common';
import { Not } from 'typeorm';
import type { Conference } from '../conferences/index.js';
import { Lists, NameBook, onFinalList, type Nomination } from '../lists/index.js';
import { mustMay } from '../officers/index.js';
import type { Actor } from '../platform/actor.js';
import { Reader } from '../platform/reader.js';
import { Application } from './application.entity.js';
import { Applications, type OpenApplication } from './applications.js';
import { columns, type Counted, type Units } from './balance.js';

/** An eligible application that stands on no list yet: what the board can be asked about. */
export interface Candidate extends Counted {
  id: string;
  name: string;
  countryText: string | null;
}

/**
 * What the balance board counts. It reads applications and the stored states of names, and nothing of objections: until a list is
 * final, none of its figures changes with one.
 */
@Injectable()
export class BalanceBoardQuery {
  constructor(private readonly reader: Reader, private readonly applications: Applications, private readonly lists: Lists, private readonly book: NameBook) {}

  /** Of all lists of the conference, or of the one with this key in the modality. What registers and is never circulated is not counted. */
  async of({ id: conferenceId, modality }: Conference, key: string | null, actor: Actor): Promise<{ units: Units; candidates: Candidate[]; final: boolean }> {
    mustMay(actor, 'readApplications');
    const tracks = modality.tracks.filter(({ way }) => way.kind === 'list' && (key === null || way.list === key)).map((track) => track.key);
    const rows = (await this.reader.manager.find(Application, { where: { conferenceId, state: Not('draft') }, order: { submittedAt: 'ASC', id: 'ASC' } }))
      .filter(({ track, submittedAt }) => tracks.includes(track) && submittedAt !== null);
    const opened = new Map(await Promise.all(rows.map(async (row) => [row.id, ofApplication(await this.applications.open(row))] as const)));
    const lists = (await this.lists.of(conferenceId)).filter((list) => list.state !== 'withdrawn' && (key === null || list.ofKey === key));
    const names = await this.book.ofAll(lists);
    const listed = new Set(names.map(({ applicationId }) => applicationId));
    const count = (found: Nomination[]): Counted[] => found.map((name) => ofName(name, name.applicationId ? opened.get(name.applicationId) : undefined));
    const eligible = rows.filter(({ state }) => state === 'eligible');
    return {
      units: {
        applied: rows.map(({ id }) => opened.get(id)!), eligible: eligible.map(({ id }) => opened.get(id)!),
        proposed: count(names.filter(({ state }) => state !== 'withdrawn')), final: count(names.filter(({ state }) => onFinalList(state))),
      } satisfies Record<(typeof columns)[number], Counted[]>,
      candidates: eligible.filter(({ id }) => !listed.has(id)).map(({ id, name, countryText }) => ({ id, name, countryText, ...opened.get(id)! })),
      final: lists.some(({ finalizedAt }) => finalizedAt !== null),
    };
  }
}

function ofApplication({ row, form }: OpenApplication): Counted {
  const answer = (text: string | undefined): boolean | null => (text === 'yes' ? true : text === 'no' ? false : null);
  return {
    countryIso2: row.countryIso2, category: row.category, language: row.language, womenLed: answer(form.womenLed), firstTime: answer(form.firstTime),
    womenShare: form.womenShare?.trim() ? Number(form.womenShare) : null,
  };
}

/** The name as it stands on the list; what only its application says is taken from there. */
const ofName = ({ countryIso2, category, contactLanguage, womenLed }: Nomination, from: Counted | undefined): Counted => ({
  countryIso2, category, language: contactLanguage, womenLed, womenShare: from?.womenShare ?? null, firstTime: from?.firstTime ?? null,
});
