import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Pages } from '../../platform/http/index.js';
import { isLanguage, type Language } from '../../platform/i18n.js';

/** The language of a public page; one that was chosen by `?lang=` is kept for the next page. */
export function languageOf(pages: Pages, request: FastifyRequest, reply: FastifyReply): Language {
  const language = pages.language(request);
  if (isLanguage((request.query as Record<string, unknown>)['lang'])) pages.keepLanguage(reply, language);
  return language;
}
