import { Injectable } from '@nestjs/common';
import { isEmail } from 'class-validator';
import type { Actor } from '../platform/actor.js';
import { Clock, hours, minutes, plusMilliseconds } from '../platform/clock.js';
import { Ids } from '../platform/ids.js';
import { insertRows } from '../platform/insert.js';
import { randomToken, tokenHash } from '../platform/keys.js';
import { Reader } from '../platform/reader.js';
import { refuseFields, Refused, type Fault } from '../platform/refused.js';
import { UnitOfWork } from '../platform/unit-of-work.js';
import { roles, type Role } from './rights.js';
import { Officer, OfficerSession, OfficerSignIn, OfficerToken } from './officer.entity.js';

export interface SignedIn {
  actor: Extract<Actor, { kind: 'officer' }>;
  csrf: string;
}

const SESSION_LENGTH = hours(10);
const SIGN_IN_LENGTH = minutes(30);

/** Officers of the Office of the President: their accounts, sign-in links, sessions and API tokens. */
@Injectable()
export class Officers {
  constructor(private readonly work: UnitOfWork, private readonly reader: Reader, private readonly clock: Clock, private readonly ids: Ids) {}

  all(): Promise<Officer[]> {
    return this.reader.manager.find(Officer, { order: { createdAt: 'ASC' } });
  }

  byEmail(email: string): Promise<Officer | null> {
    return this.reader.manager.findOneBy(Officer, { email: email.trim().toLowerCase() });
  }

  async add({ name, email, roles: given }: { name: string; email: string; roles: string[] }): Promise<Officer> {
    const faults: Fault[] = [];
    if (!name.trim()) faults.push({ field: 'name', rule: 'name-empty' });
    if (!isEmail(email)) faults.push({ field: 'email', rule: 'email-shape', params: { value: email.slice(0, 80) } });
    for (const role of given) if (!(roles as readonly string[]).includes(role)) faults.push({ field: 'roles', rule: 'role-unknown', params: { value: role.slice(0, 40), roles: roles.join(', ') } });
    if (given.length === 0) faults.push({ field: 'roles', rule: 'role-missing' });
    if (faults.length) throw refuseFields(faults);
    const officer = { id: this.ids.next(), name: name.trim(), email: email.trim().toLowerCase(), roles: [...new Set(given)] as Role[], createdAt: this.clock.now() };
    await this.work.run(async (tx) => {
      if (await tx.existsBy(Officer, { email: officer.email })) throw new Refused('officer-known', { email: officer.email });
      await insertRows(tx, Officer, [officer]);
    });
    return officer;
  }

  /** A bearer token for the API; shown once. */
  async issueToken(email: string, label: string): Promise<string> {
    const officer = await this.#mustKnow(email);
    const token = `nemcon_${randomToken()}`;
    await this.work.run((tx) => insertRows(tx, OfficerToken, [
      { tokenHash: tokenHash(token), officerId: officer.id, label, createdAt: this.clock.now(), revokedAt: null },
    ]));
    return token;
  }

  /** The officer that a bearer token stands for. */
  async byToken(token: string): Promise<Extract<Actor, { kind: 'officer' }>> {
    const row = await this.reader.manager.findOneBy(OfficerToken, { tokenHash: tokenHash(token) });
    if (!row || row.revokedAt) throw new Refused('not-signed-in');
    return this.#actor(row.officerId);
  }

  /** The token of a sign-in link: valid for 30 minutes, used once. */
  async issueSignIn(email: string): Promise<string> {
    const officer = await this.#mustKnow(email);
    const token = randomToken();
    const expiresAt = plusMilliseconds(this.clock.machine(), SIGN_IN_LENGTH);
    await this.work.run((tx) => insertRows(tx, OfficerSignIn, [{ tokenHash: tokenHash(token), officerId: officer.id, expiresAt, usedAt: null }]));
    return token;
  }

  /** Exchanges a sign-in link for a session; a used, expired or unknown link gives one and the same refusal. */
  async signIn(token: string): Promise<{ session: string }> {
    const at = this.clock.machine();
    return this.work.run(async (tx) => {
      const { affected } = await tx.createQueryBuilder().update(OfficerSignIn).set({ usedAt: at })
        .where('"tokenHash" = :hash AND "usedAt" IS NULL AND "expiresAt" > :at', { hash: tokenHash(token), at }).execute();
      if (!affected) throw new Refused('sign-in-unusable');
      const { officerId } = await tx.findOneByOrFail(OfficerSignIn, { tokenHash: tokenHash(token) });
      const session = randomToken();
      await insertRows(tx, OfficerSession, [
        { tokenHash: tokenHash(session), officerId, csrf: randomToken(), createdAt: at, expiresAt: plusMilliseconds(at, SESSION_LENGTH) },
      ]);
      return { session };
    });
  }

  /** Who is signed in with this session token; null where nobody is. */
  async bySession(session: string | undefined): Promise<SignedIn | null> {
    if (!session) return null;
    const row = await this.reader.manager.findOneBy(OfficerSession, { tokenHash: tokenHash(session) });
    if (!row || row.expiresAt <= this.clock.machine()) return null;
    return { actor: await this.#actor(row.officerId), csrf: row.csrf };
  }

  async signOut(session: string): Promise<void> {
    await this.work.run((tx) => tx.delete(OfficerSession, { tokenHash: tokenHash(session) }));
  }

  async #actor(id: string): Promise<Extract<Actor, { kind: 'officer' }>> {
    const officer = await this.reader.manager.findOneBy(Officer, { id });
    if (!officer) throw new Refused('not-signed-in');
    return actorOf(officer);
  }

  async #mustKnow(email: string): Promise<Officer> {
    const officer = await this.byEmail(email);
    if (!officer) throw new Refused('officer-unknown', { email });
    return officer;
  }
}

/** The officer as the one who acts. */
export const actorOf = ({ id, name, roles: held }: Officer): Extract<Actor, { kind: 'officer' }> => ({ kind: 'officer', id, name, roles: held });
