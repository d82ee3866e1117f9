import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { onlySwitchesLanguage, readParts, type Form, type SentFile, type SentPart } from '../platform/http/index.js';
import { brokenTexts, refuseFields, Refused } from '../platform/refused.js';

export type { Form, SentFile } from '../platform/http/index.js';

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

/** On a route that reads a form in parts, with files. What is sent in parts to another one is refused: whoever looks for the session's own sign would not see it there. */
export const InParts = (): MethodDecorator => RouteConfig({ parts: true });

/**
 * Reads a form that carries the session's own sign and files, of which `file` is the first. An empty file field is no file, and one that is larger
 * than `most` is refused beside its field by whoever asks for its bytes. The switch of languages sends no parts. The fields stand in the request
 * as those of any other form, so that the answer can be had in another language.
 */
export async function readForm(request: FastifyRequest, { csrf }: { csrf: string }, most = ONE_FILE): Promise<{ sent: Form; files: SentPart[]; file: SentFile | null }> {
  if (onlySwitchesLanguage(request)) return { sent: request.body as Form, files: [], file: null };
  if (!request.isMultipart()) throw new Refused('body-malformed');
  const { sent, files } = await readParts(request, most);
  request.body = sent;
  mustCarry(sent, csrf);
  const broken = brokenTexts(sent);
  if (broken.length) throw refuseFields(broken);
  return { sent, files, file: files[0] ?? null };
}

/** The largest that any form takes: a file of names. */
const ONE_FILE = { bytes: 20 * 1024 * 1024, files: 1 };
