import { Body, Controller, Get, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Applications, canCount, DeclineDoubleHandler, isCertain, JudgeMatchHandler, Matches, namedOf, type MatchCard, type OpenApplication } from '../../../applications/index.js';
import { stateName } from '../../../directory/index.js';
import { may, type SignedIn } from '../../../officers/index.js';
import { formErrors, onlySwitchesLanguage } from '../../../platform/http/index.js';
import type { Translate } from '../../../platform/i18n.js';
import type { Named } from '../../../platform/matching/index.js';
import { checkName } from '../../../platform/names.js';
import { Refused } from '../../../platform/refused.js';
import { knownId } from '../../known-id.js';
import { Needs } from '../../needs.js';
import { Desk, type OfficeLanguage } from '../desk.js';
import { noErrors, one, type FormErrors, type Sent } from '../forms.js';
import { OfficeGuard, SignedInOfficer } from '../office.guard.js';
import { paths } from '../paths.js';
import { evidenceText, standingText } from '../registers/registers.view.js';

const uuid = knownId('application-unknown');

/** An application side by side with those that look like it. An officer says whether they are the same; nothing else does. */
@Controller('office/applications/a/:id/matches')
@UseGuards(OfficeGuard)
@Needs('readApplications')
export class MatchesController {
  constructor(private readonly desk: Desk, private readonly applications: Applications, private readonly matches: Matches, private readonly judging: JudgeMatchHandler, private readonly declining: DeclineDoubleHandler) {}

  @Get()
  async show(@Param('id', uuid) id: string, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#page(request, reply, officer, id, noErrors);
  }

  @Post()
  @Needs('screen')
  async judge(@Param('id', uuid) id: string, @Body() sent: Sent, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    if (onlySwitchesLanguage(request)) return this.#page(request, reply, officer, id, noErrors);
    try {
      await this.desk.done(request, reply, officer, async () => {
        if (one(sent, 'judgement') === 'decline') {
          await this.declining.execute({ applicationId: id, other: one(sent, 'other') }, officer.actor);
          return paths.application(id);
        }
        await this.judging.execute({ applicationId: id, other: one(sent, 'other'), judgement: one(sent, 'judgement') }, officer.actor);
        return paths.matches(id);
      });
    } catch (error) {
      await this.#page(request, reply, officer, id, formErrors(error, this.desk.t(request)));
    }
  }

  /** Whether the application can be declined for the other one at a press: they are the same for certain or were found to be, and nobody has decided. */
  async #declines(application: OpenApplication, card: MatchCard): Promise<boolean> {
    const sure = card.judgement?.judgement === 'same' || (card.judgement === null && isCertain(namedOf(application), card));
    if (!sure || card.other.kind !== 'application' || !['submitted', 'informationRequested'].includes(application.row.state)) return false;
    return canCount(application, await this.applications.find(card.other.id));
  }

  async #page(request: FastifyRequest, reply: FastifyReply, officer: SignedIn, id: string, errors: FormErrors): Promise<void> {
    const application = await this.applications.find(id);
    if (application.row.state === 'draft') throw new Refused('application-unknown');
    const [t, language] = [this.desk.t(request), this.desk.language(request)];
    const cards = await Promise.all((await this.matches.of(application)).map(async (card) => ({ ...cardView(application, card, t, language), declines: await this.#declines(application, card) })));
    await this.desk.send(request, reply, officer, 'applications/matches', { title: t('matches:title'), status: errors.status, again: paths.matches(id) }, {
      errors, id, name: application.row.name, flags: flagsOf(application, t), conference: { slug: application.conference.slug, title: application.conference.title[language] },
      open: cards.filter(({ judgement }) => judgement?.judgement !== 'notSame'), apart: cards.filter(({ judgement }) => judgement?.judgement === 'notSame'), screens: may(officer.actor, 'screen'),
    });
  }
}

/** What is odd in the letters of a name: it may read like one thing and be another. */
export const flagsOf = ({ form }: OpenApplication, t: Translate): string[] =>
  [...new Set([form.name, form.latinName].flatMap((name) => (name ? checkName(name).flags : [])))].map((flag) => t(`office:flag.${flag}`));

function cardView(application: OpenApplication, card: MatchCard, t: Translate, language: OfficeLanguage) {
  const { key, other, evidence, judgement } = card;
  const own = namedOf(application);
  const place = (named: Named): string => (named.place ? stateName(named.place, language) : '');
  const row = (label: string, ours: string | null | undefined, theirs: string | null | undefined) => ({ label: t(`matches:${label}`), ours: ours?.trim() ?? '', theirs: theirs?.trim() ?? '' });
  return {
    key, certain: isCertain(own, card), evidence: evidenceText(evidence, t), judgement: judgement && { ...judgement, word: t(`matches:judgement.${judgement.judgement}`) },
    name: other.named.names[0] ?? '', what: t(`matches:kind.${other.kind}`, { list: other.kind === 'name' ? other.list.title[language] : '' }),
    href: other.kind === 'application' ? paths.application(other.id) : other.kind === 'name' ? paths.names(other.list.id) : null,
    note: other.kind === 'register' ? standingText(other.standing, t, language) : '',
    rows: [
      row('names', own.names.join(' · '), (other.kind === 'register' ? [...other.named.names, ...other.standing.formerNames.map(({ name }) => name)] : other.named.names).join(' · ')), row('acronym', own.acronym, other.named.acronym),
      row('place', place(own), place(other.named)), row('website', own.website, other.named.website), row('contact', own.email, other.named.email), row('registration', own.registration, other.named.registration),
    ].filter(({ ours, theirs }) => ours || theirs),
  };
}
