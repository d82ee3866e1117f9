import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Confirmations, Representatives, VERIFY_MISSES, type Named } from '../../meetings/index.js';
import type { Config } from '../../platform/config.js';
import { noErrors, Pages } from '../../platform/http/index.js';
import { Limits } from '../../platform/limits.js';
import { CONFIG } from '../../platform/platform.module.js';
import { qrOf } from '../../platform/qr.js';
import { Refused } from '../../platform/refused.js';
import { RepresentativesEntrance, type Visit } from './entrance.js';
import { paths } from './paths.js';
import { mustBe } from './representatives.controller.js';
import { letterView } from './representatives.view.js';

/** Letters of confirmation to print, and the page at which anybody who is shown one can check it. */
@Controller()
export class ConfirmationLettersController {
  constructor(
    @Inject(CONFIG) private readonly config: Config, private readonly entrance: RepresentativesEntrance, private readonly pages: Pages, private readonly people: Representatives,
    private readonly confirmations: Confirmations, private readonly limits: Limits,
  ) {}

  @Get('representatives/:holder/letter')
  async ofOrganization(@Param('holder') holder: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const visit = await this.entrance.visit(request, holder);
    await this.#letter(visit, holder, visit.people, request, reply);
  }

  @Get('representatives/:holder/people/:person/letter')
  async ofPerson(@Param('holder') holder: string, @Param('person') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const visit = await this.entrance.visit(request, holder);
    await this.#letter(visit, id, [mustBe(visit, id)], request, reply);
  }

  /** The name and whether it holds, nothing else; one answer to every code that confirms nothing. */
  @Get('verify/:code')
  async verify(@Param('code') code: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const found = await this.limits.finding(VERIFY_MISSES, request.ip, () => this.confirmations.verify(code));
    const language = this.pages.language(request);
    const t = this.pages.t(language);
    await this.pages.send(request, reply, 'representatives/verify.njk', { door: 'public', language, title: t('representatives:verify.title'), status: found ? 200 : 404 }, {
      private: true, found: found && { name: found.name, valid: found.valid, until: `${found.until}T17:00:00.000Z` },
    });
  }

  async #letter(visit: Visit, id: string, people: Named[], request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const letter = letterView(visit, people, visit.t);
    if (letter.people.length === 0) throw new Refused('nobody-named');
    const address = this.config.publicUrl + paths.verify(this.people.code(id));
    const { modality } = visit.delegation.conference;
    await this.entrance.send(visit, request, reply, 'letter', noErrors, { ...letter, address, qr: qrOf(address), office: modality.office[visit.language] });
  }
}
