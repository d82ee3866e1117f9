import anyAscii from 'any-ascii';

/** At most this many characters (code points). The longest name in 5,906 real ones has 202. */
export const MAX_NAME = 500;

export type NameFault = 'name-empty' | 'name-too-long' | 'name-control-character' | 'name-bidi-control' | 'name-not-unicode';
/** What is kept as given and pointed out to the officer. */
export type NameFlag =
  | 'invisible-mark' | 'joiner' | 'soft-hyphen' | 'mixed-script' | 'outer-space' | 'double-space' | 'decomposed' | 'formula-like';

export interface NameCheck {
  fault: NameFault | null;
  /** Place of the faulty character, counted from 1; 0 where there is none. */
  at: number;
  flags: NameFlag[];
}

const placeOf = (text: string, pattern: RegExp): number => [...text].findIndex((c) => pattern.test(c)) + 1;

/** Names are stored exactly as given; this says whether one can be, and what to point out. */
export function checkName(name: string): NameCheck {
  const refuse = (fault: NameFault, at = 0): NameCheck => ({ fault, at, flags: [] });
  if (!name.trim()) return refuse('name-empty');
  if (/[\uD800-\uDFFF]/u.test(name) || name.includes('\uFFFD')) return refuse('name-not-unicode', placeOf(name, /[\uD800-\uDFFF\uFFFD]/u));
  if (/\p{Cc}|[\u2028\u2029]/u.test(name)) return refuse('name-control-character', placeOf(name, /\p{Cc}|[\u2028\u2029]/u));
  // Overrides, embeddings and isolates turn round what stands beside the name; marks (LRM, RLM, ALM) do not.
  if (/[\u202A-\u202E\u2066-\u2069]/u.test(name)) return refuse('name-bidi-control', placeOf(name, /[\u202A-\u202E\u2066-\u2069]/u));
  if ([...name].length > MAX_NAME) return refuse('name-too-long');
  const flags: [NameFlag, boolean][] = [
    ['invisible-mark', /[\u200B\u200E\u200F\u061C\u2060\uFEFF]/u.test(name)],
    ['joiner', /[\u200C\u200D]/u.test(name)],
    ['soft-hyphen', name.includes('\u00AD')],
    ['mixed-script', mixesScripts(name)],
    ['outer-space', name !== name.trim()],
    ['double-space', /\s{2}/u.test(name)],
    ['decomposed', name !== name.normalize('NFC')],
    ['formula-like', /^[=+\-@]/.test(name)],
  ];
  return { fault: null, at: 0, flags: flags.filter(([, set]) => set).map(([flag]) => flag) };
}

/** Whether one word mixes Latin with Cyrillic or Greek letters: it reads like one thing and is another. */
function mixesScripts(name: string): boolean {
  return name.split(/[\s\p{P}]+/u).some((word) => /\p{Script=Latin}/u.test(word) && /[\p{Script=Cyrillic}\p{Script=Greek}]/u.test(word));
}

// Latin letters that look like Cyrillic ones, for matching only.
export const LOOKS_LIKE: Record<string, string> = { а: 'a', в: 'b', е: 'e', к: 'k', м: 'm', н: 'h', о: 'o', р: 'p', с: 'c', т: 't', у: 'y', х: 'x', і: 'i', ј: 'j', ѕ: 's' };

/** What a name is matched by: case, accents, punctuation, spaces and look-alike letters do not count. */
export function matchKey(name: string): string {
  const folded = name.normalize('NFKD').toLocaleLowerCase('und').replace(/ß/g, 'ss').replace(/[\p{M}\p{Cf}]/gu, '');
  const letters = folded.replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
  return Array.from(letters || folded.trim(), (c) => LOOKS_LIKE[c] ?? c).join('');
}

const grams = (text: string): Set<string> => {
  const padded = `  ${text} `;
  return new Set(Array.from({ length: Math.max(0, padded.length - 2) }, (_, at) => padded.slice(at, at + 3)));
};

/** Finds names that look like another: trigrams over the Latin transliteration. */
export class LookAlikes<T> {
  readonly #entries: { item: T; size: number }[] = [];
  readonly #byGram = new Map<string, number[]>();

  add(name: string, item: T): void {
    const set = grams(plain(name));
    const at = this.#entries.push({ item, size: set.size }) - 1;
    for (const gram of set) {
      const list = this.#byGram.get(gram);
      if (list) list.push(at);
      else this.#byGram.set(gram, [at]);
    }
  }

  /** The items most like a name, best first; `score` from `threshold` to 1 (Dice's coefficient of trigrams). */
  find(name: string, { limit = 3, threshold = 0.75 } = {}): { item: T; score: number }[] {
    const set = grams(plain(name));
    // The rarest trigrams are enough to meet every entry that can reach the threshold.
    const needed = Math.max(1, Math.ceil(set.size * (1 - threshold / (2 - threshold))) + 1);
    const rarest = [...set].sort((a, b) => (this.#byGram.get(a)?.length ?? 0) - (this.#byGram.get(b)?.length ?? 0)).slice(0, needed);
    const met = new Set(rarest.flatMap((gram) => this.#byGram.get(gram) ?? []));
    if (met.size === 0) return [];
    const shared = new Map<number, number>();
    for (const gram of set) for (const at of this.#byGram.get(gram) ?? []) if (met.has(at)) shared.set(at, (shared.get(at) ?? 0) + 1);
    return [...shared]
      .map(([at, common]) => ({ item: this.#entries[at]!.item, score: (2 * common) / (set.size + this.#entries[at]!.size) }))
      .filter(({ score }) => score >= threshold)
      .sort((a, b) => b.score - a.score)
      .slice(0, limit);
  }
}

const plain = (name: string): string => anyAscii(matchKey(name)).toLowerCase().replace(/[^a-z0-9 ]+/g, '');
