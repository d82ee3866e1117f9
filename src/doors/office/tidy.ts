import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { OfficerSessions, SignIn } from '../../officers/index.js';
import { minutes } from '../../platform/clock.js';
import { Limits } from '../../platform/limits.js';
import { Log } from '../../platform/log.js';
import { Once } from '../once.js';

/** Takes away what is over: it would change nothing if it stayed. */
@Injectable()
export class Tidy {
  constructor(private readonly sessions: OfficerSessions, private readonly signIn: SignIn, private readonly limits: Limits, private readonly once: Once, private readonly log: Log) {}

  @Interval(minutes(5))
  async run(): Promise<void> {
    try {
      await this.sessions.sweep();
      await this.signIn.sweep();
      await this.limits.sweep();
      await this.once.sweep();
    } catch (error) {
      this.log.fault(error, 'tidy');
    }
  }
}
