import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Clock } from '../clock.js';
import type { Config } from '../config.js';
import { Catalogs, direction, isLanguage, languages, preferredLanguage, type Language, type Translate } from '../i18n.js';
import type { Made } from '../made-once.js';
import { CONFIG } from '../platform.module.js';
import { askedLanguage, languageSwitch } from './language-switch.js';
import { randomMark } from '../keys.js';
import { sendTagged } from './tagged.js';
import { createViews, type Views } from '../views.js';
import { statusOf, wordsOf } from './problems.js';
import { Refused } from '../refused.js';

export type Door = 'office' | 'mission' | 'public' | 'dev';

export interface Page {
  door: Door;
  language: Language;
  /** Text of the title element, already worded. */
  title: string;
  csrf?: string | null;
  status?: number;
  /** Languages that this page can be had in; all six unless said. */
  among?: readonly Language[];
  /** The address that shows this page once more when it answers a form: see `languageSwitch`. */
  again?: string;
  /** It is the same for everybody, and sent again only where it has changed. */
  tagged?: boolean;
  /** Ways of the door's navigation. */
  nav?: { text: string; href: string; current: boolean }[];
}

const LANGUAGE_COOKIE = 'nemcon-language';

/** Renders pages and keeps what every page shares: language, cookies, security headers. */
@Injectable()
export class Pages {
  readonly #views: Views;

  constructor(@Inject(CONFIG) private readonly config: Config, private readonly clock: Clock, private readonly catalogs: Catalogs) {
    this.#views = createViews();
  }

  get secure(): boolean {
    return this.config.publicUrl.startsWith('https:');
  }

  t(language: Language): Translate {
    return this.catalogs.in(language);
  }

  /** The language of a request: the one it asks for, else the one chosen before, else the browser's. */
  language(request: FastifyRequest, among: readonly Language[] = languages): Language {
    const asked = askedLanguage(request);
    const kept = this.session(request, LANGUAGE_COOKIE);
    const wanted = [asked, kept, preferredLanguage(request.headers['accept-language'])].filter(isLanguage);
    return wanted.find((language) => among.includes(language)) ?? 'en';
  }

  keepLanguage(reply: FastifyReply, language: Language): void {
    void reply.setCookie(this.cookieName(LANGUAGE_COOKIE), language, { path: '/', sameSite: 'lax', httpOnly: true, secure: this.secure, maxAge: 31_536_000 });
  }

  /** Sends one page. A language that was asked for stays for the next one. */
  async send(request: FastifyRequest, reply: FastifyReply, template: string, page: Page, data: Record<string, unknown> = {}): Promise<void> {
    const { door, language, title, csrf = null, nav = [], status = 200, among = languages, again = null } = page;
    if (askedLanguage(request) === language) this.keepLanguage(reply, language);
    const html = this.#views.render(template, data, {
      lang: language, dir: direction(language), t: this.t(language), door, trial: this.config.mode === 'trial', now: this.clock.now(),
      title, path: request.url.split('?')[0] ?? '/', languages, nav, csrf, once: csrf === null ? '' : randomMark(), speaks: languageSwitch(request, among, again),
    });
    void reply.status(status).type('text/html; charset=utf-8');
    await (page.tagged ? sendTagged(request, reply, { bytes: html }) : reply.send(html));
  }

  /** A part of a page that needs nothing of the request. */
  part(template: string, language: Language, data: Record<string, unknown>): string {
    return this.#views.part(template, { ...data, lang: language, t: this.t(language) });
  }

  /** What `part` made, for the page in which it stands. */
  made({ bytes }: Made): object {
    return this.#views.made(bytes.toString());
  }

  /** A calm page that says which rule refused, with what was typed and would be lost. */
  async refuse(request: FastifyRequest, reply: FastifyReply, door: Door, refused: Refused, typed: string[] = []): Promise<void> {
    const among: readonly Language[] = door === 'office' ? ['en', 'fr'] : languages;
    const language = this.language(request, among);
    const text = wordsOf(refused, this.t(language));
    await this.send(request, reply, 'layouts/message.njk', { door, language, among, title: text, status: statusOf(refused.rule) }, {
      heading: text, typed, faults: refused.faults.map((fault) => ({ field: fault.field ?? '', text: wordsOf(fault, this.t(language)) })),
    });
  }

  cookieName(name: string): string {
    return this.secure ? `__Host-${name}` : name;
  }

  setSession(reply: FastifyReply, name: string, value: string, seconds: number): void {
    void reply.setCookie(this.cookieName(name), value, { path: '/', httpOnly: true, sameSite: 'lax', secure: this.secure, maxAge: seconds });
  }

  dropSession(reply: FastifyReply, name: string): void {
    void reply.clearCookie(this.cookieName(name), { path: '/', httpOnly: true, sameSite: 'lax', secure: this.secure });
  }

  session(request: FastifyRequest, name: string): string | undefined {
    return request.cookies[this.cookieName(name)];
  }
}
