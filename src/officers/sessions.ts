import { Inject, Injectable } from '@nestjs/common';
import { Not, type EntityManager } from 'typeorm';
import { Clock, hours, minutes, plusMilliseconds } from '../platform/clock.js';
import type { Config } from '../platform/config.js';
import { insertRows } from '../platform/insert.js';
import { randomToken, tokenHash } from '../platform/keys.js';
import { CONFIG } from '../platform/platform.module.js';
import { Reader } from '../platform/reader.js';
import { Refused } from '../platform/refused.js';
import { UnitOfWork } from '../platform/unit-of-work.js';
import { Records } from '../records/index.js';
import { Officer, OfficerFactor, OfficerSession } from './officer.entity.js';
import { actorOf } from './officers.js';
import { mustShowFactor, type OfficerActor } from './rights.js';

/** What the second factor still asks of a session: nothing, a code, or that one is set up first. */
export type FactorState = 'done' | 'ask' | 'enrol';

export interface SignedIn {
  actor: OfficerActor;
  csrf: string;
  /** What the session is called where it is listed; not what opens it. */
  session: string;
  factor: FactorState;
}

/** Unused for so long, a session is over; used or not, it is over at the end of a working day. */
const IDLE = minutes(30);
const LENGTH = hours(10);
const SEEN_EVERY = minutes(1);

/** Browsers that officers are signed in with. Every step up in trust gives the browser a new session. */
@Injectable()
export class OfficerSessions {
  constructor(
    @Inject(CONFIG) private readonly config: Config, private readonly work: UnitOfWork, private readonly reader: Reader, private readonly clock: Clock,
    private readonly records: Records,
  ) {}

  /** Opens a session in the transaction that proved who it is; the one that the browser had before is over. */
  async open(tx: EntityManager, officerId: string, { browser, previous, factorAt = null }: { browser: string | null; previous?: string; factorAt?: string | null }): Promise<string> {
    const at = this.clock.machine();
    const session = randomToken();
    if (previous) await tx.delete(OfficerSession, { tokenHash: tokenHash(previous) });
    await insertRows(tx, OfficerSession, [{
      tokenHash: tokenHash(session), officerId, csrf: randomToken(), createdAt: at, seenAt: at, expiresAt: plusMilliseconds(at, LENGTH), browser, factorAt,
    }]);
    return session;
  }

  /** Who is signed in with this session token; null where nobody is. */
  async find(session: string | undefined): Promise<SignedIn | null> {
    const row = session ? await this.reader.manager.findOneBy(OfficerSession, { tokenHash: tokenHash(session) }) : null;
    const now = this.clock.machine();
    if (!row || this.#isOver(row, now)) return null;
    const officer = await this.reader.manager.findOneBy(Officer, { id: row.officerId });
    if (!officer || officer.endedAt) return null;
    if (plusMilliseconds(row.seenAt, SEEN_EVERY) <= now) {
      await this.work.run((tx) => tx.update(OfficerSession, { tokenHash: row.tokenHash }, { seenAt: now }));
    }
    return { actor: actorOf(officer), csrf: row.csrf, session: row.tokenHash, factor: await this.#factorOf(row, officer) };
  }

  /** A session that has shown its second factor goes on as a new one. */
  async raise(tx: EntityManager, session: string): Promise<string> {
    const row = await tx.findOneBy(OfficerSession, { tokenHash: session });
    if (!row) throw new Refused('not-signed-in');
    await tx.delete(OfficerSession, { tokenHash: session });
    return this.open(tx, row.officerId, { browser: row.browser, factorAt: this.clock.machine() });
  }

  /** The officer's second factor is gone: whatever was shown of it counts no more. */
  async lower(tx: EntityManager, officerId: string): Promise<void> {
    await tx.update(OfficerSession, { officerId }, { factorAt: null });
  }

  /** The sessions of an officer that are not over, last used first. */
  async of(officerId: string): Promise<OfficerSession[]> {
    const now = this.clock.machine();
    const rows = await this.reader.manager.find(OfficerSession, { where: { officerId }, order: { seenAt: 'DESC', createdAt: 'DESC' } });
    return rows.filter((row) => !this.#isOver(row, now));
  }

  /** Ends one session of this officer; another officer's is as unknown as one that never was. */
  async end(actor: OfficerActor, session: string): Promise<void> {
    await this.work.run(async (tx) => {
      const { affected } = await tx.delete(OfficerSession, { officerId: actor.id, tokenHash: session });
      if (!affected) throw new Refused('session-unknown');
      this.#ended(actor, affected);
    });
  }

  /** An officer signs out. Signing in and out is no act of the Office: only sessions tell of it. */
  async signOut({ session }: SignedIn): Promise<void> {
    await this.work.run((tx) => tx.delete(OfficerSession, { tokenHash: session }));
  }

  /** Ends every session of an officer, in the transaction that takes the reason for them away. */
  async endAll(tx: EntityManager, officerId: string): Promise<number> {
    return (await tx.delete(OfficerSession, { officerId })).affected ?? 0;
  }

  async endOthers({ actor, session }: SignedIn): Promise<void> {
    await this.work.run(async (tx) => {
      const { affected } = await tx.delete(OfficerSession, { officerId: actor.id, tokenHash: Not(session) });
      if (affected) this.#ended(actor, affected);
    });
  }

  #ended(actor: OfficerActor, sessions: number): void {
    this.records.append({ act: 'officer.sessionsEnded', at: this.clock.now(), actor, open: { officer: actor.name, sessions } });
  }

  /** Takes away what is over. */
  async sweep(): Promise<void> {
    const now = this.clock.machine();
    await this.work.run((tx) => tx.createQueryBuilder().delete().from(OfficerSession)
      .where('"expiresAt" <= :now OR "seenAt" <= :idle', { now, idle: plusMilliseconds(now, -IDLE) }).execute());
  }

  #isOver({ seenAt, expiresAt }: OfficerSession, now: string): boolean {
    return expiresAt <= now || plusMilliseconds(seenAt, IDLE) <= now;
  }

  async #factorOf({ factorAt, officerId }: OfficerSession, { roles }: Officer): Promise<FactorState> {
    if (factorAt) return 'done';
    if (await this.reader.manager.existsBy(OfficerFactor, { officerId })) return 'ask';
    return this.config.secondFactor === 'required' && mustShowFactor(roles) ? 'enrol' : 'done';
  }
}
