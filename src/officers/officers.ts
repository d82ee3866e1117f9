import { Injectable } from '@nestjs/common';
import { IsNull, Not, type EntityManager } from 'typeorm';
import { system, type Actor } from '../platform/actor.js';
import { Clock, minutes, plusMilliseconds } from '../platform/clock.js';
import { Ids } from '../platform/ids.js';
import { insertRows } from '../platform/insert.js';
import { Keys, randomToken, tokenHash } from '../platform/keys.js';
import { addressFaults, mailboxOf } from '../platform/mail-address.js';
import { lineFaults } from '../platform/names.js';
import { Reader } from '../platform/reader.js';
import { refuseFields, Refused, type Fault } from '../platform/refused.js';
import { UnitOfWork } from '../platform/unit-of-work.js';
import { Records } from '../records/index.js';
import { Officer, OfficerSignIn, OfficerToken } from './officer.entity.js';
import { roles, type OfficerActor, type Role } from './rights.js';

export interface NewOfficer {
  name: string;
  email: string;
  roles: string[];
}

const SIGN_IN_LENGTH = minutes(30);
const SEEN_EVERY = minutes(10);

/** Officers of the Office of the President: their accounts, API tokens, and links to sign in with. */
@Injectable()
export class Officers {
  constructor(
    private readonly work: UnitOfWork, private readonly reader: Reader, private readonly clock: Clock, private readonly ids: Ids,
    private readonly keys: Keys, private readonly records: Records,
  ) {}

  /** Those in office, in the order in which they came. */
  all(): Promise<Officer[]> {
    return this.reader.manager.find(Officer, { where: { endedAt: IsNull() }, order: { createdAt: 'ASC' } });
  }

  async approvers(): Promise<Officer[]> {
    return (await this.all()).filter(approves);
  }

  /** Those who have left, the last one first. */
  former(): Promise<Officer[]> {
    return this.reader.manager.find(Officer, { where: { endedAt: Not(IsNull()) }, order: { endedAt: 'DESC' } });
  }

  byEmail(email: string): Promise<Officer | null> {
    return this.reader.manager.findOneBy(Officer, { email: mailboxOf(email), endedAt: IsNull() });
  }

  byId(id: string): Promise<Officer | null> {
    return this.reader.manager.findOneBy(Officer, { id });
  }

  /** Adds an officer; where nobody says who acts, it is whoever runs the installation. */
  async add(given: NewOfficer, actor: Actor = system): Promise<Officer> {
    const faults = faultsOf(given);
    if (faults.length) throw refuseFields(faults);
    const officer: Officer = {
      id: this.ids.next(), name: given.name.trim(), email: mailboxOf(given.email), roles: rolesOf(given.roles), createdAt: this.clock.now(), endedAt: null,
    };
    await this.work.run(async (tx) => {
      if (await tx.existsBy(Officer, { email: officer.email, endedAt: IsNull() })) {
        throw new Refused('officer-known', { email: officer.email }, [{ field: 'email', rule: 'officer-known', params: { email: officer.email } }]);
      }
      await insertRows(tx, Officer, [officer]);
      this.records.append({ act: 'officer.added', at: officer.createdAt, actor, open: { officer: officer.name, roles: officer.roles.join(', ') } });
    });
    return officer;
  }

  /** A bearer token for the API; shown once. */
  async issueToken(email: string, label: string): Promise<string> {
    const officer = await this.mustKnow(email);
    const token = `nemcon_${randomToken()}`;
    await this.work.run(async (tx) => {
      await insertRows(tx, OfficerToken, [{ tokenHash: tokenHash(token), officerId: officer.id, label, createdAt: this.clock.machine(), revokedAt: null, seenAt: null }]);
      this.records.append({ act: 'officer.tokenMade', at: this.clock.now(), actor: system, open: { officer: officer.name, label } });
    });
    return token;
  }

  /** The officer that a bearer token stands for; null for one that is unknown or revoked. */
  async byToken(token: string): Promise<OfficerActor | null> {
    const row = await this.reader.manager.findOneBy(OfficerToken, { tokenHash: tokenHash(token) });
    const officer = row && !row.revokedAt ? await this.byId(row.officerId) : null;
    if (!row || !officer || officer.endedAt) return null;
    const now = this.clock.machine();
    if (!row.seenAt || plusMilliseconds(row.seenAt, SEEN_EVERY) <= now) {
      await this.work.run((tx) => tx.update(OfficerToken, { tokenHash: row.tokenHash }, { seenAt: now }));
    }
    return actorOf(officer);
  }

