import { Injectable } from '@nestjs/common';
import { Conferences } from '../conferences/index.js';
import { chosenDeadline, type DeadlineChoice } from '../lists/index.js';
import { mustMay } from '../officers/index.js';
import type { Actor } from '../platform/actor.js';
import { Clock } from '../platform/clock.js';
import { isDay } from '../platform/day.js';
import { Ids } from '../platform/ids.js';
import { insertRows } from '../platform/insert.js';
import { lineFaults } from '../platform/names.js';
import { refuseFields, type Fault } from '../platform/refused.js';
import { UnitOfWork } from '../platform/unit-of-work.js';
import { Records } from '../records/index.js';
import { MeetingNaming } from './meeting.entity.js';
import { Namings } from './namings.js';

const MOST_PLACES = 99;

export interface OpenNaming extends DeadlineChoice {
  conferenceId: string;
  meeting: string;
  startsOn: string;
  endsOn: string;
  /** null: where the resolution says. */
  place: string | null;
  quota: number;
  /** Needed where something was announced before. */
  reason: string | null;
}

/** Announces when and where a meeting is held and until when representatives are named; an earlier announcement stays beside it. */
@Injectable()
export class OpenNamingHandler {
  constructor(
    private readonly work: UnitOfWork, private readonly clock: Clock, private readonly ids: Ids, private readonly records: Records,
    private readonly conferences: Conferences, private readonly namings: Namings,
  ) {}

  async execute({ conferenceId, meeting: id, startsOn, endsOn, place, quota, reason, ...closing }: OpenNaming, actor: Actor): Promise<{ meeting: string; closesAt: string }> {
    mustMay(actor, 'keepMeetings');
    const conference = await this.conferences.byId(conferenceId);
    return this.work.run(async (tx) => {
      const at = this.clock.now();
      const { naming } = await this.namings.find(conference, id, tx);
      const faults: Fault[] = [];
      if (!isDay(startsOn)) faults.push({ field: 'startsOn', rule: 'date-shape' });
      if (!isDay(endsOn)) faults.push({ field: 'endsOn', rule: 'date-shape' });
      else if (endsOn < startsOn) faults.push({ field: 'endsOn', rule: 'meeting-ends-before' });
      if (!Number.isInteger(quota) || quota < 1 || quota > MOST_PLACES) faults.push({ field: 'quota', rule: 'quota-shape', params: { most: MOST_PLACES } });
      if (naming && !reason?.trim()) faults.push({ field: 'reason', rule: 'reason-empty' });
      const words = { place: place?.trim() || null, reason: reason?.trim() || null };
      for (const field of ['place', 'reason'] as const) if ([...(words[field] ?? '')].length > 1_000) faults.push({ field, rule: 'text-too-long', params: { most: 1_000 } });
      faults.push(...lineFaults('place', words.place ?? ''));
      if (faults.length) throw refuseFields(faults);
      const closesAt = chosenDeadline(closing);
      if (closesAt <= at) throw refuseFields([{ field: 'deadline', rule: 'deadline-in-past', params: { deadline: closesAt } }]);
      await insertRows(tx, MeetingNaming, [{
        id: this.ids.next(), conferenceId, meeting: id, round: (naming?.round ?? 0) + 1, closesAt, wallTime: closing.wallTime, zone: closing.zone, startsOn, endsOn, quota, announcedAt: at, ...words,
      }]);
      this.records.append({ act: 'meeting.announced', at, actor, conferenceId, open: { meeting: id, startsOn, endsOn, closesAt, zone: closing.zone, quota, ...words } });
      return { meeting: id, closesAt };
    });
  }
}
