import { distance } from 'fastest-levenshtein';
import { acronymOf, acronymsIn, initialsOf, mailSiteOf, registrationOf, siteOf, skeletonOf, wordsOf } from './words.js';

/** What an organization says of itself, as far as it tells it apart. */
export interface Named {
  /** Every name that it has or had: in its own script, in Latin letters, translated, former ones. */
  names: readonly string[];
  acronym?: string | null;
  /** Country of headquarters, in one way of writing. */
  place?: string | null;
  website?: string | null;
  email?: string | null;
  registration?: string | null;
}

/** Why two are held side by side. */
export type Evidence = 'sameName' | 'likeName' | 'acronym' | 'website' | 'mail' | 'registration';

export interface Likeness<T> {
  item: T;
  /** From 0 to 1. It orders cards; it decides nothing. */
  score: number;
  evidence: Evidence[];
  /** Which of its names comes nearest. */
  name: string;
}

interface Entry<T> {
  id: string;
  item: T;
  named: Named;
  /** Where its names stand. */
  places: number[];
}

interface IndexedName {
  entry: number;
  name: string;
  origin: Origin;
  words: number[];
  whole: string;
}

/** Likeness of names from which on two are shown side by side; lower where something else speaks for it. */
const ENOUGH = 0.84;
const ENOUGH_ELSEWHERE = 0.9;
const ENOUGH_WITH_SITE = 0.45;
/** Once so little of a name's weight is left, nobody new can be like it (Dice's coefficient). */
const REACH = ENOUGH / (2 - ENOUGH);
/** More than so many organizations behind one web host, or with one acronym: then it tells nothing. */
const HOUSEHOLD = 2;
const CROWD = 3;
/** So many names are looked at for one at most, those with its rarest words first: one that has only common words would meet them all. */
const MET = 500;
const SHORT = 7;

const push = <K>(map: Map<K, number[]>, key: K, value: number): void => {
  const list = map.get(key);
  if (!list) map.set(key, [value]);
  else if (list.at(-1) !== value) list.push(value);
};

const drop = <K>(map: Map<K, number[]>, key: K, value: number): void => {
  const left = map.get(key)?.filter((one) => one !== value) ?? [];
  if (left.length) map.set(key, left);
  else map.delete(key);
};

/** Every way of leaving one letter out of the first letters of a word, and the letters whole; as numbers, because there are many. */
function slips(word: string): number[] {
  const head = word.slice(0, SHORT);
  const all = [hash(head)];
  for (let at = 0; at < head.length; at++) all.push(hash(head.slice(0, at) + head.slice(at + 1)));
  return all;
}

function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return value >>> 0;
}

/**
 * Finds organizations that may be the same as one, among many. An inverted index by words: the rarest words of a name lead to
 * those who share them, so that a question touches few of all names. Words are the same in any order, after transliteration,
 * with the same consonants, or a letter or two apart.
 */
export class NameIndex<T> {
  /** What is taken out leaves a gap, and nothing else anywhere: what is dead would be met in the place of what is not. */
  readonly #entries: (Entry<T> | undefined)[] = [];
  readonly #byId = new Map<string, number>();
  readonly #names: (IndexedName | undefined)[] = [];
  /** How many names there are. */
  #count = 0;
  readonly #words = new Map<string, number>();
  readonly #text: string[] = [];
  /** How often each word came in Latin letters, and how often transliterated. */
  readonly #came: Record<Origin, number>[] = [];
  readonly #postings: number[][] = [];
  readonly #skeletons = new Map<string | number, number[]>();
  readonly #slips = new Map<string | number, number[]>();
  readonly #wholes = new Map<string, number[]>();
  readonly #acronyms = new Map<string, number[]>();
  readonly #initials = new Map<string, number[]>();
  readonly #sites = new Map<string, number[]>();
  readonly #registrations = new Map<string, number[]>();

  get size(): number {
    return this.#byId.size;
  }

  /** What is in it, in the order in which it came. */
  all(): T[] {
    return this.#entries.flatMap((entry) => (entry ? [entry.item] : []));
  }

  get(id: string): T | undefined {
    const at = this.#byId.get(id);
    return at === undefined ? undefined : this.#entries[at]!.item;
  }

