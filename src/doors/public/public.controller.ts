import { Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Conferences } from '../../conferences/index.js';
import { ListFiles, Lists, NameBook, StatusQuery, type List } from '../../lists/index.js';
import { Pages } from '../../platform/http/index.js';
import { isLanguage, type Language } from '../../platform/i18n.js';
import { Refused } from '../../platform/refused.js';
import { byPlace, namesShown, publicName, shownToPublic } from './public.view.js';

const PAGE = 200;

/** What everybody may see. Reads names and lists only; nothing here can reach an objection. */
@Controller()
export class PublicController {
  constructor(
    private readonly pages: Pages, private readonly conferences: Conferences, private readonly lists: Lists, private readonly book: NameBook,
    private readonly files: ListFiles, private readonly status: StatusQuery,
  ) {}

  @Get()
  async home(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const language = this.#language(request, reply);
    const t = this.pages.t(language);
    const conferences = (await this.conferences.all()).map(({ slug, title, modality }) => ({ href: `/c/${slug}`, title: title[language], symbol: modality.source.symbol }));
    await this.pages.send(request, reply, 'public/home.njk', { door: 'public', language, title: t('public:home.title') }, { conferences });
  }

  @Get('c/:slug')
  async conference(@Param('slug') slug: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const language = this.#language(request, reply);
    const conference = await this.conferences.bySlug(slug);
    const { modality } = conference;
    const lists = (await this.lists.of(conference.id)).flatMap((list) => {
      const which = shownToPublic(conference, list);
      return which ? [{ title: list.title[language], which, href: `/c/${slug}/${list.key}`, deadline: list.deadline, symbol: which === 'final' ? list.finalSymbol : list.proposedSymbol, noted: list.notedSymbol }] : [];
    });
    await this.pages.send(request, reply, 'public/conference.njk', { door: 'public', language, title: conference.title[language] }, {
      conference: conference.title[language], symbol: modality.source.symbol, resolution: modality.source.title[language],
      clause: modality.assembly.clause.text[language], courtesy: modality.assembly.clause.courtesy[language], contested: modality.decision?.body[language] ?? null, lists,
    });
  }

  @Get('c/:slug/:key')
  async list(
    @Param('slug') slug: string, @Param('key') key: string, @Query() query: Record<string, string | undefined>, @Req() request: FastifyRequest, @Res() reply: FastifyReply,
  ): Promise<void> {
    const language = this.#language(request, reply);
    const t = this.pages.t(language);
    const conference = await this.conferences.bySlug(slug);
    const { list, which } = await this.#shown(slug, key);
    const all = namesShown(which, await this.book.sorted(list, language));
    const search = (query['search'] ?? '').slice(0, 200);
    const found = search ? namesShown(which, await this.book.filtered(list, language, { search })) : all;
    const pages = Math.max(1, Math.ceil(found.length / PAGE));
    const page = Math.min(Math.max(1, Math.floor(Number(query['page'])) || 1), pages);
    const names = found.slice((page - 1) * PAGE, page * PAGE).map((n) => publicName(n, list, conference, language, t));
    await this.pages.send(request, reply, 'public/list.njk', { door: 'public', language, title: `${list.title[language]}, ${conference.title[language]}` }, {
      conference: conference.title[language], back: `/c/${slug}`, list: list.title[language], which, deadline: list.deadline, finalizedAt: list.finalizedAt,
      search, groups: byPlace(names), found: found.length, all: all.length, action: `/c/${slug}/${key}`,
      pagination: { page, pages, prefix: `/c/${slug}/${key}?search=${encodeURIComponent(search)}&page=` },
      csv: `/c/${slug}/${key}.csv`, xlsx: `/c/${slug}/${key}.xlsx`,
    });
  }

  @Get('status')
  async ask(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const language = this.#language(request, reply);
    await this.pages.send(request, reply, 'public/ask.njk', { door: 'public', language, title: this.pages.t(language)('public:status.title') });
  }

  @Post('status')
  @RouteConfig({ rateLimit: { max: 60, timeWindow: '1 minute' } })
  async go(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const reference = String((request.body as Record<string, unknown> | undefined)?.['reference'] ?? '').replace(/[^0-9A-Za-z]+/g, '-').slice(0, 60);
    await reply.redirect(`/status/${reference || '-'}`, 303);
  }

  /** What an organization may know of its own name, by its reference; one calm answer to any reference that is not known. */
  @Get('status/:reference')
  @RouteConfig({ rateLimit: { max: 120, timeWindow: '1 minute' } })
  async one(@Param('reference') reference: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const language = this.#language(request, reply);
    const t = this.pages.t(language);
    const found = await this.status.byReference(reference);
    if (!found) throw new Refused('status-unknown');
    const conference = await this.conferences.byId(found.conferenceId);
    await this.pages.send(request, reply, 'public/status.njk', { door: 'public', language, title: t('public:status.title') }, {
      name: found.name, list: found.listTitle[language], conference: conference.title[language], status: found.status, finalizedAt: found.finalizedAt, private: true,
    });
  }

  @Get('c/:slug/:file(^[a-z0-9-]+\\.(csv|xlsx)$)')
  async file(@Param('slug') slug: string, @Param('file') file: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const [key, kind] = file.split('.') as [string, 'csv' | 'xlsx'];
    const language = this.pages.language(request);
    const { list, which } = await this.#shown(slug, key);
    const { bytes, type, name } = await this.files.make(list, which, kind, language, this.pages.t(language));
    await reply.type(type).header('content-disposition', `attachment; filename="${name}"`).send(bytes);
  }

  @Get('healthz')
  health(): { status: string } {
    return { status: 'ok' };
  }

  @Get('robots.txt')
  async robots(@Res() reply: FastifyReply): Promise<void> {
    await reply.type('text/plain').send('User-agent: *\nDisallow: /m/\nDisallow: /office\nDisallow: /status\nDisallow: /api\nDisallow: /dev\n');
  }

  async #shown(slug: string, key: string): Promise<{ list: List; which: 'proposed' | 'final' }> {
    const conference = await this.conferences.bySlug(slug);
    // A list that was withdrawn leaves its key to a later one.
    const list = (await this.lists.of(conference.id)).findLast((l) => l.key === key && shownToPublic(conference, l));
    if (!list) throw new Refused('list-unknown');
    return { list, which: shownToPublic(conference, list)! };
  }

  #language(request: FastifyRequest, reply: FastifyReply): Language {
    const language = this.pages.language(request);
    if (isLanguage((request.query as Record<string, unknown>)['lang'])) this.pages.keepLanguage(reply, language);
    return language;
  }
}
