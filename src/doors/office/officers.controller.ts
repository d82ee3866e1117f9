import { Body, Controller, Get, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ChangeOfficersHandler, gainedBy, may, Officers, OfficerSessions, roles, SecondFactor, type Officer, type SignedIn, type TwoOfficerAct } from '../../officers/index.js';
import { formErrors, onlySwitchesLanguage } from '../../platform/http/index.js';
import type { Translate } from '../../platform/i18n.js';
import { refuseFields, Refused } from '../../platform/refused.js';
import { Proposals } from '../../proposals/index.js';
import { Needs } from '../needs.js';
import { Desk } from './desk.js';
import { many, noErrors, one, withErrors, type Field, type FormErrors, type Sent } from './forms.js';
import { OfficeGuard, SignedInOfficer } from './office.guard.js';
import { paths } from './paths.js';

/** Who the officers are. Those who act on lists may see it, so that nobody is added unseen; operators keep it, and ask an approver where somebody else would come to read or decide. */
@Controller('office/officers')
@UseGuards(OfficeGuard)
@Needs('readOfficers')
export class OfficersController {
  constructor(
    private readonly desk: Desk, private readonly officers: Officers, private readonly change: ChangeOfficersHandler,
    private readonly sessions: OfficerSessions, private readonly factor: SecondFactor, private readonly proposals: Proposals,
  ) {}

  @Get()
  async all(@SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const [inOffice, former] = [await this.officers.all(), await this.officers.former()];
    const named = (command: Record<string, unknown>): unknown => command['name'] ?? inOffice.find(({ id }) => id === command['officerId'])?.name;
    const keeps = may(officer.actor, 'manageOfficers');
    const own = keeps ? (await this.proposals.own(officer.actor)).filter(({ listId }) => listId === null) : [];
    const waiting = own.map(({ id, act, command }) => ({ act, name: named(command), withdraw: paths.officerProposal(id) }));
    await this.desk.send(request, reply, officer, 'officers', { title: this.desk.t(request)('office:officers.title') }, {
      inOffice, former, own: officer.actor.id, keeps, waiting,
    });
  }

  @Get('new')
  @Needs('manageOfficers')
  async ask(@SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#new(request, reply, officer, { language: this.desk.language(request) }, noErrors);
  }

  @Post('new')
  @Needs('manageOfficers')
  async add(@Body() sent: Sent, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    if (onlySwitchesLanguage(request)) return this.#new(request, reply, officer, sent, noErrors);
    try {
      const language = one(sent, 'language');
      if (language !== 'en' && language !== 'fr') throw refuseFields([{ field: 'language', rule: 'choice-missing' }]);
      await this.desk.done(request, reply, officer, async () => {
        const command = { name: one(sent, 'name'), email: one(sent, 'email'), roles: many(sent, 'roles'), language } as const;
        if (await this.change.takesConsent(command.roles)) return this.#propose('addOfficer', command, sent, officer);
        return paths.officer((await this.change.add(command, officer.actor)).id);
      });
    } catch (error) {
      await this.#new(request, reply, officer, sent, formErrors(error, this.desk.t(request)));
    }
  }

  @Post('proposals/:proposal/withdraw')
  @Needs('manageOfficers')
  async withdraw(@Param('proposal') id: string, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.desk.done(request, reply, officer, async () => {
      await this.proposals.close(id, officer.actor);
      return paths.officers;
    });
  }

  @Get(':officer')
  async one(@Param('officer') id: string, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#one(request, reply, officer, id, null, noErrors);
  }

  @Post(':officer/roles')
  @Needs('manageOfficers')
  async roles(@Param('officer') id: string, @Body() sent: Sent, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    if (onlySwitchesLanguage(request)) return this.#one(request, reply, officer, id, sent, noErrors);
    try {
      await this.desk.done(request, reply, officer, async () => {
        const [known, chosen] = [await this.#known(id), many(sent, 'roles')];
        const command = { officerId: id, roles: chosen, before: known.roles };
        if (await this.change.takesConsent(gainedBy(known, chosen))) return this.#propose('changeRoles', command, sent, officer);
        await this.change.setRoles(command, officer.actor);
        return paths.officer(id);
      });
    } catch (error) {
      await this.#one(request, reply, officer, id, sent, formErrors(error, this.desk.t(request)));
    }
  }

  @Get(':officer/second-factor/reset')
  @Needs('manageOfficers')
  async askReset(@Param('officer') id: string, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#reset(request, reply, officer, id, {}, noErrors);
  }

  @Post(':officer/second-factor/reset')
  @Needs('manageOfficers')
  async reset(@Param('officer') id: string, @Body() sent: Sent, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    if (onlySwitchesLanguage(request)) return this.#reset(request, reply, officer, id, sent, noErrors);
    try {
      await this.desk.done(request, reply, officer, async () => {
        const [known, factor] = [await this.#known(id), await this.factor.of(id)];
        const command = { officerId: id, ...(factor ? { since: factor.since } : {}) };
        if (await this.change.takesConsent(known.roles)) return this.#propose('resetFactor', command, sent, officer);
        await this.change.resetFactor(command, officer.actor);
        return paths.officer(id);
      });
    } catch (error) {
      await this.#reset(request, reply, officer, id, sent, formErrors(error, this.desk.t(request)));
    }
  }

  @Post(':officer/sessions/end')
  @Needs('manageOfficers')
  async endSessions(@Param('officer') id: string, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.desk.done(request, reply, officer, async () => {
      await this.change.endSessions({ officerId: id }, officer.actor);
      return paths.officer(id);
    });
  }

  @Get(':officer/end')
  @Needs('manageOfficers')
  async askEnd(@Param('officer') id: string, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#end(request, reply, officer, id, noErrors);
  }

  @Post(':officer/end')
  @Needs('manageOfficers')
  async end(@Param('officer') id: string, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    if (onlySwitchesLanguage(request)) return this.#end(request, reply, officer, id, noErrors);
    try {
      await this.desk.done(request, reply, officer, async () => {
        await this.change.end({ officerId: id }, officer.actor);
        return paths.officers;
      });
    } catch (error) {
      await this.#end(request, reply, officer, id, formErrors(error, this.desk.t(request)));
    }
  }

  /** What waits stands on the list of officers: an operator reads no other proposal. */
  async #propose(act: TwoOfficerAct, command: Record<string, unknown>, sent: Sent, { actor }: SignedIn): Promise<string> {
    await this.proposals.propose(act, { command, reason: one(sent, 'proposalReason') }, actor);
    return paths.officers;
  }

  /** Why, where an approver must consent to some of what the form can ask. */
  async #reason(t: Translate, sent: Sent, asked: readonly string[]): Promise<Field[]> {
    if (!(await this.change.takesConsent(asked))) return [];
    return [{ kind: 'textarea', name: 'proposalReason', label: t('office:proposals.reasonAsk'), hint: t('office:officers.consentHint'), value: one(sent, 'proposalReason') }];
  }

