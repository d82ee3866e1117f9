import { randomBytes } from 'node:crypto';
import { ApplicationLinks, ApplicationSessions, ReplaceLinkHandler } from '../../src/applications/index.js';
import { cookieOf as applicantCookie, paths as applyPaths } from '../../src/doors/apply/paths.js';
import { cookieOf as representativeCookie, paths as representativePaths } from '../../src/doors/representatives/paths.js';
import { CreateListHandler, EditNamesHandler, Lists, ResendNoticeHandler } from '../../src/lists/index.js';
import { RepresentativeSessions } from '../../src/meetings/index.js';
import { MissionLinks } from '../../src/missions/index.js';
import { Keys } from '../../src/platform/keys.js';
import { Reader } from '../../src/platform/reader.js';
import { Refused } from '../../src/platform/refused.js';
import { eachDatabase } from '../support/databases.js';
import { invented, officer } from '../support/round.js';
import type { History } from './history.js';
import { quiet } from './leaks.js';
import { openRound, type Round } from './round.js';
import { number } from './size.js';
import { World } from './world.js';
import type { Asked } from './wire.js';

/** NEMCON_PROOF_GUESSES raises it; the proof of record is 100000. */
const GUESSES = number('NEMCON_PROOF_GUESSES', 1_000);
const history = { ...quiet, decisions: [], acts: [], late: [], afterwards: [] } satisfies History;

/** Doors that a token opens: what is asked with it, and by which language. Each request comes from an address of its own. */
const doors: [string, (token: string) => Omit<Asked, 'from'>][] = [
  ['the page of a Mission\'s link', (token) => ({ path: `/m/${token}` })],
  ['the same in Arabic', (token) => ({ path: `/m/${token}?lang=ar` })],
  ['the answer that exchanges the link', (token) => ({ path: `/m/${token}`, method: 'POST', form: [['memberState', 'KE']] })],
  ['the page "this is not us"', (token) => ({ path: `/m/${token}/not-us` })],
  ['telling that it is not us', (token) => ({ path: `/m/${token}/not-us`, method: 'POST', form: [['sure', 'yes']] })],
  ['a program\'s session', (token) => ({ path: '/api/v1/mission-sessions', method: 'POST', json: { link: token, memberState: 'KE' } })],
  ['a program that tells it is not us', (token) => ({ path: '/api/v1/misdirections', method: 'POST', json: { link: token } })],
  ['the page of an applicant\'s link', (token) => ({ path: `/apply/link/${token}` })],
  ['an applicant\'s program\'s session', (token) => ({ path: '/api/v1/application-sessions', method: 'POST', json: { link: token } })],
  ['the box that opens an application', (token) => ({ path: `/apply/link/${token}`, method: 'POST', form: [['open', 'yes']] })],
];

