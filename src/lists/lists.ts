import { Injectable } from '@nestjs/common';
import { IsNull, type EntityManager } from 'typeorm';
import { refusesAddendum } from '../../workflows/addenda.js';
import { isOnTime, servedShortly } from '../../workflows/deadline.js';
import { listMachine, type ListEvent } from '../../workflows/list.machine.js';
import type { ListRule, Modality } from '../../workflows/modality.js';
import { step } from '../../workflows/step.js';
import { Conferences, type Conference } from '../conferences/index.js';
import { Missions } from '../directory/index.js';
import { ReportMisdirectionHandler } from '../missions/index.js';
import { OutboxMessage } from '../outbox/index.js';
import { system, type Actor } from '../platform/actor.js';
import { Reader } from '../platform/reader.js';
import { Refused } from '../platform/refused.js';
import { rowLock } from '../platform/row-lock.js';
import { selectRows } from '../platform/select.js';
import { Records } from '../records/index.js';
import { List } from './list.entity.js';
import { Nomination, onFinalList } from './nomination.entity.js';
import { ServiceRecord } from './service-record.entity.js';
import { SilencePeriod } from './silence-period.entity.js';

/** Letters that tell a Mission of a silence period; an accepted one of them is service. */
const SERVING = ['circulation', 'extension'];

/** The part of a list's row that a filing reads. */
export type FilingList = Pick<List, 'id' | 'conferenceId' | 'state' | 'deadline' | 'version'>;

/** Lists as the handlers take them: locked, brought up to the present, moved by one step of the machine. */
@Injectable()
export class Lists {
  constructor(
    private readonly reader: Reader,
    private readonly conferences: Conferences,
    private readonly missions: Missions,
    private readonly records: Records,
    private readonly misdirections: ReportMisdirectionHandler,
  ) {}

  async find(id: string): Promise<List> {
    const list = await this.reader.manager.findOneBy(List, { id });
    if (!list) throw new Refused('list-unknown');
    return list;
  }

  of(conferenceId: string): Promise<List[]> {
    return this.reader.manager.find(List, { where: { conferenceId }, order: { createdAt: 'ASC' } });
  }

  /** A list with its addenda, or an addendum with its list and their other addenda; what was withdrawn as a whole is left out. A name stands on one of them only. */
  async family({ id, addendumTo }: Pick<List, 'id' | 'addendumTo'>, tx: EntityManager = this.reader.manager): Promise<List[]> {
    const of = addendumTo ?? id;
    const lists = await tx.find(List, { where: [{ id: of }, { addendumTo: of }], order: { createdAt: 'ASC' } });
    return lists.filter(({ state }) => state !== 'withdrawn');
  }

  /** Refuses where the modality does not let names be added to the list as it stands now. */
  async mustTakeAddenda(list: List): Promise<void> {
    const { modality } = await this.conferenceOf(list);
    const rule = refusesAddendum(ruleOf(modality, list), list.state);
    if (rule) throw new Refused(rule, { key: list.key });
  }

  /** Drafts of addenda to this list that could not be circulated any more once it is in that state. */
  async endedAddenda(list: List, state: List['state']): Promise<List[]> {
    const rule = ruleOf((await this.conferenceOf(list)).modality, list);
    if (refusesAddendum(rule, state) === null) return [];
    return (await this.family(list)).filter((one) => one.addendumTo === list.id && one.state === 'draft');
  }

  periods(listId: string, tx: EntityManager = this.reader.manager): Promise<SilencePeriod[]> {
    return tx.find(SilencePeriod, { where: { listId }, order: { round: 'ASC' } });
  }

  conferenceOf(list: Pick<List, 'conferenceId'>): Promise<Conference> {
    return this.conferences.byId(list.conferenceId);
  }

  /**
   * The list's row, locked until the transaction ends: `share` to file under it, `update` to change it.
   * PostgreSQL orders acts by this lock; on SQLite the unit of work does.
   */
  async lock(tx: EntityManager, id: string, mode: 'share' | 'update'): Promise<List> {
    const list = await tx.findOne(List, { where: { id }, ...rowLock(tx, mode) });
    if (!list) throw new Refused('list-unknown');
    return list;
  }

