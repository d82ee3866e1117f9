import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { In, IsNull, Not, type EntityManager } from 'typeorm';
import { registrationTables, wholeTables, type WholeTables } from '../../workflows/conference-report.js';
import type { Modality, Track } from '../../workflows/modality.js';
import { applicationStatus } from '../../workflows/public-status.js';
import { figuresOf, publishedTables, type ReportedApplication, type ReportedName, type ReportFigures, type ReportTables } from '../../workflows/report.js';
import { Application } from '../applications/index.js';
import type { Conference } from '../conferences/index.js';
import { regionalGroup, regionalGroups } from '../directory/index.js';
import { List, Nomination, onFinalList, StandingObjections, type FinalReport } from '../lists/index.js';
import { mustMay } from '../officers/index.js';
import type { Actor } from '../platform/actor.js';
import { insertRows } from '../platform/insert.js';
import type { SixLanguages } from '../platform/i18n.js';
import { Keys } from '../platform/keys.js';
import { oneByOne } from '../platform/one-by-one.js';
import { Reader } from '../platform/reader.js';
import { Refused } from '../platform/refused.js';
import { canonical, Records } from '../records/index.js';
import { ListReport, PublishedReport, RegistrationReport, type RegistrationDocument, type ReportDocument } from './report.entity.js';

/** The place of those who are of no Member State, or of no category of the modality. */
const OTHER = 'other';
/** Large enough for all figures of any list, so that the box has one size. */
const BOX = 16_384;

/** A report as it is kept. */
interface Kept<D> {
  document: D;
  hash: string;
}

/** What is published of a conference: on its lists and their addenda, on those who register, and what both add up to. */
export interface WholeReport {
  lists: { key: string; title: SixLanguages; report: Kept<ReportDocument> }[];
  registrations: Kept<RegistrationDocument>;
  tables: WholeTables;
}

/** Reports on lists that became final: counted once, and published as the modality says. */
@Injectable()
export class Reports implements FinalReport {
  constructor(
    private readonly reader: Reader, private readonly keys: Keys, private readonly records: Records, private readonly objections: StandingObjections,
  ) {}

  async freeze(tx: EntityManager, list: List, conference: Conference, at: string, actor: Actor): Promise<void> {
    const figures = await this.#count(tx, list, conference);
    await insertRows(tx, ListReport, [{ listId: list.id, at, sealed: this.keys.ofList(list.id).seal(`report:${list.id}`, JSON.stringify(figures), BOX) }]);
    await this.publish(tx, list, conference, publishedTables(figures, conference.modality, conference.modality.report.objections === 'finalization'), at, actor);
    await this.#publishRegistrations(tx, conference, at, actor);
  }

  /** Adds a published report, of these tables. */
  async publish(tx: EntityManager, list: List, { slug }: Conference, tables: ReportTables, at: string, actor: Actor): Promise<void> {
    const number = 1 + await tx.countBy(PublishedReport, { listId: list.id });
    const document: ReportDocument = {
      format: 'nemcon-report/1', conference: slug, list: list.key, number, finalizedAt: list.finalizedAt!, publishedAt: at, ...tables,
    };
    const [text, hash] = written(document);
    await insertRows(tx, PublishedReport, [{ listId: list.id, number, document: text, hash }]);
    this.records.append({ act: 'report.published', at, actor, listId: list.id, conferenceId: list.conferenceId, open: { report: number, digest: hash } });
  }

  /** The report as it is published, the last one where there are two; null for a list that is not final, or became final before there were reports. */
  async published(listId: string): Promise<Kept<ReportDocument> | null> {
    const row = await this.reader.manager.findOne(PublishedReport, { where: { listId }, order: { number: 'DESC' } });
    return row && { document: JSON.parse(row.document) as ReportDocument, hash: row.hash };
  }

  /** The conference as a whole; null until every list has a report. */
  async whole({ id: conferenceId, modality }: Conference): Promise<WholeReport | null> {
    const row = await this.reader.manager.findOneBy(RegistrationReport, { conferenceId });
    if (!row) return null;
    const registrations = { document: JSON.parse(row.document) as RegistrationDocument, hash: row.hash };
    const order = modality.lists.map(({ key }) => key);
    const all = (await this.reader.manager.find(List, { where: { conferenceId, finalizedAt: Not(IsNull()) }, order: { createdAt: 'ASC', id: 'ASC' } })).sort((a, b) => order.indexOf(a.ofKey) - order.indexOf(b.ofKey));
    const lists = (await Promise.all(all.map(async ({ id, key, title }) => ({ key, title, report: await this.published(id) })))).flatMap(({ report, ...list }) => (report ? [{ ...list, report }] : []));
    return { lists, registrations, tables: wholeTables(lists.map(({ report }) => report.document), registrations.document) };
  }

