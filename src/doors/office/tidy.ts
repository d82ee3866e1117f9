import { Inject, Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { ApplicationSessions } from '../../applications/index.js';
import { RepresentativeSessions } from '../../meetings/index.js';
import { MissionSessions } from '../../missions/index.js';
import { OfficerSessions, SignIn } from '../../officers/index.js';
import { minutes } from '../../platform/clock.js';
import type { Config } from '../../platform/config.js';
import { emptyLog } from '../../platform/database.js';
import { Limits } from '../../platform/limits.js';
import { Log } from '../../platform/log.js';
import { CONFIG } from '../../platform/platform.module.js';
import { Proposals } from '../../proposals/index.js';
import { Once } from '../once.js';

/** Takes away what is over, which would change nothing if it stayed, so that no copy of the database holds it, and writes down which proposals have lapsed. */
@Injectable()
export class Tidy {
  readonly #parts: readonly { sweep(): Promise<void> }[];

  constructor(
    officers: OfficerSessions, missions: MissionSessions, applicants: ApplicationSessions, representatives: RepresentativeSessions, signIn: SignIn, limits: Limits, once: Once,
    proposals: Proposals, @Inject(CONFIG) config: Config, private readonly log: Log,
  ) {
    this.#parts = [officers, missions, applicants, representatives, signIn, limits, once, proposals, { sweep: async () => emptyLog(config.database) }];
  }

  @Interval(minutes(5))
  async run(): Promise<void> {
    for (const part of this.#parts) {
      try {
        await part.sweep();
      } catch (error) {
        this.log.fault(error, 'tidy');
      }
    }
  }
}
