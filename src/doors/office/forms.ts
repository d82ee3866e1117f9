import type { FastifyRequest } from 'fastify';
import type { SignedIn } from '../../officers/index.js';
import { noErrors, onlySwitchesLanguage, type FormErrors } from '../../platform/http/index.js';
import { brokenTexts, refuseFields, Refused } from '../../platform/refused.js';
import { many, one, type Form as Sent } from '../form.js';
import { mustCarry } from './office.guard.js';

export interface SentFile {
  name: string;
  bytes: Buffer;
}

/** Reads a form that carries a file; an empty file field is no file. The switch of languages has no such field and sends no parts. */
export async function readForm(request: FastifyRequest, officer: SignedIn): Promise<{ sent: Sent; file: SentFile | null }> {
  if (onlySwitchesLanguage(request)) return { sent: request.body as Sent, file: null };
  if (!request.isMultipart()) throw new Refused('body-malformed');
  const sent: Sent = {};
  let file: SentFile | null = null;
  for await (const part of request.parts()) {
    if (part.type === 'file') {
      const bytes = await part.toBuffer();
      if (part.filename && bytes.length) file = { name: part.filename, bytes };
    } else {
      const before = sent[part.fieldname];
      const value = String(part.value);
      sent[part.fieldname] = before === undefined ? value : [...many(sent, part.fieldname), value];
    }
  }
  mustCarry(officer, sent['_csrf']);
  const broken = brokenTexts(sent);
  if (broken.length) throw refuseFields(broken);
  request.body = sent;
  return { sent, file };
}

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

/** Everything that a form holds, with the fields of each of several. */
export const flat = (fields: Field[]): Field[] => fields.flatMap((field) => [field, ...(field.options ?? []).flatMap(({ own }) => own?.fields ?? [])]);

export { many, noErrors, one };
export type { FormErrors, Sent };
