import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import nunjucks from 'nunjucks';
import { dateText, instantPair, momentText } from './dates.js';
import type { LanguageSwitch } from './http/language-switch.js';
import type { Language, Translate } from './i18n.js';
import { packageRoot } from './root.js';

/** What every page is given besides its own data. */
export interface PageContext {
  lang: Language;
  dir: 'ltr' | 'rtl';
  /** Words of this page's language. */
  t: Translate;
  door: 'office' | 'mission' | 'public' | 'dev';
  trial: boolean;
  now: string;
  title: string;
  path: string;
  languages: readonly Language[];
  speaks: LanguageSwitch;
  nav: { text: string; href: string; current: boolean }[];
  csrf: string | null;
  /** The mark of this page's forms. */
  once: string;
}

export interface Views {
  render(template: string, data: object, page: PageContext): string;
  /** What stands in a page and is made by itself. */
  part(template: string, data: object): string;
  /** Such a part as a page takes it: it is no text any more. */
  made(part: string): object;
  /** No page: a letter, as plain text and as HTML. */
  letter(data: object): LetterText;
  /** The same letter with something else in some places, as the template would have put it there. */
  filled(letter: LetterText, places: [place: string, value: string][]): LetterText;
}

interface LetterText {
  text: string;
  html: string;
}

/** Where the built style sheets are. */
export const assetsFolder = (): string => join(packageRoot, 'dist', 'assets');

/** Each language by its own name. */
export const LANGUAGE_NAMES: Record<Language, string> = { ar: 'العربية', zh: '中文', en: 'English', fr: 'Français', ru: 'Русский', es: 'Español' };

let shared: Views | null = null;

/** The templates, escaped by default and failing on what is not defined. One environment serves the whole process. */
export function createViews(): Views {
  if (shared) return shared;
  const open = (autoescape: boolean): nunjucks.Environment => new nunjucks.Environment(
    new nunjucks.FileSystemLoader(join(packageRoot, 'templates')), { autoescape, throwOnUndefined: true, trimBlocks: true, lstripBlocks: true },
  );
  const environment = open(true);
  // A letter's plain text is no markup: an escaped sign would be read as it stands.
  const plain = open(false);
  const manifest = join(assetsFolder(), 'manifest.json');
  const hashes = existsSync(manifest) ? (JSON.parse(readFileSync(manifest, 'utf8')) as Record<string, string>) : {};
  environment.addGlobal('asset', (name: string) => `/assets/${name}?v=${hashes[name] ?? '0'}`);
  environment.addGlobal('languageName', (language: Language) => LANGUAGE_NAMES[language]);
  environment.addFilter('instantPair', (instant: string, language: Language) => instantPair(instant, language));
  environment.addFilter('moment', (instant: string, language: Language, zone?: string) => momentText(instant, language, zone));
  environment.addFilter('date', (instant: string, language: Language, zone?: string) => dateText(instant, language, zone));
  environment.addFilter('number', (value: number, language: Language) => new Intl.NumberFormat(`${language}-u-nu-latn`).format(value));
  const escaped = environment.getFilter('escape');
  shared = {
    render: (template, data, page) => environment.render(template, { ...data, ...page }),
    part: (template, data) => environment.render(template, data),
    made: (part) => new nunjucks.runtime.SafeString(part),
    letter: (data) => ({ text: plain.render('notices/letter.txt.njk', data), html: environment.render('notices/letter.html.njk', data) }),
    filled: (letter, places) => places.reduce(({ text, html }, [place, value]) => (
      { text: text.replaceAll(place, () => value), html: html.replaceAll(place, () => String(escaped(value))) }
    ), { text: letter.text, html: letter.html }),
  };
  return shared;
}
