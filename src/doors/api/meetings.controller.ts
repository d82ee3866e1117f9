import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Post, Put, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { meetingsOf } from '../../../workflows/naming.js';
import type { Applicant } from '../../applications/index.js';
import { Conferences } from '../../conferences/index.js';
import {
  Confirmations, Delegations, HandOffHandler, HandOffs, NameRepresentativesHandler, Namings, OpenNamingHandler, phaseOfMeeting, Places, Representatives, VERIFY_MISSES, type DelegationActor, type HandOffForm, type Meeting, type Named,
} from '../../meetings/index.js';
import type { Actor } from '../../platform/actor.js';
import { Clock } from '../../platform/clock.js';
import { Limits } from '../../platform/limits.js';
import { Refused } from '../../platform/refused.js';
import { sendFile } from '../files.js';
import { knownId } from '../known-id.js';
import { Needs } from '../needs.js';
import { Once } from '../once.js';
import { AnnouncedAnswer, ConfirmationAnswer, HandOffFileAnswer, HandedOffAnswer, MeetingsAnswer, NamedForAnswer, RepresentativesAnswer } from './meetings.answers.js';
import { version } from './api.view.js';
import { Act, ApiBearerAuth, ApiHeader, ApiTags } from './describe.js';
import { ApplicantGuard, By, OfficerGuard } from './guards.js';
import { AnnounceMeetingBody, RepresentativeBody } from './meetings.dto.js';

const conferenceUuid = knownId('conference-unknown');
const handOffUuid = knownId('hand-off-unknown');
const personUuid = knownId('representative-unknown');

const meetingOf = (meeting: Meeting, now: string) => {
  const { rule: { id, kind, paragraph, title, place, scope, from, to, days, quota }, naming } = meeting;
  return {
    id, kind, paragraph, title, scope, phase: phaseOfMeeting(meeting, now), place: naming?.place ?? place.en, quota: naming?.quota ?? quota, planned: { from, to, days },
    startsOn: naming?.startsOn ?? null, endsOn: naming?.endsOn ?? null, closesAt: naming?.closesAt ?? null,
  };
};
const personOf = ({ id, version: seen, familyName, givenName, function: what, email, meetings }: Named) => ({ id, version: seen, familyName, givenName, function: what, email, meetings });

/** Meetings and the badge desk. */
@ApiTags('meetings')
@ApiBearerAuth('officer')
@ApiHeader({ name: 'Idempotency-Key', required: false, description: 'On acts: the same key and request happen once, for two days.' })
@UseGuards(OfficerGuard)
@Controller('api/v1')
export class MeetingsApiController {
  constructor(
    private readonly once: Once, private readonly clock: Clock, private readonly conferences: Conferences, private readonly namings: Namings, private readonly people: Representatives,
    private readonly opening: OpenNamingHandler, private readonly handing: HandOffHandler, private readonly handOffs: HandOffs,
  ) {}

  @Get('conferences/:conferenceId/meetings') @Needs('readMeetings') @Act('listMeetings', 'Meetings of a conference, as announced, with how many are named.', MeetingsAnswer)
  async listMeetings(@Param('conferenceId', conferenceUuid) id: string) {
    const conference = await this.conferences.byId(id);
    const [counts, now] = [await this.people.counts(id), this.clock.now()];
    return (await this.namings.of(conference)).map((meeting) => ({ ...meetingOf(meeting, now), named: counts.get(meeting.rule.id) ?? 0 }));
  }

  @Post('conferences/:conferenceId/meetings/:meeting/announcements') @Needs('keepMeetings') @Act('announceMeeting', 'Dates, place, places of one organization and closing time for names; what was announced before stays in the record.', AnnouncedAnswer)
  announceMeeting(@Param('conferenceId', conferenceUuid) conferenceId: string, @Param('meeting') meeting: string, @Body() { place, reason, ...body }: AnnounceMeetingBody, @By() actor: Actor, @Req() q: FastifyRequest, @Res({ passthrough: true }) r: FastifyReply) {
    return this.once.act(q, r, () => this.opening.execute({ conferenceId, meeting, place: place ?? null, reason: reason ?? null, ...body }, actor));
  }