  /** What filing needs of a list, its row locked against change until the transaction ends. */
  async lockToFile(tx: EntityManager, id: string): Promise<FilingList> {
    const share = tx.connection.options.type === 'postgres' ? ' FOR SHARE' : '';
    const [list] = await selectRows<FilingList>(tx, `SELECT "id", "conferenceId", "state", "deadline", "version" FROM "list" WHERE "id" = ?${share}`, [id]);
    if (!list) throw new Refused('list-unknown');
    return list;
  }

  /** Locked for change, with the passing of the deadline noticed first: the clock decides, whoever calls. */
  async lockSettled(tx: EntityManager, id: string, now: string): Promise<List> {
    return this.settle(tx, await this.lock(tx, id, 'update'), now);
  }

  /** Takes a list whose deadline has passed out of circulation: to its objections, or held where silence cannot count. */
  async settle(tx: EntityManager, list: List, now: string): Promise<List> {
    if (list.state !== 'circulated' || !list.deadline || isOnTime(now, list.deadline)) return list;
    const unserved = (await this.unserved(tx, list)).length;
    await this.step(tx, list, { type: 'silence.deadlinePassed', at: now, deadline: list.deadline, unserved });
    this.records.append({
      act: 'silence.closed', at: now, actor: system, listId: list.id, conferenceId: list.conferenceId,
      open: { deadline: list.deadline, unserved, state: list.state },
    });
    return list;
  }

  /** What the list's machine makes of an event, or the named refusal; writes nothing. */
  mustTake({ state, context }: Pick<List, 'state' | 'context'>, event: ListEvent) {
    const result = step(listMachine, { value: state, context }, event);
    if (!result.ok) throw new Refused(result.rule, { ...result.params, state });
    return result;
  }

  /** One step of the list's machine, or the named refusal; writes state, context, version and the facts given. Returns the effects. */
  async step(tx: EntityManager, list: List, event: ListEvent, facts: Partial<List> = {}): Promise<string[]> {
    const { next, effects } = this.mustTake(list, event);
    Object.assign(list, facts, { state: next.value, context: next.context, version: list.version + 1 });
    await tx.save(List, list, { transaction: false });
    return effects;
  }

  /** A change that moves no state (an edit of a draft): checks the version that the officer saw, and counts on. */
  async touch(tx: EntityManager, list: List, seen: number | undefined): Promise<void> {
    this.mustBeAt(list, seen);
    list.version += 1;
    await tx.update(List, { id: list.id }, { version: list.version });
  }

  /** Two officers editing the same draft: the second learns that the list has changed, and loses nothing typed. */
  mustBeAt(list: List, seen: number | undefined): void {
    if (seen !== undefined && seen !== list.version) throw new Refused('list-changed', { seen, version: list.version });
  }

  /** How many names a list has, how many of them were not withdrawn and how many of those have a contact, and how many are on the final list. */
  async sizes(listId: string, tx: EntityManager = this.reader.manager): Promise<{ names: number; standing: number; final: number; contacts: number }> {
    const rows = await tx.createQueryBuilder(Nomination, 'n').select('n.state', 'state').addSelect('COUNT(*)', 'names')
      .addSelect('COUNT(CASE WHEN n.applicationId IS NULL THEN n.contactEmail END)', 'contacts').where('n.listId = :listId', { listId }).groupBy('n.state')
      .getRawMany<{ state: Nomination['state']; names: string; contacts: string }>();
    const sum = (pick: (row: (typeof rows)[number]) => number): number => rows.reduce((total, row) => total + pick(row), 0);
    return {
      names: sum((row) => Number(row.names)),
      standing: sum((row) => (row.state === 'withdrawn' ? 0 : Number(row.names))),
      final: sum((row) => (onFinalList(row.state) ? Number(row.names) : 0)),
      contacts: sum((row) => (row.state === 'withdrawn' ? 0 : Number(row.contacts))),
    };
  }

  /** When the silence period in force was opened: what told a Mission before tells it of another one. */
  async silenceSince(listId: string, tx: EntityManager): Promise<string> {
    return (await this.periods(listId, tx)).findLast((period) => period.kind !== 'extension')?.opensAt ?? '';
  }

