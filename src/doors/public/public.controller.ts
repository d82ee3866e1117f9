import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Calls, phaseOf } from '../../applications/index.js';
import { Conferences } from '../../conferences/index.js';
import type { FileKind, List } from '../../lists/index.js';
import { Clock } from '../../platform/clock.js';
import { noErrors, Pages } from '../../platform/http/index.js';
import type { Language } from '../../platform/i18n.js';
import type { State } from '../../platform/made-once.js';
import { conferenceView } from './conference.view.js';
import { listView, readAsked, rows, sheet } from './list.view.js';
import { paths, type Which } from './paths.js';
import { reportView } from './report.view.js';
import { PublicFiles } from '../public-files.js';
import { Published } from '../published.js';

interface Address {
  slug: string;
  key: string;
  which: string;
}

/** What anybody may read: the conferences, their procedure, and the lists that the modality publishes. */
@Controller()
export class PublicController {
  constructor(
    private readonly pages: Pages, private readonly conferences: Conferences, private readonly published: Published, private readonly files: PublicFiles, private readonly calls: Calls,
    private readonly clock: Clock,
  ) {}

  @Get()
  async home(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const language = this.pages.language(request);
    const conferences = (await this.conferences.all()).map(({ slug, title, modality }) => (
      { title: title[language], symbol: modality.source.symbol, href: paths.conference(slug) }
    ));
    const title = this.pages.t(language)('public:home.title');
    await this.pages.send(request, reply, 'public/home.njk', { door: 'public', language, title }, { conferences, errors: noErrors });
  }

  @Get('c/:slug')
  async conference(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param('slug') slug: string): Promise<void> {
    const { conference, lists, whole } = await this.published.conference(slug);
    const language = this.pages.language(request);
    const calls = await this.calls.of(conference.id);
    const open = calls.filter((call) => phaseOf(call, this.clock.now()) === 'open').length;
    const view = conferenceView(conference, lists, whole !== null, { any: calls.length > 0, open }, language, this.pages.t(language));
    await this.pages.send(request, reply, 'public/conference.njk', { door: 'public', language, title: view.heading }, view);
  }

  @Get('c/:slug/:key/:which')
  async list(
    @Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param() at: Address, @Query() query: Record<string, unknown>,
  ): Promise<void> {
    const facts = await this.published.list(at.slug, at.key, at.which);
    const language = this.pages.language(request);
    const asked = readAsked(query);
    const all = await this.published.names(facts.list, facts.which, language);
    const found = await this.published.names(facts.list, facts.which, language, asked);
    const view = listView(facts, all, found, asked, language, this.pages.t(language));
    await this.pages.send(request, reply, 'public/list.njk', { door: 'public', language, title: this.pages.t(language)('common:errors.of', { label: view.heading, text: view.list }) }, view);
  }

  @Get('c/:slug/:key/:which/print')
  async print(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param() at: Address): Promise<void> {
    const facts = await this.published.list(at.slug, at.key, at.which);
    const language = this.pages.language(request);
    const t = this.pages.t(language);
    const all = await this.published.names(facts.list, facts.which, language);
    const view = listView(facts, all, all, readAsked({}), language, t);
    const names = await this.files.made.of([...stateOf(facts, language), 'print'], async () => (
      this.pages.part('public/print-names.njk', language, { names: rows(all, facts.list, facts.conference, language, t), count: all.length })
    ));
    await this.pages.send(request, reply, 'public/print.njk', { door: 'public', language, title: this.pages.t(language)('common:errors.of', { label: view.heading, text: view.list }), tagged: true }, {
      ...view, ...(facts.which === 'final' && facts.entry.report ? reportView(facts.entry.report, facts.conference, language, t) : {}), names: this.pages.made(names),
    });
  }

  @Get('c/:slug/:key/:which/names.csv')
  async csv(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param() at: Address): Promise<void> {
    await this.#file(request, reply, at, 'csv');
  }

  @Get('c/:slug/:key/:which/names.xlsx')
  async xlsx(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param() at: Address): Promise<void> {
    await this.#file(request, reply, at, 'xlsx');
  }

  async #file(request: FastifyRequest, reply: FastifyReply, { slug, key, which }: Address, kind: FileKind): Promise<void> {
    const language = this.pages.language(request);
    const facts = await this.published.list(slug, key, which);
    await this.files.send(request, reply, `${slug}-${key}-${which}`, kind, stateOf(facts, language), async () => (
      sheet(facts, await this.published.names(facts.list, facts.which, language), language, this.pages.t(language))
    ));
  }
}

/** What the published names depend on. A list that is out has a modality that does not change. */
const stateOf = ({ list: { id, version }, which }: { list: List; which: Which }, language: Language): State => [id, version, which, language];
