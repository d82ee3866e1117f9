import { minutes } from '../../src/platform/clock.js';
import { Limits, networkOf, type Limit } from '../../src/platform/limits.js';
import { UnitOfWork } from '../../src/platform/unit-of-work.js';
import { ApplicationSessions, Calls } from '../../src/applications/index.js';
import { Conferences } from '../../src/conferences/index.js';
import { MissionLinks } from '../../src/missions/index.js';
import { Officers } from '../../src/officers/index.js';
import { Keys } from '../../src/platform/keys.js';
import { postgres } from '../support/databases.js';
import { application, link, openCalls } from '../doors/apply/applicant.js';
import { circulatedRound, draftRound } from '../support/round.js';
import { eachService } from '../support/running.js';
import { startService } from '../support/service.js';

eachService('tries', {}, (service) => {
  const limit = (kind: string): Limit => ({ kind, tries: 3, window: minutes(1) });
  const refused = (outcomes: PromiseSettledResult<unknown>[]): number => outcomes.filter(({ status }) => status === 'rejected').length;

  it('are counted by kind and source, and refused with the time to wait', async () => {
    const limits = service.get(Limits);
    for (let n = 0; n < 3; n++) await limits.take(limit('a'), 'one');
    await expect(limits.take(limit('a'), 'one')).rejects.toMatchObject({ rule: 'too-many-requests' });
    await expect(limits.check(limit('a'), 'one')).rejects.toMatchObject({ params: { seconds: expect.any(Number) } });
    await limits.check(limit('a'), 'other');
    await limits.check(limit('b'), 'one');
    await limits.clear(limit('a'), 'one');
    await limits.take(limit('a'), 'one');
  });

  it('that come at the same moment are all counted', async () => {
    const limits = service.get(Limits);
    expect(refused(await Promise.allSettled(Array.from({ length: 20 }, () => limits.take(limit('c'), 'one'))))).toBe(17);
  });

  it('write no more once a source has none left, and begin anew when the window is over', async () => {
    const limits = service.get(Limits);
    await Promise.allSettled(Array.from({ length: 50 }, () => limits.take(limit('d'), 'one')));
    const tries = async (): Promise<unknown> => service.get(UnitOfWork).run((tx) => tx.query('SELECT "tries", "until" FROM "attempt" ORDER BY "tag"'));
    const before = JSON.stringify(await tries());
    for (let n = 0; n < 10; n++) await limits.take(limit('d'), 'one').catch(() => undefined);
    expect(JSON.stringify(await tries())).toBe(before);
    await service.get(UnitOfWork).run((tx) => tx.query(`UPDATE "attempt" SET "until" = '2026-01-01T00:00:00.000Z'`));
    for (let n = 0; n < 3; n++) await limits.take(limit('d'), 'one');
    await expect(limits.take(limit('d'), 'one')).rejects.toMatchObject({ rule: 'too-many-requests' });
    await service.get(UnitOfWork).run((tx) => tx.query(`UPDATE "attempt" SET "until" = '2026-01-01T00:00:00.000Z'`));
    await limits.sweep();
    expect(await tries()).toEqual([]);
  });

  it('from an IPv6 network are counted for its site as well: whoever has a whole /48 has eight times the tries of one network', async () => {
    const limits = service.get(Limits);
    const from = (site: number, network: number): Promise<void> => limits.takeFrom(limit('f'), `2001:db8:${site}:${network.toString(16)}::1`);
    expect(refused(await Promise.allSettled(Array.from({ length: 4 }, () => from(1, 0))))).toBe(1);
    expect(refused(await Promise.allSettled(Array.from({ length: 40 }, (_, network) => from(1, network + 1))))).toBe(40 - 21);
    await from(2, 0);
    // What is looked for is refused likewise; the networks of IPv4 are their own.
    await expect(limits.finding(limit('f'), '2001:db8:1:ff::1', () => Promise.resolve('found'))).rejects.toMatchObject({ rule: 'too-many-requests' });
    for (let n = 0; n < 30; n++) await limits.takeFrom(limit('f'), `203.0.113.${n}`);
  });

  it('stand in the table without address or name', async () => {
    await service.get(Limits).take(limit('e'), '203.0.113.77');
    const rows = JSON.stringify(await service.get(UnitOfWork).run((tx) => tx.query('SELECT * FROM "attempt"')));
    expect(rows).not.toContain('203.0.113.77');
    expect(rows).toContain(service.get(Keys).tag('attempt', 'e', '203.0.113.77'));
  });
});

it('are counted by two processes together on PostgreSQL', async () => {
  const limit: Limit = { kind: 'together', tries: 4, window: minutes(1) };
  const database = await postgres();
  const first = await startService({ database: database.address });
  const second = await startService({ database: database.address, keyFile: first.keyFile });
  const outcomes = await Promise.allSettled(Array.from({ length: 12 }, (_, n) => (n % 2 ? first : second).get(Limits).take(limit, 'one')));
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(4);
  await second.close();
  await first.close();
  await database.drop();
});

