import { Injectable } from '@nestjs/common';
import { may, mustMay } from '../officers/index.js';
import type { Actor } from '../platform/actor.js';
import { Keys } from '../platform/keys.js';
import { Reader } from '../platform/reader.js';
import { Refused } from '../platform/refused.js';
import { ObjectionBox, stands, type OpenFiling, type OpenObjection } from './objection-box.js';
import { Attachment, Filing, Objection } from './objection.entity.js';

/** Objections for the two that may read them: the Office, and the State that raised them. */
@Injectable()
export class ObjectionsQuery {
  constructor(private readonly reader: Reader, private readonly box: ObjectionBox, private readonly keys: Keys) {}

  /** All objections of a list, withdrawn ones included, oldest first; the basis only for officers who may read reasons. */
  async ofList(listId: string, actor: Actor): Promise<{ objections: OpenObjection[]; filings: Map<string, OpenFiling> }> {
    mustMay(actor, 'readObjections');
    const rows = await this.reader.manager.findBy(Objection, { listId });
    const filings = await this.reader.manager.findBy(Filing, { listId });
    const basis = may(actor, 'readReasons');
    return { objections: opened(rows, this.box).map((objection) => (basis ? objection : { ...objection, basis: null })), filings: new Map(filings.map((f) => [f.id, this.box.openFiling(f)])) };
  }

  /** A State's own objections and filings on a list. */
  async ofState(listId: string, iso2: string): Promise<{ objections: OpenObjection[]; filings: OpenFiling[] }> {
    const ownerTag = this.box.owner(listId, iso2);
    const rows = await this.reader.manager.findBy(Objection, { ownerTag });
    const filings = await this.reader.manager.findBy(Filing, { ownerTag });
    return { objections: opened(rows, this.box), filings: filings.map((f) => this.box.openFiling(f)).sort((a, b) => (a.at < b.at ? -1 : 1)) };
  }

  /** The filing that this form made before, whatever became of its objections; null where it made none. */
  async filedWith(listId: string, iso2: string, mark: string): Promise<string | null> {
    return (await this.reader.manager.findOneBy(Filing, { markTag: this.box.mark(listId, iso2, mark) }))?.id ?? null;
  }

  /** All that stand on a list, bases included: for the desk that discloses them. Whoever shows them asks for the right first. */
  async standing(listId: string): Promise<OpenObjection[]> {
    const rows = await this.reader.manager.findBy(Objection, { listId });
    return opened(rows, this.box).filter(stands);
  }

  /** The scan of a note verbale. For the Office only. */
  async scan(listId: string, id: string, actor: Actor): Promise<{ name: string; type: string; bytes: Buffer }> {
    mustMay(actor, 'readReasons');
    const row = await this.reader.manager.findOneBy(Attachment, { id, listId });
    if (!row) throw new Refused('attachment-unknown');
    const { name, type, base64 } = JSON.parse(this.keys.ofList(listId).open(`attachment:${id}`, row.sealed)) as { name: string; type: string; base64: string };
    return { name, type, bytes: Buffer.from(base64, 'base64') };
  }
}

/** Opened, oldest first; the names of one filing in an order that tells nothing. */
const opened = (rows: Objection[], box: ObjectionBox): OpenObjection[] =>
  rows.map((row) => box.open(row)).sort((a, b) => (a.raisedAt < b.raisedAt ? -1 : a.raisedAt > b.raisedAt ? 1 : a.id < b.id ? -1 : 1));
