import { Body, Controller, Get, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ChangeOfficersHandler, may, Officers, OfficerSessions, roles, SecondFactor, type Officer, type SignedIn } from '../../officers/index.js';
import { formErrors, onlySwitchesLanguage, statusOf } from '../../platform/http/index.js';
import type { Translate } from '../../platform/i18n.js';
import { refuseFields, Refused } from '../../platform/refused.js';
import { Needs } from '../needs.js';
import { Desk } from './desk.js';
import { many, noErrors, one, withErrors, type Field, type FormErrors, type Sent } from './forms.js';
import { OfficeGuard, SignedInOfficer } from './office.guard.js';
import { paths } from './paths.js';

/** Who the officers are. Those who act on lists may see it, so that nobody is added unseen; operators keep it. */
@Controller('office/officers')
@UseGuards(OfficeGuard)
@Needs('readOfficers')
export class OfficersController {
  constructor(
    private readonly desk: Desk, private readonly officers: Officers, private readonly change: ChangeOfficersHandler,
    private readonly sessions: OfficerSessions, private readonly factor: SecondFactor,
  ) {}

  @Get()
  async all(@SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const [inOffice, former] = [await this.officers.all(), await this.officers.former()];
    await this.desk.send(request, reply, officer, 'officers', { title: this.desk.t(request)('office:officers.title') }, {
      inOffice, former, own: officer.actor.id, keeps: may(officer.actor, 'manageOfficers'),
    });
  }

  @Get('new')
  @Needs('manageOfficers')
  async ask(@SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#new(request, reply, officer, { language: this.desk.language(request) }, noErrors, 200);
  }

  @Post('new')
  @Needs('manageOfficers')
  async add(@Body() sent: Sent, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    if (onlySwitchesLanguage(request)) return this.#new(request, reply, officer, sent, noErrors, 200);
    try {
      const language = one(sent, 'language');
      if (language !== 'en' && language !== 'fr') throw refuseFields([{ field: 'language', rule: 'choice-missing' }]);
      await this.desk.done(request, reply, officer, async () => {
        const { id } = await this.change.add({ name: one(sent, 'name'), email: one(sent, 'email'), roles: many(sent, 'roles'), language }, officer.actor);
        return paths.officer(id);
      });
    } catch (error) {
      await this.#new(request, reply, officer, sent, formErrors(error, this.desk.t(request)), statusOf((error as Refused).rule));
    }
  }

  @Get(':officer')
  async one(@Param('officer') id: string, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#one(request, reply, officer, id, null, noErrors, 200);
  }

  @Post(':officer/roles')
  @Needs('manageOfficers')
  async roles(@Param('officer') id: string, @Body() sent: Sent, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    if (onlySwitchesLanguage(request)) return this.#one(request, reply, officer, id, many(sent, 'roles'), noErrors, 200);
    try {
      await this.desk.done(request, reply, officer, async () => {
        await this.change.setRoles({ officerId: id, roles: many(sent, 'roles') }, officer.actor);
        return paths.officer(id);
      });
    } catch (error) {
      await this.#one(request, reply, officer, id, many(sent, 'roles'), formErrors(error, this.desk.t(request)), statusOf((error as Refused).rule));
    }
  }

  @Post(':officer/second-factor/reset')
  @Needs('manageOfficers')
  async reset(@Param('officer') id: string, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.desk.done(request, reply, officer, async () => {
      await this.change.resetFactor({ officerId: id }, officer.actor);
      return paths.officer(id);
    });
  }

  @Get(':officer/end')
  @Needs('manageOfficers')
  async askEnd(@Param('officer') id: string, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#end(request, reply, officer, id, noErrors, 200);
  }

  @Post(':officer/end')
  @Needs('manageOfficers')
  async end(@Param('officer') id: string, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    if (onlySwitchesLanguage(request)) return this.#end(request, reply, officer, id, noErrors, 200);
    try {
      await this.desk.done(request, reply, officer, async () => {
        await this.change.end({ officerId: id }, officer.actor);
        return paths.officers;
      });
    } catch (error) {
      await this.#end(request, reply, officer, id, formErrors(error, this.desk.t(request)), statusOf((error as Refused).rule));
    }
  }

  async #new(request: FastifyRequest, reply: FastifyReply, officer: SignedIn, sent: Sent, errors: FormErrors, status: number): Promise<void> {
    const t = this.desk.t(request);
    const fields: Field[] = [
      { kind: 'text', name: 'name', label: t('office:officers.name'), value: one(sent, 'name') },
      { kind: 'email', name: 'email', label: t('office:officers.email'), hint: t('office:officers.emailHint'), value: one(sent, 'email') },
      rolesField(t, many(sent, 'roles')),
      { kind: 'radios', name: 'language', label: t('office:officers.language'), value: one(sent, 'language'), options: ['en', 'fr'].map((value) => ({ value, text: t(`office:language.${value}`) })) },
    ];
    await this.desk.send(request, reply, officer, 'form', { title: t('office:officers.new'), status, again: paths.newOfficer }, {
      fields: withErrors(fields, errors), errors, action: paths.newOfficer, button: t('office:officers.add'), back: paths.officers,
    });
  }

  async #one(request: FastifyRequest, reply: FastifyReply, officer: SignedIn, id: string, chosen: string[] | null, errors: FormErrors, status: number): Promise<void> {
    const known = await this.#known(id);
    const keeps = may(officer.actor, 'manageOfficers') && !known.endedAt;
    const [field] = withErrors([rolesField(this.desk.t(request), chosen ?? known.roles)], errors);
    await this.desk.send(request, reply, officer, 'officer', { title: known.name, status, again: paths.officerRoles(id) }, {
      known, errors, field, keeps, own: id === officer.actor.id, factor: await this.factor.of(id), sessions: (await this.sessions.of(id)).length,
    });
  }

  async #end(request: FastifyRequest, reply: FastifyReply, officer: SignedIn, id: string, errors: FormErrors, status: number): Promise<void> {
    const known = await this.#known(id);
    await this.desk.send(request, reply, officer, 'officer-end', { title: this.desk.t(request)('office:officers.endOf', { name: known.name }), status, again: paths.officerEnd(id) }, { known, errors });
  }

  async #known(id: string): Promise<Officer> {
    const known = await this.officers.byId(id);
    if (!known) throw new Refused('officer-gone');
    return known;
  }
}

const rolesField = (t: Translate, values: string[]): Field => ({
  kind: 'checkboxes', name: 'roles', label: t('office:officers.roles'), hint: t('office:officers.rolesHint'), value: '', values,
  options: roles.map((value) => ({ value, text: `${t(`office:role.${value}`)}: ${t(`office:officers.does.${value}`)}` })),
});
