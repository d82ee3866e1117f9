import { Body, Controller, Get, HttpCode, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Missions } from '../../directory/index.js';
import { DeliveriesQuery, LetterLostHandler, Lists, RecordServiceHandler, RemindersHandler, ResendNoticeHandler, ReturnedLetters, SendFinalListHandler, SettleMisdirectionHandler, TakeBackServiceHandler } from '../../lists/index.js';
import { ReportMisdirectionHandler } from '../../missions/index.js';
import type { OfficerActor as Officer } from '../../officers/index.js';
import type { Actor } from '../../platform/actor.js';
import { knownId } from '../known-id.js';
import { Needs } from '../needs.js';
import { Once } from '../once.js';
import { deliveryView, stateView } from './api.view.js';
import { DeliveriesAnswer, LostOfAnswer, MisdirectionsAnswer, MissionsAnswer, RemindersAnswer, ResentAnswer, ReturnedMessageAnswer, SentToMissionsAnswer, ServiceRecordedAnswer, ServiceTakenBackAnswer } from './letters.answers.js';
import { MadeAnswer } from './office.answers.js';
import { Act, ApiBearerAuth, ApiHeader, ApiTags } from './describe.js';
import { ReasonBody, ReminderBody, ResendBody, ReturnedBody, ServiceBody, SettleBody, TakeBackBody } from './dto.js';
import { By, OfficerGuard } from './guards.js';
import { MayTakeTwo, TwoOfficers } from './two-officers.js';

const uuid = knownId('list-unknown');
const letterUuid = knownId('letter-unknown');
const serviceUuid = knownId('service-unknown');

/** The directory of Permanent Missions, and what comes back to the Office's mailbox. */
@ApiTags('office')
@ApiBearerAuth('officer')
@UseGuards(OfficerGuard)
@Controller('api/v1')
export class MissionsApiController {
  constructor(private readonly missions: Missions, private readonly returned: ReturnedLetters) {}

  @Get('missions') @Needs('readMissions') @Act('listMissions', 'The Permanent Missions with their addresses in force and languages of correspondence.', MissionsAnswer)
  async listMissions() {
    return (await this.missions.all()).map(({ addresses, ...mission }) => ({ ...stateView(mission), addresses: addresses.map(({ address }) => address) }));
  }

  /** Who sent a message cannot be known: it is read here, and what it says is recorded by another operation. */
  @Post('returned-messages') @HttpCode(200) @Needs('letterLost') @Act('readReturnedMessage', 'Which letter a returned message (RFC 3464) is of, and what the mail server said. Records nothing: recordLetterLost does.', ReturnedMessageAnswer)
  async readReturnedMessage(@Body() { message }: ReturnedBody, @By() actor: Actor) {
    return stateView(await this.returned.find(Buffer.from(message), actor));
  }
}

/** What goes to Missions, what became of it, and who was told by other means. */
@ApiTags('office')
@ApiBearerAuth('officer')
@ApiHeader({ name: 'Idempotency-Key', required: false })
@UseGuards(OfficerGuard)
@Controller('api/v1/lists/:listId')
export class LettersApiController {
  constructor(
    private readonly once: Once, private readonly two: TwoOfficers, private readonly lists: Lists, private readonly deliveries: DeliveriesQuery, private readonly resending: ResendNoticeHandler,
    private readonly losing: LetterLostHandler, private readonly service: RecordServiceHandler, private readonly takingBack: TakeBackServiceHandler, private readonly reminders: RemindersHandler,
    private readonly sendingFinal: SendFinalListHandler, private readonly misdirections: ReportMisdirectionHandler, private readonly settling: SettleMisdirectionHandler,
  ) {}

  @Get('deliveries') @Needs('readDeliveries') @Act('getDeliveries', 'The delivery register by Mission.', DeliveriesAnswer)
  async getDeliveries(@Param('listId', uuid) listId: string) {
    const list = await this.lists.find(listId);
    return { counts: await this.deliveries.counts(listId, 'missions'), missions: (await this.deliveries.register(list)).map(deliveryView) };
  }

  @Post('resendings') @HttpCode(200) @Needs('resend') @Act('resendNotice', 'Sends a Mission the letter of circulation again.', ResentAnswer)
  resendNotice(@Param('listId', uuid) listId: string, @Body() { memberState, address, newLink }: ResendBody, @By() actor: Actor, @Req() q: FastifyRequest, @Res({ passthrough: true }) r: FastifyReply) {
    return this.once.act(q, r, () => this.resending.execute({ listId, iso2: memberState, address, newLink }, actor));
  }

  @Post('letters/:letterId/loss') @HttpCode(200) @Needs('letterLost') @Act('recordLetterLost', 'Records that a letter which a mail server took did not arrive: it is no service.', LostOfAnswer)
  recordLetterLost(@Param('listId', uuid) listId: string, @Param('letterId', letterUuid) letterId: string, @Body() { reason }: ReasonBody, @By() actor: Actor, @Req() q: FastifyRequest, @Res({ passthrough: true }) r: FastifyReply) {
    return this.once.act(q, r, () => this.losing.execute({ listId, letterId, reason }, actor).then(stateView));
  }

