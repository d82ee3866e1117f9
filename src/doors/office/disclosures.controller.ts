import { Controller, Get, Param, Query, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { desk, learnsByAsking } from '../../../workflows/disclosure.js';
import { defaultLanguage, Missions, stateName } from '../../directory/index.js';
import { DisclosuresQuery, noteOf, type DisclosureEntry } from '../../disclosures/index.js';
import { NameBook } from '../../lists/index.js';
import { may, type SignedIn } from '../../officers/index.js';
import { momentText } from '../../platform/dates.js';
import { Pages } from '../../platform/http/index.js';
import { isLanguage, languages, type Language } from '../../platform/i18n.js';
import { Needs } from '../needs.js';
import { Desk, nothingOnceDestroyed, type OpenList } from './desk.js';
import { one, type Sent } from './forms.js';
import { listHead } from './list.view.js';
import { OfficeGuard, SignedInOfficer } from './office.guard.js';
import { paths } from './paths.js';

/** The register of the disclosure desk: which States asked, what was given, who released it. */
@Controller('office/lists/:list/disclosures')
@UseGuards(OfficeGuard)
@Needs('readDisclosures')
export class DisclosuresController {
  constructor(
    private readonly desk: Desk, private readonly pages: Pages, private readonly missions: Missions, private readonly book: NameBook, private readonly disclosures: DisclosuresQuery,
  ) {}

  @Get()
  async all(@Param('list') id: string, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const [opened, language, t] = [await this.desk.open(id), this.desk.language(request), this.desk.t(request)];
    const { list, conference } = opened;
    const entries = await this.disclosures.ofList(id, officer.actor).catch(nothingOnceDestroyed);
    const lines = await Promise.all((entries ?? []).map((entry) => this.#line(entry, opened, request)));
    await this.desk.send(request, reply, officer, 'disclosures', { title: t('disclosure-desk:title') }, {
      ...listHead(opened, language), closed: entries === null, waiting: lines.filter(({ given }) => !given), given: lines.filter(({ given }) => given).reverse(),
      mayRecord: entries !== null && may(officer.actor, 'recordDisclosureRequest') && desk[list.state].ask && learnsByAsking(conference.modality, list.state).exists,
      mayDisclose: may(officer.actor, 'disclose'),
    });
  }

  /** One request with what was given, as a note that can be printed in any of the six languages. */
  @Get(':request')
  async one(@Param('list') id: string, @Param('request') requestId: string, @Query() query: Sent, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const [opened, t] = [await this.desk.open(id), this.desk.t(request)];
    const entry = await this.disclosures.one(id, requestId, officer.actor);
    const { given } = entry;
    const line = await this.#line(entry, opened, request);
    const language = isLanguage(one(query, 'in')) ? (one(query, 'in') as Language) : await this.#languageOf(entry.request.iso2, opened);
    await this.desk.send(request, reply, officer, 'disclosure', { title: t(`disclosure-desk:one.${given ? 'title' : 'asked'}`, { state: line.state }) }, {
      ...listHead(opened, this.desk.language(request)), line, note: given && noteOf({ request: entry.request, given }, opened, this.pages.t(language), language),
      ways: languages.map((code) => ({ code, href: `?in=${code}`, current: code === language })), mayDisclose: may(officer.actor, 'disclose'),
    });
  }

  async #languageOf(iso2: string, { conference }: OpenList): Promise<Language> {
    return (await this.missions.electorate(conference.modality)).find((mission) => mission.iso2 === iso2)?.language ?? defaultLanguage(iso2);
  }

  async #line({ request: asked, given }: DisclosureEntry, { list }: OpenList, request: FastifyRequest) {
    const [language, t] = [this.desk.language(request), this.desk.t(request)];
    const { byId } = await this.book.of(list);
    const { source } = asked;
    return {
      state: stateName(asked.iso2, language), reference: asked.reference, at: asked.at,
      by: t(`disclosure-desk:by.${source.kind}`, source.kind === 'link' ? {} : { reference: source.reference, at: momentText(source.receivedAt, language), officer: source.officer }),
      names: asked.names === 'all' ? null : asked.names.map((id) => byId.get(id)?.name ?? id),
      href: paths.disclosure(list.id, asked.id), look: `${paths.act(list.id, 'disclose')}?request=${asked.id}`,
      given: given && { at: given.at, officer: given.officer, proposer: given.proposer },
    };
  }
}
