import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { AfterMeetings } from '../applications/index.js';
import { Reader } from '../platform/reader.js';
import { Confirmation, HandOff, MeetingNaming, Representative, RepresentativeMeeting } from './meeting.entity.js';

/** The record keeps that people were named and handed over, by identifiers and digests; who they were is gone. */
@Injectable()
export class AfterMeetingsOfConference implements AfterMeetings {
  constructor(private readonly reader: Reader) {}

  async ends(conferenceId: string, tx: EntityManager = this.reader.manager): Promise<string[]> {
    const rows = await tx.find(MeetingNaming, { where: { conferenceId }, order: { round: 'ASC' } });
    return [...new Map(rows.map(({ meeting, endsOn }) => [meeting, endsOn])).values()];
  }

  async forget(conferenceId: string, tx: EntityManager): Promise<number> {
    const holders = tx.createQueryBuilder().select('r.holderId').from(Representative, 'r').where('r.conferenceId = :conferenceId');
    await tx.createQueryBuilder().delete().from(Confirmation).where(`"holderId" IN (${holders.getQuery()})`, { conferenceId }).execute();
    await tx.delete(RepresentativeMeeting, { conferenceId });
    // Whom this deletion took, not who was there when it began: of two sweeps at one moment one took them.
    const { affected } = await tx.delete(Representative, { conferenceId });
    await tx.update(HandOff, { conferenceId }, { sealed: '' });
    return affected ?? 0;
  }
}
