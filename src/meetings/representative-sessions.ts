import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { Reader } from '../platform/reader.js';
import { ShortSessions } from '../platform/short-sessions.js';
import { UnitOfWork } from '../platform/unit-of-work.js';
import { RepresentativeSession } from './meeting.entity.js';

/** Sessions of organizations that come by their status reference. */
@Injectable()
export class RepresentativeSessions extends ShortSessions<RepresentativeSession> {
  constructor(work: UnitOfWork, reader: Reader, clock: Clock) {
    super(RepresentativeSession, work, reader, clock);
  }

  open(holderId: string): Promise<{ session: string; seconds: number }> {
    return this.work.run((tx) => this.begin(tx, { holderId }));
  }

  find(session: string | undefined): Promise<{ holderId: string; csrf: string } | null> {
    return this.live(session);
  }
}
