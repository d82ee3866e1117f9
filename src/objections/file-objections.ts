import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Modality } from '../../workflows/modality.js';
import { nominationMachine, type NominationState } from '../../workflows/nomination.machine.js';
import { initial, step } from '../../workflows/step.js';
import { objectionMachine } from '../../workflows/objection.machine.js';
import type { FilingList } from '../lists/index.js';
import { NameBook } from '../lists/index.js';
import type { Actor } from '../platform/actor.js';
import { Ids } from '../platform/ids.js';
import { insertRows } from '../platform/insert.js';
import { randomReference } from '../platform/keys.js';
import { oneByOne } from '../platform/one-by-one.js';
import { refuseFields, type Fault } from '../platform/refused.js';
import { selectAmong } from '../platform/select.js';
import { Records } from '../records/index.js';
import { Filing, Objection, type FilingFacts, type ObjectionState } from './objection.entity.js';
import { basisDigest, filingContent, ObjectionBox } from './objection-box.js';

/** One name objected to, with the general basis where the State gives one. */
export interface ObjectionItem {
  nominationId: string;
  basis: string | null;
}

type Standing = Pick<Objection, 'filingId' | 'uniqueTag'>;

// The machines are pure: what they say of one state is asked once, not at each of a thousand names.
const raised = initial(objectionMachine);
const stated = step(objectionMachine, raised, { type: 'basis.stated' });
if (!stated.ok) throw new Error('A basis cannot be stated with an objection');
const stateOf = (basis: string | null): ObjectionState => (basis ? stated.next : raised).value as ObjectionState;
const openToObjection = new Map<NominationState, boolean>();
function mayBeObjectedTo(state: NominationState): boolean {
  const known = openToObjection.get(state);
  if (known !== undefined) return known;
  const { ok } = step(nominationMachine, { value: state, context: {} }, { type: 'objection.raised' });
  openToObjection.set(state, ok);
  return ok;
}

/** What is filed, by which way; `mark` is the mark of the form, where one sent it. */
export interface ToFile {
  items: ObjectionItem[];
  source: FilingFacts['source'];
  mark?: string | undefined;
  /** SHA-256 of the scan that came with it. */
  scan?: string | undefined;
}

export interface Receipt {
  filingId: string;
  reference: string;
  at: string;
  names: number;
}

/** The part of filing that e-mail link and note verbale share; called inside a unit of work, with the list locked. */
@Injectable()
export class FileObjections {
  constructor(
    private readonly ids: Ids, private readonly records: Records, private readonly names: NameBook, private readonly box: ObjectionBox,
  ) {}

  /** The receipt of what this very form filed before; null where it has not. Asked before anything else: what was filed is filed. */
  async sentBefore(tx: EntityManager, listId: string, iso2: string, mark: string): Promise<Receipt | null> {
    await oneByOne(tx, 'filings', this.box.owner(listId, iso2));
    const filing = await tx.findOneBy(Filing, { markTag: this.box.mark(listId, iso2, mark) });
    return filing && this.#receipt(filing);
  }

