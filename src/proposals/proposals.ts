import { Injectable } from '@nestjs/common';
import { In, type EntityManager, type FindOptionsWhere } from 'typeorm';
import { Lists, type List } from '../lists/index.js';
import { may, mayApprove, mustMay, Officers, type OfficerActor, type TwoOfficerAct } from '../officers/index.js';
import { system, type Actor } from '../platform/actor.js';
import { Clock } from '../platform/clock.js';
import { Ids } from '../platform/ids.js';
import { insertRows } from '../platform/insert.js';
import { Keys } from '../platform/keys.js';
import { Reader } from '../platform/reader.js';
import { refuseFields, Refused } from '../platform/refused.js';
import { rowLock } from '../platform/row-lock.js';
import { UnitOfWork } from '../platform/unit-of-work.js';
import { Records, type Secret } from '../records/index.js';
import { Proposal, type ProposalBox, type ProposalFacts } from './proposal.entity.js';
import { TwoOfficerActs } from './two-officer-acts.js';

/** A proposal as officers see it. */
export interface OpenProposal extends ProposalBox {
  id: string;
  listId: string | null;
}

/** As whoever decides sees it. `forsaken`: whoever proposed it might not do so any more, and nobody approves it. */
export interface FoundProposal extends OpenProposal {
  forsaken: boolean;
}

const MAX_REASON = 1_000;
/** Of every proposal, whatever its act and whatever became of it: so much holds a note verbale with some forty bases of full length, deflated. */
const BOX_SIZE = 65_536;
/** Of one with the scan of a note verbale, which would make all others too large; a larger scan takes as many times 64 kilobytes more as it needs. */
const SCAN_SIZE = 1_048_576;

/** What a State wrote in time about its objections, entered after the deadline. */
const NOTES: readonly TwoOfficerAct[] = ['recordLate', 'withdrawLate'];

/** Acts of two officers: one proposes with a reason, another approves, and only then it is done. */
@Injectable()
export class Proposals {
  /** Decided proposals that this process has seen. They stay so: their boxes, scans and all, are not opened again, and no column tells which they are. */
  readonly #decided = new Set<string>();

  constructor(
    private readonly work: UnitOfWork, private readonly reader: Reader, private readonly clock: Clock, private readonly ids: Ids,
    private readonly keys: Keys, private readonly records: Records, private readonly lists: Lists, private readonly acts: TwoOfficerActs, private readonly officers: Officers,
  ) {}

