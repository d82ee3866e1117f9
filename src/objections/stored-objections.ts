import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Keys } from '../platform/keys.js';
import { Reader } from '../platform/reader.js';
import { canonical, digestOf, opened, StoredActs, type KeepsActs, type StoredAct } from '../records/index.js';
import { basisDigest, filingContent, ObjectionBox, type OpenFiling, type OpenObjection } from './objection-box.js';
import { Attachment, Filing, Objection } from './objection.entity.js';

/** Holds filings, objections and scans against the acts that made them: what nobody did in the record is in no box. */
@Injectable()
export class StoredObjections implements KeepsActs {
  constructor(stored: StoredActs, private readonly reader: Reader, private readonly box: ObjectionBox, private readonly keys: Keys) {
    stored.join(this);
  }

  async differing(listId: string, acts: StoredAct[]): Promise<{ acts: string[]; without: string[] }> {
    const { manager } = this.reader;
    const rows = { filings: await manager.findBy(Filing, { listId }), objections: await manager.findBy(Objection, { listId }) };
    const filings = rows.filings.map((row) => opened(() => this.box.openFiling(row))).filter((filing) => filing !== null);
    const objections = new Map<string, (OpenObjection | null)[]>();
    for (const row of rows.objections) objections.set(row.filingId, [...(objections.get(row.filingId) ?? []), opened(() => this.box.open(row))]);
    const byEntry = new Map(filings.map((filing) => [filing.entryId, filing]));
    const byId = new Map([...objections.values()].flat().flatMap((objection) => (objection ? [[objection.id, objection] as const] : [])));

    const later = new Later(acts);
    const differs: string[] = [];
    for (const act of acts) {
      if (act.act === 'objections.filed' || act.act === 'objections.recorded') {
        const filing = byEntry.get(act.id);
        if (!filing || !(await this.#filed(listId, act, filing, objections.get(filing.id) ?? [], later))) differs.push(act.id);
      } else if (act.act === 'objection.withdrawn' || act.act === 'basis.stated') {
        const id = act.content?.['objection'];
        const objection = id && byId.get(id);
        if (id && (!objection || !later.stands(act, objection))) differs.push(act.id);
      }
    }
    const known = new Set(acts.map(({ id }) => id));
    const without = filings.filter(({ entryId }) => !known.has(entryId)).map(({ id }) => id);
    return { acts: differs, without: [...without, ...[...objections.keys()].filter((id) => !rows.filings.some((filing) => filing.id === id))] };
  }

  /** Whether a filing and its objections are as its act left them, but for what later acts did to them. */
  async #filed(listId: string, act: StoredAct, filing: OpenFiling, objections: (OpenObjection | null)[], later: Later): Promise<boolean> {
    const whole = objections.filter((objection) => objection !== null);
    if (whole.length !== objections.length || whole.length !== filing.names || digestOf(whole.map(({ nominationId }) => nominationId).sort()) !== act.names) return false;
    if (filing.iso2 !== act.iso2 || filing.at !== act.at || filing.reference !== act.reference) return false;
    if (!whole.every((objection) => objection.iso2 === act.iso2 && objection.raisedAt === act.at && later.explains(objection))) return false;
    if (!act.content) return true;
    const items = whole.map(({ nominationId, basis, filed }) => ({ nominationId, basis: filed === undefined ? basisDigest(basis) : filed }));
    const { salt: _, ...content } = act.content;
    return canonical(filingContent(filing.id, filing.source, items, await this.#scan(listId, filing))) === canonical(content);
  }

  async #scan(listId: string, { source }: OpenFiling): Promise<string | null> {
    const id = source.kind === 'link' ? null : source.scanId;
    const row = id && await this.reader.manager.findOneBy(Attachment, { id, listId });
    const text = row && opened(() => this.keys.ofList(listId).open(`attachment:${id}`, row.sealed));
    return text ? createHash('sha256').update(Buffer.from((JSON.parse(text) as { base64: string }).base64, 'base64')).digest('base64url') : null;
  }
}

/** What became of objections after they were filed, by the record. */
class Later {
  readonly #last = new Map<string, StoredAct>();
  readonly #withdrawn = new Set<string>();
  /** States and names of which a basis was stated before the record told of which objection. */
  readonly #earlier = new Set<string>();

  constructor(acts: StoredAct[]) {
    for (const act of acts) {
      if (act.act === 'objection.withdrawn') this.#withdrawn.add(key(act.iso2, act.names, act.at));
      if (act.act !== 'basis.stated') continue;
      if (act.content) this.#last.set(act.content['objection']!, act);
      else this.#earlier.add(key(act.iso2, act.names));
    }
  }

  /** Whether whatever happened to the objection after its filing was done by an act. */
  explains({ id, iso2, nominationId, filed, state, withdrawnAt }: OpenObjection): boolean {
    const names = digestOf([nominationId]);
    if ((withdrawnAt !== null) !== (state === 'withdrawn')) return false;
    if (withdrawnAt !== null && !this.#withdrawn.has(key(iso2, names, withdrawnAt))) return false;
    return filed === undefined || this.#last.has(id) || this.#earlier.has(key(iso2, names));
  }

  /** Whether what the act did stands in the box; of a basis the last that was stated. */
  stands(act: StoredAct, { id, basis, withdrawnAt }: OpenObjection): boolean {
    if (act.act === 'objection.withdrawn') return withdrawnAt === act.at;
    return this.#last.get(id) !== act || act.content!['basis'] === basisDigest(basis);
  }
}

const key = (...parts: (string | null)[]): string => parts.join(' ');
