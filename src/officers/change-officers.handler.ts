import { Injectable } from '@nestjs/common';
import { IsNull, type EntityManager } from 'typeorm';
import { Outbox } from '../outbox/index.js';
import type { Actor } from '../platform/actor.js';
import { Clock } from '../platform/clock.js';
import type { Language } from '../platform/i18n.js';
import { refuseFields, Refused } from '../platform/refused.js';
import { rowLock } from '../platform/row-lock.js';
import { UnitOfWork } from '../platform/unit-of-work.js';
import { Records } from '../records/index.js';
import { Officer, OfficerSignIn, OfficerToken } from './officer.entity.js';
import { Officers, roleFaults, rolesOf, type NewOfficer } from './officers.js';
import { mustMay } from './rights.js';
import { SecondFactor } from './second-factor.js';
import { OfficerSessions } from './sessions.js';

/** Keeps the list of officers. Whoever runs the installation may do it too, on the command line: somebody must be the first. */
@Injectable()
export class ChangeOfficersHandler {
  constructor(
    private readonly work: UnitOfWork, private readonly clock: Clock, private readonly records: Records, private readonly officers: Officers,
    private readonly sessions: OfficerSessions, private readonly factor: SecondFactor, private readonly outbox: Outbox,
  ) {}

  /** Adds an officer, who gets a letter with a link to sign in. */
  async add({ language, ...given }: NewOfficer & { language: Language }, actor: Actor): Promise<{ id: string }> {
    mustKeep(actor);
    return this.work.run(async (tx) => {
      const { id, email } = await this.officers.add(given, actor);
      const { signIn, expiresAt } = await this.officers.makeSignIn(tx, id);
      await this.outbox.queue(tx, this.clock.now(), [{ notice: 'welcome', address: email, language, data: { signIn }, ofUseUntil: expiresAt }]);
      return { id };
    });
  }

  /** Other roles from the next request on; a session that must now show a second factor is asked for it. */
  async setRoles({ officerId, roles: given }: { officerId: string; roles: string[] }, actor: Actor): Promise<void> {
    mustKeep(actor);
    const faults = roleFaults(given);
    if (faults.length) throw refuseFields(faults);
    const roles = rolesOf(given);
    await this.#change(officerId, actor, async (tx, officer, approversLeft) => {
      if (roles.join() === officer.roles.join()) return;
      if (!roles.includes('approver') && !approversLeft) throw new Refused('last-approver');
      await tx.update(Officer, { id: officerId }, { roles });
      this.records.append({ act: 'officer.rolesChanged', at: this.clock.now(), actor, open: { officer: officer.name, roles: roles.join(', ') } });
    });
  }

  /** Ends an officer's access at once: sessions, tokens, links and second factor. The person stays in the record. */
  async end({ officerId }: { officerId: string }, actor: Actor): Promise<void> {
    mustKeep(actor);
    await this.#change(officerId, actor, async (tx, officer, approversLeft) => {
      if (!approversLeft) throw new Refused('last-approver');
      const at = this.clock.now();
      await tx.update(Officer, { id: officerId }, { endedAt: at });
      await tx.update(OfficerToken, { officerId, revokedAt: IsNull() }, { revokedAt: at });
      await this.factor.drop(tx, officerId);
      await this.#signOut(tx, officerId);
      this.records.append({ act: 'officer.ended', at, actor, open: { officer: officer.name } });
    });
  }

  /** For an officer who has lost app and recovery codes: the next signing in sets up another. Who holds the lost phone is signed out. */
  async resetFactor({ officerId }: { officerId: string }, actor: Actor): Promise<void> {
    mustKeep(actor);
    await this.#change(officerId, actor, async (tx, officer) => {
      if (!(await this.factor.drop(tx, officerId))) throw new Refused('factor-missing');
      await this.#signOut(tx, officerId);
      this.records.append({ act: 'officer.factorEnded', at: this.clock.now(), actor, open: { officer: officer.name } });
    });
  }

  async #signOut(tx: EntityManager, officerId: string): Promise<void> {
    await this.sessions.endAll(tx, officerId);
    await tx.delete(OfficerSignIn, { officerId });
  }

  /** The rows of all in office are held, so that of two approvers who are taken away at one moment one stays. */
  async #change(officerId: string, actor: Actor, act: (tx: EntityManager, officer: Officer, approversLeft: boolean) => Promise<void>): Promise<void> {
    if (actor.kind === 'officer' && actor.id === officerId) throw new Refused('own-account');
    await this.work.run(async (tx) => {
      const inOffice = await tx.find(Officer, { where: { endedAt: IsNull() }, order: { id: 'ASC' }, ...rowLock(tx) });
      const officer = inOffice.find(({ id }) => id === officerId);
      if (!officer) throw new Refused('officer-gone');
      const approves = ({ roles }: Officer): boolean => roles.includes('approver');
      await act(tx, officer, !approves(officer) || inOffice.filter(approves).length > 1);
    });
  }
}

function mustKeep(actor: Actor): void {
  if (actor.kind !== 'system') mustMay(actor, 'manageOfficers');
}