describe('limits at the doors', () => {
  it('let a right link in after any number of wrong ones, and slow down wrong States on one link', async () => {
    const service = await startService({ now: '2026-12-01T15:00:00.000Z' });
    const { listId } = await circulatedRound(service, { names: 2, addresses: false });
    const linkOf = (iso2: string): string => service.get(MissionLinks).token(listId, iso2, 1);
    const page = (token: string): Promise<Response> => fetch(`${service.url}/m/${token}`, { headers: { 'accept-language': 'en' } });
    const session = (token: string, memberState: string): Promise<Response> => fetch(`${service.url}/api/v1/mission-sessions`, {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ link: token, memberState }),
    });
    const wrong = await Promise.all(Array.from({ length: 70 }, (_, n) => page(`${n}`.padStart(43, 'A'))));
    expect(wrong.filter(({ status }) => status === 404)).toHaveLength(60);
    const limited = wrong.find(({ status }) => status === 429)!;
    expect([limited.headers.get('content-type'), Number(limited.headers.get('retry-after')) > 0]).toEqual(['text/html; charset=utf-8', true]);
    expect(await limited.text()).toContain('There were too many tries');
    expect((await page(linkOf('FR'))).status).toBe(200);
    // The same count on the API, as a problem; the right link works there too.
    const problem = await session('A'.repeat(43), 'FR');
    expect([problem.status, problem.headers.get('content-type')]).toEqual([429, 'application/problem+json; charset=utf-8']);
    expect(await problem.json()).toMatchObject({ rule: 'too-many-requests', status: 429 });
    expect((await session(linkOf('FR'), 'FR')).status).toBe(201);
    const states = await Promise.all(Array.from({ length: 12 }, () => session(linkOf('KE'), 'FR')));
    expect(states.map(({ status }) => status).sort()).toEqual([...Array<number>(10).fill(422), 429, 429]);
    expect((await session(linkOf('KE'), 'KE')).status).toBe(201);
    await service.close();
  });

  it('let an applicant\'s own link in after any number of wrong ones, and send so many letters a minute', async () => {
    const service = await startService({ now: '2026-12-01T15:00:00.000Z' });
    const { conferenceId } = await draftRound(service, { names: 1, addresses: false });
    const { slug } = await service.get(Conferences).byId(conferenceId);
    await openCalls(service, conferenceId);
    const applicant = await application(service, conferenceId, 'own@invented.example', null);
    const page = (path: string): Promise<Response> => fetch(service.url + path);
    const wrong = await Promise.all(Array.from({ length: 70 }, (_, n) => page(`/apply/link/${`${n}`.padStart(43, 'A')}`)));
    expect([wrong.filter(({ status }) => status === 404).length, wrong.filter(({ status }) => status === 429).length]).toEqual([60, 10]);
    expect((await page(link(service, applicant))).status).toBe(200);
    const asked = await Promise.all(Array.from({ length: 32 }, (_, n) => fetch(`${service.url}/apply/c/${slug}/${n % 2 ? 'lost' : 'track/6b'}`, { method: 'POST', body: new URLSearchParams({ email: `a${n}@invented.example` }) })));
    expect([asked.filter(({ status }) => status === 200).length, asked.filter(({ status }) => status === 429).length]).toEqual([30, 2]);
    // The API stands on the same counts.
    const api = (path: string, body: object): Promise<Response> => fetch(`${service.url}/api/v1/${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
    const [call] = await service.get(Calls).of(conferenceId);
    expect((await api('applications', { callId: call!.id, email: 'one-more@invented.example', language: 'en' })).status).toBe(429);
    expect((await api('application-sessions', { link: 'A'.repeat(43) })).status).toBe(429);
    await service.close();
  });

  it('let a right token in after any number of wrong ones, and count the wrong ones of officers, Missions and applicants together', async () => {
    const service = await startService({ now: '2026-12-01T15:00:00.000Z' });
    const { conferenceId } = await draftRound(service, { names: 1, addresses: false });
    await openCalls(service, conferenceId);
    const { applicationId } = await application(service, conferenceId, 'own@invented.example', null);
    const { session } = await service.get(ApplicationSessions).open(service.get(Keys).token('application', applicationId, '1'));
    await service.get(Officers).add({ name: 'Amal Field', email: 'amal@office.example', roles: ['drafter'] });
    const token = await service.get(Officers).issueToken('amal@office.example', 'test');
    const ask = (bearer: string, path = 'conferences'): Promise<Response> => fetch(`${service.url}/api/v1/${path}`, { headers: { authorization: `Bearer ${bearer}` } });
    const wrong = await Promise.all(Array.from({ length: 70 }, (_, n) => ask(`nemcon_${n}`, 'application')));
    expect([wrong.filter(({ status }) => status === 401).length, wrong.filter(({ status }) => status === 429).length]).toEqual([60, 10]);
    for (const path of ['conferences', 'mission/list']) expect([path, (await ask('nemcon_another', path)).status]).toEqual([path, 429]);
    expect([(await ask(token)).status, (await ask(session, 'application')).status]).toEqual([200, 200]);
    await service.close();
  });
});

it('takes an IPv6 network for one source, and an IPv4 address however it is written', () => {
  expect(networkOf('203.0.113.7')).toBe('203.0.113.7');
  expect(networkOf('::ffff:203.0.113.7')).toBe('203.0.113.7');
  expect(new Set(['2001:db8:1:2:3:4:5:6', '2001:DB8:1:2::9', '2001:0db8:0001:0002:ffff::'].map((one) => networkOf(one))).size).toBe(1);
  expect(networkOf('2001:db8::1')).not.toBe(networkOf('2001:db8:0:1::1'));
  expect(networkOf('::1')).toBe('0:0:0:0');
  expect(networkOf('2001:db8:1:2::9', 3)).toBe('2001:db8:1');
  // As some proxies write it, with a port that is another one for each connection.
  expect([networkOf('203.0.113.7:51234'), networkOf('[2001:db8:1:2::9]:51234'), networkOf('[2001:db8:1:2::9]')]).toEqual(['203.0.113.7', '2001:db8:1:2', '2001:db8:1:2']);
  expect(networkOf('fe80::1%eth0')).toBe(networkOf('fe80::2'));
});
