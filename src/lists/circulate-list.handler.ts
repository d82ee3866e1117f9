import { Injectable } from '@nestjs/common';
import { IsNull, type EntityManager } from 'typeorm';
import { isAdopted } from '../../workflows/adoption.js';
import { checkDeadline } from '../../workflows/deadline.js';
import type { Modality } from '../../workflows/modality.js';
import { nominationMachine } from '../../workflows/nomination.machine.js';
import { step } from '../../workflows/step.js';
import { Missions, reachOf } from '../directory/index.js';
import { MissionCodes, MissionLinks } from '../missions/index.js';
import { Notices } from '../notices/index.js';
import { mustMay } from '../officers/index.js';
import type { Actor } from '../platform/actor.js';
import { Clock } from '../platform/clock.js';
import { Ids } from '../platform/ids.js';
import { perform } from '../platform/perform.js';
import { Refused } from '../platform/refused.js';
import { UnitOfWork } from '../platform/unit-of-work.js';
import { Records } from '../records/index.js';
import { chosenDeadline, type DeadlineChoice } from './deadline-choice.js';
import type { List } from './list.entity.js';
import { learnsOfProposal, Lists } from './lists.js';
import { NameBook } from './name-book.js';
import { Nomination } from './nomination.entity.js';
import { Revisions } from './revisions.js';
import { SilencePeriod } from './silence-period.entity.js';

/** What circulation will do, shown before it is done. */
export interface CirculationPreview {
  names: number;
  missions: number;
  addresses: number;
  /** States whose Mission has no address: they need service by other means, or the list will be held. */
  unaddressed: string[];
  /** Organizations that get an acknowledgement. */
  acknowledgements: number;
  deadline: string;
}

/** The Office releases a draft: letters to every Mission, acknowledgements to organizations, and the silence begins. */
@Injectable()
export class CirculateListHandler {
  constructor(
    private readonly work: UnitOfWork, private readonly clock: Clock, private readonly ids: Ids, private readonly records: Records,
    private readonly lists: Lists, private readonly missions: Missions, private readonly links: MissionLinks, private readonly codes: MissionCodes, private readonly notices: Notices,
    private readonly revisions: Revisions, private readonly book: NameBook,
  ) {}

  async preview(listId: string, choice: DeadlineChoice): Promise<CirculationPreview> {
    const list = await this.lists.find(listId);
    if (list.addendumTo) await this.lists.mustTakeAddenda(await this.lists.find(list.addendumTo));
    const { modality } = await this.lists.conferenceOf(list);
    if (!isAdopted(modality)) throw new Refused('resolution-not-adopted');
    const deadline = this.#deadline(modality, choice, this.clock.now());
    return this.#count(undefined, list, modality, deadline);
  }

  async execute({ listId, seen, ...choice }: { listId: string; seen?: number } & DeadlineChoice, actor: Actor): Promise<CirculationPreview> {
    mustMay(actor, 'circulate');
    return this.work.run(async (tx) => {
      const at = this.clock.now();
      const list = await this.lists.lock(tx, listId, 'update');
      this.lists.mustBeAt(list, seen);
      if (list.addendumTo) await this.lists.mustTakeAddenda(await this.lists.lock(tx, list.addendumTo, 'share'));
      const conference = await this.lists.conferenceOf(list);
      const deadline = this.#deadline(conference.modality, choice, at);
      const preview = await this.#count(tx, list, conference.modality, deadline);
      const effects = await this.lists.step(tx, list, { type: 'office.released', at, deadline, names: preview.names, adopted: isAdopted(conference.modality) }, { circulatedAt: at, deadline });
      await tx.insert(SilencePeriod, {
        id: this.ids.next(), listId, round: 1, kind: 'first', opensAt: at, deadline, wallTime: choice.wallTime, zone: choice.zone, reason: null,
      });
      const circulated = step(nominationMachine, { value: 'proposed', context: {} }, { type: 'list.circulated' });
      if (!circulated.ok) throw new Refused(circulated.rule);
      await tx.update(Nomination, { listId, state: 'proposed' }, { state: circulated.next.value as Nomination['state'] });
      // A name that an earlier version left in the draft, marked as withdrawn, is published no more than one that was taken out of it.
      await tx.delete(Nomination, { listId, state: 'withdrawn' });
      const missions = await this.missions.electorate(conference.modality, tx);
      const states = missions.map(({ iso2 }) => iso2);
      await this.links.issue(tx, listId, states, at);
      const { asked, tries } = conference.modality.linkCode;
      if (asked) await this.codes.issue(tx, listId, states, tries);
      const frozen = await this.revisions.freeze(tx, list, at, actor);
      this.records.append({
        act: 'list.circulated', at, actor, listId, conferenceId: list.conferenceId,
        open: { names: preview.names, missions: preview.missions, addresses: preview.addresses, unaddressed: preview.unaddressed.length, deadline, zone: choice.zone, ...frozen },
      });
      const root = await this.records.root(tx, at);
      const facts = this.notices.factsOf(conference, list, { names: preview.names, zone: choice.zone, root });
      await perform(effects, {
        'circulate.letters': () => this.notices.toMissions(tx, 'circulation', facts, missions, at),
        'acknowledge.organizations': async () => {
          // Whoever applied was written to when the application came; a letter now would tell who was found eligible.
          const told = learnsOfProposal(conference.modality) ? await tx.findBy(Nomination, { listId, state: 'circulated', applicationId: IsNull() }) : [];
          await this.notices.toOrganizations(tx, 'acknowledgement', facts, told, at);
        },
      });
      // Looked up now, whoever acts: at the first box that is opened, that look-up would tell others that there was one.
      this.work.afterwards(() => this.book.keepPlaces(listId));
      return preview;
    });
  }

  #deadline(modality: Modality, choice: DeadlineChoice, at: string): string {
    const deadline = chosenDeadline(choice);
    const fault = checkDeadline(modality.silence, at, deadline);
    if (fault) throw new Refused(fault.rule, fault.params, [{ field: 'deadline', rule: fault.rule, params: fault.params }]);
    return deadline;
  }

  async #count(tx: EntityManager | undefined, list: List, modality: Modality, deadline: string): Promise<CirculationPreview> {
    // A name that was withdrawn from the draft goes out to nobody, and a list of such names alone is an empty one.
    const { standing, contacts } = await this.lists.sizes(list.id, tx);
    return {
      names: standing,
      ...reachOf(await this.missions.electorate(modality, tx)),
      acknowledgements: learnsOfProposal(modality) ? contacts : 0,
      deadline,
    };
  }
}
