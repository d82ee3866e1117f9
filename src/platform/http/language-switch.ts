import type { FastifyRequest } from 'fastify';
import type { Language } from '../i18n.js';

/** How a page offers its languages: by links, or by a form that sends again what the page was made from; by neither where it cannot be had again. */
export interface LanguageSwitch {
  among: readonly Language[];
  links: Partial<Record<Language, string>> | null;
  form: { to: string; fields: { name: string; value: string }[] } | null;
}

const bodyOf = (request: FastifyRequest): Record<string, unknown> => (request.body ?? {}) as Record<string, unknown>;

/** The language that this very request asks for, in its address or by the switch of a page that answered a form. */
export const askedLanguage = (request: FastifyRequest): unknown =>
  (request.method === 'POST' ? bodyOf(request)['lang'] : undefined) ?? (request.query as Record<string, unknown> | undefined)?.['lang'];

/** A form sent by the switch of languages: the page is shown again with what was typed, and nothing is done. */
export const onlySwitchesLanguage = (request: FastifyRequest): boolean => request.method === 'POST' && bodyOf(request)['lang'] !== undefined;

/** `again` is the address that shows an answer to a form once more; whatever stands there must ask `onlySwitchesLanguage` before it acts. */
export function languageSwitch(request: FastifyRequest, among: readonly Language[], again: string | null): LanguageSwitch {
  if (request.method !== 'POST') {
    const links = among.map((language) => {
      const query = new URLSearchParams(request.url.split('?')[1]);
      query.set('lang', language);
      return [language, `?${query}`];
    });
    return { among, links: Object.fromEntries(links) as LanguageSwitch['links'], form: null };
  }
  if (again === null) return { among, links: null, form: null };
  const fields = Object.entries(bodyOf(request)).filter(([name]) => name !== 'lang')
    .flatMap(([name, value]) => [value].flat().map((one) => ({ name, value: String(one) })));
  return { among, links: null, form: { to: again, fields } };
}
