import { Module } from '@nestjs/common';
import { ClockController } from './clock.controller.js';
import { EnterController } from './enter.controller.js';
import { MailboxController } from './mailbox.controller.js';
import { TrialClock } from './trial-clock.js';

/** The trial's own pages: mailbox, clock, the way in. A real installation does not have them. */
@Module({ controllers: [ClockController, EnterController, MailboxController], providers: [TrialClock] })
export class DevModule {}
