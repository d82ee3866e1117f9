import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import type { Track } from '../../workflows/modality.js';
import { applicationStatus } from '../../workflows/public-status.js';
import type { Conference } from '../conferences/index.js';
import { Lists, NameBook, onFinalList, type Nomination } from '../lists/index.js';
import { mustMay } from '../officers/index.js';
import type { Actor } from '../platform/actor.js';
import { Reader } from '../platform/reader.js';
import { ApplicationBook, type QueuedApplication } from './application-book.js';
import { Application } from './application.entity.js';
import { Applications, type OpenApplication } from './applications.js';
import { columns, type Counted, type Units } from './balance.js';

/** An eligible application that stands on no list yet: what the board can be asked about. */
export interface Candidate extends Counted {
  id: string;
  name: string;
  countryText: string | null;
}

/** So many boxes are read at once. */
const AT_ONCE = 200;

/** How many came under a track on which no list is drawn up. */
export interface Registrations {
  track: string;
  applied: number;
  screened: number;
  registered: number;
}

/**
 * What the balance board counts. It reads applications and the stored states of names, and nothing of objections: until a list is
 * final, none of its figures changes with one.
 */
@Injectable()
export class BalanceBoardQuery {
  /** What the box of each says that is counted, by its version: a box is opened once for each change. */
  readonly #said = new Map<string, { version: number; counted: Counted }>();

  constructor(private readonly reader: Reader, private readonly applications: Applications, private readonly applied: ApplicationBook, private readonly lists: Lists, private readonly book: NameBook) {}

  /** Of all lists of the conference, or of the one with this key in the modality. What registers and is never circulated stands beside them. */
  async of({ id: conferenceId, modality }: Conference, key: string | null, actor: Actor): Promise<{ units: Units; candidates: Candidate[]; registrations: Registrations[]; final: boolean }> {
    mustMay(actor, 'readApplications');
    const tracks = modality.tracks.filter(({ way }) => way.kind === 'list' && (key === null || way.list === key)).map((track) => track.key);
    const came = (await this.applied.of(conferenceId)).filter(({ submittedAt }) => submittedAt !== null);
    const rows = came.filter(({ track }) => tracks.includes(track));
    const all = await this.lists.of(conferenceId);
    const lists = all.filter((list) => list.state !== 'withdrawn' && (key === null || list.ofKey === key));
    const names = await this.book.ofAll(lists);
    const known = new Map((await this.book.ofAll(all)).map((name) => [name.id, name]));
    const own = (name: Nomination): Nomination => (name.carriedFrom === null ? name : own(known.get(name.carriedFrom)!));
    const listed = new Set(names.map((name) => own(name).applicationId));
    const counted = new Set(rows.map(({ id }) => id));
    const opened = await this.#opened(came.filter(({ id }) => counted.has(id) || listed.has(id)));
    // An organization on two lists, because its name was carried over, is one.
    const count = (found: Nomination[]): Counted[] => [...new Map(found.map((name) => {
      const { id, applicationId } = own(name);
      return [applicationId ?? id, ofName(name, opened.get(applicationId ?? ''))];
    })).values()];
    const eligible = rows.filter(({ state }) => state === 'eligible');
    return {
      units: {
        applied: rows.map(({ id }) => opened.get(id)!), eligible: eligible.map(({ id }) => opened.get(id)!),
        proposed: count(names.filter(({ state }) => state !== 'withdrawn')), final: count(names.filter(({ state }) => onFinalList(state))),
      } satisfies Record<(typeof columns)[number], Counted[]>,
      candidates: eligible.filter(({ id }) => !listed.has(id)).map(({ id, name, countryText }) => ({ id, name, countryText, ...opened.get(id)! })),
      registrations: key === null ? modality.tracks.filter(({ way }) => way.kind === 'register').map((track) => registrationsOf(track, came)) : [],
      final: lists.some(({ finalizedAt }) => finalizedAt !== null),
    };
  }

  async #opened(rows: readonly QueuedApplication[]): Promise<Map<string, Counted>> {
    const changed = rows.filter(({ id, version }) => this.#said.get(id)?.version !== version).map(({ id }) => id);
    for (let at = 0; at < changed.length; at += AT_ONCE) {
      for (const row of await this.reader.manager.findBy(Application, { id: In(changed.slice(at, at + AT_ONCE)) })) {
        this.#said.set(row.id, { version: row.version, counted: ofApplication(await this.applications.open(row)) });
      }
    }
    return new Map(rows.flatMap(({ id }) => { const said = this.#said.get(id); return said ? [[id, said.counted] as const] : []; }));
  }
}

function registrationsOf({ key, toldAt }: Track, came: readonly QueuedApplication[]): Registrations {
  const those = came.filter(({ track }) => track === key);
  return {
    track: key, applied: those.length, screened: those.filter(({ screening }) => screening.decision !== null).length,
    registered: those.filter(({ state }) => applicationStatus(state, toldAt, null) === 'registered').length,
  };
}

function ofApplication({ row, form }: OpenApplication): Counted {
  const answer = (text: string | undefined): boolean | null => (text === 'yes' ? true : text === 'no' ? false : null);
  return {
    countryIso2: row.countryIso2, category: row.category, language: row.language, womenLed: answer(form.womenLed), firstTime: answer(form.firstTime),
    womenShare: form.womenShare?.trim() ? Number(form.womenShare) : null,
  };
}

/** The name as it stands on the list; what only its application says is taken from there, as well where the name was carried over. */
const ofName = ({ countryIso2, category, contactLanguage, womenLed }: Nomination, from: Counted | undefined): Counted => ({
  countryIso2, category, language: contactLanguage, womenLed, womenShare: from?.womenShare ?? null, firstTime: from?.firstTime ?? null,
});