  /** All figures, for those who may read objections; none once the list's key is destroyed. */
  async complete(listId: string, actor: Actor, tx: EntityManager = this.reader.manager): Promise<ReportFigures> {
    mustMay(actor, 'readObjections');
    const row = await tx.findOneBy(ListReport, { listId });
    if (!row) throw new Refused('report-missing');
    return JSON.parse(this.keys.ofList(listId).open(`report:${listId}`, row.sealed)) as ReportFigures;
  }

  /** With the report that makes those on the conference's lists complete; counted once, so that no two counts of the same organizations can be subtracted from each other. */
  async #publishRegistrations(tx: EntityManager, { id: conferenceId, slug, modality }: Conference, at: string, actor: Actor): Promise<void> {
    await oneByOne(tx, 'report', conferenceId);
    if (await tx.existsBy(RegistrationReport, { conferenceId })) return;
    const lists = await tx.findBy(List, { conferenceId, addendumTo: IsNull() });
    const reported = new Set((await tx.findBy(PublishedReport, { listId: In(lists.map(({ id }) => id)) })).map(({ listId }) => lists.find(({ id }) => id === listId)!.ofKey));
    if (!modality.lists.every(({ key }) => reported.has(key))) return;
    // A hearing has categories of its own.
    const { place, groups, categories } = placesOf([...modality.categories, ...modality.hearingCategories]);
    const tracks = modality.tracks.filter(({ way }) => way.kind === 'register');
    const all = (await this.#came(tx, conferenceId, tracks)).map((application) => ({
      ...place(application), track: application.track, screened: application.screening.decision !== null,
      registered: applicationStatus(application.state, tracks.find(({ key }) => key === application.track)!.toldAt, null) === 'registered',
    }));
    const document: RegistrationDocument = {
      format: 'nemcon-registrations/1', conference: slug, publishedAt: at, ...registrationTables(all, tracks.map(({ key }) => key), groups, categories, modality.report.threshold),
    };
    const [text, hash] = written(document);
    await insertRows(tx, RegistrationReport, [{ conferenceId, document: text, hash }]);
    this.records.append({ act: 'report.published', at, actor, conferenceId, open: { report: 1, digest: hash } });
  }

  /** The applications under these tracks that were sent. */
  async #came(tx: EntityManager, conferenceId: string, tracks: Track[]): Promise<Application[]> {
    // Not the forms, which are large and sealed.
    const all = await tx.find(Application, {
      select: { id: true, track: true, state: true, countryIso2: true, category: true, screening: true }, where: { conferenceId, state: Not('draft'), submittedAt: Not(IsNull()) },
    });
    return all.filter(({ track }) => tracks.some(({ key }) => key === track));
  }

  async #count(tx: EntityManager, { id: listId, ofKey, addendumTo }: List, { id: conferenceId, modality }: Conference): Promise<ReportFigures> {
    const { place, groups, categories } = placesOf(modality.categories);
    const nominations = await tx.findBy(Nomination, { listId });
    const { objected, withdrawn } = await this.objections.raised(tx, listId);
    const names = nominations.map((name): ReportedName => ({
      ...place(name), outcome: onFinalList(name.state) ? 'final' : name.state === 'withdrawn' ? 'takenBack' : 'notFinal', objected: objected.has(name.id), withdrawn: withdrawn.has(name.id),
    }));
    if (addendumTo) return figuresOf(null, names, groups, categories);
    const came = await this.#came(tx, conferenceId, modality.tracks.filter(({ way }) => way.kind === 'list' && way.list === ofKey));
    const addenda = await tx.findBy(List, { addendumTo: listId, circulatedAt: Not(IsNull()) });
    const added = await tx.findBy(Nomination, { listId: In(addenda.map(({ id }) => id)) });
    const listed = new Map([...added, ...nominations].map((name) => [name.applicationId, name]));
    const applications = came.map((application): ReportedApplication => {
      const name = listed.get(application.id);
      const { decision } = application.screening;
      // What stands on the list counts where the list says that it belongs.
      return { ...place(name ?? application), screened: decision !== null, eligible: decision?.outcome === 'eligible', proposed: Boolean(name), final: onFinalList(name?.state) };
    });
    return figuresOf(applications, names, groups, categories);
  }
}

/** The same for a program: what is published of those who register, the hashes of all that is added up, and the sums. */
export const wholeTold = ({ lists, registrations: { document, hash }, tables }: WholeReport) => (
  { registrations: document, hash, reports: lists.map(({ key, report }) => ({ list: key, hash: report.hash })), whole: tables }
);

/** Where whoever applied or is named is counted. */
function placesOf(known: Modality['categories']) {
  const [groups, categories] = [[...regionalGroups, OTHER], [...known.map(({ id }) => id), OTHER]];
  const place = ({ countryIso2, category }: { countryIso2: string | null; category: string | null }) => (
    { group: (countryIso2 && regionalGroup(countryIso2)) || OTHER, category: category && categories.includes(category) ? category : OTHER }
  );
  return { groups, categories, place };
}

/** A document as it is kept, and its hash. */
function written(document: RegistrationDocument | ReportDocument): [text: string, hash: string] {
  const text = canonical(document);
  return [text, createHash('sha256').update(text).digest('hex')];
}