  /**
   * When the Mission of each State of the electorate was first told of the silence period in force: by an accepted letter whose link
   * had not ended by then, of after the last report that one went astray, or by a recorded service. null where it was not.
   */
  async service(tx: EntityManager, list: List): Promise<Map<string, string | null>> {
    const { modality } = await this.conferenceOf(list);
    const served = new Map<string, string | null>((await this.missions.electorate(modality, tx)).map(({ iso2 }) => [iso2, null]));
    if (!list.deadline) return served;
    const since = await this.silenceSince(list.id, tx);
    const letters = await tx.createQueryBuilder(OutboxMessage, 'm').select('m.iso2', 'iso2').addSelect('m.settledAt', 'at')
      .where('m.listId = :id AND m.notice IN (:...serving) AND m.state = :accepted', { id: list.id, serving: SERVING, accepted: 'accepted' })
      .andWhere('m.queuedAt >= :since AND m.settledAt <= :deadline', { since, deadline: list.deadline })
      // A letter that waited while its link was replaced opens nothing.
      .andWhere(`NOT EXISTS (SELECT 1 FROM "mission_link" k WHERE k."listId" = m."listId" AND k."iso2" = m."iso2" AND k."revokedAt" > m."queuedAt" AND k."revokedAt" <= m."settledAt")`)
      .getRawMany<{ iso2: string; at: string }>();
    const reported = await this.misdirections.last(tx, list.id, list.deadline);
    const records = await tx.findBy(ServiceRecord, { listId: list.id, takenBackAt: IsNull() });
    const told = [
      // What was accepted before somebody wrote “this is not us” reached strangers.
      ...letters.filter(({ iso2, at }) => at > (reported.get(iso2) ?? '')),
      ...records.filter(({ servedAt }) => servedAt >= since && isOnTime(servedAt, list.deadline!)).map(({ iso2, servedAt }) => ({ iso2, at: servedAt })),
    ];
    for (const { iso2, at } of told) if (served.has(iso2) && at < (served.get(iso2) ?? '~')) served.set(iso2, at);
    return served;
  }

  /** States of the electorate whose Mission was not told of the silence period in force. */
  async unserved(tx: EntityManager, list: List): Promise<string[]> {
    return list.deadline ? unservedOf(await this.service(tx, list)) : [];
  }

  /** Of those that were told, the ones that had less time for it than the modality asks for. */
  async short(list: List, served: Map<string, string | null>): Promise<string[]> {
    const { modality: { silence } } = await this.conferenceOf(list);
    return [...served].filter(([, at]) => at !== null && list.deadline !== null && servedShortly(silence, at, list.deadline)).map(([iso2]) => iso2);
  }

  /** Of the unserved, those without whom two officers have not let the silence period in force count. */
  async uncounted(tx: EntityManager, list: List, unserved?: string[]): Promise<string[]> {
    const overridden = (await this.periods(list.id, tx)).at(-1)?.overridden ?? [];
    return (unserved ?? (await this.unserved(tx, list))).filter((iso2) => !overridden.includes(iso2));
  }

  /** Takes a list whose objections are considered back to held, where a Mission turns out not to have been told after all. */
  async holdAgain(tx: EntityManager, list: List, at: string, actor: Actor): Promise<void> {
    if (list.state !== 'objectionsConsidered') return;
    const unserved = (await this.uncounted(tx, list)).length;
    if (unserved === 0) return;
    await this.step(tx, list, { type: 'service.lost' });
    this.records.append({ act: 'service.lost', at, actor, listId: list.id, conferenceId: list.conferenceId, open: { unserved } });
  }
}

export const unservedOf = (served: Map<string, string | null>): string[] => [...served].filter(([, at]) => at === null).map(([iso2]) => iso2);

/** The state as it is at `now`, whether or not anybody has noticed yet that the deadline passed. */
export function silenceRuns(list: Pick<List, 'state' | 'deadline'>, now: string): boolean {
  return list.state === 'circulated' && list.deadline !== null && isOnTime(now, list.deadline);
}

/** Whether an organization is told that its name was proposed, before the list is final. */
export const learnsOfProposal = ({ disclosure }: Modality): boolean => disclosure.proposedNames.organization === 'atCirculation';

/** What the modality says of a list: of an addendum, what it says of the list to which it adds. */
export function ruleOf({ lists }: Modality, { ofKey }: Pick<List, 'ofKey'>): ListRule {
  return lists.find(({ key }) => key === ofKey)!;
}
