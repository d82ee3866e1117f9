import { memberStates } from '../../src/directory/index.js';
import { ResendNoticeHandler } from '../../src/lists/index.js';
import { emptyDraft, MissionCodes, MissionLinks, MissionSessions } from '../../src/missions/index.js';
import { MissionSession } from '../../src/missions/mission-link.entity.js';
import type { OpenSession } from '../../src/missions/mission-sessions.js';
import { randomToken, tokenHash } from '../../src/platform/keys.js';
import { Reader } from '../../src/platform/reader.js';
import { UnitOfWork } from '../../src/platform/unit-of-work.js';
import { dice } from '../support/dice.js';
import { circulatedRound, officer } from '../support/round.js';
import { eachService } from '../support/running.js';

eachService('sessions of Missions that are asked for in one turn', { now: '2026-12-01T15:00:00.000Z', ticks: false }, (service) => {
  /** Three hundred tokens in no order, each with what it is a session of; null where it is none. */
  let asked: { token: string; is: OpenSession | null }[];

  beforeAll(async () => {
    const sessions = service.get(MissionSessions);
    const lists = await Promise.all([0, 1].map(() => circulatedRound(service, { names: 1, addresses: false })));
    const opened = await Promise.all(memberStates().slice(0, 120).map(async ({ iso2 }, at) => {
      const { listId } = lists[at % 2]!;
      const { session } = await sessions.open({ token: service.get(MissionLinks).token(listId, iso2, 1), memberState: iso2 });
      return { session, listId, iso2 };
    }));
    const live = opened.slice(0, 100);
    const [over, replaced] = [opened.slice(100, 110), opened.slice(110)];
    await service.get(UnitOfWork).run(async (tx) => {
      for (const { session } of over) await tx.update(MissionSession, { tokenHash: tokenHash(session) }, { expiresAt: '2000-01-01T00:00:00.000Z' });
    });
    for (const { listId, iso2 } of replaced) await service.get(ResendNoticeHandler).execute({ listId, iso2, newLink: true, address: 'mission@invented.example' }, officer);
    const csrf = new Map((await service.get(Reader).manager.find(MissionSession)).map((row) => [row.tokenHash, row.csrf]));
    const lives = live.map(({ session, listId, iso2 }) => ({ token: session, is: { listId, iso2, csrf: csrf.get(tokenHash(session))! } }));
    const none = [...[...over, ...replaced].map(({ session }) => session), ...Array.from({ length: 80 }, randomToken)].map((token) => ({ token, is: null }));
    const { below } = dice('NEMCON_PROOF_SEED');
    // Each that lives twice, and the others once.
    asked = [...lives, ...lives, ...none].map((one) => [below(1 << 30), one] as const).sort(([a], [b]) => a - b).map(([, one]) => one);
  });

  /** How many of them got something else than their own. */
  async function mistaken(): Promise<number> {
    const sessions = service.get(MissionSessions);
    const found = await Promise.all(asked.map(({ token }) => sessions.find(token).catch(() => 'a box that does not open')));
    return found.filter((one, at) => JSON.stringify(one) !== JSON.stringify(asked[at]!.is)).length;
  }

  it('each get their own State, however they are mixed: twice asked for, unknown, over, or by a link that was replaced', async () => {
    expect(asked).toHaveLength(300);
    expect(new Set(asked.flatMap(({ is }) => (is ? [is.iso2] : [])))).toHaveProperty('size', 100);
    expect(await mistaken()).toBe(0);
    expect(await service.get(MissionSessions).find(undefined)).toBeNull();
  });

  it('are as many for pages, each of which looks for its own with what was ticked so far', async () => {
    const found = await Promise.all(asked.map(({ token }) => service.get(MissionSessions).findWithDraft(token)));
    expect(found).toEqual(asked.map(({ is }) => is && { ...is, draft: emptyDraft }));
  });

  it('are not made by a link that is replaced while it is exchanged', async () => {
    const { listId } = await circulatedRound(service, { names: 1, addresses: false });
    const [codes, sessions] = [service.get(MissionCodes), service.get(MissionSessions)];
    const check = codes.check.bind(codes);
    codes.check = (...of) => service.get(ResendNoticeHandler).execute({ listId, iso2: 'KE', newLink: true, address: 'mission@invented.example' }, officer).then(() => check(...of));
    const before = await service.get(Reader).manager.count(MissionSession);
    await expect(sessions.open({ token: service.get(MissionLinks).token(listId, 'KE', 1), memberState: 'KE' })).rejects.toThrow('link-unusable');
    codes.check = check;
    expect(await service.get(Reader).manager.count(MissionSession)).toBe(before);
  });

  const faults: [string, (rows: Record<string, string>[]) => Record<string, string>[]][] = [
    ['rows matched by their place', (rows) => rows.map((row, at) => ({ ...row, tokenHash: rows[(at + 1) % rows.length]!['tokenHash']! }))],
    ['one row for whoever asks', (rows) => rows.map((row) => ({ ...rows[0]!, tokenHash: row['tokenHash']! }))],
    ['sessions that do not end', (rows) => rows.map((row) => ({ ...row, expiresAt: '2099-01-01T00:00:00.000Z' }))],
  ];
  it.each(faults)('would be caught with %s', async (_, fault) => {
    const { committed } = service.get(Reader);
    const query = committed.query.bind(committed);
    committed.query = (async (sql: string, values: unknown[]) => {
      const rows = await query(sql, values) as Record<string, string>[];
      return sql.includes('"mission_session"') ? fault(rows) : rows;
    }) as typeof committed.query;
    try {
      expect(await mistaken()).toBeGreaterThan(0);
    } finally {
      delete (committed as Partial<typeof committed>).query;
    }
  });
});
