import { Body, Controller, Get, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Conferences, type Conference } from '../../../conferences/index.js';
import { Namings, OpenNamingHandler, phaseOfMeeting, Representatives } from '../../../meetings/index.js';
import { may, type SignedIn } from '../../../officers/index.js';
import { formErrors, onlySwitchesLanguage } from '../../../platform/http/index.js';
import { Refused } from '../../../platform/refused.js';
import { Needs } from '../../needs.js';
import { deadlineChoice, deadlineFields } from '../acts/deadline-fields.js';
import { Desk } from '../desk.js';
import { noErrors, one, withErrors, type Field, type FormErrors, type Sent } from '../forms.js';
import { OfficeGuard, SignedInOfficer } from '../office.guard.js';
import { paths } from '../paths.js';
import { meetingLine } from './meetings.view.js';

/** The meetings of a conference: announced with dates, places and a closing time for names; what was announced before stays visible. */
@Controller('office/meetings')
@UseGuards(OfficeGuard)
@Needs('readMeetings')
export class OfficeMeetingsController {
  constructor(
    private readonly desk: Desk, private readonly conferences: Conferences, private readonly namings: Namings, private readonly people: Representatives, private readonly opening: OpenNamingHandler,
  ) {}

  @Get()
  async home(@SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const [language, now] = [this.desk.language(request), this.desk.now()];
    const conferences = await Promise.all((await this.conferences.all()).map(async (conference) => {
      const meetings = await this.namings.of(conference);
      return { title: conference.title[language], symbol: conference.modality.source.symbol, href: paths.meetings(conference.slug), meetings: meetings.length, open: meetings.filter((one) => phaseOfMeeting(one, now) === 'open').length };
    }));
    await this.desk.send(request, reply, officer, 'meetings/home', { title: this.desk.t(request)('meetings-desk:title') }, { conferences });
  }

  @Get('c/:slug')
  async all(@Param('slug') slug: string, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const conference = await this.conferences.bySlug(slug);
    const [language, now] = [this.desk.language(request), this.desk.now()];
    const counts = await this.people.counts(conference.id);
    const meetings = (await this.namings.of(conference)).map((one) => ({ ...meetingLine(one, conference, language, now), named: counts.get(one.rule.id) ?? 0 }));
    await this.desk.send(request, reply, officer, 'meetings/conference', { title: this.desk.t(request)('meetings-desk:title') }, { conference: { slug, title: conference.title[language] }, meetings });
  }

  @Get('c/:slug/m/:meeting/announce')
  @Needs('keepMeetings')
  async ask(@Param('slug') slug: string, @Param('meeting') id: string, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#form(request, reply, officer, await this.conferences.bySlug(slug), id, null, noErrors);
  }

  @Post('c/:slug/m/:meeting/announce')
  @Needs('keepMeetings')
  async announce(@Param('slug') slug: string, @Param('meeting') id: string, @Body() sent: Sent, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const conference = await this.conferences.bySlug(slug);
    if (onlySwitchesLanguage(request)) return this.#form(request, reply, officer, conference, id, sent, noErrors);
    try {
      await this.desk.done(request, reply, officer, async () => {
        await this.opening.execute({
          conferenceId: conference.id, meeting: id, startsOn: one(sent, 'startsOn'), endsOn: one(sent, 'endsOn'), place: one(sent, 'place') || null, quota: Number(one(sent, 'quota')), reason: one(sent, 'reason') || null, ...deadlineChoice({ sent }),
        }, officer.actor);
        return paths.meeting(slug, id);
      });
    } catch (error) {
      if ((error as Refused).rule === 'meeting-unknown') throw error;
      await this.#form(request, reply, officer, conference, id, sent, formErrors(error, this.desk.t(request)));
    }
  }

  /** What was announced last stands in the form; the closing time is given anew each time. */
  async #form(request: FastifyRequest, reply: FastifyReply, officer: SignedIn, conference: Conference, id: string, sent: Sent | null, errors: FormErrors): Promise<void> {
    const [t, language] = [this.desk.t(request), this.desk.language(request)];
    const { rule, naming } = await this.namings.find(conference, id);
    const values: Sent = sent ?? {
      startsOn: naming?.startsOn ?? '', endsOn: naming?.endsOn ?? '', place: naming?.place ?? '', quota: String(naming?.quota ?? rule.quota), zone: naming?.zone ?? rule.zone,
      ...(naming ? { deadline: naming.wallTime.slice(0, 10), time: naming.wallTime.slice(11, 16) } : {}),
    };
    const text = (name: string, kind: Field['kind'], hint = false): Field => ({ kind, name, label: t(`meetings-desk:field.${name}`), ...(hint ? { hint: t(`meetings-desk:hint.${name}`, { place: rule.place[language] }) } : {}), value: one(values, name) });
    const fields: Field[] = [
      text('startsOn', 'date'), text('endsOn', 'date'), text('place', 'text', true), text('quota', 'text', true), ...deadlineFields({ t, language, conference, sent: values }),
      ...(naming ? [text('reason', 'textarea', true)] : []),
    ];
    await this.desk.send(request, reply, officer, 'form', { title: t('meetings-desk:announce', { meeting: rule.title[language] }), status: errors.status, again: paths.announce(conference.slug, id) }, {
      fields: withErrors(fields, errors), errors, action: paths.announce(conference.slug, id), button: t('meetings-desk:announceButton'), back: may(officer.actor, 'readMeetings') ? paths.meeting(conference.slug, id) : paths.home,
    });
  }
}
