import type { FastifyRequest } from 'fastify';
import type { Refused } from '../refused.js';
import { readParts, type Form } from './parts.js';

/** A session ended while somebody typed, or another one began meanwhile. */
const ENDED = ['not-signed-in', 'second-factor-missing', 'mission-session-over', 'applicant-session-over', 'form-expired'];

/** Words of a person: several of them, or letters beyond ASCII. What a form carries by itself is neither. */
const WORDS = /\S\s+\S|[^\x00-\x7f]/;
/** No person writes more in one form; a program that fills one up to the brim is shown nothing, since making the page would keep all others waiting. */
const MOST = { texts: 500, letters: 500_000, bytes: 24 * 1024 * 1024 };

/**
 * What was written in a form that comes when the session is over, to be shown once more: it would be lost. Kept nowhere, and given back
 * only to a page of ours, as the browser itself says; codes never.
 */
export async function typedIn(request: FastifyRequest, { rule }: Refused): Promise<string[]> {
  if (request.method !== 'POST' || !ENDED.includes(rule) || request.headers['sec-fetch-site'] !== 'same-origin') return [];
  const fields = Object.entries(await sentIn(request)).filter(([name]) => !name.startsWith('_') && name !== 'code');
  const typed = [...new Set(fields.flatMap(([, value]) => value ?? []).filter((text) => WORDS.test(text)))];
  return typed.length > MOST.texts || typed.reduce((sum, { length }) => sum + length, 0) > MOST.letters ? [] : typed;
}

/** The fields of a form; where it has files, and nobody has read it yet, they are let go by. Whoever is not signed in has no more read than a form and a file that we take. */
async function sentIn(request: FastifyRequest): Promise<Form> {
  if (request.body || !request.isMultipart()) return (request.body ?? {}) as Form;
  if (!(Number(request.headers['content-length']) <= MOST.bytes)) return {};
  return readParts(request, { bytes: 0, files: Infinity }).then(({ sent }) => sent, () => ({}));
}