  @Post('conferences/:conferenceId/meetings/:meeting/hand-offs') @Needs('handOff') @Act('handOffRepresentatives', 'Hands everybody who is named now to the badge desk; refused before a list is final whose names come to the meeting.', HandedOffAnswer)
  handOffRepresentatives(@Param('conferenceId', conferenceUuid) conferenceId: string, @Param('meeting') meeting: string, @By() actor: Actor, @Req() q: FastifyRequest, @Res({ passthrough: true }) r: FastifyReply) {
    return this.once.act(q, r, () => this.handing.execute({ conferenceId, meeting }, actor));
  }

  @Get('hand-offs/:handOff/:file') @Needs('handOff') @Act('getHandOff', 'What was handed off: csv, indico.csv or json.', HandOffFileAnswer)
  async getHandOff(@Param('handOff', handOffUuid) id: string, @Param('file') file: string, @Res() reply: FastifyReply) {
    await sendFile(reply, await this.handOffs.file(id, file as HandOffForm));
  }
}

/** An organization names its representatives; it is that of the application's session. */
@ApiTags('meetings')
@ApiBearerAuth('applicant')
@UseGuards(ApplicantGuard)
@Controller('api/v1/application')
export class RepresentativesApiController {
  constructor(
    private readonly once: Once, private readonly clock: Clock, private readonly delegations: Delegations, private readonly namings: Namings, private readonly people: Representatives, private readonly naming: NameRepresentativesHandler, private readonly places: Places,
  ) {}

  @Get('representatives') @Act('listRepresentatives', 'The meetings that are open to the organization, none until the outcome is out, and who is named; `elsewhere` places are taken under another application of the organization.', RepresentativesAnswer)
  async listRepresentatives(@By() { applicationId }: Applicant) {
    const delegation = (await this.delegations.find(applicationId))!;
    const elsewhere = await this.places.elsewhere(delegation);
    const open = meetingsOf(delegation.conference.modality, delegation.opens).map(({ id }) => id);
    const meetings = (await this.namings.of(delegation.conference)).filter(({ rule }) => open.includes(rule.id));
    return { meetings: meetings.map((meeting) => ({ ...meetingOf(meeting, this.clock.now()), elsewhere: elsewhere(meeting.rule) })), representatives: open.length ? (await this.people.of(applicationId)).map(personOf) : [] };
  }

  @Post('representatives') @Act('nameRepresentative', 'Names somebody. Meetings whose closing time has passed come back as `late`; the person is kept all the same.', NamedForAnswer) @ApiHeader({ name: 'Idempotency-Key', required: false })
  nameRepresentative(@Body() body: RepresentativeBody, @By() actor: Applicant, @Req() q: FastifyRequest, @Res({ passthrough: true }) r: FastifyReply) {
    return this.once.act(q, r, () => this.#save(null, body, undefined, actor));
  }

  @Put('representatives/:representativeId') @Act('changeRepresentative', 'Changes somebody, with all meetings the person is named for.', NamedForAnswer) @ApiHeader({ name: 'If-Match', required: false })
  changeRepresentative(@Param('representativeId', personUuid) id: string, @Body() body: RepresentativeBody, @Headers('if-match') match: string | undefined, @By() actor: Applicant) {
    return this.#save(id, body, version(match), actor);
  }

  @Delete('representatives/:representativeId') @HttpCode(204) @Act('removeRepresentative', 'Takes somebody off; what was typed is deleted.')
  async removeRepresentative(@Param('representativeId', personUuid) id: string, @By() actor: Applicant) {
    await this.naming.remove({ id }, delegationOf(actor));
  }

  #save(id: string | null, { meetings, givenName = '', familyName, function: what, email }: RepresentativeBody, seen: number | undefined, actor: Applicant) {
    return this.naming.save({ id, person: { givenName, familyName, function: what, email }, meetings, seen }, delegationOf(actor));
  }
}

/** What a letter of confirmation is checked by. */
@ApiTags('meetings')
@Controller('api/v1/public/confirmations')
export class ConfirmationsApiController {
  constructor(private readonly confirmations: Confirmations, private readonly limits: Limits) {}

  @Get(':code') @Act('verifyConfirmation', 'The name on a letter of confirmation and whether it holds; one answer to every code that confirms nothing.', ConfirmationAnswer)
  async verifyConfirmation(@Param('code') code: string, @Req() { ip }: FastifyRequest) {
    const found = await this.limits.finding(VERIFY_MISSES, ip, () => this.confirmations.verify(code));
    if (found) return found;
    throw new Refused('verification-unknown');
  }
}

const delegationOf = ({ applicationId }: Applicant): DelegationActor => ({ kind: 'delegation', holderId: applicationId });
