import { Body, Controller, Get, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Calls, ExtendCallHandler, OpenCallHandler, phaseOf, trackOf } from '../../../applications/index.js';
import { Conferences, type Conference } from '../../../conferences/index.js';
import { may, type SignedIn } from '../../../officers/index.js';
import { formErrors, onlySwitchesLanguage } from '../../../platform/http/index.js';
import { Refused } from '../../../platform/refused.js';
import { Needs } from '../../needs.js';
import { deadlineChoice, deadlineFields } from '../acts/deadline-fields.js';
import { Desk } from '../desk.js';
import { noErrors, one, withErrors, type Field, type FormErrors, type Sent } from '../forms.js';
import { OfficeGuard, SignedInOfficer } from '../office.guard.js';
import { paths } from '../paths.js';
import { trackOptions } from './applications.view.js';

/** Calls for applications: opened under a track, extended with a reason; a closing time that was announced stays visible. */
@Controller('office/applications/c/:slug/calls')
@UseGuards(OfficeGuard)
@Needs('readApplications')
export class OfficeCallsController {
  constructor(
    private readonly desk: Desk, private readonly conferences: Conferences, private readonly calls: Calls, private readonly opening: OpenCallHandler,
    private readonly extending: ExtendCallHandler,
  ) {}

  @Get()
  async all(@Param('slug') slug: string, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#page(request, reply, officer, await this.conferences.bySlug(slug), {}, noErrors);
  }

  @Post()
  @Needs('keepCalls')
  async open(@Param('slug') slug: string, @Body() sent: Sent, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const conference = await this.conferences.bySlug(slug);
    if (onlySwitchesLanguage(request)) return this.#page(request, reply, officer, conference, sent, noErrors);
    try {
      const { zone } = deadlineChoice({ sent });
      const opensAt = one(sent, 'opens') ? { wallTime: `${one(sent, 'opens')}T${one(sent, 'opensTime') || '00:00'}`, zone } : null;
      await this.desk.done(request, reply, officer, async () => {
        await this.opening.execute({ conferenceId: conference.id, track: one(sent, 'track'), opensAt, ...deadlineChoice({ sent }) }, officer.actor);
        return paths.calls(slug);
      });
    } catch (error) {
      await this.#page(request, reply, officer, conference, sent, formErrors(error, this.desk.t(request)));
    }
  }

  @Get(':call')
  @Needs('keepCalls')
  async ask(@Param('slug') slug: string, @Param('call') callId: string, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#extension(request, reply, officer, await this.conferences.bySlug(slug), callId, {}, noErrors);
  }

  @Post(':call')
  @Needs('keepCalls')
  async extend(@Param('slug') slug: string, @Param('call') callId: string, @Body() sent: Sent, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const conference = await this.conferences.bySlug(slug);
    if (onlySwitchesLanguage(request)) return this.#extension(request, reply, officer, conference, callId, sent, noErrors);
    try {
      await this.desk.done(request, reply, officer, async () => {
        await this.extending.execute({ callId, reason: one(sent, 'reason'), ...deadlineChoice({ sent }) }, officer.actor);
        return paths.calls(slug);
      });
    } catch (error) {
      await this.#extension(request, reply, officer, conference, callId, sent, formErrors(error, this.desk.t(request)));
    }
  }

  async #page(request: FastifyRequest, reply: FastifyReply, officer: SignedIn, conference: Conference, sent: Sent, errors: FormErrors): Promise<void> {
    const [t, language, now] = [this.desk.t(request), this.desk.language(request), this.desk.now()];
    const calls = await this.calls.of(conference.id);
    const free = trackOptions(conference, t, language).filter(({ value }) => !calls.some(({ track }) => track === value));
    const fields: Field[] = [
      { kind: 'radios', name: 'track', label: t('office:applications.call.track'), value: one(sent, 'track'), options: free },
      { kind: 'date', name: 'opens', label: t('office:applications.call.opens'), hint: t('office:applications.call.opensHint'), value: one(sent, 'opens') },
      { kind: 'time', name: 'opensTime', label: t('office:applications.call.opensTime'), value: one(sent, 'opensTime') },
      ...deadlineFields({ t, language, conference, sent }),
    ];
    await this.desk.send(request, reply, officer, 'applications/calls', { title: t('office:applications.calls'), status: errors.status, again: paths.calls(conference.slug) }, {
      conference: { slug: conference.slug, title: conference.title[language] }, errors, keeps: may(officer.actor, 'keepCalls'), free: free.length,
      calls: calls.map((call) => ({
        title: trackOf(conference.modality, call.track)!.title[language], paragraph: trackOf(conference.modality, call.track)!.paragraph, phase: phaseOf(call, now), opensAt: call.opensAt, closesAt: call.closesAt,
        earlier: call.deadlines.slice(0, -1).map(({ closesAt }, at) => ({ closesAt, reason: call.deadlines[at + 1]!.reason })), extend: paths.extendCall(conference.slug, call.id),
      })),
      fields: withErrors(fields, errors),
    });
  }

  async #extension(request: FastifyRequest, reply: FastifyReply, officer: SignedIn, conference: Conference, callId: string, sent: Sent, errors: FormErrors): Promise<void> {
    const [t, language] = [this.desk.t(request), this.desk.language(request)];
    const call = await this.calls.find(callId);
    if (call.conferenceId !== conference.id) throw new Refused('call-unknown');
    const fields: Field[] = [
      ...deadlineFields({ t, language, conference, sent }),
      { kind: 'textarea', name: 'reason', label: t('office:applications.call.reason'), hint: t('office:applications.call.reasonHint'), value: one(sent, 'reason') },
    ];
    const here = paths.extendCall(conference.slug, callId);
    await this.desk.send(request, reply, officer, 'form', { title: t('office:applications.call.extend', { track: trackOf(conference.modality, call.track)!.title[language] }), status: errors.status, again: here }, {
      fields: withErrors(fields, errors), errors, action: here, button: t('office:applications.call.extendButton'), back: paths.calls(conference.slug),
    });
  }
}
