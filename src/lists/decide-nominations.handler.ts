import { Injectable } from '@nestjs/common';
import { derive, nominationMachine, type NameDecision, type NominationEvent } from '../../workflows/nomination.machine.js';
import { step } from '../../workflows/step.js';
import { mustMay, type OfficerActor } from '../officers/index.js';
import { Clock } from '../platform/clock.js';
import { referenceFaults } from '../platform/names.js';
import { refuseFields, Refused, type Fault } from '../platform/refused.js';
import { UnitOfWork } from '../platform/unit-of-work.js';
import { digestOf, Records } from '../records/index.js';
import { Decisions } from './decisions.js';
import { Lists } from './lists.js';
import { Nomination } from './nomination.entity.js';
import { StandingObjections } from './standing-objections.js';

export interface DecideNominations {
  listId: string;
  decisions: { nominationId: string; decision: NameDecision }[];
  /** Document or meeting in which the body decided. */
  reference: string;
}

/**
 * The body to which the modality gives objected names decides name by name, and may decide anew until the list is final. That there
 * is a decision tells that there was an objection: it is sealed, and nothing else changes, the list's version neither, until the list
 * becomes final with it.
 */
@Injectable()
export class DecideNominationsHandler {
  constructor(
    private readonly work: UnitOfWork, private readonly clock: Clock, private readonly records: Records, private readonly lists: Lists,
    private readonly objections: StandingObjections, private readonly decisions: Decisions,
  ) {}

  async execute({ listId, decisions, reference }: DecideNominations, actor: OfficerActor): Promise<void> {
    mustMay(actor, 'decide');
    const faults = referenceFaults(reference);
    if (faults.length) throw refuseFields(faults);
    await this.work.run(async (tx) => {
      const at = this.clock.now();
      const list = await this.lists.lockSettled(tx, listId, at);
      const { modality } = await this.lists.conferenceOf(list);
      this.lists.mustTake(list, { type: 'decision.recorded', bodyDecides: modality.decision !== null });
      const unforeseen = decisions.flatMap(({ decision }, at): Fault[] => (modality.decision!.outcomes.includes(decision) ? [] : [{ field: 'decision', row: at + 1, rule: 'decision-not-foreseen' }]));
      if (unforeseen.length) throw refuseFields(unforeseen);
      const standing = await this.objections.count(tx, listId);
      const decided = await this.decisions.standing(tx, listId);
      for (const { nominationId, decision } of decisions) {
        const nomination = await tx.findOneBy(Nomination, { id: nominationId, listId });
        if (!nomination) throw new Refused('name-not-on-list');
        const objections = standing.get(nominationId) ?? 0;
        const present = derive(nomination.state, objections, decided.get(nominationId)?.decision);
        const result = step(nominationMachine, { value: present, context: {} }, eventOf(decision, objections));
        if (!result.ok) throw new Refused(result.rule, { ...result.params, name: nomination.name });
        const facts = { nominationId, decision, reference, at, officer: actor.name };
        await this.decisions.keep(tx, listId, facts);
        decided.set(nominationId, facts);
        this.records.append({
          act: 'nomination.decided', at, actor, listId, conferenceId: list.conferenceId, secret: { names: [nominationId], decision, reference, content: { decided: digestOf(facts) } },
        });
      }
    });
  }
}

function eventOf(decision: NameDecision, standing: number): NominationEvent {
  switch (decision) {
    case 'include': return { type: 'decision.admitted' };
    case 'exclude': return { type: 'decision.excluded' };
    case 'defer': return { type: 'decision.deferred', standing };
  }
}
