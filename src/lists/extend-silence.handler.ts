import { Injectable } from '@nestjs/common';
import { checkDeadline } from '../../workflows/deadline.js';
import { Missions, reachOf } from '../directory/index.js';
import { Notices } from '../notices/index.js';
import { mustMay } from '../officers/index.js';
import type { Actor } from '../platform/actor.js';
import { Clock } from '../platform/clock.js';
import { givenReason } from '../platform/given-reason.js';
import { Ids } from '../platform/ids.js';
import { perform } from '../platform/perform.js';
import { Reader } from '../platform/reader.js';
import { Refused } from '../platform/refused.js';
import { UnitOfWork } from '../platform/unit-of-work.js';
import { Records } from '../records/index.js';
import { chosenDeadline, type DeadlineChoice } from './deadline-choice.js';
import type { List } from './list.entity.js';
import { Lists } from './lists.js';
import { SilencePeriod } from './silence-period.entity.js';

export interface Extended {
  deadline: string;
  /** States whose Mission has no address and was not told otherwise: the letter of the new deadline does not reach them. */
  unaddressed: string[];
}

/**
 * Gives more time: a later deadline while the silence runs, a new silence period once it has closed.
 * A closed period is never reopened, and the deadline before is kept. `kind` is which of the two the officer meant: where the
 * deadline passed meanwhile, what was meant as an extension must not become a new period. Absent: as the clock has it.
 */
@Injectable()
export class ExtendSilenceHandler {
  constructor(
    private readonly work: UnitOfWork, private readonly clock: Clock, private readonly ids: Ids, private readonly records: Records,
    private readonly lists: Lists, private readonly missions: Missions, private readonly notices: Notices, private readonly reader: Reader,
  ) {}

  async execute({ listId, reason, kind, ...choice }: { listId: string; reason: string; kind?: 'extension' | 'anew' } & DeadlineChoice, actor: Actor): Promise<Extended> {
    mustMay(actor, 'extend');
    const words = givenReason(reason);
    const deadline = chosenDeadline(choice);
    return this.work.run(async (tx) => {
      const at = this.clock.now();
      const list = await this.lists.lockSettled(tx, listId, at);
      const conference = await this.lists.conferenceOf(list);
      if (kind === 'extension' && ['held', 'objectionsConsidered'].includes(list.state)) throw new Refused('silence-already-closed', { state: list.state });
      const extension = kind ? kind === 'extension' : list.state === 'circulated';
      const fault = checkDeadline(conference.modality.silence, at, deadline);
      // The minimum length holds for a silence period as a whole; an extension only adds to it.
      if (fault && !(extension && fault.rule === 'deadline-below-minimum')) {
        throw new Refused(fault.rule, fault.params, [{ field: 'deadline', rule: fault.rule, params: fault.params }]);
      }
      const closed = list.deadline;
      const effects = await this.lists.step(
        tx, list,
        extension ? { type: 'silence.extended', at, currentDeadline: list.deadline ?? at, deadline } : { type: 'silence.openedAnew', at, deadline },
        { deadline },
      );
      const round = (await this.lists.periods(listId, tx)).length + 1;
      await tx.insert(SilencePeriod, {
        id: this.ids.next(), listId, round, kind: extension ? 'extension' : 'anew', opensAt: at, deadline,
        wallTime: choice.wallTime, zone: choice.zone, reason: words,
      });
      const missions = await this.missions.electorate(conference.modality, tx);
      const facts = this.notices.factsOf(conference, list, { names: (await this.lists.sizes(listId, tx)).standing, zone: choice.zone, reason: words, ...(extension || !closed ? {} : { anew: { closed } }) });
      await perform(effects, { 'announce.extension': () => this.notices.toMissions(tx, 'extension', facts, missions, at) });
      this.records.append({
        act: extension ? 'silence.extended' : 'silence.openedAnew', at, actor, listId, conferenceId: list.conferenceId,
        open: { deadline, zone: choice.zone, reason: words },
      });
      return { deadline, unaddressed: (await this.reach(list, extension, tx)).unaddressed };
    });
  }

  /** Whom the letter of the new deadline reaches. Of a period that goes on, a Mission without an address may have been told by other means already. */
  async reach(list: List, extension: boolean, tx = this.reader.manager): Promise<ReturnType<typeof reachOf>> {
    const reach = reachOf(await this.missions.electorate((await this.lists.conferenceOf(list)).modality, tx));
    const unserved = extension ? await this.lists.unserved(tx, list) : reach.unaddressed;
    return { ...reach, unaddressed: reach.unaddressed.filter((iso2) => unserved.includes(iso2)) };
  }
}
