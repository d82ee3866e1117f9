import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { AskedLetters, Outbox } from '../outbox/index.js';
import { Clock, minutes, plusMilliseconds } from '../platform/clock.js';
import { tokenHash } from '../platform/keys.js';
import { Limits, type Limit } from '../platform/limits.js';
import { isMailAddress, mailboxOf } from '../platform/mail-address.js';
import { refuseFields, Refused } from '../platform/refused.js';
import { UnitOfWork } from '../platform/unit-of-work.js';
import { Officer, OfficerSignIn } from './officer.entity.js';
import { Officers } from './officers.js';
import { OfficerSessions } from './sessions.js';

/** Where a request comes from: its address and its kind of browser, and the session it has already. */
export interface Visitor {
  address: string;
  browser: string | null;
  previous?: string;
}

interface AskedSignIn {
  email: string;
  language: 'en' | 'fr';
}

const ASKED_FROM: Limit = { kind: 'sign-in/from', tries: 60, window: minutes(15) };
/** The letters of one address: nobody's mailbox is flooded, and the links in the letters already there still work. */
const ASKED_FOR: Limit = { kind: 'sign-in/for', tries: 3, window: minutes(15) };
const WRONG_LINK: Limit = { kind: 'sign-in/link', tries: 20, window: minutes(15) };
const KEPT = minutes(60);

/** Signing in by a letter with a link. */
@Injectable()
export class SignIn {
  constructor(
    private readonly work: UnitOfWork, private readonly clock: Clock, private readonly limits: Limits, private readonly officers: Officers,
    private readonly sessions: OfficerSessions, private readonly asked: AskedLetters, private readonly outbox: Outbox,
  ) {}

  /**
   * Somebody asks for a letter. Whether the address is an officer's is not even looked up here: the answer, the statements and
   * the time they take are the same for every address.
   */
  async ask({ email, language }: AskedSignIn, { address }: Pick<Visitor, 'address'>): Promise<void> {
    mustBeAddress(email);
    await this.limits.takeFrom(ASKED_FROM, address);
    await this.limits.take(ASKED_FOR, mailboxOf(email));
    await this.asked.keep('signIn', { email: mailboxOf(email), language } satisfies AskedSignIn);
  }

  /** Writes the letters that were asked for, to officers; called by the tick. */
  async answer(): Promise<void> {
    await this.asked.answer<AskedSignIn>('signIn', {
      known: async (asked) => {
        const officers = new Set((await this.officers.all()).map(({ email }) => email));
        return asked.map(({ email }) => officers.has(email));
      },
      write: async (tx, { email, language }) => {
        const officer = await tx.findOneBy(Officer, { email, endedAt: IsNull() });
        if (!officer) return;
        const { signIn, expiresAt } = await this.officers.makeSignIn(tx, officer.id);
        await this.outbox.queue(tx, this.clock.now(), [{ notice: 'signIn', address: officer.email, language, data: { signIn }, ofUseUntil: expiresAt }]);
      },
    });
  }

  /**
   * Exchanges a link for a session. The address is typed again: a mail scanner that submits forms does not, and a letter that
   * went astray is not enough. Used, expired, unknown links and a wrong address give one and the same refusal. Only what is wrong counts:
   * a link has 256 bits, and no officer is kept out because others behind the same address guess.
   */
  async exchange({ token, email }: { token: string; email: string }, visitor: Visitor): Promise<{ session: string }> {
    mustBeAddress(email);
    const at = this.clock.machine();
    const session = await this.work.run(async (tx) => {
      const officer = await tx.findOneBy(Officer, { email: mailboxOf(email), endedAt: IsNull() });
      const { affected } = await tx.createQueryBuilder().update(OfficerSignIn).set({ usedAt: at })
        .where('"tokenHash" = :hash AND "officerId" = :id AND "usedAt" IS NULL AND "expiresAt" > :at', { hash: tokenHash(token), id: officer?.id ?? '', at }).execute();
      return officer && affected ? this.sessions.open(tx, officer.id, visitor) : null;
    });
    if (!session) {
      await this.limits.takeFrom(WRONG_LINK, visitor.address);
      throw new Refused('sign-in-unusable');
    }
    return { session };
  }

  /** Takes away links that are over. */
  async sweep(): Promise<void> {
    const old = plusMilliseconds(this.clock.machine(), -KEPT);
    await this.work.run((tx) => tx.createQueryBuilder().delete().from(OfficerSignIn).where('"expiresAt" <= :old', { old }).execute());
  }
}

function mustBeAddress(email: string): void {
  if (!email.trim()) throw refuseFields([{ field: 'email', rule: 'own-address-missing' }]);
  if (!isMailAddress(email.trim())) throw refuseFields([{ field: 'email', rule: 'email-shape', params: { value: email.slice(0, 80) } }]);
}
