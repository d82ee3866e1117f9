import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import i18next, { type i18n } from 'i18next';
import { momentText } from './dates.js';
import { isLanguage, languages, type Language } from './languages.js';
import { paragraphIn } from './paragraphs.js';
import { packageRoot } from './root.js';
import type { Params } from './refused.js';

export * from './languages.js';

export type Translate = (key: string, params?: Params) => string;

/** A text of a catalog cut at its `{{name}}`s: words at even places, names at odd ones. null where it asks for more than that. */
function cut(text: string): string[] | null {
  const parts = text.split(/\{\{(\w+)\}\}/);
  return parts.some((part) => part.includes('{{') || part.includes('$t(')) ? null : parts;
}

/** What is filled in under these names is written as the language writes it: everywhere, because it is done here. */
type OwnWay = Record<string, (language: Language, value: string) => string>;
const OWN_WAY: OwnWay = { paragraph: paragraphIn, paragraphs: paragraphIn };
const moment = (language: Language, value: string): string => (INSTANT.test(value) ? momentText(value, language) : value);
/** The same followed by the instant itself: two readings of an hour that clocks repeat look alike in New York, and a program hands one of them back. */
const reading = (language: Language, value: string): string => (INSTANT.test(value) ? `${momentText(value, language)} (${value})` : value);
/** Of a rule that refuses, whose parameters are the same in every language, instants too. */
const IN_RULES: OwnWay = { ...OWN_WAY, deadline: moment, earliest: moment, first: reading, second: reading };
const INSTANT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

const waysOf = (key: string): OwnWay => (key.startsWith('rules:') ? IN_RULES : OWN_WAY);
const inTheWayOf = (ways: OwnWay, language: Language, name: string, value: Params[string]): Params[string] => ways[name]?.(language, String(value)) ?? value;

const filled = (ways: OwnWay, language: Language, parts: string[], param: (name: string) => Params[string] | undefined): string => (
  parts.map((part, at) => (at % 2 ? String(inTheWayOf(ways, language, part, param(part) ?? `{{${part}}}`)) : part)).join('')
);

/** The catalogs under templates/locales, loaded once. A missing key is an error: a page never shows a raw key. */
export class Catalogs {
  readonly #i18n: i18n;
  readonly #translate = new Map<Language, Translate>();

  /** `always` is what any sentence may mention without being given it. */
  constructor(private readonly always: Params = {}, folder = join(packageRoot, 'templates', 'locales')) {
    const namespaces = readdirSync(join(folder, 'en')).map((file) => file.replace(/\.json$/, ''));
    const resources = Object.fromEntries(
      languages.map((language) => [
        language,
        Object.fromEntries(
          readdirSync(join(folder, language)).map((file) => [
            file.replace(/\.json$/, ''),
            JSON.parse(readFileSync(join(folder, language, file), 'utf8')) as Record<string, unknown>,
          ]),
        ),
      ]),
    );
    this.#i18n = i18next.createInstance();
    void this.#i18n.init({
      lng: 'en', fallbackLng: false, ns: namespaces, resources, initAsync: false,
      interpolation: { escapeValue: false }, // the template escapes
      returnNull: false,
      parseMissingKeyHandler: (key: string) => { throw new Error(`No words for ${key}`); },
    });
  }

  /** The translate function of one language; keys read `namespace:path.to.key`. */
  in(language: Language): Translate {
    const known = this.#translate.get(language);
    if (known) return known;
    const t = this.#i18n.getFixedT(language);
    const simple = new Map<string, string[]>();
    const translate: Translate = (key, given = {}) => {
      const parts = simple.get(key) ?? this.#simple(language, key, simple);
      if (parts && !('count' in given)) return filled(waysOf(key), language, parts, (name) => given[name] ?? this.always[name]);
      const params = Object.fromEntries(Object.entries({ ...this.always, ...given }).map(([name, value]) => [name, inTheWayOf(waysOf(key), language, name, value)]));
      // Rules that only officers meet are worded in English and French; an API client of another language reads English.
      if (key.startsWith('rules:') && !this.has(language, key)) return String(this.#i18n.getFixedT('en')(key, params));
      return String(t(key, params));
    };
    this.#translate.set(language, translate);
    return translate;
  }

  /**
   * Most texts are words with names to fill in. They are cut once and kept: i18next gathers all of its options anew for each
   * sentence, which costs more than the letter or page in which it stands. Plurals and what else it knows are left to it.
   */
  #simple(language: Language, key: string, known: Map<string, string[]>): string[] | null {
    const [namespace, path] = key.split(':');
    const text: unknown = path && this.#i18n.getResource(language, namespace!, path);
    const parts = typeof text === 'string' ? cut(text) : null;
    if (parts) known.set(key, parts);
    return parts;
  }

  has(language: Language, key: string): boolean {
    return this.#i18n.exists(key, { lng: language });
  }
}

/** The first of the six languages that an Accept-Language header asks for, else English. */
export function preferredLanguage(header: string | undefined): Language {
  const wanted = (header ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', ...rest] = part.trim().split(';');
      const q = Number(/q=([\d.]+)/.exec(rest.join(';'))?.[1] ?? '1');
      return { language: tag.slice(0, 2).toLowerCase(), q };
    })
    .sort((a, b) => b.q - a.q);
  return wanted.map((w) => w.language).find(isLanguage) ?? 'en';
}
