/** What a secret of a test is made of: nothing else in the system reads like it. */
const MARK = 'zq7canary';

/** A secret, and to whom it may be shown. Anywhere else it is found, in whatever form, it has leaked. */
export interface Canary {
  label: string;
  word: string;
  mayReach: (sink: string) => boolean;
}

export const wordOf = (label: string): string => `${MARK}${label.toLowerCase()}x`;

const each = (word: string, write: (byte: number) => string): string => [...Buffer.from(word)].map(write).join('');
const hex = (byte: number): string => byte.toString(16).padStart(2, '0');

/** What is the same of a word in base64, whatever stands before and after it: it may begin at any of three places of a group. */
const inBase64 = (word: string): string[] => [0, 1, 2].map((before) => {
  const coded = Buffer.from('\0'.repeat(before) + word).toString('base64');
  return coded.slice([0, 2, 3][before], Math.floor(((before + word.length) * 8) / 6));
});

/** The forms in which a word can stand somewhere, each as the bytes that are looked for. */
const FORMS: Record<string, (word: string) => string[]> = {
  'UTF-8': (word) => [word],
  'UTF-16': (word) => ['utf16le', 'be'].map((end) => { const bytes = Buffer.from(word, 'utf16le'); return (end === 'be' ? bytes.swap16() : bytes).toString('latin1'); }),
  base64: (word) => inBase64(word).flatMap((coded) => [coded, coded.replaceAll('+', '-').replaceAll('/', '_')]),
  hex: (word) => [each(word, hex), each(word, hex).toUpperCase()],
  percent: (word) => [each(word, (byte) => `%${hex(byte)}`), each(word, (byte) => `%${hex(byte).toUpperCase()}`)],
  'JSON escapes': (word) => [each(word, (byte) => `\\u00${hex(byte)}`)],
  'HTML references': (word) => [each(word, (byte) => `&#${byte};`), each(word, (byte) => `&#x${hex(byte)};`)],
  'quoted-printable': (word) => [each(word, (byte) => `=${hex(byte).toUpperCase()}`)],
};

const needles = new Map<string, [form: string, bytes: Buffer][]>();
function needlesOf(word: string): [string, Buffer][] {
  const known = needles.get(word) ?? Object.entries(FORMS).flatMap(([form, write]) => [...new Set(write(word))].map((text): [string, Buffer] => [form, Buffer.from(text, 'latin1')]));
  needles.set(word, known);
  return known;
}

/** The form in which a word stands in these bytes; null where it does not. Lines that a mailer folded are read as one. */
export function formOf(word: string, bytes: Buffer): string | null {
  const found = (where: Buffer): string | undefined => needlesOf(word).find(([, needle]) => where.includes(needle))?.[0];
  return found(bytes) ?? null;
}

/** The canaries in these bytes. Most places hold none: those that share a mark are looked for together first. */
export function canariesIn<C extends Canary>(canaries: readonly C[], bytes: Buffer): { canary: C; form: string }[] {
  const folded = /=?\r\n/.test(bytes.toString('latin1', 0, 400)) ? Buffer.from(bytes.toString('latin1').replace(/=?\r\n/g, ''), 'latin1') : bytes;
  const marked = formOf(MARK, bytes) ?? (folded === bytes ? null : formOf(MARK, folded));
  return canaries.flatMap((canary) => {
    if (canary.word.startsWith(MARK) && !marked) return [];
    const form = formOf(canary.word, bytes) ?? (folded === bytes ? null : formOf(canary.word, folded));
    return form ? [{ canary, form }] : [];
  });
}
