import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Conferences } from '../conferences/index.js';
import { mustMay } from '../officers/index.js';
import type { Actor } from '../platform/actor.js';
import { Clock } from '../platform/clock.js';
import { Ids } from '../platform/ids.js';
import { insertRows } from '../platform/insert.js';
import { Keys } from '../platform/keys.js';
import { Refused } from '../platform/refused.js';
import { UnitOfWork } from '../platform/unit-of-work.js';
import { Records } from '../records/index.js';
import { Webhooks } from '../webhooks/index.js';
import { HandOffs, type HandedMeeting } from './hand-offs.js';
import { HandOff } from './meeting.entity.js';
import { Namings, placeOfMeeting } from './namings.js';

/** Hands the representatives of one meeting to the badge desk, as they are at this moment; the record names the digest of what went. */
@Injectable()
export class HandOffHandler {
  constructor(
    private readonly work: UnitOfWork, private readonly clock: Clock, private readonly ids: Ids, private readonly keys: Keys, private readonly records: Records,
    private readonly conferences: Conferences, private readonly namings: Namings, private readonly handOffs: HandOffs,
    private readonly webhooks: Webhooks,
  ) {}

  async execute({ conferenceId, meeting: id }: { conferenceId: string; meeting: string }, actor: Actor): Promise<{ id: string; representatives: number; digest: string }> {
    mustMay(actor, 'handOff');
    const conference = await this.conferences.byId(conferenceId);
    return this.work.run(async (tx) => {
      const at = this.clock.now();
      const meeting = await this.namings.find(conference, id, tx);
      if (!(await this.handOffs.mayLeave(conference, meeting.rule))) throw new Refused('hand-off-before-final');
      const handed: HandedMeeting = {
        format: 'nemcon-hand-off/v1', conference: conference.slug,
        meeting: { id, title: meeting.rule.title.en, place: placeOfMeeting(meeting, 'en'), startsOn: meeting.naming?.startsOn ?? null, endsOn: meeting.naming?.endsOn ?? null },
        at, representatives: await this.handOffs.present(conference, meeting, tx),
      };
      const json = `${JSON.stringify(handed, null, 2)}\n`;
      const digest = createHash('sha256').update(json).digest('base64url');
      const handOff = this.ids.next();
      const representatives = handed.representatives.length;
      await insertRows(tx, HandOff, [{ id: handOff, conferenceId, meeting: id, at, officer: actor.name, representatives, digest, sealed: this.keys.seal(`hand-off:${handOff}`, json) }]);
      this.records.append({ act: 'handOff.made', at, actor, conferenceId, open: { meeting: id, handOff, representatives, digest } });
      await this.webhooks.queue(tx, at, 'handoff.made', { conference: conference.slug, meeting: id, handOff, representatives });
      return { id: handOff, representatives, digest };
    });
  }
}
