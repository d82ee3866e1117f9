export const languages = ['ar', 'zh', 'en', 'fr', 'ru', 'es'] as const;
export type Language = (typeof languages)[number];
/** Words in the six official languages. */
export type SixLanguages = Record<Language, string>;

export const isLanguage = (text: unknown): text is Language => languages.includes(text as Language);
export const direction = (language: Language): 'rtl' | 'ltr' => (language === 'ar' ? 'rtl' : 'ltr');
