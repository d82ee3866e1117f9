import { folded } from './folded.js';

export const languages = ['ar', 'zh', 'en', 'fr', 'ru', 'es'] as const;
export type Language = (typeof languages)[number];
/** Words in the six official languages. */
export type SixLanguages = Record<Language, string>;

export const isLanguage = (text: unknown): text is Language => languages.includes(text as Language);
export const direction = (language: Language): 'rtl' | 'ltr' => (language === 'ar' ? 'rtl' : 'ltr');

const letters = (text: string): string => folded(text).replace(/[^\p{L}]/gu, '');
let words: Map<string, Language> | null = null;

/** The language that somebody wrote: its code, or its name in any of the six; null where it is none of them. */
export function resolveLanguage(text: string): Language | null {
  words ??= new Map(languages.flatMap((language) => [
    [language, language] as const, ...languages.map((tongue) => [letters(new Intl.DisplayNames(tongue, { type: 'language' }).of(language)!), language] as const),
  ]));
  return words.get(letters(text)) ?? null;
}
