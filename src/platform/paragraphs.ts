import type { Language } from './i18n.js';

/** So that no line ends between number and letter. */
const NO_BREAK = '\u00a0';
const ARABIC = 'أبجدهوزحطي';

/** A paragraph of a resolution as the documents of the United Nations write it in each language: `6 (b)`, `6 b)`, `6(b)`, `6 (ب)`. */
export function paragraphIn(language: Language, paragraph: string): string {
  return paragraph.replace(/(\d+)((?: \([a-z]+\))+)/g, (_, number: string, parts: string) => {
    const letters = [...parts.matchAll(/[a-z]+/g)].map(([letter]) => letter);
    switch (language) {
      case 'en': return `${number}${parts}`;
      case 'zh': return `${number}${letters.map((letter) => `(${letter})`).join('')}`;
      case 'ar': return [number, ...letters.map((letter, depth) => `(${(depth === 0 && ARABIC[letter.charCodeAt(0) - 97]) || letter})`)].join(NO_BREAK);
      default: return [number, ...letters.map((letter) => `${letter})`)].join(NO_BREAK);
    }
  });
}
