import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { StandingObjections } from '../lists/index.js';
import { Keys } from '../platform/keys.js';
import { selectRows } from '../platform/select.js';
import { digestOf } from '../records/index.js';
import { Filing, Objection, type FilingFacts, type ObjectionFacts, type ObjectionState } from './objection.entity.js';

/**
 * So much holds a basis of 4,000 characters in most scripts, deflated. One of more than some 2,500 Chinese characters, or without any
 * repetition, takes 16,384: all boxes of that size would cost filings a third of their rate (docs/security.md).
 */
const OBJECTION_SIZE = 4_096;
/** So much holds the longest reference, all States as signatories, and some ten names that a note confirms; or fifty beside a short one. */
const FILING_SIZE = 1_280;

/** How a box begins before which the state stands, because the objection was raised before states were sealed: `raised:v1.…`. */
const APART = ['r', 'b', 'w'].map((letter) => Buffer.from(letter));
const apart = (sealed: Buffer): { box: Buffer | string; state: ObjectionState | null } => {
  if (!APART.some(([letter]) => letter === sealed[0])) return { box: sealed, state: null };
  const [state, box] = sealed.toString().split(':') as [ObjectionState, string];
  return { box, state };
};

/** An objection with its box opened. */
export interface OpenObjection extends ObjectionFacts {
  id: string;
  filingId: string;
}

/** A filing with its box opened. */
export interface OpenFiling extends FilingFacts {
  id: string;
  reference: string;
}

/** Seals and opens what must not be read in the database, and makes the tags that find it again. */
@Injectable()
export class ObjectionBox extends StandingObjections {
  constructor(private readonly keys: Keys) {
    super();
  }

  seal(listId: string, id: string, facts: ObjectionFacts): Buffer {
    return this.keys.ofList(listId).sealBytes(`objection:${id}`, JSON.stringify(facts), OBJECTION_SIZE);
  }

  sealFiling(listId: string, id: string, facts: FilingFacts): Buffer {
    return this.keys.ofList(listId).sealBytes(`filing:${id}`, JSON.stringify(facts), FILING_SIZE);
  }

  owner(listId: string, iso2: string): string {
    return this.keys.ofList(listId).tag('owner', iso2);
  }

  unique(listId: string, iso2: string, nominationId: string): string {
    return this.keys.ofList(listId).tag('objection', iso2, nominationId);
  }

  mark(listId: string, iso2: string, mark: string): string {
    return this.keys.ofList(listId).tag('mark', iso2, mark);
  }

  /** Tag of what a filing holds, to recognize the same filing sent twice. */
  same(listId: string, iso2: string, items: { nominationId: string; basis: string | null }[], source: string): string {
    const sorted = items.map(({ nominationId, basis }) => `${nominationId} ${basis ?? ''}`).sort();
    return this.keys.ofList(listId).tag('filing', iso2, source, ...sorted);
  }

  open(row: Objection): OpenObjection {
    return { ...this.#facts(row), id: row.id, filingId: row.filingId };
  }

  /** Seals what a migration, which has no key, could only write before the box; what belongs to a destroyed key goes with it. */
  async sealStates(tx: EntityManager): Promise<void> {
    for (const row of await selectRows<Objection>(tx, `SELECT * FROM "objection" WHERE substr("sealed", 1, 1) IN (?, ?, ?)`, APART)) {
      const sealed = this.keys.lives(row.listId) ? this.seal(row.listId, row.id, this.#facts(row)) : Buffer.from(apart(row.sealed).box);
      await tx.update(Objection, { id: row.id }, { sealed });
    }
  }

  #facts({ id, listId, sealed }: Objection): ObjectionFacts {
    const { box, state } = apart(sealed);
    return { ...(JSON.parse(this.keys.ofList(listId).open(`objection:${id}`, box)) as ObjectionFacts), ...(state ? { state } : {}) };
  }

  openFiling({ id, listId, reference, sealed }: Filing): OpenFiling {
    return { ...(JSON.parse(this.keys.ofList(listId).open(`filing:${id}`, sealed)) as FilingFacts), id, reference };
  }

  async count(tx: EntityManager, listId: string): Promise<Map<string, number>> {
    const standing = new Map<string, number>();
    for (const { nominationId } of (await tx.findBy(Objection, { listId })).map((row) => this.open(row)).filter(stands)) {
      standing.set(nominationId, (standing.get(nominationId) ?? 0) + 1);
    }
    return standing;
  }

  async raised(tx: EntityManager, listId: string): Promise<{ objected: Set<string>; withdrawn: Set<string> }> {
    const all = (await tx.findBy(Objection, { listId })).map((row) => this.open(row));
    const standing = namesObjectedTo(all);
    const objected = new Set(all.map(({ nominationId }) => nominationId));
    return { objected, withdrawn: new Set([...objected].filter((id) => !standing.has(id))) };
  }
}

export const stands = ({ state }: Pick<OpenObjection, 'state'>): boolean => state !== 'withdrawn';

/** The names against which an objection stands. */
export const namesObjectedTo = (objections: OpenObjection[]): Set<string> => new Set(objections.filter(stands).map(({ nominationId }) => nominationId));

/** The note verbale by which something was filed; null where it came by the link. */
export const noteOf = ({ source }: Pick<FilingFacts, 'source'>): Extract<FilingFacts['source'], { kind: 'noteVerbale' }> | null => (source.kind === 'noteVerbale' ? source : null);

/** What the record commits to of a general basis. */
export const basisDigest = (basis: string | null): string | null => (basis === null ? null : digestOf(basis));

/**
 * What the record commits to of a filing: its names with the digests of their bases, the note verbale as attested, and the SHA-256 of
 * its scan. Of a statement likewise, so that its receipt has the same form.
 */
export function filingContent(filing: string | null, source: FilingFacts['source'], objections: { nominationId: string; basis: string | null }[], scan: string | null): Record<string, string | null> {
  const sorted = objections.map(({ nominationId, basis }) => ({ basis, name: nominationId })).sort((a, b) => (a.name < b.name ? -1 : 1));
  const note = source.kind === 'link' ? null : digestOf({ receivedAt: source.receivedAt, reference: source.reference, signatories: source.signatories, ...(source.confirms ? { confirms: source.confirms } : {}) });
  return { filing, note, objections: digestOf(sorted), scan };
}
