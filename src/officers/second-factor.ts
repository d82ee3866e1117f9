import { Injectable } from '@nestjs/common';
import { Secret, TOTP } from 'otpauth';
import { IsNull, type EntityManager } from 'typeorm';
import { Clock, hours, minutes } from '../platform/clock.js';
import { insertRows } from '../platform/insert.js';
import { Keys, randomReference, readReference } from '../platform/keys.js';
import { Limits, type Limit } from '../platform/limits.js';
import { Reader } from '../platform/reader.js';
import { refuseFields, Refused } from '../platform/refused.js';
import { rowLock } from '../platform/row-lock.js';
import { UnitOfWork } from '../platform/unit-of-work.js';
import { Records } from '../records/index.js';
import { Officer, OfficerFactor, OfficerRecoveryCode } from './officer.entity.js';
import { OfficersTold } from './officers-told.js';
import { Officers } from './officers.js';
import type { OfficerActor } from './rights.js';
import { OfficerSessions, type SignedIn } from './sessions.js';

const PERIOD = 30;
const SECRET_BYTES = 20;
const RECOVERY_CODES = 10;
/** Three of a million codes are right at any moment: at twenty tries a day, a guesser needs decades. */
const SOON: Limit = { kind: 'second-factor', tries: 5, window: minutes(15) };
const A_DAY: Limit = { kind: 'second-factor/day', tries: 20, window: hours(24) };
/** That tries are used up is told once a day. */
const TOLD: Limit = { kind: 'second-factor/told', tries: 1, window: hours(24) };

const codeWrong = (): Error => refuseFields([{ field: 'code', rule: 'code-wrong' }]);

/** Codes of an authenticator app (TOTP, RFC 6238), and recovery codes for the day when the app is lost. */
@Injectable()
export class SecondFactor {
  constructor(
    private readonly work: UnitOfWork, private readonly reader: Reader, private readonly clock: Clock, private readonly keys: Keys,
    private readonly limits: Limits, private readonly sessions: OfficerSessions, private readonly records: Records,
    private readonly officers: Officers, private readonly told: OfficersTold,
  ) {}

  /** What stands for an officer: since when, and how many recovery codes are left. */
  async of(officerId: string): Promise<{ since: string; left: number } | null> {
    const factor = await this.reader.manager.findOneBy(OfficerFactor, { officerId });
    if (!factor) return null;
    return { since: factor.createdAt, left: await this.reader.manager.countBy(OfficerRecoveryCode, { officerId, usedAt: IsNull() }) };
  }

  /** The secret offered to a session that sets up an app: made from the key and the session, so that showing the page stores nothing. */
  offer({ session, csrf }: SignedIn, email: string): { text: string; uri: string } {
    const totp = this.#totp(this.#offered(session, csrf), email);
    return { text: totp.secret.base32, uri: totp.toString() };
  }