  /** The tokens in force of an officer. */
  tokensOf(officerId: string): Promise<OfficerToken[]> {
    return this.reader.manager.find(OfficerToken, { where: { officerId, revokedAt: IsNull() }, order: { createdAt: 'ASC' } });
  }

  /** Ends one token of this officer; another officer's is as unknown as one that never was. */
  async revokeToken(actor: OfficerActor, handle: string): Promise<void> {
    const own = { tokenHash: handle, officerId: actor.id, revokedAt: IsNull() };
    await this.work.run(async (tx) => {
      const token = await tx.findOneBy(OfficerToken, own);
      const { affected } = await tx.update(OfficerToken, own, { revokedAt: this.clock.machine() });
      if (!token || !affected) throw new Refused('token-unknown');
      this.records.append({ act: 'officer.tokenRevoked', at: this.clock.now(), actor, open: { officer: actor.name, label: token.label } });
    });
  }

  /** The token of a sign-in link, for whoever runs the installation: valid for 30 minutes, used once. */
  async issueSignIn(email: string): Promise<string> {
    const officer = await this.mustKnow(email);
    return this.work.run(async (tx) => {
      this.records.append({ act: 'officer.linkMade', at: this.clock.now(), actor: system, open: { officer: officer.name } });
      return signInToken(this.keys, (await this.makeSignIn(tx, officer.id)).signIn);
    });
  }

  /** Makes a sign-in link and returns its id and its end; the letter makes the token anew from the key, so that no row holds it. */
  async makeSignIn(tx: EntityManager, officerId: string): Promise<{ signIn: string; expiresAt: string }> {
    const signIn = this.ids.next();
    const expiresAt = plusMilliseconds(this.clock.machine(), SIGN_IN_LENGTH);
    await insertRows(tx, OfficerSignIn, [{ tokenHash: tokenHash(signInToken(this.keys, signIn)), officerId, expiresAt, usedAt: null }]);
    return { signIn, expiresAt };
  }

  async mustKnow(email: string): Promise<Officer> {
    const officer = await this.byEmail(email);
    if (!officer) throw new Refused('officer-unknown', { email });
    return officer;
  }
}

/** Two names of officers stand in the receipt of an act, and all receipts have one size. */
const LONGEST_NAME = 100;

/** What is wrong with a new officer, by field. */
export function faultsOf({ name, email, roles: given }: NewOfficer): Fault[] {
  const faults: Fault[] = [];
  if (!name.trim()) faults.push({ field: 'name', rule: 'name-empty' });
  if ([...name].length > LONGEST_NAME) faults.push({ field: 'name', rule: 'text-too-long', params: { most: LONGEST_NAME } });
  else faults.push(...lineFaults('name', name));
  return [...faults, ...addressFaults('email', email), ...roleFaults(given)];
}

export function roleFaults(given: string[]): Fault[] {
  const unknown = given.filter((role) => !(roles as readonly string[]).includes(role));
  if (given.length === 0) return [{ field: 'roles', rule: 'role-missing' }];
  // Who keeps the list of officers could make a second officer of his own: such a one must not act on lists himself.
  if (given.includes('operator') && given.length > 1) return [{ field: 'roles', rule: 'roles-apart' }];
  return unknown.map((role) => ({ field: 'roles', rule: 'role-unknown', params: { value: role.slice(0, 40), roles: roles.join(', ') } }));
}

/** Roles in the order of the table, each once. */
export const rolesOf = (given: string[]): Role[] => roles.filter((role) => given.includes(role));

export const signInToken = (keys: Pick<Keys, 'token'>, id: string): string => keys.token('sign-in', id);

export const approves = ({ roles: held }: Pick<Officer, 'roles'>): boolean => held.includes('approver');

/** The officer as the one who acts. */
export const actorOf = ({ id, name, roles: held }: Officer): OfficerActor => ({ kind: 'officer', id, name, roles: held });
