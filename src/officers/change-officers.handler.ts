import { Injectable } from '@nestjs/common';
import { IsNull, type EntityManager } from 'typeorm';
import { Outbox } from '../outbox/index.js';
import { system, type Actor } from '../platform/actor.js';
import { Clock } from '../platform/clock.js';
import type { Language } from '../platform/i18n.js';
import { refuseFields, Refused } from '../platform/refused.js';
import { rowLock } from '../platform/row-lock.js';
import { UnitOfWork } from '../platform/unit-of-work.js';
import { Records } from '../records/index.js';
import { Officer, OfficerSignIn, OfficerToken } from './officer.entity.js';
import { approves, Officers, roleFaults, rolesOf, type NewOfficer } from './officers.js';
import { OfficersTold, type OfficersChanged } from './officers-told.js';
import { mustMay } from './rights.js';
import { SecondFactor } from './second-factor.js';
import { OfficerSessions } from './sessions.js';

/**
 * Keeps the list of officers. Whoever runs the installation may do it too, on the command line: somebody must be the first. An operator
 * with an account asks an approver wherever somebody else would come to read or decide: else an operator could make two officers, and
 * act with both.
 */
@Injectable()
export class ChangeOfficersHandler {
  constructor(
    private readonly work: UnitOfWork, private readonly clock: Clock, private readonly records: Records, private readonly officers: Officers,
    private readonly sessions: OfficerSessions, private readonly factor: SecondFactor, private readonly outbox: Outbox, private readonly told: OfficersTold,
  ) {}

  /** Whether an approver must consent, as soon as there is one: to every role but that of keeping this list, which opens no other. */
  async takesConsent(gained: readonly string[]): Promise<boolean> {
    return gained.some((role) => role !== 'operator') && (await this.officers.approvers()).length > 0;
  }

  /** Adds an officer, who gets a letter with a link to sign in; without a language none, where the link is handed over. */
  async add({ language, ...given }: NewOfficer & { language: Language | null }, actor: Actor): Promise<{ id: string }> {
    await this.#mustKeep(actor, 'addOfficer', given.roles);
    return this.work.run(async (tx) => {
      const approvers = await this.officers.approvers();
      const officer = await this.officers.add(given, actor);
      if (language) {
        const { signIn, expiresAt } = await this.officers.makeSignIn(tx, officer.id);
        await this.outbox.queue(tx, this.clock.now(), [{ notice: 'welcome', address: officer.email, language, data: { signIn }, ofUseUntil: expiresAt }]);
      }
      await this.#tell(tx, 'added', officer, approvers, actor);
      return { id: officer.id };
    });
  }

