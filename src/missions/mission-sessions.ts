import { Injectable } from '@nestjs/common';
import { Clock, hours, minutes, plusMilliseconds, type Instant } from '../platform/clock.js';
import { sweepExpired } from '../platform/expired.js';
import { insertRows } from '../platform/insert.js';
import { Keys, randomToken, tokenHash } from '../platform/keys.js';
import { Limits, type Limit } from '../platform/limits.js';
import { Reader } from '../platform/reader.js';
import { selectAmong, selectRows } from '../platform/select.js';
import { Refused } from '../platform/refused.js';
import { Together } from '../platform/together.js';
import { UnitOfWork } from '../platform/unit-of-work.js';
import { MissionCodes } from './mission-codes.js';
import { MissionLinks } from './mission-links.js';
import { MissionSession, type MissionLink } from './mission-link.entity.js';
import { MissionVisits } from './mission-visits.js';

/** At least; until the next whole hour, so that the end of a session does not tell when it began. */
const LENGTH = hours(4);
/** For how many seconds a browser keeps a session: as long as one can last. The server decides whether it does. */
export const LONGEST_SESSION = (LENGTH + hours(1)) / 1_000;
/** So much holds some forty bases of full length, deflated. Nothing is kept that could not be filed. */
const DRAFT_SIZE = 65_536;
/** A link has 256 bits: only what is wrong counts, so that no Mission is kept out because others behind its address guess or mistype. */
const UNKNOWN_LINK: Limit = { kind: 'mission-link', tries: 60, window: minutes(1) };
/** Wrong States on one link. The window is short: near the deadline nobody may keep the right Mission waiting. */
const WRONG_STATE: Limit = { kind: 'mission-state', tries: 10, window: minutes(1) };

/** What a Mission has ticked and typed so far, kept between pages. */
export interface Draft {
  /** Names ticked, with the basis typed for each where there is one. */
  names: { nominationId: string; basis: string }[];
  basisForAll: string;
}
export const emptyDraft: Draft = { names: [], basisForAll: '' };

export interface OpenSession {
  listId: string;
  iso2: string;
  csrf: string;
}

/** A session and what stands in it so far, for pages. */
export interface DraftSession extends OpenSession {
  draft: Draft;
}

type Whose = Pick<OpenSession, 'listId' | 'iso2'>;
/** More sessions than Missions have at a time. */
const KNOWN = 2_000;

type Live = Pick<MissionSession, 'tokenHash' | 'sealed' | 'csrf' | 'expiresAt'>;

