import { Controller, Get, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isFinal } from '../../../workflows/list-phase.js';
import { RemindersHandler, silenceRuns } from '../../lists/index.js';
import type { SignedIn } from '../../officers/index.js';
import { Needs } from '../needs.js';
import { Desk } from './desk.js';
import { listHead } from './list.view.js';
import { OfficeGuard, SignedInOfficer } from './office.guard.js';
import { paths } from './paths.js';

/** Reminders planned and sent. Planning and sending are acts of their own. */
@Controller('office/lists/:list/reminders')
@UseGuards(OfficeGuard)
@Needs('readLists')
export class RemindersController {
  constructor(private readonly desk: Desk, private readonly reminders: RemindersHandler) {}

  @Get()
  async all(@Param('list') id: string, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const opened = await this.desk.open(id);
    await this.desk.send(request, reply, officer, 'reminders', { title: this.desk.t(request)('office:reminders.title') }, {
      ...listHead(opened, this.desk.language(request)), reminders: await this.reminders.of(id), running: silenceRuns(opened.list, this.desk.now()),
      final: isFinal(opened.list.state),
    });
  }

  @Post(':reminder/withdraw')
  @Needs('remind')
  async withdraw(
    @Param('list') id: string, @Param('reminder') reminderId: string, @SignedInOfficer() officer: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.desk.done(request, reply, officer, async () => {
      await this.reminders.withdraw({ listId: id, reminderId }, officer.actor);
      return paths.reminders(id);
    });
  }
}
