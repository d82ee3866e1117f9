import { Injectable } from '@nestjs/common';
import { mustMay } from '../officers/index.js';
import type { Actor } from '../platform/actor.js';
import { Clock } from '../platform/clock.js';
import { refuseFields, Refused } from '../platform/refused.js';
import { UnitOfWork } from '../platform/unit-of-work.js';
import { Records } from '../records/index.js';
import { Applications } from './applications.js';
import { judgements, MatchJudgement, type SamenessJudgement } from './match-judgement.entity.js';
import { Matches, pairOf } from './matches.js';

/** Remembers what an officer found of two that look alike. Nothing is merged, moved or refused by it. */
@Injectable()
export class JudgeMatchHandler {
  constructor(private readonly work: UnitOfWork, private readonly clock: Clock, private readonly records: Records, private readonly applications: Applications, private readonly matches: Matches) {}

  async execute({ applicationId, other, judgement }: { applicationId: string; other: string; judgement: string }, actor: Actor): Promise<void> {
    mustMay(actor, 'screen');
    if (!(judgements as readonly string[]).includes(judgement)) throw refuseFields([{ field: 'judgement', rule: 'choice-unknown', params: { value: judgement.slice(0, 60) } }]);
    const application = await this.applications.find(applicationId);
    if (application.row.state === 'draft') throw new Refused('application-unknown');
    if (!(await this.matches.of(application)).some(({ key }) => key === other)) throw new Refused('match-unknown');
    await this.work.run(async (tx) => {
      const at = this.clock.now();
      const pair = pairOf(applicationId, other);
      // From either side of a pair it is judged under the lock of the one that comes first.
      await this.applications.lock(tx, pair.split(' ')[0]!.replace('application:', ''));
      const known = await tx.findOneBy(MatchJudgement, { pair });
      if (known?.judgement === judgement) return;
      await tx.save(MatchJudgement, { pair, applicationId, other, judgement: judgement as SamenessJudgement, officer: actor.name, at }, { transaction: false });
      this.records.append({ act: 'match.judged', at, actor, conferenceId: application.row.conferenceId, open: { application: applicationId, other, judgement } });
    });
  }
}
