import { Controller, Get, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Missions, stateName, stateOrder } from '../../directory/index.js';
import { MissionCodes, ResetCodeHandler } from '../../missions/index.js';
import type { SignedIn } from '../../officers/index.js';
import { onlySwitchesLanguage, Pages } from '../../platform/http/index.js';
import { direction, type Language } from '../../platform/i18n.js';
import { Refused } from '../../platform/refused.js';
import { Needs } from '../needs.js';
import { Desk, type OpenList } from './desk.js';
import { listHead } from './list.view.js';
import { OfficeGuard, SignedInOfficer } from './office.guard.js';
import { paths } from './paths.js';

type Issued = Awaited<ReturnType<MissionCodes['ofList']>>[number];

/** The codes that Missions are asked for beside their links: the register, and a slip for each Mission to be put into a note verbale. */
@Controller('office/lists/:list/codes')
@UseGuards(OfficeGuard)
@Needs('keepCodes')
export class CodesController {
  constructor(
    private readonly desk: Desk, private readonly pages: Pages, private readonly missions: Missions, private readonly codes: MissionCodes, private readonly reset: ResetCodeHandler,
  ) {}

  @Get()
  async all(@Param('list') id: string, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const [opened, language] = [await this.desk.open(id), this.desk.language(request)];
    await this.desk.send(request, reply, officer, 'codes', { title: this.desk.t(request)('office:codes.title') }, {
      ...listHead(opened, language), asked: opened.conference.modality.linkCode.asked, print: paths.codeSlips(id),
      lines: (await this.#inOrder(request, id)).map(({ iso2, code, triesLeft }) => ({ state: stateName(iso2, language), code, triesLeft, locked: triesLeft === 0, href: paths.code(id, iso2) })),
    });
  }

  /** A page of paper for each Mission, in the order of the register. */
  @Get('print')
  async print(@Param('list') id: string, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const [opened, issued] = [await this.desk.open(id), await this.#inOrder(request, id)];
    if (!issued.length) throw new Refused('link-code-unknown');
    const correspond = await this.#languages(opened);
    await this.desk.send(request, reply, officer, 'code-slips', { title: this.desk.t(request)('office:codes.slips') }, {
      ...listHead(opened, this.desk.language(request)), slips: issued.map((one) => this.#slip(opened, one, correspond.get(one.iso2) ?? 'en')),
    });
  }

  @Get(':iso2')
  async one(@Param('list') id: string, @Param('iso2') iso2: string, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const [opened, language] = [await this.desk.open(id), this.desk.language(request)];
    const issued = (await this.codes.ofList(id)).find((one) => one.iso2 === iso2);
    if (!issued) throw new Refused('link-code-unknown');
    await this.desk.send(request, reply, officer, 'code', { title: this.desk.t(request)('office:codes.one', { state: stateName(iso2, language) }), again: paths.code(id, iso2) }, {
      ...listHead(opened, language), locked: issued.triesLeft === 0, action: paths.newCode(id, iso2), slip: this.#slip(opened, issued, (await this.#languages(opened)).get(iso2) ?? 'en'),
    });
  }

  @Post(':iso2/new')
  async replace(@Param('list') id: string, @Param('iso2') iso2: string, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    if (onlySwitchesLanguage(request)) return this.one(id, iso2, officer, request, reply);
    await this.desk.done(request, reply, officer, async () => {
      await this.reset.execute({ listId: id, iso2 }, officer.actor);
      return paths.code(id, iso2);
    });
  }

  async #inOrder(request: FastifyRequest, listId: string): Promise<Issued[]> {
    const language = this.desk.language(request);
    return (await this.codes.ofList(listId)).sort((a, b) => stateOrder(a.iso2, language) - stateOrder(b.iso2, language));
  }

  async #languages({ conference }: OpenList): Promise<Map<string, Language>> {
    return new Map((await this.missions.electorate(conference.modality)).map(({ iso2, language }) => [iso2, language]));
  }

  /** In the Mission's language of correspondence: what is printed goes to the Mission. */
  #slip({ list, conference }: OpenList, { iso2, code, tries }: Issued, lang: Language) {
    const t = this.pages.t(lang);
    return {
      lang, dir: direction(lang), title: t('missions:code.title'), code, says: [t('missions:code.says'), t('missions:code.tries', { count: tries })],
      rows: [
        { label: t('disclosures:note.from'), text: conference.modality.office[lang] }, { label: t('disclosures:note.to'), text: t('common:errors.of', { label: t('missions:mission'), text: stateName(iso2, lang) }) },
        { label: t('disclosures:note.conference'), text: conference.title[lang] }, { label: t('disclosures:note.list'), text: list.title[lang] },
      ],
    };
  }
}
