import { Inject, Injectable } from '@nestjs/common';
import type * as Oidc from 'openid-client';
import { IsNull } from 'typeorm';
import { Clock, minutes, plusMilliseconds } from '../platform/clock.js';
import type { Config, InstitutionConfig } from '../platform/config.js';
import { Keys, randomToken } from '../platform/keys.js';
import { Limits, type Limit } from '../platform/limits.js';
import { Log } from '../platform/log.js';
import { mailboxOf } from '../platform/mail-address.js';
import { CONFIG } from '../platform/platform.module.js';
import { Refused } from '../platform/refused.js';
import { UnitOfWork } from '../platform/unit-of-work.js';
import { Officer } from './officer.entity.js';
import { OfficerSessions } from './sessions.js';
import type { Visitor } from './sign-in.js';

/** What the browser that sets out keeps, sealed, until it comes back. */
interface Journey {
  state: string;
  nonce: string;
  verifier: string;
  until: string;
}

/** The library is loaded by those who have an institution. */
interface Known {
  oidc: typeof Oidc;
  provider: Oidc.Configuration;
}

const JOURNEY = minutes(10);
const PATIENCE_SECONDS = 10;
/** No answer of an institution is nearly as long. */
const LONGEST_ANSWER = 1_000_000;
/** Whoever comes so soon after the institution could not be reached is told so without asking it again. */
const PAUSE = 5_000;
const CONTEXT = 'institution';
const REFUSED: Limit = { kind: 'institution', tries: 20, window: minutes(15) };

/**
 * Signing in through the institution (OpenID Connect, authorization code with PKCE). The institution says who somebody is, and
 * the list of officers who may come in: nobody becomes an officer here. Whatever does not fit is one and the same refusal.
 */
@Injectable()
export class Institution {
  #known: Promise<Known> | null = null;
  /** After a failure: when the institution is asked anew. */
  #again: string | null = null;

  constructor(
    @Inject(CONFIG) private readonly config: Config, private readonly work: UnitOfWork, private readonly clock: Clock, private readonly keys: Keys,
    private readonly limits: Limits, private readonly sessions: OfficerSessions, private readonly log: Log,
  ) {}

  get offered(): boolean {
    return this.config.institution !== null;
  }

  /** Where the browser goes, and what it keeps meanwhile. */
  async begin(): Promise<{ to: string; kept: string }> {
    const own = this.#own();
    const { oidc, provider } = await this.#provider(own);
    const [state, nonce, verifier] = [randomToken(), randomToken(), oidc.randomPKCECodeVerifier()];
    const to = oidc.buildAuthorizationUrl(provider, {
      redirect_uri: this.#back(), scope: 'openid email', response_type: 'code', state, nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256',
      ...(own.acr.length ? { acr_values: own.acr.join(' ') } : {}),
    });
    const journey: Journey = { state, nonce, verifier, until: plusMilliseconds(this.clock.machine(), JOURNEY) };
    return { to: to.href, kept: this.keys.seal(CONTEXT, JSON.stringify(journey)) };
  }

  /** The browser is back: `query` is what the institution sent along, `kept` what the browser kept. */
  async finish(query: string, kept: string | undefined, visitor: Visitor): Promise<{ session: string }> {
    const own = this.#own();
    const known = await this.#provider(own);
    let fault: unknown;
    const proved = await this.#prove(known, query, kept).catch((error: unknown) => {
      fault = error;
      return null;
    });
    const session = proved && await this.work.run(async (tx) => {
      const officer = await tx.findOneBy(Officer, { email: proved.email, endedAt: IsNull() });
      // The institution's own second factor counts where the installation names the values of `acr` that stand for one.
      const factorAt = proved.acr && own.acr.includes(proved.acr) ? this.clock.machine() : null;
      return officer ? this.sessions.open(tx, officer.id, { ...visitor, factorAt }) : null;
    });
    if (!session) {
      await this.limits.takeFrom(REFUSED, visitor.address);
      // Of an answer that does not fit; whoever sends them without end fills no log.
      if (fault) this.log.fault(fault, CONTEXT);
      throw new Refused(fault instanceof Unanswered ? 'institution-unreachable' : 'institution-refused');
    }
    return { session };
  }

  /** What must be true of an answer; each has a test that plants its absence. */
  checks({ state, nonce, verifier }: Journey): Oidc.AuthorizationCodeGrantChecks {
    return { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true };
  }

  async #prove({ oidc, provider }: Known, query: string, kept: string | undefined): Promise<{ email: string; acr: string | undefined } | null> {
    const journey = kept ? JSON.parse(this.keys.open(CONTEXT, kept)) as Journey : null;
    if (!journey || journey.until <= this.clock.machine()) return null;
    const tokens = await oidc.authorizationCodeGrant(provider, new URL(`${this.#back()}?${query}`), this.checks(journey));
    const claims = tokens.claims()!;
    // Many institutions give the address with the token, others where the token is shown once more.
    const { email, email_verified: verified } = typeof claims['email'] === 'string'
      ? claims as { email?: unknown; email_verified?: unknown }
      : await oidc.fetchUserInfo(provider, tokens.access_token, claims.sub);
    return typeof email === 'string' && verified === true ? { email: mailboxOf(email), acr: typeof claims.acr === 'string' ? claims.acr : undefined } : null;
  }

  #own(): InstitutionConfig {
    if (!this.config.institution) throw new Refused('page-unknown');
    return this.config.institution;
  }

  #back(): string {
    return `${this.config.publicUrl}/office/institution/return`;
  }

  /** Asked of the institution once; after a failure anew, but not for each who comes meanwhile, nor is each a line of the log. */
  #provider(own: InstitutionConfig): Promise<Known> {
    if (!this.#known || (this.#again && this.#again <= this.clock.machine())) {
      this.#again = null;
      this.#known = discover(own).catch((error: unknown) => {
        this.#again = plusMilliseconds(this.clock.machine(), PAUSE);
        this.log.fault(error, CONTEXT);
        throw new Refused('institution-unreachable');
      });
    }
    return this.#known;
  }
}

/** The institution did not answer: not in time, with a fault of its own, or without end. A TypeError is what the library hands on as it is. */
class Unanswered extends TypeError {
  override readonly name = 'Unanswered';
}

/** Asks the institution, and reads no more than one of its answers can be long. */
async function ask(url: string, options: Oidc.CustomFetchOptions): Promise<Response> {
  try {
    const response = await fetch(url, options as RequestInit);
    const parts: Uint8Array[] = [];
    let length = 0;
    for await (const part of response.body ?? []) {
      length += part.length;
      if (length > LONGEST_ANSWER) throw new Error('An answer without end');
      parts.push(part);
    }
    if (response.status >= 500) throw new Error(`An answer with status ${response.status}`);
    return new Response(parts.length ? Buffer.concat(parts) : null, response);
  } catch (cause) {
    throw new Unanswered('The institution did not answer', { cause });
  }
}

async function discover({ issuer, clientId, clientSecret }: InstitutionConfig): Promise<Known> {
  const oidc = await import('openid-client');
  const provider = await oidc.discovery(issuer, clientId, clientSecret, undefined, {
    timeout: PATIENCE_SECONDS, [oidc.customFetch]: ask,
    // Signatures of tokens are checked although they come straight from the institution; plain http is for this machine only.
    execute: [oidc.enableNonRepudiationChecks, ...(issuer.protocol === 'http:' ? [oidc.allowInsecureRequests] : [])],
  });
  return { oidc, provider };
}