  async #new(request: FastifyRequest, reply: FastifyReply, officer: SignedIn, sent: Sent, errors: FormErrors): Promise<void> {
    const t = this.desk.t(request);
    const fields: Field[] = [
      { kind: 'text', name: 'name', label: t('office:officers.name'), value: one(sent, 'name') },
      { kind: 'email', name: 'email', label: t('office:officers.email'), hint: t('office:officers.emailHint'), value: one(sent, 'email') },
      rolesField(t, many(sent, 'roles')),
      { kind: 'radios', name: 'language', label: t('office:officers.language'), value: one(sent, 'language'), options: ['en', 'fr'].map((value) => ({ value, text: t(`office:language.${value}`) })) },
      ...(await this.#reason(t, sent, roles)),
    ];
    await this.desk.send(request, reply, officer, 'form', { title: t('office:officers.new'), status: errors.status, again: paths.newOfficer }, {
      fields: withErrors(fields, errors), errors, action: paths.newOfficer, button: t('office:officers.add'), back: paths.officers,
    });
  }

  async #one(request: FastifyRequest, reply: FastifyReply, officer: SignedIn, id: string, sent: Sent | null, errors: FormErrors): Promise<void> {
    const [known, t] = [await this.#known(id), this.desk.t(request)];
    const keeps = may(officer.actor, 'manageOfficers') && !known.endedAt;
    const fields = withErrors([rolesField(t, sent ? many(sent, 'roles') : known.roles), ...(await this.#reason(t, sent ?? {}, roles))], errors);
    await this.desk.send(request, reply, officer, 'officer', { title: known.name, status: errors.status, again: paths.officerRoles(id) }, {
      known, errors, fields, keeps, own: id === officer.actor.id, factor: await this.factor.of(id), sessions: (await this.sessions.of(id)).length,
    });
  }

  async #reset(request: FastifyRequest, reply: FastifyReply, officer: SignedIn, id: string, sent: Sent, errors: FormErrors): Promise<void> {
    const [known, t] = [await this.#known(id), this.desk.t(request)];
    const fields = withErrors(await this.#reason(t, sent, known.roles), errors);
    await this.desk.send(request, reply, officer, 'officer-act', { title: t('office:officers.resetOf', { name: known.name }), status: errors.status, again: paths.officerFactorReset(id) }, {
      known, errors, lede: t('office:officers.resetLede'), action: paths.officerFactorReset(id), button: t(fields.length ? 'office:proposals.propose' : 'office:officers.reset'), fields,
    });
  }

  async #end(request: FastifyRequest, reply: FastifyReply, officer: SignedIn, id: string, errors: FormErrors): Promise<void> {
    const [known, t] = [await this.#known(id), this.desk.t(request)];
    await this.desk.send(request, reply, officer, 'officer-act', { title: t('office:officers.endOf', { name: known.name }), status: errors.status, again: paths.officerEnd(id) }, {
      known, errors, lede: t('office:officers.endLede'), action: paths.officerEnd(id), button: t('office:officers.end'), fields: [],
    });
  }

  async #known(id: string): Promise<Officer> {
    const known = await this.officers.byId(id);
    if (!known) throw new Refused('officer-gone');
    return known;
  }
}

const rolesField = (t: Translate, values: string[]): Field => ({
  kind: 'checkboxes', name: 'roles', label: t('office:officers.roles'), hint: t('office:officers.rolesHint'), value: '', values,
  options: roles.map((value) => ({ value, text: t('common:errors.of', { label: t(`office:role.${value}`), text: t(`office:officers.does.${value}`) }) })),
});