  @Post('services') @MayTakeTwo(201) @Needs('service') @Act('recordServiceByOtherMeans', 'Records that a Mission was told by other means.', ServiceRecordedAnswer)
  recordServiceByOtherMeans(@Param('listId', uuid) listId: string, @Body() { memberState, proposalReason, also, means, reference, servedAt }: ServiceBody, @By() actor: Officer, @Req() q: FastifyRequest, @Res({ passthrough: true }) r: FastifyReply) {
    const services = [{ iso2: memberState, reference, servedAt }, ...(also ?? []).map((other) => ({ iso2: other.memberState, reference: other.reference ?? reference, servedAt: other.servedAt ?? servedAt }))];
    const command = { listId, means, ...(also ? { services } : services[0]!) };
    if (proposalReason) return this.two.propose('serviceLate', { listId, command, reason: proposalReason }, actor, q, r);
    return this.once.act(q, r, () => this.service.execute(command, actor));
  }

  @Post('services/:serviceId/withdrawal') @MayTakeTwo(200) @Needs('service') @Act('takeBackService', 'Takes back an entry of service that was wrong: the silence that rests on it counts no longer.', ServiceTakenBackAnswer)
  takeBackService(@Param('listId', uuid) listId: string, @Param('serviceId', serviceUuid) serviceId: string, @Body() { reason, proposalReason }: TakeBackBody, @By() actor: Officer, @Req() q: FastifyRequest, @Res({ passthrough: true }) r: FastifyReply) {
    const command = { listId, serviceId, reason };
    if (proposalReason) return this.two.propose('serviceBackLate', { listId, command, reason: proposalReason }, actor, q, r);
    return this.once.act(q, r, () => this.takingBack.execute(command, actor).then(stateView));
  }

  @Post('reminders') @Needs('remind') @Act('sendReminder', 'Sends a reminder now or plans it.', MadeAnswer)
  sendReminder(@Param('listId', uuid) listId: string, @Body() { audience, dueAt }: ReminderBody, @By() actor: Actor, @Req() q: FastifyRequest, @Res({ passthrough: true }) r: FastifyReply) {
    return this.once.act(q, r, () => this.reminders.plan({ listId, audience, dueAt: dueAt ?? null }, actor));
  }

  @Get('reminders') @Needs('readLists') @Act('listReminders', 'Reminders that were sent, are planned, or were taken back.', RemindersAnswer)
  async listReminders(@Param('listId', uuid) listId: string) {
    await this.lists.find(listId);
    return (await this.reminders.of(listId)).map(({ id, audience, dueAt, sentAt, withdrawnAt }) => ({ id, audience, dueAt, sentAt, withdrawnAt }));
  }

  @Post('reminders/:reminderId/withdrawal') @HttpCode(200) @Needs('remind') @Act('withdrawReminder', 'Takes back a reminder that is planned and not sent.', RemindersAnswer)
  withdrawReminder(@Param('listId', uuid) listId: string, @Param('reminderId') reminderId: string, @By() actor: Actor, @Req() q: FastifyRequest, @Res({ passthrough: true }) r: FastifyReply) {
    return this.once.act(q, r, () => this.reminders.withdraw({ listId, reminderId }, actor).then(() => this.listReminders(listId)));
  }

  @Post('final-list-letters') @Needs('sendFinal') @Act('sendFinalList', 'Sends the final list to every Mission once more.', SentToMissionsAnswer)
  sendFinalList(@Param('listId', uuid) listId: string, @By() actor: Actor, @Req() q: FastifyRequest, @Res({ passthrough: true }) r: FastifyReply) {
    return this.once.act(q, r, () => this.sendingFinal.execute({ listId }, actor));
  }

  @Get('misdirections') @Needs('readDeliveries') @Act('listMisdirections', 'Reports that a letter reached the wrong hands, of those that wait for the Office.', MisdirectionsAnswer)
  async listMisdirections(@Param('listId', uuid) listId: string) {
    await this.lists.find(listId);
    return (await this.misdirections.open(listId)).map(({ id, iso2, at, note }) => stateView({ id, iso2, at, note }));
  }

  @Post('misdirections/:misdirectionId/settlement') @HttpCode(200) @Needs('settleMisdirection') @Act('settleMisdirection', 'Enters what the Office found of such a report. That the letter reached strangers makes it no service.', MisdirectionsAnswer)
  settleMisdirection(@Param('listId', uuid) listId: string, @Param('misdirectionId') id: string, @Body() { reached }: SettleBody, @By() actor: Officer, @Req() q: FastifyRequest, @Res({ passthrough: true }) r: FastifyReply) {
    return this.once.act(q, r, () => this.settling.execute({ id, listId, reached }, actor).then(() => this.listMisdirections(listId)));
  }
}