  /**
   * `again`: the same was filed before and stands, and nothing was filed anew. `standing`: names in a note verbale to which the State had
   * objected already; the note is kept with the rest, or alone.
   */
  async file(tx: EntityManager, list: FilingList, iso2: string, { items: given, source, mark, scan }: ToFile, at: string, actor: Actor, reasons: Modality['reasons']): Promise<{ receipt: Receipt; again: boolean; standing: string[] }> {
    const ownerTag = this.box.owner(list.id, iso2);
    // Filings of one State stand in a queue: without it two at the same instant would both find nothing filed.
    if (!mark) await oneByOne(tx, 'filings', ownerTag);
    const all = given.map(({ nominationId, basis }) => (
      { nominationId, basis: basis?.trim() || null, uniqueTag: this.box.unique(list.id, iso2, nominationId) }
    ));
    const sourceText = source.kind === 'link' ? 'link' : `${source.reference} ${source.receivedAt}${scan ? ` ${scan}` : ''}`;
    const sameTag = this.box.same(list.id, iso2, all, sourceText);
    const standing = await this.#standing(tx, ownerTag, all.map(({ uniqueTag }) => uniqueTag));
    const again = await this.#same(tx, ownerTag, sameTag, standing, all.length, source.kind);
    const taken = new Set(standing.filter(({ filingId }) => filingId !== again?.filingId).map(({ uniqueTag }) => uniqueTag));
    const doubled = all.filter(({ uniqueTag }) => taken.has(uniqueTag));
    const confirms = doubled.map(({ nominationId }) => nominationId).sort();
    if (again) return { receipt: again, again: true, standing: confirms };

    await this.#check(tx, list, all, reasons);
    // A Mission takes them out of what it ticked. A letter is kept as it came: of several States, one may have objected by its link.
    if (doubled.length && source.kind === 'link') {
      const book = await this.names.of(list, tx);
      throw refuseFields(doubled.map(({ nominationId }) => (
        { field: 'nominationId', rule: 'already-objected', params: { name: book.byId.get(nominationId)?.name ?? nominationId } }
      )));
    }

    const items = all.filter(({ uniqueTag }) => !taken.has(uniqueTag));
    const kept = source.kind === 'link' || !confirms.length ? source : { ...source, confirms };
    const filingId = this.ids.next();
    const reference = randomReference();
    const rows = items.map(({ nominationId, basis, uniqueTag }): Objection => {
      const id = this.ids.next();
      return {
        id, listId: list.id, filingId, ownerTag, uniqueTag,
        sealed: this.box.seal(list.id, id, { iso2, nominationId, basis, raisedAt: at, withdrawnAt: null, state: stateOf(basis) }),
      };
    });
    const entryId = this.records.append({
      act: source.kind === 'link' ? 'objections.filed' : 'objections.recorded', at,
      actor, listId: list.id, conferenceId: list.conferenceId, open: {},
      secret: {
        iso2, reference, names: items.map(({ nominationId }) => nominationId), source: kept,
        content: filingContent(filingId, kept, items.map(({ nominationId, basis }) => ({ nominationId, basis: basisDigest(basis) })), scan ?? null),
      },
    });
    await insertRows(tx, Filing, [{
      id: filingId, listId: list.id, reference, ownerTag, sameTag, markTag: mark ? this.box.mark(list.id, iso2, mark) : null,
      sealed: this.box.sealFiling(list.id, filingId, { iso2, names: items.length, at, entryId, source: kept }),
    }]);
    await insertRows(tx, Objection, rows);
    return { receipt: { filingId, reference, at, names: items.length }, again: false, standing: confirms };
  }

  #receipt(filing: Filing): Receipt {
    const { at, names } = this.box.openFiling(filing);
    return { filingId: filing.id, reference: filing.reference, at, names };
  }

  /** Objections of this State that stand against the same names already. */
  #standing(tx: EntityManager, ownerTag: string, uniqueTags: string[]): Promise<Standing[]> {
    return selectAmong<Standing>(tx, 'SELECT "filingId", "uniqueTag" FROM "objection" WHERE "ownerTag" = ? AND "uniqueTag" IN (?)', uniqueTags, [ownerTag]);
  }

  /**
   * A filing counts as the same while all that it names stands: a State that withdrew a part of it and files the whole again is not told
   * that all of it stands. A letter is entered once, and counts as the same while something of it stands: what it named may have been
   * withdrawn since, and is not raised again by typing the letter twice.
   */
  async #same(tx: EntityManager, ownerTag: string, sameTag: string, standing: Standing[], named: number, source: FilingFacts['source']['kind']): Promise<Receipt | null> {
    const all = standing.length === named;
    if (standing.length === 0 || (source === 'link' && !all)) return null;
    const filings = new Set(standing.map(({ filingId }) => filingId));
    const filing = (await tx.findBy(Filing, { ownerTag, sameTag })).find((one) => filings.has(one.id) || (all && this.box.openFiling(one).names === 0));
    return filing ? this.#receipt(filing) : null;
  }

  async #check(tx: EntityManager, list: FilingList, items: ObjectionItem[], reasons: Modality['reasons']): Promise<void> {
    if (items.length === 0) throw refuseFields([{ field: 'names', rule: 'no-name-chosen' }]);
    const book = await this.names.of(list, tx);
    const faults: Fault[] = [];
    const seen = new Set<string>();
    const most = reasons.maxLength ?? 0;
    items.forEach(({ nominationId, basis }, at) => {
      const nomination = book.byId.get(nominationId);
      if (!nomination) faults.push({ field: 'nominationId', row: at + 1, rule: 'name-not-on-list', params: { value: nominationId.slice(0, 60) } });
      else if (!mayBeObjectedTo(nomination.state)) {
        faults.push({ field: 'nominationId', row: at + 1, rule: 'name-not-under-consideration', params: { name: nomination.name } });
      }
      if (seen.has(nominationId)) faults.push({ field: 'nominationId', row: at + 1, rule: 'name-twice', params: { name: nomination?.name ?? nominationId } });
      seen.add(nominationId);
      // Where a basis is stated only if a State asks, or not at all, none is taken with the objection.
      if (basis && reasons.rule !== 'voluntary') faults.push({ field: 'basis', row: at + 1, rule: reasons.rule === 'none' ? 'basis-not-taken' : 'basis-not-asked' });
      else if (basis && [...basis].length > most) faults.push({ field: 'basis', row: at + 1, rule: 'basis-too-long', params: { max: most, name: nomination?.name ?? '' } });
    });
    if (faults.length) throw refuseFields(faults);
  }
}
