import { Body, Controller, Get, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isAdopted } from '../../../workflows/adoption.js';
import { modalities } from '../../../workflows/modalities/index.js';
import { Conferences, CreateConferenceHandler, type Conference } from '../../conferences/index.js';
import { CreateListHandler, Lists, RetentionQuery } from '../../lists/index.js';
import { may, type SignedIn } from '../../officers/index.js';
import { monthText } from '../../platform/dates.js';
import { formErrors, onlySwitchesLanguage } from '../../platform/http/index.js';
import { languages, type SixLanguages, type Translate } from '../../platform/i18n.js';
import { refuseFields } from '../../platform/refused.js';
import { Reports } from '../../reports/index.js';
import { Needs } from '../needs.js';
import { Desk, homeOf, type OfficeLanguage } from './desk.js';
import { noErrors, one, withErrors, type Field, type FormErrors, type Sent } from './forms.js';
import { OfficeGuard, SignedInOfficer } from './office.guard.js';
import { modalityView } from './modality.view.js';
import { paths } from './paths.js';

/** Conferences and the lists that their modality names. */
@Controller('office')
@UseGuards(OfficeGuard)
@Needs('readLists')
export class ConferencesController {
  constructor(
    private readonly desk: Desk, private readonly conferences: Conferences, private readonly lists: Lists,
    private readonly createConference: CreateConferenceHandler, private readonly createList: CreateListHandler, private readonly reports: Reports,
    private readonly retention: RetentionQuery,
  ) {}

  /** The first page of whoever has signed in; where the roles do not read lists, the first section that they open. */
  @Get()
  @Needs('signedIn')
  async all(@SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    if (!may(officer.actor, 'readLists')) return reply.redirect(homeOf(officer.actor), 303) as unknown as void;
    const language = this.desk.language(request);
    const conferences = await Promise.all((await this.conferences.all()).map(async (conference) => (
      { ...head(conference, language), lists: (await this.#lines(conference, language)).length }
    )));
    const over = may(officer.actor, 'destroyKey') ? await this.retention.over() : [];
    await this.desk.send(request, reply, officer, 'conferences', { title: this.desk.t(request)('office:conferences.title') }, {
      conferences, mayOpen: may(officer.actor, 'createConference'), mayPublish: may(officer.actor, 'publishModality'),
      over: over.map(({ list: { id, title }, conference, until }) => ({ title: title[language], conference: conference.title[language], until, list: paths.list(id), act: paths.act(id, 'destroy-key') })),
    });
  }

  @Get('conferences/new')
  @Needs('createConference')
  async ask(@SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#form(request, reply, officer, {}, noErrors);
  }

  @Post('conferences/new')
  @Needs('createConference')
  async create(@Body() sent: Sent, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    if (onlySwitchesLanguage(request)) return this.#form(request, reply, officer, sent, noErrors);
    try {
      const modality = modalities.find(({ id }) => id === one(sent, 'modality'));
      if (!modality) throw refuseFields([{ field: 'modality', rule: 'choice-missing' }]);
      await this.desk.done(request, reply, officer, async () => {
        await this.createConference.execute({ slug: one(sent, 'slug').trim(), title: titleOf(sent), modality }, officer.actor);
        return paths.conference(one(sent, 'slug').trim());
      });
    } catch (error) {
      await this.#form(request, reply, officer, sent, formErrors(error, this.desk.t(request)));
    }
  }

  @Get('conferences/:slug')
  async one(@Param('slug') slug: string, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#conference(request, reply, officer, await this.conferences.bySlug(slug), noErrors);
  }

  @Post('conferences/:slug/lists')
  @Needs('createList')
  async draft(
    @Param('slug') slug: string, @Body() sent: Sent, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply,
  ): Promise<void> {
    const conference = await this.conferences.bySlug(slug);
    if (onlySwitchesLanguage(request)) return this.#conference(request, reply, officer, conference, noErrors);
    try {
      await this.desk.done(request, reply, officer, async () => {
        const { id } = await this.createList.execute({ conferenceId: conference.id, key: one(sent, 'key') }, officer.actor);
        return paths.list(id);
      });
    } catch (error) {
      await this.#conference(request, reply, officer, conference, formErrors(error, this.desk.t(request)));
    }
  }

  async #lines(conference: Conference, language: OfficeLanguage): Promise<{ id: string; key: string; title: string; state: string; deadline: string | null }[]> {
    return (await this.lists.of(conference.id)).map(({ id, key, title, state, deadline }) => ({ id, key, title: title[language], state, deadline }));
  }

  async #conference(request: FastifyRequest, reply: FastifyReply, officer: SignedIn, conference: Conference, errors: FormErrors): Promise<void> {
    const language = this.desk.language(request);
    const lists = await this.#lines(conference, language);
    const open = new Set(lists.filter(({ state }) => state !== 'withdrawn').map(({ key }) => key));
    const drafts = conference.modality.lists.filter(({ key }) => !open.has(key)).map(({ key, title, paragraph, due }) => ({ key, title: title[language], paragraph, due: due && monthText(due, language) }));
    await this.desk.send(request, reply, officer, 'conference', { title: conference.title[language], status: errors.status, again: paths.newList(conference.slug) }, {
      conference: head(conference, language), lists, drafts, errors, modality: modalityView(conference.modality, this.desk.t(request), language), modalityHref: paths.modality(conference.slug),
      reportHref: conference.modality.disclosure.finalNames.public !== 'no' && (await this.reports.whole(conference)) ? `/c/${conference.slug}/report` : null,
      adoption: isAdopted(conference.modality) ? null : { href: may(officer.actor, 'adoptModality') ? paths.adoption(conference.slug) : null },
    });
  }

