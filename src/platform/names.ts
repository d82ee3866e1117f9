import type { Fault } from './refused.js';

/** At most this many characters (code points). The longest name in 5,906 real ones has 202. */
const MAX_NAME = 500;

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

/** What is wrong with a line that somebody typed: a title, a reference, a label. Whether it may be empty is another rule's matter. */
export function lineFaults(field: string, text: string): Fault[] {
  const { fault, at } = checkName(text);
  if (!fault || fault === 'name-empty') return [];
  return [fault === 'name-too-long' ? { field, rule: 'text-too-long', params: { most: MAX_NAME } } : { field, rule: fault, params: { at, length: [...text].length } }];
}

/** The same of a reference, under which the Office keeps what it has in writing: there must be one. */
export function referenceFaults(reference: string): Fault[] {
  return reference.trim() ? lineFaults('reference', reference) : [{ field: 'reference', rule: 'reference-empty' }];
}

/** The name of a file that somebody sent, as it is kept: its end, without folders and without signs that nobody sees. */
export const fileName = (sent: string, otherwise: string): string => Array.from(sent.replace(/[\p{Cc}\u202A-\u202E\u2066-\u2069/\\]/gu, '')).slice(-120).join('') || otherwise;

/** Whether one word mixes Latin with Cyrillic or Greek letters: it reads like one thing and is another. */
function mixesScripts(name: string): boolean {
  return name.split(/[\s\p{P}]+/u).some((word) => /\p{Script=Latin}/u.test(word) && /[\p{Script=Cyrillic}\p{Script=Greek}]/u.test(word));
}

// Latin letters that look like Cyrillic ones, for matching only.
export const LOOKS_LIKE: Record<string, string> = { а: 'a', в: 'b', е: 'e', к: 'k', м: 'm', н: 'h', о: 'o', р: 'p', с: 'c', т: 't', у: 'y', х: 'x', і: 'i', ј: 'j', ѕ: 's' };

/** What a name is matched by: case, accents, punctuation, spaces and look-alike letters do not count. It is stored beside each name: whoever changes it writes a migration. */
export function matchKey(name: string): string {
  const folded = name.normalize('NFKD').toLocaleLowerCase('und').replace(/ß/g, 'ss').replace(/[\p{M}\p{Cf}]/gu, '');
  const letters = folded.replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
  return Array.from(letters || folded.trim(), (c) => LOOKS_LIKE[c] ?? c).join('');
}
