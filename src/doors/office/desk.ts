import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Conference } from '../../conferences/index.js';
import { Lists, silenceRuns, Sweep, type List } from '../../lists/index.js';
import { may, type OfficerActor, type Right, type SignedIn } from '../../officers/index.js';
import { Clock } from '../../platform/clock.js';
import { Pages } from '../../platform/http/index.js';
import type { Language, Translate } from '../../platform/i18n.js';
import { Refused } from '../../platform/refused.js';
import { Once, type OfForm } from '../once.js';
import { paths } from './paths.js';

export type OfficeLanguage = Extract<Language, 'en' | 'fr'>;
const spoken = ['en', 'fr'] as const;

export interface OpenList {
  list: List;
  conference: Conference;
}

/** What the pages of the console share: its two languages, its navigation, and a list as it is at this moment. */
@Injectable()
export class Desk {
  constructor(private readonly pages: Pages, private readonly lists: Lists, private readonly sweep: Sweep, private readonly clock: Clock, private readonly once: Once) {}

  language(request: FastifyRequest): OfficeLanguage {
    return this.pages.language(request, spoken) as OfficeLanguage;
  }

  t(request: FastifyRequest): Translate {
    return this.pages.t(this.language(request));
  }

  now(): string {
    return this.clock.now();
  }

  /** A list with its conference. A deadline that has passed unnoticed is noticed first: a page never offers what the clock forbids. */
  async open(id: string): Promise<OpenList> {
    let list = await this.lists.find(id);
    if (list.state === 'circulated' && !silenceRuns(list, this.clock.now())) {
      await this.sweep.run();
      list = await this.lists.find(id);
    }
    return { list, conference: await this.lists.conferenceOf(list) };
  }

  /** Whether the deadline of a list that was out has passed: only an attested time of receipt makes a note count then, and two officers answer for it. */
  late({ list }: OpenList): boolean {
    return !silenceRuns(list, this.now());
  }

  /** Does what a form asks and leads to the page that shows it. The one way of every act of the console: a form sent twice acts once. */
  async done(request: FastifyRequest, reply: FastifyReply, officer: SignedIn, act: () => Promise<string>, more?: OfForm): Promise<void> {
    await reply.redirect(await this.once.form(request, officer.csrf, act, more), 303);
  }

  /** An act of which the form's own answer tells, or one of several that it asks for together: sent again, it is told of as it was at first. */
  async each<T>(request: FastifyRequest, officer: SignedIn, which: string, act: () => Promise<T>): Promise<T> {
    return JSON.parse(await this.once.form(request, officer.csrf, async () => JSON.stringify((await act()) ?? null), { besides: which })) as T;
  }

  async send(
    request: FastifyRequest, reply: FastifyReply, officer: SignedIn | null, template: string,
    { title, ...page }: { title: string; status?: number; again?: string }, data: Record<string, unknown> = {},
  ): Promise<void> {
    const language = this.language(request);
    const { nav, account } = officer?.factor === 'done' ? navOf(officer.actor, request.url.split('?')[0]!, this.pages.t(language)) : { nav: [], account: null };
    await this.pages.send(
      request, reply, `office/${template}.njk`, { door: 'office', language, among: spoken, title, csrf: officer?.csrf ?? null, nav, ...page },
      { paths, account, officer: officer ? { name: officer.actor.name, roles: officer.actor.roles } : null, ...data },
    );
  }
}

/** For a page that says itself what can no longer be read, once the key of its list is gone. */
export function nothingOnceDestroyed(error: unknown): null {
  if (error instanceof Refused && error.rule === 'key-destroyed') return null;
  throw error;
}

/** The sections that an officer's roles open; the first one is where signing in leads. */
const SECTIONS = [
  { text: 'office:nav.conferences', href: paths.home, right: 'readLists' },
  { text: 'office:nav.applications', href: paths.applications, right: 'readApplications' },
  { text: 'meetings-desk:title', href: paths.allMeetings, right: 'readMeetings' },
  { text: 'office:nav.registers', href: paths.registers, right: 'readApplications' },
  { text: 'office:nav.proposals', href: paths.proposals, right: 'readProposals' },
  { text: 'office:nav.missions', href: paths.missions, right: 'readMissions' },
  { text: 'office:nav.record', href: paths.record, right: 'exportRecord' },
  { text: 'webhooks:title', href: paths.webhooks, right: 'readWebhooks' },
  { text: 'office:nav.officers', href: paths.officers, right: 'readOfficers' },
] as const satisfies { text: string; href: string; right: Right }[];

export const homeOf = (actor: OfficerActor): string => SECTIONS.find(({ right }) => may(actor, right))?.href ?? paths.account;

interface Place {
  text: string;
  href: string;
  current: boolean;
}

function navOf(actor: OfficerActor, at: string, t: Translate): { nav: Place[]; account: Place } {
  const within = SECTIONS.findLast(({ href }) => at.startsWith(href));
  const account = { text: t('office:nav.account'), href: paths.account, current: at.startsWith(paths.account) };
  return { nav: SECTIONS.filter(({ right }) => may(actor, right)).map(({ text, href }) => ({ text: t(text), href, current: href === within?.href && !account.current })), account };
}