/** Short sessions of Missions: the deliberate answer that exchanges a link, and what was typed since. */
@Injectable()
export class MissionSessions {
  readonly #live = new Together<Live>(async (hashes) => {
    const rows = await selectAmong<Live>(
      this.reader.committed, `SELECT "tokenHash", "sealed", "csrf", "expiresAt" FROM "mission_session" WHERE "tokenHash" IN (?)`, hashes,
    );
    return new Map(rows.map((row) => [row.tokenHash, row]));
  });

  /** Whose the boxes of sessions in use are: whether a session lives is asked of the database each time, whose it is never changes. */
  readonly #known = new Map<string, Whose>();

  constructor(
    private readonly work: UnitOfWork, private readonly reader: Reader, private readonly clock: Clock,
    private readonly keys: Keys, private readonly links: MissionLinks, private readonly visits: MissionVisits, private readonly codes: MissionCodes, private readonly limits: Limits,
  ) {}

  /**
   * Exchanges a link for a session. `memberState` is the one deliberate answer: the State, chosen from a list, which no
   * mail scanner gives; `code` is the one sent by another channel, where the modality asks for it. A link may be exchanged many
   * times; unknown, revoked and foreign links give one refusal.
   */
  async open({ token, memberState, code = '' }: { token: string; memberState: string; code?: string }, from = 'here'): Promise<{ session: string; expiresAt: string; listId: string; iso2: string }> {
    const link = await this.linkOf(token, from);
    const { listId, iso2 } = link;
    if (memberState !== iso2) {
      await this.limits.take(WRONG_STATE, link.tokenHash);
      throw new Refused('state-does-not-match', {}, [{ field: 'memberState', rule: 'state-does-not-match' }]);
    }
    await this.codes.check(listId, iso2, code);
    const session = randomToken();
    const hash = tokenHash(session);
    const expiresAt = atWholeHour(plusMilliseconds(this.clock.machine(), LENGTH));
    const at = this.clock.now();
    await this.work.run(async (tx) => {
      await this.visits.change(tx, listId, iso2, ({ openedAt }) => ({ openedAt: openedAt ?? at }));
      // The visits are held now, as by whoever replaces a link: none is made by one that was revoked meanwhile.
      if (!(await this.links.byToken(token))) throw new Refused('link-unusable');
      await insertRows(tx, MissionSession, [{
        tokenHash: hash, missionTag: this.links.missionTag(listId, iso2), sealed: this.keys.seal(`mission-session:${hash}`, JSON.stringify({ listId, iso2 })),
        csrf: randomToken(), expiresAt, draft: this.#seal(listId, hash, emptyDraft),
      }]);
    });
    return { session, expiresAt, listId, iso2 };
  }

  /** The link that a token stands for, or one refusal for all that it does not; `from` is the address that asks. With the key of its list a link has ended. */
  async linkOf(token: string, from: string): Promise<MissionLink> {
    const link = await this.links.byToken(token);
    if (link && this.keys.lives(link.listId)) return link;
    await this.limits.takeFrom(UNKNOWN_LINK, from);
    throw new Refused('link-unusable');
  }

  /** The session a token stands for; null when it is unknown or over. */
  async find(session: string | undefined): Promise<OpenSession | null> {
    const row = session && await this.#live.ask(tokenHash(session));
    return row && row.expiresAt > this.clock.machine() ? this.#opened(row) : null;
  }

  /** The same with what was ticked and typed: its box is as large as the largest draft, so none but pages ask for it. */
  async findWithDraft(session: string | undefined): Promise<DraftSession | null> {
    if (!session) return null;
    const [row] = await selectRows<MissionSession>(this.reader.manager, `SELECT * FROM "mission_session" WHERE "tokenHash" = ?`, [tokenHash(session)]);
    if (!row || row.expiresAt <= this.clock.machine()) return null;
    const open = this.#opened(row);
    return { ...open, draft: JSON.parse(this.keys.ofList(open.listId).open(`draft:${row.tokenHash}`, row.draft)) as Draft };
  }

  #opened({ tokenHash: hash, sealed, csrf }: Live): OpenSession {
    const known = this.#known.get(sealed);
    if (known) return { ...known, csrf };
    const whose = JSON.parse(this.keys.open(`mission-session:${hash}`, sealed)) as Whose;
    if (this.#known.size === KNOWN) this.#known.clear();
    this.#known.set(sealed, whose);
    return { ...whose, csrf };
  }

  async keepDraft(session: string, listId: string, draft: Draft): Promise<void> {
    const hash = tokenHash(session);
    await this.work.run((tx) => tx.update(MissionSession, { tokenHash: hash }, { draft: this.#seal(listId, hash, draft) }));
  }

  /** Sealed and of one size, ticks or none: whoever reads the row cannot tell whether the Mission chose a name. */
  #seal(listId: string, hash: string, draft: Draft): string {
    return this.keys.ofList(listId).seal(`draft:${hash}`, JSON.stringify(draft), DRAFT_SIZE);
  }

  async close(session: string): Promise<void> {
    await this.work.run((tx) => tx.delete(MissionSession, { tokenHash: tokenHash(session) }));
  }

  async sweep(): Promise<void> {
    await sweepExpired(this.work, MissionSession, this.clock.machine());
  }
}

const atWholeHour = (instant: Instant): Instant => new Date(Math.ceil(Date.parse(instant) / hours(1)) * hours(1)).toISOString();
