import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Delegations, NameRepresentativesHandler, phaseOfMeeting, RepresentativeSessions, type Named, type Person } from '../../meetings/index.js';
import { STATUS_MISSES } from '../../lists/index.js';
import { formErrors, noErrors, onlySwitchesLanguage, Pages, type FormErrors } from '../../platform/http/index.js';
import { isLanguage } from '../../platform/i18n.js';
import { Limits } from '../../platform/limits.js';
import { refuseFields, Refused } from '../../platform/refused.js';
import { many, one, type Form } from '../form.js';
import { RepresentativesEntrance, type Visit } from './entrance.js';
import { cookieOf, paths } from './paths.js';
import { formView, ownView } from './representatives.view.js';

const nobody: Person = { givenName: '', familyName: '', function: '', email: '' };
const typedOf = (sent: Form): Person => ({ givenName: one(sent, 'givenName'), familyName: one(sent, 'familyName'), function: one(sent, 'function'), email: one(sent, 'email') });

/** An organization names its representatives, meeting by meeting; where no meeting is open to it the page is one and the same, whatever the cause. */
@Controller('representatives')
export class RepresentativesController {
  constructor(
    private readonly entrance: RepresentativesEntrance, private readonly pages: Pages, private readonly sessions: RepresentativeSessions, private readonly delegations: Delegations,
    private readonly naming: NameRepresentativesHandler, private readonly limits: Limits,
  ) {}

  /** The press of a button on the status page: its reference for a short session and an address without it. */
  @Post('enter')
  async enter(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const holder = await this.limits.finding(STATUS_MISSES, request.ip, () => this.delegations.byReference(one((request.body ?? {}) as Form, 'reference')));
    if (!holder) throw new Refused('status-unknown');
    const { session, seconds } = await this.sessions.open(holder);
    this.pages.setSession(reply, cookieOf(holder), session, seconds);
    const language = (request.query as Form)['lang'];
    if (isLanguage(language)) this.pages.keepLanguage(reply, language);
    await reply.redirect(paths.own(holder), 303);
  }

  @Get(':holder')
  async own(@Param('holder') holder: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const visit = await this.entrance.visit(request, holder);
    if (!visit.accredited) return this.entrance.send(visit, request, reply, 'none', noErrors);
    const query = request.query as Form;
    const late = many(query, 'late').flatMap((id) => visit.meetings.filter(({ rule }) => rule.id === id).map(({ rule }) => rule.title[visit.language]));
    const done = ['named', 'changed', 'removed'].find((key) => key === query['done']);
    await this.entrance.send(visit, request, reply, 'own', noErrors, { ...ownView(visit), done: done ? visit.t(`representatives:done.${done}`) : null, late });
  }

  @Get(':holder/people/new')
  async add(@Param('holder') holder: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const visit = await this.entrance.visit(request, holder);
    if (!visit.accredited || !visit.meetings.some((meeting) => phaseOfMeeting(meeting, visit.now) === 'open')) return this.own(holder, request, reply);
    await this.#form(visit, null, nobody, [], request, reply, noErrors);
  }

  @Post(':holder/people/new')
  async name(@Param('holder') holder: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#save(await this.entrance.act(request, holder), null, request, reply);
  }

  @Get(':holder/people/:person')
  async person(@Param('holder') holder: string, @Param('person') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const visit = await this.entrance.visit(request, holder);
    const own = mustBe(visit, id);
    await this.#form(visit, own, own, own.meetings, request, reply, noErrors);
  }

  @Post(':holder/people/:person')
  async change(@Param('holder') holder: string, @Param('person') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const visit = await this.entrance.act(request, holder);
    await this.#save(visit, mustBe(visit, id), request, reply);
  }

  @Get(':holder/people/:person/remove')
  async askRemoval(@Param('holder') holder: string, @Param('person') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const visit = await this.entrance.visit(request, holder);
    await this.#removal(visit, mustBe(visit, id), request, reply, noErrors);
  }

  /** The box is empty at first, so that nothing that presses every button takes anybody off. */
  @Post(':holder/people/:person/remove')
  async remove(@Param('holder') holder: string, @Param('person') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const visit = await this.entrance.act(request, holder);
    const own = mustBe(visit, id);
    if (onlySwitchesLanguage(request)) return this.#removal(visit, own, request, reply, noErrors);
    try {
      if (one(request.body as Form, 'sure') !== 'yes') throw refuseFields([{ field: 'sure', rule: 'removal-unsure' }]);
      await this.naming.remove({ id }, visit.actor);
      await reply.redirect(`${paths.own(holder)}?done=removed`, 303);
    } catch (error) {
      await this.#removal(visit, own, request, reply, formErrors(error, visit.t));
    }
  }

  @Post(':holder/close')
  async close(@Param('holder') holder: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const visit = await this.entrance.act(request, holder);
    if (visit.session) await this.sessions.close(visit.session);
    this.pages.dropSession(reply, cookieOf(holder));
    await this.entrance.send(visit, request, reply, 'closed', noErrors);
  }

  /** What is refused stands on the page again as it was typed, also where the closing time passed meanwhile. */
  async #save(visit: Visit, own: Named | null, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { delegation: { holderId }, t } = visit;
    const sent = (request.body ?? {}) as Form;
    const typed = typedOf(sent);
    const wished = [...new Set(many(sent, 'meeting'))];
    if (onlySwitchesLanguage(request)) return this.#form(visit, own, typed, wished, request, reply, noErrors);
    try {
      const { late } = await this.naming.save({ id: own?.id ?? null, person: typed, meetings: wished, seen: Number(one(sent, 'seen')) || undefined }, visit.actor);
      const query = new URLSearchParams([['done', own ? 'changed' : 'named'], ...late.map((id): [string, string] => ['late', id])]);
      await reply.redirect(`${paths.own(holderId)}?${query}`, 303);
    } catch (error) {
      await this.#form(visit, own, typed, wished, request, reply, formErrors(error, t));
    }
  }

  async #form(visit: Visit, own: Named | null, typed: Person, wished: string[], request: FastifyRequest, reply: FastifyReply, errors: FormErrors): Promise<void> {
    const { holderId } = visit.delegation;
    await this.entrance.send(visit, request, reply, 'form', errors, {
      ...formView(visit, own, typed, wished, errors), own: own !== null, version: own?.version ?? 0, action: own ? paths.person(holderId, own.id) : paths.add(holderId), removal: own && paths.removal(holderId, own.id),
    });
  }

  async #removal(visit: Visit, own: Named, request: FastifyRequest, reply: FastifyReply, errors: FormErrors): Promise<void> {
    const { holderId } = visit.delegation;
    await this.entrance.send(visit, request, reply, 'remove', errors, { name: [own.givenName, own.familyName].filter(Boolean).join(' '), action: paths.removal(holderId, own.id), back: paths.person(holderId, own.id) });
  }
}

export function mustBe({ people }: Visit, id: string): Named {
  const found = people.find((one) => one.id === id);
  if (!found) throw new Refused('representative-unknown');
  return found;
}
