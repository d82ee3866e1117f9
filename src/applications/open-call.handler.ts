import { Injectable } from '@nestjs/common';
import { Conferences } from '../conferences/index.js';
import { chosenDeadline, type DeadlineChoice } from '../lists/index.js';
import { mustMay } from '../officers/index.js';
import type { Actor } from '../platform/actor.js';
import { Clock } from '../platform/clock.js';
import { givenReason } from '../platform/given-reason.js';
import { Ids } from '../platform/ids.js';
import { insertRows } from '../platform/insert.js';
import { refuseFields, Refused } from '../platform/refused.js';
import { UnitOfWork } from '../platform/unit-of-work.js';
import { Records } from '../records/index.js';
import { Call, CallDeadline } from './call.entity.js';
import { Calls } from './calls.js';
import { trackOf } from './form.js';

/** Opens a call under a track. A call may open before the resolution is adopted, and at once or later. */
@Injectable()
export class OpenCallHandler {
  constructor(
    private readonly work: UnitOfWork, private readonly clock: Clock, private readonly ids: Ids, private readonly records: Records,
    private readonly conferences: Conferences,
  ) {}

  /** `opensAt` null: now. */
  async execute({ conferenceId, track, opensAt, ...closing }: { conferenceId: string; track: string; opensAt: DeadlineChoice | null } & DeadlineChoice, actor: Actor): Promise<{ id: string; closesAt: string }> {
    mustMay(actor, 'keepCalls');
    const { modality } = await this.conferences.byId(conferenceId);
    if (!track) throw refuseFields([{ field: 'track', rule: 'choice-missing' }]);
    if (!trackOf(modality, track)) throw refuseFields([{ field: 'track', rule: 'track-unknown', params: { value: track.slice(0, 60), known: modality.tracks.map(({ key }) => key).join(', ') } }]);
    return this.work.run(async (tx) => {
      const at = this.clock.now();
      const opens = opensAt ? chosenDeadline(opensAt) : at;
      const closesAt = chosenDeadline(closing);
      if (closesAt <= at) throw refuseFields([{ field: 'deadline', rule: 'deadline-in-past', params: { deadline: closesAt } }]);
      if (closesAt <= opens) throw refuseFields([{ field: 'deadline', rule: 'call-closes-before-opening' }]);
      if (await tx.existsBy(Call, { conferenceId, track })) throw new Refused('call-exists', { track });
      const id = this.ids.next();
      await insertRows(tx, Call, [{ id, conferenceId, track, opensAt: opens, createdAt: at }]);
      await insertRows(tx, CallDeadline, [{ id: this.ids.next(), callId: id, round: 1, closesAt, wallTime: closing.wallTime, zone: closing.zone, announcedAt: at, reason: null }]);
      this.records.append({ act: 'call.opened', at, actor, conferenceId, open: { track, opensAt: opens, closesAt, zone: closing.zone } });
      return { id, closesAt };
    });
  }
}

/** A later closing instant; the earlier ones stay visible. A call that has closed is open again, and drafts go on. */
@Injectable()
export class ExtendCallHandler {
  constructor(
    private readonly work: UnitOfWork, private readonly clock: Clock, private readonly ids: Ids, private readonly records: Records, private readonly calls: Calls,
  ) {}

  async execute({ callId, reason, ...closing }: { callId: string; reason: string } & DeadlineChoice, actor: Actor): Promise<{ closesAt: string }> {
    mustMay(actor, 'keepCalls');
    const words = givenReason(reason);
    return this.work.run(async (tx) => {
      const at = this.clock.now();
      const call = await this.calls.find(callId, tx);
      const closesAt = chosenDeadline(closing);
      if (closesAt <= call.closesAt) throw refuseFields([{ field: 'deadline', rule: 'deadline-not-later', params: { deadline: closesAt } }]);
      if (closesAt <= at) throw refuseFields([{ field: 'deadline', rule: 'deadline-in-past', params: { deadline: closesAt } }]);
      await insertRows(tx, CallDeadline, [{
        id: this.ids.next(), callId, round: call.deadlines.length + 1, closesAt, wallTime: closing.wallTime, zone: closing.zone, announcedAt: at, reason: words,
      }]);
      this.records.append({ act: 'call.extended', at, actor, conferenceId: call.conferenceId, open: { track: call.track, closesAt, zone: closing.zone, reason: words } });
      return { closesAt };
    });
  }
}