  async #form(request: FastifyRequest, reply: FastifyReply, officer: SignedIn, sent: Sent, errors: FormErrors): Promise<void> {
    const [t, language] = [this.desk.t(request), this.desk.language(request)];
    const fields: Field[] = [
      ...conferenceFields(sent, t),
      {
        kind: 'radios', name: 'modality', label: t('office:newConference.modality'), value: one(sent, 'modality'),
        options: modalities.map((m) => ({ value: m.id, text: t('common:errors.of', { label: m.source.symbol, text: m.source.title[language] }) })),
      },
    ];
    await this.desk.send(request, reply, officer, 'form', { title: t('office:newConference.title'), status: errors.status, again: paths.newConference }, {
      fields: withErrors(fields, errors), errors, action: paths.newConference, button: t('office:newConference.button'), back: paths.home,
      other: { text: t('office:ownModality.title'), href: paths.newModality },
    });
  }
}

const head = (conference: Conference, language: OfficeLanguage): Record<string, string> => ({
  slug: conference.slug, title: conference.title[language], symbol: conference.modality.source.symbol,
  modality: conference.modality.source.title[language], href: paths.conference(conference.slug),
});

/** How a new conference is called, whatever its modality. */
export const conferenceFields = (sent: Sent, t: Translate): Field[] => [
  { kind: 'text', name: 'title', label: t('office:newConference.name'), hint: t('office:newConference.nameHint'), value: one(sent, 'title') },
  ...languages.filter((l) => l !== 'en').map((l): Field => ({
    kind: 'text', name: `title-${l}`, label: t('office:newConference.nameIn', { language: t(`office:language.${l}`) }), value: one(sent, `title-${l}`), lang: l,
  })),
  { kind: 'text', name: 'slug', label: t('office:newConference.slug'), hint: t('office:newConference.slugHint'), value: one(sent, 'slug') },
];

export const titleOf = (sent: Sent): { en: string } & Partial<SixLanguages> => (
  { en: one(sent, 'title'), ...Object.fromEntries(languages.filter((l) => l !== 'en').map((l) => [l, one(sent, `title-${l}`)])) }
);
