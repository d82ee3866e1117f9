import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isAdopted } from '../../../workflows/adoption.js';
import { ApplicationRetention, BeginApplicationHandler, Calls, phaseOf, trackOf, type OpenCall } from '../../applications/index.js';
import { Conferences, type Conference } from '../../conferences/index.js';
import { Clock } from '../../platform/clock.js';
import { formErrors, noErrors, onlySwitchesLanguage, Pages, type FormErrors } from '../../platform/http/index.js';
import type { Language } from '../../platform/i18n.js';
import { Limits } from '../../platform/limits.js';
import { Refused } from '../../platform/refused.js';
import { one, type Form } from '../form.js';
import { callView } from './calls.view.js';
import { ASKED } from './limits.js';
import { paths } from './paths.js';

/** The open door: which calls there are, which one fits, and the letter with the link. */
@Controller('apply')
export class CallsController {
  constructor(
    private readonly pages: Pages, private readonly conferences: Conferences, private readonly calls: Calls, private readonly clock: Clock,
    private readonly beginning: BeginApplicationHandler, private readonly limits: Limits, private readonly retention: ApplicationRetention,
  ) {}

  @Get()
  async home(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const language = this.pages.language(request);
    const now = this.clock.now();
    const all = await Promise.all((await this.conferences.all()).map(async (conference) => ({ conference, calls: await this.calls.of(conference.id) })));
    const conferences = all.filter(({ calls }) => calls.length).map(({ conference: { slug, title, modality }, calls }) => (
      { title: title[language], symbol: modality.source.symbol, href: paths.conference(slug), open: calls.filter((call) => phaseOf(call, now) === 'open').length }
    ));
    await this.pages.send(request, reply, 'apply/home.njk', { door: 'public', language, title: this.pages.t(language)('apply:home.title') }, { conferences });
  }

  @Get('c/:slug')
  async conference(@Param('slug') slug: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const conference = await this.conferences.bySlug(slug);
    const language = this.pages.language(request);
    const calls = await this.calls.of(conference.id);
    await this.pages.send(request, reply, 'apply/conference.njk', { door: 'public', language, title: conference.title[language] }, {
      symbol: conference.modality.source.symbol, announced: !isAdopted(conference.modality), conferenceHref: `/c/${slug}`, lost: paths.lost(slug), here: paths.conference(slug),
      calls: calls.map((call) => callView(call, conference, language, this.clock.now())),
    });
  }

  @Get('c/:slug/track/:track')
  async ask(@Param() at: { slug: string; track: string }, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#begin(request, reply, await this.#find(at), '', noErrors);
  }

  /** One answer for every address, known or not: a letter is on its way. */
  @Post('c/:slug/track/:track')
  async begin(@Param() at: { slug: string; track: string }, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const found = await this.#find(at);
    const email = one((request.body ?? {}) as Form, 'email');
    if (onlySwitchesLanguage(request)) return this.#begin(request, reply, found, email, noErrors);
    await this.limits.takeFrom(ASKED, request.ip);
    const language = this.pages.language(request);
    try {
      await this.beginning.execute({ callId: found.call.id, email, language });
      await this.#onItsWay(request, reply, found.conference, email);
    } catch (error) {
      await this.#begin(request, reply, found, email, formErrors(error, this.pages.t(language)));
    }
  }

  @Get('c/:slug/lost')
  async askAgain(@Param('slug') slug: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#lost(request, reply, await this.conferences.bySlug(slug), '', noErrors);
  }

  @Post('c/:slug/lost')
  async again(@Param('slug') slug: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const conference = await this.conferences.bySlug(slug);
    const email = one((request.body ?? {}) as Form, 'email');
    if (onlySwitchesLanguage(request)) return this.#lost(request, reply, conference, email, noErrors);
    await this.limits.takeFrom(ASKED, request.ip);
    try {
      await this.beginning.remind({ conferenceId: conference.id, email });
      await this.#onItsWay(request, reply, conference, email);
    } catch (error) {
      await this.#lost(request, reply, conference, email, formErrors(error, this.pages.t(this.pages.language(request))));
    }
  }

  async #find({ slug, track }: { slug: string; track: string }): Promise<{ conference: Conference; call: OpenCall }> {
    const conference = await this.conferences.bySlug(slug);
    const call = (await this.calls.of(conference.id)).find((one) => one.track === track);
    if (!call || !trackOf(conference.modality, track)) throw new Refused('call-unknown');
    return { conference, call };
  }

  async #begin(request: FastifyRequest, reply: FastifyReply, { conference, call }: { conference: Conference; call: OpenCall }, email: string, errors: FormErrors): Promise<void> {
    const language = this.pages.language(request);
    const view = callView(call, conference, language, this.clock.now());
    await this.pages.send(request, reply, 'apply/begin.njk', { door: 'public', language, title: view.title, status: errors.status }, {
      call: view, email, errors, kept: await this.retention.told(conference, call, this.clock.now()), announced: !isAdopted(conference.modality), others: await this.#others(conference, call, language), conference: conference.title[language], back: paths.conference(conference.slug), action: view.apply, lost: paths.lost(conference.slug),
    });
  }

  /** The other ways, in the words of those for whom they are: said before anything is typed. */
  async #others({ id, slug, modality }: Conference, call: OpenCall, language: Language): Promise<{ text: string; href: string | null; link: string }[]> {
    const [t, now, calls] = [this.pages.t(language), this.clock.now(), await this.calls.of(id)];
    return modality.tracks.filter(({ key }) => key !== call.track).map(({ key, paragraph, title, way }) => {
      const standing = way.kind === 'register' ? { consultativeStatus: 'whichConsultative', nationalHumanRightsInstitutions: 'whichInstitution', standingInvitations: 'whichInvitation', none: null }[way.register] : null;
      const open = calls.some((other) => other.track === key && phaseOf(other, now) === 'open');
      return { text: standing ? t(`advice:${standing}`) : `${title[language]}.`, href: open ? paths.begin(slug, key) : null, link: t(way.kind === 'list' ? 'advice:apply' : 'advice:link', { paragraph }) };
    });
  }

  async #lost(request: FastifyRequest, reply: FastifyReply, conference: Conference, email: string, errors: FormErrors): Promise<void> {
    const language = this.pages.language(request);
    await this.pages.send(request, reply, 'apply/lost.njk', { door: 'public', language, title: this.pages.t(language)('apply:lost.title'), status: errors.status }, {
      email, errors, conference: conference.title[language], back: paths.conference(conference.slug), action: paths.lost(conference.slug), private: true,
    });
  }

  async #onItsWay(request: FastifyRequest, reply: FastifyReply, conference: Conference, email: string): Promise<void> {
    const language = this.pages.language(request);
    await this.pages.send(request, reply, 'apply/on-its-way.njk', { door: 'public', language, title: this.pages.t(language)('apply:onItsWay.title') }, {
      email: email.trim(), conference: conference.title[language], back: paths.conference(conference.slug), private: true,
    });
  }
}
