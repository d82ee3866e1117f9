import { createHash } from 'node:crypto';
import type { FormErrors } from '../../platform/http/index.js';

export interface Option {
  value: string;
  text: string;
  /** Of `each`: what may be said of this one alone. */
  own?: { label: string; fields: Field[] };
}

/** One field of a form as templates print it. */
export interface Field {
  kind: 'text' | 'email' | 'textarea' | 'select' | 'radios' | 'checkboxes' | 'date' | 'time' | 'file' | 'hidden' | 'each';
  name: string;
  label: string;
  hint?: string;
  value: string;
  values?: string[];
  options?: Option[];
  error?: string;
  accept?: string;
  /** Language of what is typed, where it is not the page's. */
  lang?: string;
}

/** Puts each refusal beside its field. */
export const withErrors = (fields: Field[], errors: FormErrors): Field[] => fields.map((field) => ({
  ...field, ...(errors.fields[field.name] ? { error: errors.fields[field.name]! } : {}),
  ...(field.kind === 'each' ? { options: field.options!.map(({ own, ...option }) => ({ ...option, own: { ...own!, fields: withErrors(own!.fields, errors) } })) } : {}),
}));

/** A file as its form's mark remembers it: a form sent twice with another file is another act. */
export const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('base64url');

/** Everything that a form holds, with the fields of each of several. */
export const flat = (fields: Field[]): Field[] => fields.flatMap((field) => [field, ...(field.options ?? []).flatMap(({ own }) => own?.fields ?? [])]);

export { noErrors } from '../../platform/http/index.js';
export { InParts, many, one, readForm, type Form as Sent, type SentFile } from '../form.js';
export type { FormErrors };
