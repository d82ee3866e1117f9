import { Injectable } from '@nestjs/common';
import { mustMay } from '../officers/index.js';
import type { Actor } from '../platform/actor.js';
import { Refused } from '../platform/refused.js';
import { UnitOfWork } from '../platform/unit-of-work.js';
import { Applications, type OpenApplication } from './applications.js';
import { JudgeMatchHandler } from './judge-match.handler.js';
import { ScreeningHandlers } from './screening.handlers.js';

/** Of two applications that are one organization's, the one that is declined: both findings in one act, so that none is left half done. */
@Injectable()
export class DeclineDoubleHandler {
  constructor(private readonly work: UnitOfWork, private readonly applications: Applications, private readonly judging: JudgeMatchHandler, private readonly screening: ScreeningHandlers) {}

  /** `other` counts, as the key of its card. Where the track asks for two officers, the first one's finding is a recommendation. */
  async execute({ applicationId, other }: { applicationId: string; other: string }, actor: Actor): Promise<'recommended' | 'decided'> {
    mustMay(actor, 'screen');
    return this.work.run(async (tx) => {
      const application = await this.applications.lock(tx, applicationId);
      const counts = other.startsWith('application:') ? await this.applications.find(other.slice('application:'.length)) : null;
      if (!counts || !canCount(application, counts)) throw new Refused('match-unknown');
      await this.judging.execute({ applicationId, other, judgement: 'same' }, actor);
      const { track, row: { screening: { recommendation } } } = application;
      const first = track.screening === 'two' && (recommendation === null || (actor.kind === 'officer' && recommendation.officerId === actor.id));
      await this.screening[first ? 'recommend' : 'decide']({ applicationId, outcome: 'notEligible', reason: 'doubleApplication' }, actor);
      return first ? 'recommended' : 'decided';
    });
  }
}

/** An application is declined for another one only that stands under the same paragraph and is not itself out. */
export const canCount = ({ row: { conferenceId, track } }: OpenApplication, { row: other }: OpenApplication): boolean =>
  other.conferenceId === conferenceId && other.track === track && ['submitted', 'informationRequested', 'eligible'].includes(other.state);
