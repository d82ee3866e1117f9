import { Global, Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { CustodyModule } from '../custody/index.js';
import type { Config } from '../platform/config.js';
import { CONFIG } from '../platform/platform.module.js';
import { UnitOfWork } from '../platform/unit-of-work.js';
import { Mailbox } from './mailbox.js';
import { Relay } from './relay.js';
import { Ticker } from './ticker.js';
import { MailboxTransport, SmtpTransport, Transport } from './transport.js';

@Global()
@Module({
  imports: [ScheduleModule.forRoot(), CustodyModule],
  providers: [
    Relay, Ticker, Mailbox,
    {
      provide: Transport, inject: [CONFIG, UnitOfWork],
      useFactory: (config: Config, work: UnitOfWork): Transport =>
        (config.smtpUrl ? new SmtpTransport(config.smtpUrl) : new MailboxTransport((store) => work.run(store))),
    },
  ],
  exports: [Relay, Transport, Mailbox],
})
export class DeliveryModule {}