  /** The first code proves that the app has the secret. Returns the recovery codes, shown once, and the session that goes on. */
  async enrol(signedIn: SignedIn, code: string): Promise<{ session: string; codes: string[] }> {
    const { actor, session, csrf } = signedIn;
    const secret = this.#offered(session, csrf);
    await this.#count(actor.id);
    const step = this.#stepOf(secret, code);
    if (step === null) throw codeWrong();
    const result = await this.#asOne(actor.id, async (tx, officer) => {
      // Whoever has an app already replaces it by showing a code of it first (end), never by this way round it.
      if (await tx.existsBy(OfficerFactor, { officerId: actor.id })) throw codeWrong();
      const sealed = this.keys.seal(`totp:${actor.id}`, secret.base32);
      await insertRows(tx, OfficerFactor, [{ officerId: actor.id, sealed, lastStep: step, createdAt: this.clock.machine() }]);
      this.#append('officer.factorSet', actor);
      // Whoever reads an officer's mailbox could set one up first: the officer reads of it there, the approvers elsewhere.
      await this.told.tell(tx, 'factorSet', officer, 'own', [officer, ...await this.officers.approvers()]);
      return { codes: await this.#newCodes(tx, actor.id), session: await this.sessions.raise(tx, session) };
    });
    await this.#forget(actor.id);
    return result;
  }

  /** A code of the app or a recovery code lets the session in; it goes on as a new one. */
  async show({ actor, session }: SignedIn, code: string): Promise<{ session: string }> {
    await this.#count(actor.id);
    const raised = await this.#asOne(actor.id, async (tx) => {
      await this.#take(tx, actor.id, code);
      return this.sessions.raise(tx, session);
    });
    await this.#forget(actor.id);
    return { session: raised };
  }

  /** New recovery codes in place of the old ones. */
  async renewCodes({ actor }: SignedIn, code: string): Promise<string[]> {
    await this.#count(actor.id);
    const codes = await this.#asOne(actor.id, async (tx, officer) => {
      await this.#take(tx, actor.id, code);
      this.#append('officer.codesRenewed', actor);
      await this.told.tell(tx, 'codesRenewed', officer, 'own', [officer]);
      return this.#newCodes(tx, actor.id);
    });
    await this.#forget(actor.id);
    return codes;
  }

  /** Ends the app, so that another can be set up: with a code of it, or a recovery code. */
  async end({ actor }: SignedIn, code: string): Promise<void> {
    await this.#count(actor.id);
    await this.#asOne(actor.id, async (tx, officer) => {
      await this.#take(tx, actor.id, code);
      await this.drop(tx, actor.id);
      this.#append('officer.factorEnded', actor);
      await this.told.tell(tx, 'factorEnded', officer, 'own', [officer]);
    });
  }

  /** Takes the second factor of an officer away, with the tries at it; every session has to show a new one. */
  async drop(tx: EntityManager, officerId: string): Promise<boolean> {
    const { affected } = await tx.delete(OfficerFactor, { officerId });
    await tx.delete(OfficerRecoveryCode, { officerId });
    await this.sessions.lower(tx, officerId);
    // Whoever was locked out by wrong codes and has lost the app would wait for a day to set up the next one.
    await this.#forget(officerId);
    return Boolean(affected);
  }

  /** In a unit that holds the officer's row before all else, as whoever ends the officer's sessions does: no session goes on that another ends at this moment. */
  #asOne<T>(id: string, act: (tx: EntityManager, officer: Officer) => Promise<T>): Promise<T> {
    return this.work.run(async (tx) => act(tx, await tx.findOneOrFail(Officer, { where: { id }, ...rowLock(tx) })));
  }

  #append(act: 'officer.factorSet' | 'officer.codesRenewed' | 'officer.factorEnded', actor: OfficerActor): void {
    this.records.append({ act, at: this.clock.now(), actor, open: { officer: actor.name } });
  }

  /** Before the code is looked at, and outside its transaction: tries at the same moment are all counted. */
  async #count(officerId: string): Promise<void> {
    try {
      await this.limits.take(SOON, officerId);
      await this.limits.take(A_DAY, officerId);
    } catch (error) {
      // Whoever guesses codes has come through the first step, and may read the officer's mailbox: the approvers are told too.
      if (error instanceof Refused && error.rule === 'too-many-requests') await this.#asOne(officerId, async (tx, officer) => {
        if (await this.limits.allows(TOLD, officerId)) await this.told.tell(tx, 'codesTried', officer, 'own', [officer, ...await this.officers.approvers()]);
      });
      throw error;
    }
  }

  async #forget(officerId: string): Promise<void> {
    await this.limits.clear(SOON, officerId);
    await this.limits.clear(A_DAY, officerId);
  }

  /** Uses a code up: one of the app only if no code of its step or a later one was taken, a recovery code only once. */
  async #take(tx: EntityManager, officerId: string, typed: string): Promise<void> {
    const factor = await tx.findOneBy(OfficerFactor, { officerId });
    if (!factor) throw codeWrong();
    const step = this.#stepOf(Secret.fromBase32(this.keys.open(`totp:${officerId}`, factor.sealed)), typed);
    const { affected } = step === null
      ? await tx.update(OfficerRecoveryCode, { codeTag: this.#codeTag(officerId, typed), usedAt: IsNull() }, { usedAt: this.clock.machine() })
      : await tx.createQueryBuilder().update(OfficerFactor).set({ lastStep: step })
          .where('"officerId" = :officerId AND "lastStep" < :step', { officerId, step }).execute();
    if (!affected) throw codeWrong();
  }

  async #newCodes(tx: EntityManager, officerId: string): Promise<string[]> {
    const codes = Array.from({ length: RECOVERY_CODES }, () => randomReference());
    await tx.delete(OfficerRecoveryCode, { officerId });
    await insertRows(tx, OfficerRecoveryCode, codes.map((code) => ({ codeTag: this.#codeTag(officerId, code), officerId, usedAt: null })));
    return codes;
  }

  #codeTag(officerId: string, code: string): string {
    return this.keys.tag('recovery', officerId, readReference(code));
  }

  #offered(session: string, csrf: string): Secret {
    const bytes = Buffer.from(this.keys.token('totp', session, csrf), 'base64url').subarray(0, SECRET_BYTES);
    return new Secret({ buffer: Uint8Array.from(bytes).buffer });
  }

  #totp(secret: Secret, label = ''): TOTP {
    // SHA-1, six digits and thirty seconds: what every authenticator app can do.
    return new TOTP({ issuer: 'Nemcon', label, secret, algorithm: 'SHA1', digits: 6, period: PERIOD });
  }

  /** The time step that a typed code belongs to, one step early or late included; null for any other text. */
  #stepOf(secret: Secret, typed: string): number | null {
    const code = typed.replace(/\s/g, '');
    if (!/^\d{6}$/.test(code)) return null;
    const timestamp = Date.parse(this.clock.machine());
    const delta = this.#totp(secret).validate({ token: code, timestamp, window: 1 });
    return delta === null ? null : Math.floor(timestamp / 1_000 / PERIOD) + delta;
  }
}
