import { Injectable } from '@nestjs/common';
import { NameIndex, type Likeness, type Named } from '../platform/matching/index.js';
import { Reader } from '../platform/reader.js';
import { registerKinds, type RegisterKind } from './kinds.js';
import { RegisterEdition, RegisterEntry } from './register.entity.js';
import { consultative, institutions, invited, namedOf, type Standing } from './standing.js';

export type RegisterName = Standing['register'];

/** What the registers say of one organization. Registers are incomplete: who is not found is unknown, and never "not in". */
export interface Finding {
  register: RegisterName;
  /** The day whose state is asked; null: no edition was imported yet. */
  asOf: string | null;
  found: Likeness<Standing>[];
}

interface Loaded {
  editions: string;
  asOf: Record<RegisterName, string | null>;
  index: Record<RegisterName, NameIndex<Standing>>;
}

/** The registers, kept in memory by their editions: a new edition, of whatever process, is noticed by the next question. */
@Injectable()
export class Registers {
  #loaded: Promise<Loaded> | null = null;
  #editions = '';

  constructor(private readonly reader: Reader) {}

  /** Every edition, the one in force of each kind first. */
  async editions(): Promise<RegisterEdition[]> {
    const all = await this.reader.manager.find(RegisterEdition);
    return all.sort((a, b) => registerKinds.indexOf(a.kind) - registerKinds.indexOf(b.kind) || compare(b.asOf, a.asOf) || compare(b.importedAt, a.importedAt));
  }

  /** The names of the edition in force, to hold a new one against it. */
  async names(kind: RegisterKind): Promise<string[]> {
    const edition = (await this.editions()).find((one) => one.kind === kind);
    return edition ? (await this.reader.manager.findBy(RegisterEntry, { editionId: edition.id })).map(({ name }) => name) : [];
  }

  /** What each register says. */
  async say(named: Named): Promise<Finding[]> {
    return (await this.now()).say(named);
  }

  /** The registers as they are now, to be asked of many; `editions` says which they are. */
  async now(): Promise<{ editions: string; say: (named: Named) => Finding[] }> {
    const { editions, asOf, index } = await this.#load();
    return { editions, say: (named) => (['ecosoc', 'nhri', 'invitations'] as const).map((register) => ({ register, asOf: asOf[register], found: index[register].find(named, { limit: 5 }) })) };
  }

  /** National institutions of a country, whatever they are called. */
  async institutionsOf(country: string): Promise<Standing[]> {
    return (await this.#load()).index.nhri.all().filter((standing) => standing.country === country);
  }

  async #load(): Promise<Loaded> {
    const all = await this.editions();
    const inForce = registerKinds.flatMap((kind) => all.find((edition) => edition.kind === kind) ?? []);
    const editions = inForce.map(({ id }) => id).join();
    if (!this.#loaded || this.#editions !== editions) {
      this.#editions = editions;
      this.#loaded = this.#build(inForce, editions).catch((error: unknown) => { this.#loaded = null; throw error; });
    }
    return this.#loaded;
  }

  async #build(inForce: RegisterEdition[], editions: string): Promise<Loaded> {
    const rows = async (kind: RegisterKind): Promise<RegisterEntry[]> => {
      const edition = inForce.find((one) => one.kind === kind);
      return edition ? this.reader.manager.find(RegisterEntry, { where: { editionId: edition.id }, order: { line: 'ASC' } }) : [];
    };
    const dated = (...kinds: RegisterKind[]): string | null => inForce.filter(({ kind }) => kinds.includes(kind)).map(({ asOf }) => asOf).sort().at(-1) ?? null;
    const index = { ecosoc: new NameIndex<Standing>(), nhri: new NameIndex<Standing>(), invitations: new NameIndex<Standing>() };
    for (const standing of [...consultative(await rows('ecosoc'), await rows('ecosoc-name-changes')), ...institutions(await rows('nhri')), ...invited(await rows('invitations'))]) {
      index[standing.register].put(standing.key, namedOf(standing), standing);
    }
    return { editions, asOf: { ecosoc: dated('ecosoc', 'ecosoc-name-changes'), nhri: dated('nhri'), invitations: dated('invitations') }, index };
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