eachDatabase('a guessed token', (open) => {
  let world: World;
  let round: Round;
  let near: string[];
  /** Two applications; the link of the first was replaced. */
  let applicant: string;
  let stranger: string;
  let asked = 0;

  beforeAll(async () => {
    world = await World.alone(open);
    await world.step('circulation', '2026-12-01T15:00:00.000Z', async () => { round = await openRound(world, history, 0); });
    await world.step('a draft', '2026-12-01T15:10:00.000Z', async () => { near = await nearMisses(round); });
    await world.step('applications', '2026-12-01T15:20:00.000Z', async () => {
      [applicant, stranger] = round.applicants.map(({ applicationId }) => applicationId) as [string, string];
      await world.get(ReplaceLinkHandler).reissue({ applicationId: applicant, email: null, reason: 'Invented' }, officer);
    });
  });
  afterAll(() => world.close());

  /** The different answers, with the statements behind them, that the requests get; `x` stands where an answer repeats the token. */
  async function answers(tokens: string[], door: (token: string) => Omit<Asked, 'from'>, statements = true): Promise<Map<string, string>> {
    const found = new Map<string, string>();
    for (const token of tokens) {
      const from = `10.${(asked >> 16) & 255}.${(asked >> 8) & 255}.${asked++ & 255}`;
      const text = await world.look({ ...door(token), from }, statements);
      // What is only repeated tells nothing; a short word could stand there for another reason.
      found.set(token.length > 20 ? text.replaceAll(token, 'x') : text, token.slice(0, 60));
    }
    return found;
  }

  it.each(doors)('is answered at %s like every other, near or far, in every byte and by the same statements', async (_, door) => {
    const random = Array.from({ length: 20 }, () => randomBytes(32).toString('base64url'));
    const found = await answers([...random, ...near], door);
    expect([...found.values()].slice(1)).toEqual([]);
    expect([...found.keys()][0]).toMatch(/^404\n/);
    // The link itself opens: it is not the door that is shut to all. An applicant's door is shut to it.
    const link = world.get(MissionLinks).token(round.listId, 'KE', await world.get(MissionLinks).generation(round.listId, 'KE'));
    const opens = /^\/(apply|api\/v1\/application)/.test(door('').path) ? /^404\n/ : /^(200|201|202|303)\n/;
    expect((await answers([link], door)).keys().next().value).toMatch(opens);
  });

  it(`is not found by chance, and ${GUESSES} of them get one answer`, async () => {
    const tokens = Array.from({ length: GUESSES }, () => randomBytes(32).toString('base64url'));
    const found = await answers(tokens, doors[0]![1]);
    expect(found.size).toBe(1);
  }, 600_000 + 40 * GUESSES);

  it('is answered like no session, whatever it was a session of', async () => {
    const { listId } = round;
    const session = async (list: string, iso2: string, generation: number): Promise<string> => {
      const answer = await world.ask(null, { path: '/api/v1/mission-sessions', method: 'POST', from: '203.0.113.1', json: { link: world.get(MissionLinks).token(list, iso2, generation), memberState: iso2 } });
      return (JSON.parse(answer.body.toString()) as { token: string }).token;
    };
    const revoked = await session(listId, 'FR', 1);
    const over = await session(listId, 'KE', 2);
    await world.step('reissue', '2026-12-01T15:30:00.000Z', async () => reissue('FR'));
    await world.step('five hours later', '2026-12-01T20:01:00.000Z', async () => undefined);
    const elsewhere = await session(listId, 'AR', 1);
    const tokens = [revoked, over, 'x'.repeat(43), randomBytes(32).toString('base64url'), world.get(MissionLinks).token(listId, 'AR', 1)];
    const asBearer = await answers(tokens, (bearer) => ({ path: '/api/v1/mission/list', bearer }), false);
    expect([...asBearer.keys()]).toEqual([expect.stringMatching(/^401\n/)]);
    const cookie = (token: string, list: string): string => `__Host-m-${list.slice(0, 8)}=${token}`;
    const asCookie = await answers(tokens, (token) => ({ path: `/m/list/${listId}`, cookie: cookie(token, listId) }), false);
    expect([...asCookie.keys()]).toEqual([expect.stringMatching(/^401\n/)]);
    // A session of one list is none for another.
    const other = await world.get(Reader).manager.query('SELECT "id" FROM "list"') as { id: string }[];
    const foreign = other.find(({ id }) => id !== listId)!.id;
    expect((await world.ask(null, { path: `/m/list/${foreign}`, from: '203.0.113.2', cookie: cookie(elsewhere, foreign) })).status).toBe(401);
    expect((await world.ask(null, { path: `/m/list/${listId}`, from: '203.0.113.2', cookie: cookie(elsewhere, listId) })).status).toBe(200);
  });

  it.each(doors.slice(-3))('of an application is answered at %s like every other, near or far; the link itself opens', async (_, door) => {
    const link = applicantLink(applicant, 2);
    const random = Array.from({ length: 20 }, () => randomBytes(32).toString('base64url'));
    const found = await answers([...random, ...nearTo(link), applicantLink(applicant, 1), applicantLink(applicant, 3), applicantLink(round.ids[0]!, 1)], door);
    expect([...found.values()].slice(1)).toEqual([]);
    expect([...found.keys()][0]).toMatch(/^404\n/);
    expect((await answers([link], door)).keys().next().value).toMatch(/^(200|201|303)\n/);
  });

  it('of a session is answered like no session by applicants and representatives too', async () => {
    const { session: other } = await world.get(ApplicationSessions).open(applicantLink(stranger, 1));
    const { session: own } = await world.get(ApplicationSessions).open(applicantLink(applicant, 2));
    const { session: representative } = await world.get(RepresentativeSessions).open(applicant);
    const { session: elsewhere } = await world.get(RepresentativeSessions).open(stranger);
    const { session: closed } = await world.get(ApplicationSessions).open(applicantLink(applicant, 2));
    await world.get(ApplicationSessions).close(closed);
    const guesses = ['x'.repeat(43), randomBytes(32).toString('base64url'), closed, applicantLink(applicant, 2), ...nearTo(own).slice(0, 10)];
    const bearers = await answers([...guesses, representative], (bearer) => ({ path: '/api/v1/application', bearer }), false);
    expect([...bearers.keys()]).toEqual([expect.stringMatching(/^401\n/)]);
    for (const [path, name, foreign] of [[applyPaths.own(applicant), applicantCookie(applicant), other], [representativePaths.own(applicant), representativeCookie(applicant), elsewhere]] as const) {
      const found = await answers([...guesses, foreign], (token) => ({ path, cookie: `__Host-${name}=${token}` }), false);
      expect([path, [...found.keys()]]).toEqual([path, [expect.stringMatching(/^401\n/)]]);
    }
    expect((await world.ask(null, { path: applyPaths.own(applicant), from: '203.0.113.3', cookie: `__Host-${applicantCookie(applicant)}=${own}` })).status).toBe(200);
    expect((await world.ask(null, { path: representativePaths.own(applicant), from: '203.0.113.3', cookie: `__Host-${representativeCookie(applicant)}=${representative}` })).status).toBe(200);
  });

  it('of an organization\'s reference gets one answer too', async () => {
    const reference = round.references[0]!;
    const { id } = (await world.get(Reader).manager.query(`SELECT n."id" FROM "nomination" n JOIN "list" l ON l."id" = n."listId" WHERE l."state" = 'draft'`) as { id: string }[])[0]!;
    const guesses = [
      world.get(Keys).reference(id), reference.slice(0, -1), `${reference}A`, reference.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')),
      reference.split('-').reverse().join('-'), 'AAAAA-AAAAA-AAAAA-AAAAA-AAAAA', '%E0%A4', '..', 'x'.repeat(5_000),
    ];
    const enter = (reference: string): Omit<Asked, 'from'> => ({ path: '/representatives/enter', method: 'POST', form: [['reference', reference]] });
    const asked: ((guess: string) => Omit<Asked, 'from'>)[] = [(guess) => ({ path: `/status/${guess}` }), (guess) => ({ path: `/api/v1/public/status/${guess}` }), enter];
    for (const door of asked) {
      const found = await answers(guesses, door, false);
      expect([...found.values()].slice(1)).toEqual([]);
      expect([...found.keys()][0]).toMatch(/^404\n/);
    }
  });

  it.each([
    ['a word of its own for a link that was revoked', () => {
      const links = world.get(MissionLinks);
      const find = links.byToken.bind(links);
      links.byToken = async (token) => {
        if (token === links.token(round.listId, 'KE', 1)) throw new Refused('form-expired');
        return find(token);
      };
      return links;
    }],
    ['a look-up that is spared a token of the wrong length', () => {
      const links = world.get(MissionLinks);
      const find = links.byToken.bind(links);
      links.byToken = async (token) => (token.length === 43 ? find(token) : null);
      return links;
    }],
  ])('would be told from others by %s', async (_, plant) => {
    const links = plant();
    try {
      expect((await answers([randomBytes(32).toString('base64url'), ...near], doors[0]![1])).size).toBeGreaterThan(1);
    } finally {
      delete (links as Partial<MissionLinks>).byToken;
    }
  });

  const applicantLink = (id: string, generation: number): string => world.get(ApplicationLinks).token(id, generation);

  /** What is almost this token: each letter changed, one less, other letters. */
  function nearTo(link: string): string[] {
    const changed = [...link].map((letter, at) => link.slice(0, at) + (letter === 'A' ? 'B' : 'A') + link.slice(at + 1));
    return [...changed, link.slice(0, -1), link.slice(1), link.toUpperCase(), link.toLowerCase(), [...link].reverse().join('')];
  }

  async function reissue(iso2: string): Promise<void> {
    await world.get(ResendNoticeHandler).execute({ listId: round.listId, iso2, newLink: true }, officer);
  }

  /** Tokens that are almost the link of Kenya, or were, or will be, or are of another list or State. */
  async function nearMisses({ listId }: Round): Promise<string[]> {
    const links = world.get(MissionLinks);
    const { conferenceId } = await world.get(Lists).find(listId);
    const { id: draft } = await world.get(CreateListHandler).execute({ conferenceId, key: '6c' }, officer);
    await world.get(EditNamesHandler).add({ listId: draft, names: [invented(1)] }, officer);
    await reissue('KE');
    const link = links.token(listId, 'KE', 2);
    return [
      links.token(listId, 'KE', 1), links.token(listId, 'KE', 3), links.token(listId, 'KE', 0), links.token(draft, 'KE', 1), links.token(listId, 'DE', 1), links.token(listId, '', 1),
      ...nearTo(link), `${link}A`, `${link}=`, `${link}%20`, `${link}%00`,
      Buffer.from(link, 'base64url').toString('hex'), 'undefined', 'null', '0', '%27%20OR%201=1', 'x'.repeat(199), 'x'.repeat(201), 'x'.repeat(4_000), '%E0%A4%A', '%FF',
    ].filter((token) => token !== link);
  }
});
