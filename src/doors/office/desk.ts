import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Conference } from '../../conferences/index.js';
import { Lists, silenceRuns, Sweep, type List } from '../../lists/index.js';
import type { SignedIn } from '../../officers/index.js';
import { Clock } from '../../platform/clock.js';
import { Pages } from '../../platform/http/index.js';
import type { Language, Translate } from '../../platform/i18n.js';
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
  constructor(private readonly pages: Pages, private readonly lists: Lists, private readonly sweep: Sweep, private readonly clock: Clock) {}

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

  async send(
    request: FastifyRequest, reply: FastifyReply, officer: SignedIn | null, template: string,
    { title, ...page }: { title: string; status?: number; again?: string }, data: Record<string, unknown> = {},
  ): Promise<void> {
    const language = this.language(request);
    const t = this.pages.t(language);
    const at = request.url.split('?')[0]!;
    const nav = officer
      ? [
          { text: t('office:nav.conferences'), href: paths.home, current: !at.startsWith(paths.missions) && !at.startsWith(paths.proposals) },
          { text: t('office:nav.proposals'), href: paths.proposals, current: at.startsWith(paths.proposals) },
          { text: t('office:nav.missions'), href: paths.missions, current: at.startsWith(paths.missions) },
        ]
      : [];
    await this.pages.send(
      request, reply, `office/${template}.njk`, { door: 'office', language, among: spoken, title, csrf: officer?.csrf ?? null, nav, ...page },
      { paths, officer: officer ? { name: officer.actor.name } : null, ...data },
    );
  }
}