  /** Adds an organization; what stood under the same id before is no longer found. */
  put(id: string, named: Named, item: T): void {
    this.remove(id);
    const entry: Entry<T> = { id, item, named, places: [] };
    const at = this.#entries.push(entry) - 1;
    this.#byId.set(id, at);
    for (const name of new Set(named.names)) {
      const { words, whole } = wordsOf(name);
      if (words.length === 0) continue;
      const origin = originOf(name);
      const ids = words.map((word) => this.#wordId(word));
      const place = this.#names.push({ entry: at, name, origin, words: ids, whole }) - 1;
      this.#count++;
      entry.places.push(place);
      for (const word of new Set(ids)) {
        this.#postings[word]!.push(place);
        this.#came[word]![origin]++;
      }
    }
    for (const [map, key, value] of this.#marks(at, entry)) push(map, key, value);
  }

  remove(id: string): void {
    const at = this.#byId.get(id);
    if (at === undefined) return;
    const entry = this.#entries[at]!;
    for (const [map, key, value] of this.#marks(at, entry)) drop(map, key, value);
    for (const place of entry.places) {
      const { words, origin } = this.#names[place]!;
      for (const word of new Set(words)) {
        this.#postings[word] = this.#postings[word]!.filter((one) => one !== place);
        this.#came[word]![origin]--;
        if (this.#postings[word].length === 0) this.#forget(word);
      }
      this.#names[place] = undefined;
      this.#count--;
    }
    this.#entries[at] = undefined;
    this.#byId.delete(id);
  }

  /** Under what an organization stands besides its words. */
  *#marks(at: number, { named, places }: Entry<T>): Generator<[map: Map<string, number[]>, key: string, value: number]> {
    for (const place of places) {
      const { name, whole } = this.#names[place]!;
      yield [this.#wholes, whole, place];
      for (const acronym of acronymsIn(name)) yield [this.#acronyms, acronym, at];
      for (const letters of initialsOf(name)) yield [this.#initials, letters, at];
    }
    if (named.acronym) yield [this.#acronyms, acronymOf(named.acronym), at];
    for (const site of [siteOf(named.website), mailSiteOf(named.email)]) if (site) yield [this.#sites, site, at];
    const registration = registrationOf(named.registration);
    if (registration) yield [this.#registrations, registration, at];
  }

  /** Those that may be the same, likest first. `except`: ids that are left out, the asker's own. */
  find(named: Named, { limit = 10, except }: { limit?: number; except?: (item: T) => boolean } = {}): Likeness<T>[] {
    const found = new Map<number, { score: number; evidence: Set<Evidence>; name: string }>();
    const note = (at: number, score: number, evidence: Evidence, name?: string): void => {
      const known = found.get(at) ?? { score: 0, evidence: new Set<Evidence>(), name: this.#entries[at]!.named.names[0] ?? '' };
      if (name !== undefined && score > known.score) known.name = name;
      known.score = Math.max(known.score, score);
      known.evidence.add(evidence);
      found.set(at, known);
    };
    const few = (ats: readonly number[] = [], most: number): readonly number[] => (ats.length <= most ? ats : []);
    const here = (at: number): boolean => Boolean(named.place) && this.#entries[at]!.named.place === named.place;

    const site = siteOf(named.website);
    const mail = mailSiteOf(named.email);
    const sites = new Map<number, Evidence>();
    if (mail) for (const at of few(this.#sites.get(mail), HOUSEHOLD)) sites.set(at, 'mail');
    if (site) for (const at of few(this.#sites.get(site), HOUSEHOLD)) sites.set(at, 'website');
    const registration = registrationOf(named.registration);
    if (registration) for (const at of this.#registrations.get(registration) ?? []) note(at, here(at) ? 0.97 : 0.8, 'registration');

    const likest = new Map<number, [likeness: number, name: string]>();
    for (const name of new Set(named.names)) for (const [at, likeness, best] of this.#likeNames(name, sites)) {
      if (likeness > (likest.get(at)?.[0] ?? 0)) likest.set(at, [likeness, best]);
    }
    const away = (at: number): boolean => Boolean(named.place) && Boolean(this.#entries[at]!.named.place) && !here(at);
    for (const [at, evidence] of sites) if (!away(at) || (likest.get(at)?.[0] ?? 0) >= ENOUGH_WITH_SITE) if (this.#mayBe(named, at)) note(at, 0.9, evidence);
    for (const [at, [likeness, best]] of likest) {
      if (likeness >= (found.has(at) ? ENOUGH_WITH_SITE : away(at) ? ENOUGH_ELSEWHERE : ENOUGH)) note(at, likeness, likeness === 1 ? 'sameName' : 'likeName', best);
    }

    // An acronym alone is shared by too many: it counts within one country, or where it is long and rare.
    const said = new Set([...(named.acronym ? [acronymOf(named.acronym)] : []), ...named.names.flatMap(acronymsIn)].filter((acronym) => acronym.length >= 3));
    const byAcronym = new Set([...said].flatMap((acronym) => [...(this.#acronyms.get(acronym) ?? []), ...(this.#initials.get(acronym) ?? [])]));
    for (const letters of named.names.flatMap(initialsOf)) for (const at of this.#acronyms.get(letters) ?? []) byAcronym.add(at);
    for (const at of byAcronym) if (here(at) || found.has(at)) note(at, 0.75, 'acronym');
    for (const acronym of said) if (acronym.length >= 5) for (const at of few(this.#acronyms.get(acronym), CROWD)) note(at, 0.72, 'acronym');

    return [...found].map(([at, { score, evidence, name }]) => ({ item: this.#entries[at]!.item, score: Math.min(1, score + 0.02 * (evidence.size - 1)), evidence: [...evidence], name }))
      .filter(({ item }) => !except?.(item)).sort((a, b) => b.score - a.score).slice(0, limit);
  }

  /**
   * Behind one host stand the offices of one State or the parts of a university: two names in one script that have little in
   * common speak against it. In Latin letters they may be two languages, and between scripts a translation.
   */
  #mayBe({ names }: Named, at: number): boolean {
    const own = names.filter((name) => originOf(name) === OTHER_SCRIPT).map((name) => wordsOf(name).whole);
    const theirs = this.#entries[at]!.places.map((place) => this.#names[place]!).filter(({ origin }) => origin === OTHER_SCRIPT);
    return own.length === 0 || theirs.length === 0 || own.some((whole) => theirs.some((other) => distance(whole, other.whole) <= 0.4 * Math.max(whole.length, other.whole.length)));
  }

  /** Entries whose name is like this one: place, likeness from 0 to 1, and the name. */
  #likeNames(name: string, besides: ReadonlyMap<number, unknown>): [at: number, likeness: number, name: string][] {
    const { words, whole } = wordsOf(name);
    if (words.length === 0) return [];
    const best = new Map<number, [likeness: number, name: string]>();
    const keep = ({ entry, name: known }: IndexedName, likeness: number): void => {
      if (likeness > (best.get(entry)?.[0] ?? 0)) best.set(entry, [likeness, known]);
    };
    for (const place of this.#wholes.get(whole) ?? []) keep(this.#names[place]!, 1);

    // Each word of the question with the known words that it may be.
    const asked = words.map((word) => {
      const like = this.#likeWords(word, originOf(name));
      const weight = like.length ? Math.max(...like.map(([id]) => this.#weight(id))) : this.#weight(-1);
      return { weight, like, cost: like.reduce((sum, [id]) => sum + this.#postings[id]!.length, 0) };
    });
    const total = asked.reduce((sum, { weight }) => sum + weight, 0);
    const byWord = new Map<number, [at: number, likeness: number][]>();
    asked.forEach(({ like }, at) => { for (const [id, likeness] of like) byWord.set(id, [...(byWord.get(id) ?? []), [at, likeness]]); });

    // Rarest words first: once what is left of the weight cannot make two names alike any more, nobody new is met.
    const met = new Set<number>();
    let left = total;
    for (const { weight, like } of [...asked].sort((a, b) => a.cost - b.cost)) {
      if (left < total * REACH || met.size >= MET) break;
      for (const [id] of like) for (const place of this.#postings[id]!) if (met.size < MET) met.add(place);
      left -= weight;
    }
    for (const at of besides.keys()) for (const place of this.#entries[at]!.places) met.add(place);
    for (const place of met) {
      const known = this.#names[place]!;
      const likeness = this.#likeness(asked, total, known, byWord);
      keep(known, likeness > 0.5 && likeness < ENOUGH ? Math.max(likeness, almost(whole, known.whole)) : likeness);
    }
    return [...best].map(([at, [likeness, known]]) => [at, likeness, known]);
  }

  /** How far the words of two names, weighted by how rare they are, are the same; less where each has a word of its own in the same place. */
  #likeness(asked: { weight: number }[], total: number, { words }: IndexedName, byWord: Map<number, [number, number][]>): number {
    const used = new Set<number>();
    let [shared, ownLeft, theirs] = [0, 0, 0];
    for (const id of words) {
      const weight = this.#weight(id);
      theirs += weight;
      let hit: [number, number] | null = null;
      for (const pair of byWord.get(id) ?? []) if (!used.has(pair[0]) && pair[1] > (hit?.[1] ?? 0)) hit = pair;
      if (!hit) { ownLeft += weight; continue; }
      used.add(hit[0]);
      shared += hit[1] * (weight + asked[hit[0]]!.weight);
    }
    const askedLeft = asked.reduce((sum, { weight }, at) => sum + (used.has(at) ? 0 : weight), 0);
    const swapped = Math.min(askedLeft, ownLeft) / Math.min(total, theirs);
    return Math.min(0.99, (shared / (total + theirs)) * (1 - 0.5 * swapped));
  }

  /** Known words that a word may be, with their likeness. A number is like itself alone. */
  #likeWords(word: string, origin: Origin): [id: number, likeness: number][] {
    const own = this.#words.get(word);
    const like = new Map<number, number>();
    if (own !== undefined) like.set(own, 1);
    if (!/\d/.test(word)) {
      for (const id of this.#skeletons.get(skeletonOf(word)) ?? []) if (!like.has(id)) like.set(id, Math.max(this.#came[id]![origin] > 0 ? 0.7 : 0.92, near(word, this.#text[id]!)));
      if (word.length >= 4) for (const slip of slips(word)) for (const id of this.#slips.get(slip) ?? []) {
        if (like.has(id)) continue;
        const likeness = near(word, this.#text[id]!);
        if (likeness > 0) like.set(id, likeness);
      }
    }
    return [...like];
  }

  #wordId(word: string): number {
    const known = this.#words.get(word);
    if (known !== undefined) return known;
    const id = this.#text.push(word) - 1;
    this.#words.set(word, id);
    this.#postings.push([]);
    this.#came.push({ [LATIN]: 0, [OTHER_SCRIPT]: 0 });
    for (const [map, key] of this.#likenesses(word)) push<string | number>(map, key, id);
    return id;
  }

  /** No name has the word any more: none must be taken for it. */
  #forget(id: number): void {
    const word = this.#text[id]!;
    for (const [map, key] of this.#likenesses(word)) drop<string | number>(map, key, id);
    this.#words.delete(word);
    this.#text[id] = '';
  }

  /** By what a word is found that is written a little differently. */
  *#likenesses(word: string): Generator<[map: Map<string | number, number[]>, key: string | number]> {
    if (/\d/.test(word)) return;
    const skeleton = skeletonOf(word);
    if (skeleton) yield [this.#skeletons, skeleton];
    if (word.length >= 4) for (const slip of slips(word)) yield [this.#slips, slip];
  }

  /** The rarer a word, the more it tells; one that nobody has tells most. */
  #weight(id: number): number {
    return Math.log(1 + (this.#count + 1) / ((this.#postings[id]?.length ?? 0) + 1));
  }
}

const LATIN = 1;
const OTHER_SCRIPT = 2;
type Origin = typeof LATIN | typeof OTHER_SCRIPT;
const originOf = (name: string): Origin => (/\p{Script=Latin}{2}/u.test(name) ? LATIN : OTHER_SCRIPT);

/** Likeness of two words that are written differently; 0 where they are different words. */
function near(a: string, b: string): number {
  const longer = Math.max(a.length, b.length);
  const most = longer <= 4 ? 0 : longer <= 7 ? 1 : longer <= 12 ? 2 : 3;
  if (Math.abs(a.length - b.length) > most) return 0;
  const apart = swappedOnce(a, b) ? 1 : distance(a, b);
  return apart <= most ? 1 - apart / (longer + 1) : 0;
}

/** Likeness of whole names that differ by a letter or a space here and there, in no number. */
function almost(a: string, b: string): number {
  const longer = Math.max(a.length, b.length);
  const most = Math.min(3, Math.floor(longer / 14));
  if (Math.abs(a.length - b.length) > most || a.replace(/\D/g, '') !== b.replace(/\D/g, '')) return 0;
  const apart = distance(a, b);
  return apart <= most ? 1 - apart / longer : 0;
}

/** Whether two neighbouring letters changed places. */
function swappedOnce(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  return a[at] === b[at + 1] && a[at + 1] === b[at] && a.slice(at + 2) === b.slice(at + 2);
}
