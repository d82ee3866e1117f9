import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { onlySwitchesLanguage } from '../platform/http/index.js';
import { brokenTexts, refuseFields, Refused } from '../platform/refused.js';

/** What a form or a query sent: every field as text, several values of one name as a list. */
export type Form = Record<string, string | string[] | undefined>;

/** The first of several. */
export const one = (form: Form, field: string): string => {
  const value = form[field];
  return (Array.isArray(value) ? value[0] : value) ?? '';
};

export const many = (form: Form, field: string): string[] => {
  const value = form[field];
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
};

/** The number of a page, from 1, as an address or a form says it; the first where it says none. */
export const pageIn = (said: unknown): number => Math.max(1, Math.floor(Number(said)) || 1);

/** Refuses what does not carry the session's own sign: another site may have sent it. */
export function mustCarry(sent: unknown, csrf: string): void {
  if ((sent as Form | undefined)?.['_csrf'] !== csrf) throw new Refused('form-expired');
}

/** An address with the query fields that are not empty. */
export function withQuery(path: string, query: Record<string, string | number | undefined>): string {
  const filled = Object.entries(query).filter(([, value]) => value !== undefined && value !== '' && value !== 0);
  const text = new URLSearchParams(Object.fromEntries(filled.map(([key, value]) => [key, String(value)]))).toString();
  return text ? `${path}?${text}` : path;
}

export interface SentFile {
  name: string;
  bytes: Buffer;
}

type SentPart = SentFile & { field: string };

/** On a route that reads a form in parts, with files. What is sent in parts to another one is refused: whoever looks for the session's own sign would not see it there. */
export const InParts = (): MethodDecorator => RouteConfig({ parts: true });

/** Reads what was sent in parts. What breaks off, or is in no parts, is the fault of who sent it: the reader of parts says so by no status. */
export async function inParts<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw (error as { statusCode?: number }).statusCode === undefined ? new Refused('body-malformed') : error;
  }
}

/**
 * Reads a form that carries the session's own sign and files, of which `file` is the first. An empty file field is no file, and one that is larger
 * than `most` is refused beside its field. The switch of languages sends no parts. The fields stand in the request as those of any other form,
 * so that the answer can be had in another language.
 */
export async function readForm(request: FastifyRequest, { csrf }: { csrf: string }, most?: { bytes: number; files: number }): Promise<{ sent: Form; files: SentPart[]; file: SentFile | null }> {
  if (onlySwitchesLanguage(request)) return { sent: request.body as Form, files: [], file: null };
  if (!request.isMultipart()) throw new Refused('body-malformed');
  const sent: Form = {};
  request.body = sent;
  const files: SentPart[] = [];
  let field = '';
  try {
    await inParts(async () => {
      for await (const part of request.parts(most ? { limits: { fileSize: most.bytes, files: most.files } } : {})) {
        field = part.fieldname;
        if (part.type === 'file') {
          const bytes = await part.toBuffer();
          if (part.filename && bytes.length) files.push({ field, name: part.filename, bytes });
        } else {
          const value = String(part.value);
          sent[field] = sent[field] === undefined ? value : [...many(sent, field), value];
        }
      }
    });
  } catch (error) {
    if (!most || (error as { statusCode?: number }).statusCode !== 413) throw error;
    throw refuseFields([{ field, rule: 'file-too-large', params: { megabytes: most.bytes / 1024 / 1024 } }]);
  }
  mustCarry(sent, csrf);
  const broken = brokenTexts(sent);
  if (broken.length) throw refuseFields(broken);
  return { sent, files, file: files[0] ?? null };
}
