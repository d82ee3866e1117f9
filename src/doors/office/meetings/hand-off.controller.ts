import { Controller, Get, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Conferences, type Conference } from '../../../conferences/index.js';
import { HandOffHandler, HandOffs, Namings, type HandOffForm } from '../../../meetings/index.js';
import { may, type SignedIn } from '../../../officers/index.js';
import { formErrors, onlySwitchesLanguage } from '../../../platform/http/index.js';
import { mailboxOf } from '../../../platform/mail-address.js';
import { Refused } from '../../../platform/refused.js';
import { sendFile } from '../../files.js';
import { knownId } from '../../known-id.js';
import { Needs } from '../../needs.js';
import { Desk } from '../desk.js';
import { noErrors, type FormErrors } from '../forms.js';
import { OfficeGuard, SignedInOfficer } from '../office.guard.js';
import { paths } from '../paths.js';
import { meetingLine } from './meetings.view.js';

/** One meeting, and what is handed to the badge desk for it: each hand-off is an act, and its files stay as they were that day. */
@Controller('office/meetings')
@UseGuards(OfficeGuard)
@Needs('readMeetings')
export class HandOffController {
  constructor(private readonly desk: Desk, private readonly conferences: Conferences, private readonly namings: Namings, private readonly handing: HandOffHandler, private readonly handOffs: HandOffs) {}

  @Get('c/:slug/m/:meeting')
  async meeting(@Param('slug') slug: string, @Param('meeting') id: string, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#page(request, reply, officer, await this.conferences.bySlug(slug), id, noErrors);
  }

  @Post('c/:slug/m/:meeting/hand-off')
  @Needs('handOff')
  async handOff(@Param('slug') slug: string, @Param('meeting') id: string, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const conference = await this.conferences.bySlug(slug);
    if (onlySwitchesLanguage(request)) return this.#page(request, reply, officer, conference, id, noErrors);
    try {
      await this.desk.done(request, reply, officer, async () => {
        await this.handing.execute({ conferenceId: conference.id, meeting: id }, officer.actor);
        return paths.meeting(slug, id);
      });
    } catch (error) {
      if ((error as Refused).rule === 'meeting-unknown') throw error;
      await this.#page(request, reply, officer, conference, id, formErrors(error, this.desk.t(request)));
    }
  }

  @Get('hand-offs/:handOff/:file')
  @Needs('handOff')
  async file(@Param('handOff', knownId('hand-off-unknown')) id: string, @Param('file') file: string, @Res() reply: FastifyReply): Promise<void> {
    await sendFile(reply, await this.handOffs.file(id, file as HandOffForm));
  }

  async #page(request: FastifyRequest, reply: FastifyReply, officer: SignedIn, conference: Conference, id: string, errors: FormErrors): Promise<void> {
    const [t, language, now] = [this.desk.t(request), this.desk.language(request), this.desk.now()];
    const meeting = await this.namings.find(conference, id);
    const hands = may(officer.actor, 'handOff');
    const people = hands ? await this.handOffs.present(conference, meeting) : [];
    await this.desk.send(request, reply, officer, 'meetings/meeting', { title: meeting.rule.title[language], status: errors.status, again: paths.handOff(conference.slug, id) }, {
      conference: { slug: conference.slug, title: conference.title[language] }, errors, meeting: meetingLine(meeting, conference, language, now), hands, keeps: may(officer.actor, 'keepMeetings'),
      earlier: meeting.earlier.map((was, at) => ({ ...was, reason: (meeting.earlier[at + 1] ?? meeting.naming)!.reason })), announce: paths.announce(conference.slug, id), people, action: paths.handOff(conference.slug, id),
      open: await this.handOffs.mayLeave(conference, meeting.rule), twice: people.length - new Set(people.map(({ email }) => mailboxOf(email))).size,
      done: (await this.handOffs.of(conference.id, id)).map(({ id: handOff, at, officer: by, representatives, digest }) => ({
        at, by, representatives, digest, files: hands ? (['csv', 'indico.csv', 'json'] as const).map((form) => ({ text: t(`meetings-desk:form.${form.replace('.', '')}`), href: paths.handOffFile(handOff, form) })) : [],
      })),
    });
  }
}