  /** Proposes an act as it could be carried out now; what a rule would refuse is refused here already. */
  async propose(act: TwoOfficerAct, { command, reason, listId = null }: ProposalFacts & { listId?: string | null }, actor: OfficerActor): Promise<{ id: string }> {
    if (!may(actor, act)) throw new Refused('role-lacks-right', { right: act });
    if (!reason.trim()) throw refuseFields([{ field: 'proposalReason', rule: 'proposal-reason-empty' }]);
    if ([...reason].length > MAX_REASON) throw refuseFields([{ field: 'proposalReason', rule: 'reason-too-long', params: { max: MAX_REASON } }]);
    await this.#notesAnswered(act, listId);
    await this.#rehearse(act, command, actor);
    const id = this.ids.next();
    const at = this.clock.now();
    await this.work.run(async (tx) => {
      const list = listId ? await this.lists.lockSettled(tx, listId, at) : null;
      await insertRows(tx, Proposal, [this.#sealed({
        id, listId, act, command, reason: reason.trim(), version: list?.version ?? 0, seen: list ? await this.#seen(act, list) : undefined,
        proposerId: actor.id, proposer: actor.name, proposedAt: at, state: 'open', decidedBy: null, decidedAt: null,
      })]);
      this.records.append({ act: 'proposal.made', at, actor, listId, ...told(id, act, listId) });
    });
    return { id };
  }

  /** Carries out what another officer proposed, in one transaction with the approval. */
  async approve(id: string, actor: OfficerActor): Promise<{ act: TwoOfficerAct; listId: string | null; result: unknown }> {
    return this.work.run(async (tx) => {
      await this.#holdList(tx, id);
      const proposal = await this.#open(tx, id);
      const { act, command, reason, listId, proposerId, proposer } = proposal;
      if (proposerId === actor.id) throw new Refused('own-proposal');
      if (!mayApprove(actor, proposerId)) throw new Refused('role-lacks-right', { right: act });
      // It still waits, for whoever declines it: a note verbale may be in it, over which no list becomes final.
      if (await this.#isForsaken(proposal)) throw new Refused('proposal-lapsed');
      if (await this.#hasLapsed(proposal)) throw new Refused('proposal-lapsed');
      await this.#notesAnswered(act, listId);
      const result = await this.acts.run(act, command, { ...actor, proposer: { id: proposerId, name: proposer, reason } });
      if (act === 'destroyKey') await this.#endOthers(tx, proposal);
      await this.#decide(tx, proposal, { state: 'done', decidedBy: actor.name, decidedAt: this.clock.now() });
      return { act, listId, result };
    });
  }

  /** What waits on a list whose key goes could be read, approved or declined no more. */
  async #endOthers(tx: EntityManager, { id, listId }: OpenProposal): Promise<void> {
    for (const other of await this.#waiting({ listId: listId! })) {
      if (other.id !== id) await this.#settle(tx, await this.#locked(tx, other.id), 'lapsed', system);
    }
  }

  /**
   * Writes down which proposals have lapsed. Until then it is worked out whenever one is read or approved: written with a refusal, it
   * would be taken back with it.
   */
  async sweep(): Promise<void> {
    for (const open of await this.#waiting({})) {
      if (!(await this.#hasLapsed(open))) continue;
      await this.work.run(async (tx) => {
        await this.#holdList(tx, open.id);
        const proposal = await this.#locked(tx, open.id);
        if (proposal.state === 'open' && await this.#hasLapsed(proposal)) await this.#settle(tx, proposal, 'lapsed', system);
      });
    }
  }

  /** Another officer declines; the proposer withdraws. Who reads no proposals does not learn of another's. */
  async close(id: string, actor: OfficerActor): Promise<void> {
    await this.work.run(async (tx) => {
      const { proposerId, act } = await this.#locked(tx, id);
      if (proposerId !== actor.id && !may(actor, 'readProposals')) throw new Refused('proposal-unknown');
      if (proposerId !== actor.id && !mayApprove(actor, proposerId)) throw new Refused('role-lacks-right', { right: act });
      const proposal = await this.#open(tx, id);
      await this.#settle(tx, proposal, proposerId === actor.id ? 'withdrawn' : 'declined', actor);
    });
  }

  /** A proposal with its box opened; `lapsed` where the list has changed meanwhile. */
  async find(id: string, actor: OfficerActor): Promise<FoundProposal> {
    mustMay(actor, 'readProposals');
    const row = await this.reader.manager.findOneBy(Proposal, { id });
    if (!row) throw new Refused('proposal-unknown');
    const proposal = this.#opened(row);
    const { command, state } = proposal;
    return {
      ...proposal, command: may(actor, 'readReasons') ? command : withoutReasons(command), state: state === 'open' && await this.#hasLapsed(proposal) ? 'lapsed' : state,
      forsaken: await this.#isForsaken(proposal),
    };
  }

  /** All proposals that wait, oldest first. What they hold is not told. */
  async waiting(actor: OfficerActor): Promise<Omit<OpenProposal, keyof ProposalFacts>[]> {
    mustMay(actor, 'readProposals');
    return (await this.#waiting({})).map(({ command: _, reason: __, ...proposal }) => proposal).sort((a, b) => (a.proposedAt < b.proposedAt ? -1 : 1));
  }

  /** What this officer has proposed and nobody has decided on. */
  async own(actor: OfficerActor): Promise<OpenProposal[]> {
    return (await this.#waiting({})).filter(({ proposerId }) => proposerId === actor.id);
  }

  /** Everything as in earnest, then rolled back: nobody proposes what could not be done. */
  async #rehearse(act: TwoOfficerAct, command: Record<string, unknown>, actor: OfficerActor): Promise<void> {
    const pair: OfficerActor = { ...actor, id: `${actor.id}/second`, roles: [...actor.roles, 'approver'], proposer: { id: actor.id, name: actor.name, reason: '' } };
    await this.work.rehearse(() => this.acts.run(act, command, pair));
  }

  /** Those that are open, of lists whose key lives. */
  async #waiting(where: FindOptionsWhere<Proposal>): Promise<OpenProposal[]> {
    const all = await this.reader.manager.find(Proposal, { select: { id: true, listId: true }, where });
    const ids = all.filter(({ id, listId }) => !this.#decided.has(id) && (listId === null || this.keys.lives(listId))).map(({ id }) => id);
    const proposals = ids.length ? (await this.reader.manager.findBy(Proposal, { id: In(ids) })).map((row) => this.#opened(row)) : [];
    // What is decided in a unit that is still open may be taken back.
    if (!this.work.opened) for (const { id, state } of proposals) if (state !== 'open') this.#decided.add(id);
    return proposals.filter(({ state }) => state === 'open');
  }

  /**
   * Nothing comes between the look and the act: objections are raised and withdrawn under this lock. It comes before that of the proposal:
   * whoever destroys a key holds the list, and then all that waits on it.
   */
  async #holdList(tx: EntityManager, id: string): Promise<void> {
    const { listId = null } = (await tx.findOne(Proposal, { select: { id: true, listId: true }, where: { id } })) ?? {};
    if (listId) await this.lists.lock(tx, listId, 'update');
  }

  async #locked(tx: EntityManager, id: string): Promise<OpenProposal> {
    const row = await tx.findOne(Proposal, { where: { id }, ...rowLock(tx) });
    if (!row) throw new Refused('proposal-unknown');
    return this.#opened(row);
  }

  async #open(tx: EntityManager, id: string): Promise<OpenProposal> {
    const proposal = await this.#locked(tx, id);
    if (proposal.state !== 'open') throw new Refused('proposal-closed', { state: proposal.state });
    return proposal;
  }

  async #decide(tx: EntityManager, proposal: OpenProposal, decision: Pick<ProposalBox, 'state' | 'decidedBy' | 'decidedAt'>): Promise<void> {
    const { id, sealed } = this.#sealed({ ...proposal, ...decision });
    await tx.update(Proposal, { id }, { sealed });
  }

  async #settle(tx: EntityManager, proposal: OpenProposal, state: 'lapsed' | 'declined' | 'withdrawn', actor: Actor): Promise<void> {
    const at = this.clock.now();
    const { id, act, listId } = proposal;
    await this.#decide(tx, proposal, { state, decidedBy: actor.kind === 'officer' ? actor.name : null, decidedAt: at });
    this.records.append({ act: `proposal.${state}`, at, actor, listId, ...told(id, act, listId) });
  }

  /** Two officers answer for an act while it is done: one whose access has ended, or whose roles do not reach so far any more, does not. */
  async #isForsaken({ proposerId, act }: OpenProposal): Promise<boolean> {
    const proposer = await this.officers.byId(proposerId);
    return proposer !== null && (proposer.endedAt !== null || !may({ kind: 'officer', ...proposer }, act));
  }

  /** A proposal lapses by what its act rests on, not by whatever else anybody changes on the list: an organization that leaves it would undo every other one. */
  async #hasLapsed({ listId, version, seen, act, command }: OpenProposal): Promise<boolean> {
    if (listId !== null) {
      const list = await this.lists.find(listId);
      if (act === 'circulate' ? list.version !== version : seen !== undefined && seen !== (await this.#seen(act, list))) return true;
    }
    return !(await this.acts.stands(act, command));
  }

  /** What of the list more time, silence that is let count, or an answer to a State rests on. A draft goes out as it was seen; the other acts have marks of their own, or say when they cannot be done any more. */
  async #seen(act: TwoOfficerAct, list: List): Promise<string | undefined> {
    if (act === 'disclose') return list.state;
    if (act !== 'extend' && act !== 'override') return undefined;
    return [list.state, list.deadline, ...(act === 'override' ? await this.lists.unserved(this.reader.manager, list) : [])].join(' ');
  }

  /** No list becomes final over a note that came in time and waits for the second officer. */
  async #notesAnswered(act: TwoOfficerAct, listId: string | null): Promise<void> {
    if (act !== 'finalize' || !listId) return;
    const notes = (await this.#waiting({ listId })).filter((waiting) => NOTES.includes(waiting.act)).length;
    if (notes) throw new Refused('note-waits', { notes });
  }

  #sealed({ id, listId, ...box }: OpenProposal): Proposal {
    return { id, listId, sealed: this.#ring(listId).seal(`proposal:${id}`, JSON.stringify(box satisfies ProposalBox), box.command['scan'] ? SCAN_SIZE : BOX_SIZE) };
  }

  #opened({ id, listId, sealed }: Proposal): OpenProposal {
    return { id, listId, ...(JSON.parse(this.#ring(listId).open(`proposal:${id}`, sealed)) as ProposalBox) };
  }

  #ring(listId: string | null): Pick<Keys, 'seal' | 'open'> {
    return listId ? this.keys.ofList(listId) : this.keys;
  }
}

/** The list whose key seals what is answered to who approves; that a key is destroyed is answered still when it is. */
export const concerned = ({ act, listId }: Pick<OpenProposal, 'act' | 'listId'>): string | null => (act === 'destroyKey' ? null : listId);

/** A note verbale that waits for the second officer holds what its State gave as reasons, and the scan of it. */
function withoutReasons({ scan: _, items, ...command }: Record<string, unknown>): Record<string, unknown> {
  return { ...command, ...(Array.isArray(items) ? { items: items.map((item: object) => ({ ...item, basis: null })) } : {}) };
}

/**
 * What the record says of a proposal. Of all on a list alike it says nothing openly: that a late objection or a disclosure was proposed
 * tells that there is an objection, and that one to finalize has lapsed may tell that there was one. An act that is done stands open with
 * who proposed it and why, where the act itself does.
 */
const told = (id: string, act: TwoOfficerAct, listId: string | null): { open: { proposal: string } } | { secret: Secret } =>
  (listId ? { secret: { names: [], content: { proposal: id }, proposal: act } } : { open: { proposal: act } });