  /** Other roles from the next request on; a session that must now show a second factor is asked for it. */
  async setRoles({ officerId, roles: given }: ChangeRoles, actor: Actor): Promise<void> {
    const faults = roleFaults(given);
    if (faults.length) throw refuseFields(faults);
    const roles = rolesOf(given);
    await this.#change(officerId, actor, async (tx, officer, approvers) => {
      await this.#mustKeep(actor, 'changeRoles', gainedBy(officer, roles));
      if (roles.join() === officer.roles.join()) return;
      if (!approves({ roles }) && isLast(officer, approvers)) throw new Refused('last-approver');
      await tx.update(Officer, { id: officerId }, { roles });
      this.records.append({ act: 'officer.rolesChanged', at: this.clock.now(), actor, open: { officer: officer.name, roles: roles.join(', ') } });
      await this.#tell(tx, 'rolesChanged', { ...officer, roles }, approvers, actor);
    });
  }

  /** Whether an officer still has the roles that were seen when others were proposed. */
  async stands({ officerId, before }: ChangeRoles): Promise<boolean> {
    const officer = await this.officers.byId(officerId);
    return officer?.endedAt === null && officer.roles.join() === before?.join();
  }

  /** Ends an officer's access at once: sessions, tokens, links and second factor. The person stays in the record. */
  async end({ officerId }: { officerId: string }, actor: Actor): Promise<void> {
    if (actor.kind !== 'system') mustMay(actor, 'manageOfficers');
    await this.#change(officerId, actor, async (tx, officer, approvers) => {
      if (isLast(officer, approvers)) throw new Refused('last-approver');
      const at = this.clock.now();
      await tx.update(Officer, { id: officerId }, { endedAt: at });
      await tx.update(OfficerToken, { officerId, revokedAt: IsNull() }, { revokedAt: at });
      await this.factor.drop(tx, officerId);
      await this.#signOut(tx, officerId);
      this.records.append({ act: 'officer.ended', at, actor, open: { officer: officer.name } });
      await this.#tell(tx, 'ended', officer, approvers, actor);
    });
  }

  /** For an officer whose browser may be in other hands: whoever comes next signs in anew. Nobody gains anything by it. */
  async endSessions({ officerId }: { officerId: string }, actor: Actor): Promise<void> {
    mustMay(actor, 'manageOfficers');
    await this.#change(officerId, actor, async (tx, officer) => {
      const sessions = await this.#signOut(tx, officerId);
      if (sessions) this.records.append({ act: 'officer.sessionsEnded', at: this.clock.now(), actor, open: { officer: officer.name, sessions } });
    });
  }

  /** For an officer who has lost app and recovery codes: the next signing in sets up another. Who holds the lost phone is signed out. */
  async resetFactor({ officerId }: ResetFactor, actor: Actor): Promise<void> {
    await this.#change(officerId, actor, async (tx, officer, approvers) => {
      await this.#mustKeep(actor, 'resetFactor', officer.roles);
      if (!(await this.factor.drop(tx, officerId))) throw new Refused('factor-missing');
      await this.#signOut(tx, officerId);
      this.records.append({ act: 'officer.factorEnded', at: this.clock.now(), actor, open: { officer: officer.name } });
      await this.#tell(tx, 'factorEnded', officer, approvers, actor);
    });
  }

  /** Whether the second step is still the one that was there when its reset was proposed: one set up since is not lost. */
  async factorStands({ officerId, since }: ResetFactor): Promise<boolean> {
    return since !== undefined && since === (await this.factor.of(officerId))?.since;
  }

  /** A token of a program, for whoever runs the installation: with it somebody acts as this officer, without a second step. */
  async issueToken(email: string, label: string): Promise<string> {
    return this.work.run(async (tx) => {
      const token = await this.officers.issueToken(email, label);
      await this.#tell(tx, 'tokenMade', await this.officers.mustKnow(email), await this.officers.approvers(), system);
      return token;
    });
  }

  /** Returns how many sessions there were. */
  async #signOut(tx: EntityManager, officerId: string): Promise<number> {
    await tx.delete(OfficerSignIn, { officerId });
    return this.sessions.endAll(tx, officerId);
  }

  async #mustKeep(actor: Actor, right: 'addOfficer' | 'changeRoles' | 'resetFactor', gained: readonly string[]): Promise<void> {
    if (actor.kind !== 'system') mustMay(actor, (await this.takesConsent(gained)) ? right : 'manageOfficers');
  }

  /** The rows of all in office are held, so that of two approvers who are taken away at one moment one stays. */
  async #change(officerId: string, actor: Actor, act: (tx: EntityManager, officer: Officer, approvers: Officer[]) => Promise<void>): Promise<void> {
    if (actor.kind === 'officer' && [actor.id, actor.proposer?.id].includes(officerId)) throw new Refused('own-account');
    await this.work.run(async (tx) => {
      const inOffice = await tx.find(Officer, { where: { endedAt: IsNull() }, order: { id: 'ASC' }, ...rowLock(tx) });
      const officer = inOffice.find(({ id }) => id === officerId);
      if (!officer) throw new Refused('officer-gone');
      await act(tx, officer, inOffice.filter(approves));
    });
  }

  /** One letter to each approver of before and to whom it concerns, but for who consented; who is new gets a letter of welcome. */
  async #tell(tx: EntityManager, change: OfficersChanged['change'], officer: Officer, approvers: Officer[], actor: Actor): Promise<void> {
    const by = actor.kind !== 'officer' ? 'system' : actor.proposer ? 'two' : 'operator';
    const concerned = [...approvers, ...(change === 'added' ? [] : [officer])];
    await this.told.tell(tx, change, officer, by, concerned.filter(({ id }) => actor.kind !== 'officer' || id !== actor.id));
  }
}

/** `before`: the roles that whoever proposes has seen. */
export interface ChangeRoles {
  officerId: string;
  roles: string[];
  before?: string[];
}

/** `since`: when the second step was set up that whoever proposes has seen. */
export interface ResetFactor {
  officerId: string;
  since?: string;
}

/** Roles that an officer does not have yet. */
export const gainedBy = (officer: Officer, roles: readonly string[]): string[] => roles.filter((role) => !(officer.roles as readonly string[]).includes(role));

const isLast = (officer: Officer, approvers: Officer[]): boolean => approvers.length === 1 && approvers[0]!.id === officer.id;
