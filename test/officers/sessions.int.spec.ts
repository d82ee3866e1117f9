import { browserOf, Officers, OfficerSessions } from '../../src/officers/index.js';
import { OfficerSession } from '../../src/officers/officer.entity.js';
import { Reader } from '../../src/platform/reader.js';
import { UnitOfWork } from '../../src/platform/unit-of-work.js';
import { eachService } from '../support/running.js';
import { startService } from '../support/service.js';
import { clientOf } from '../doors/api/client.js';
import { consoleWith } from '../doors/office/console.js';
import { cookiesOf, enter, post } from './browser.js';

const FIREFOX = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0';
const SAFARI = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1';

eachService('sessions of officers', {}, (service) => {
  let [addressee, stranger] = ['', ''];
  let round = 0;
  // Two officers of its own for each test.
  beforeEach(async () => {
    round += 1;
    [addressee, stranger] = [`amal${round}@office.example`, `noor${round}@office.example`];
    await service.get(Officers).add({ name: 'Amal Field', email: addressee, roles: ['drafter'] });
    await service.get(Officers).add({ name: 'Noor Field', email: stranger, roles: ['drafter'] });
  });

  const age = (column: string, minutes: number): Promise<unknown> =>
    service.get(UnitOfWork).run((tx) => tx.query(`UPDATE "officer_session" SET "${column}" = '${new Date(Date.now() - minutes * 60_000).toISOString()}'`));

  it('are listed with browser, start and last use; one or all others can be ended', async () => {
    const desk = await enter(service, addressee, { 'user-agent': FIREFOX });
    const phone = await enter(service, addressee, { 'user-agent': SAFARI });
    const third = await enter(service, addressee);
    const page = await desk.get('/office/account');
    expect(page.text).toContain('Firefox, Windows (this browser)');
    expect(page.text).toContain('Safari, iPhone');
    const ends = [...page.text.matchAll(/action="(\/office\/account\/sessions\/[\w-]+\/end)"/g)].map(([, action]) => action!);
    expect(ends).toHaveLength(2);
    const [of] = (await service.get(OfficerSessions).of((await service.get(Officers).byEmail(addressee))!.id)).filter(({ browser }) => browser === 'Safari, iPhone');
    expect((await desk.post(`/office/account/sessions/${of!.tokenHash}/end`, '/office/account', {})).status).toBe(303);
    expect([(await phone.get('/office')).location, (await third.get('/office')).status]).toEqual(['/office/sign-in', 200]);
    expect((await desk.post('/office/account/sessions/end-others', '/office/account', {})).status).toBe(303);
    expect([(await third.get('/office')).location, (await desk.get('/office')).status]).toEqual(['/office/sign-in', 200]);
  });

  it('are nobody else\'s to end', async () => {
    const [mine, other] = [await enter(service, addressee), await enter(service, stranger)];
    const [row] = await service.get(OfficerSessions).of((await service.get(Officers).byEmail(addressee))!.id);
    const path = `/office/account/sessions/${row!.tokenHash}/end`;
    expect((await other.post(path, '/office/account', {})).status).toBe(404);
    expect((await other.post('/office/account/sessions/end-others', '/office/account', {})).status).toBe(303);
    expect((await mine.get('/office')).status).toBe(200);
  });

  it('end after thirty minutes without use, after ten hours with it, and are then taken away', async () => {
    const console = await enter(service, addressee);
    await age('seenAt', 29);
    expect((await console.get('/office')).status).toBe(200);
    // That was a use: the half hour runs anew.
    await age('createdAt', 29 + 29);
    expect((await console.get('/office')).status).toBe(200);
    await age('seenAt', 31);
    expect((await console.get('/office')).location).toBe('/office/sign-in');
    const other = await enter(service, addressee);
    const [row] = await service.get(Reader).manager.find(OfficerSession, { order: { createdAt: 'DESC' } });
    expect(Date.parse(row!.expiresAt) - Date.parse(row!.createdAt)).toBe(10 * 3_600_000);
    await age('expiresAt', 1);
    expect((await other.get('/office')).location).toBe('/office/sign-in');
    await service.get(OfficerSessions).sweep();
    expect(await service.get(Reader).manager.count(OfficerSession)).toBe(0);
  });

  it('are new at every sign-in: what a browser brought along opens nothing afterwards', async () => {
    const first = await enter(service, addressee);
    const token = await service.get(Officers).issueSignIn(addressee);
    // A value that somebody planted in the browser is not taken on.
    for (const cookie of [first.cookie, 'nemcon-office=planted']) {
      const link = cookie === first.cookie ? token : await service.get(Officers).issueSignIn(addressee);
      const entered = await post(service, `/office/sign-in/${link}`, { email: addressee }, { cookie });
      expect(cookiesOf(entered)).toMatch(/^nemcon-office=[\w-]{43}$/);
      expect(cookiesOf(entered)).not.toContain(cookie);
      expect((await consoleWith(service, cookie).get('/office')).location).toBe('/office/sign-in');
      expect((await consoleWith(service, cookiesOf(entered)).get('/office')).status).toBe(200);
    }
  });

  it('lose what they may with the officer\'s roles at once', async () => {
    const console = await enter(service, addressee);
    expect((await console.get('/office')).status).toBe(200);
    await service.get(UnitOfWork).run((tx) => tx.query(`UPDATE "officer" SET "endedAt" = '2026-11-24T00:00:00.000Z' WHERE "email" = '${addressee}'`));
    expect((await console.get('/office')).location).toBe('/office/sign-in');
  });

  it('of programs are tokens, listed with their last use and revoked by their officer alone', async () => {
    const client = await clientOf(service, addressee);
    expect((await client.ask('GET', '/conferences')).status).toBe(200);
    const [mine, other] = [await enter(service, addressee), await enter(service, stranger)];
    const page = await mine.get('/office/account');
    expect(page.text).not.toContain('Never used');
    const revoke = /action="(\/office\/account\/tokens\/[\w-]+\/revoke)"/.exec(page.text)![1]!;
    expect((await other.post(revoke, '/office/account', {})).status).toBe(404);
    expect((await client.ask('GET', '/conferences')).status).toBe(200);
    expect((await mine.post(revoke, '/office/account', {})).status).toBe(303);
    expect((await client.ask('GET', '/conferences')).status).toBe(401);
  });

  it('take no form without their own mark, on any of these pages', async () => {
    const [mine, other] = [await enter(service, addressee), await enter(service, stranger)];
    const foreign = /name="_csrf" value="([^"]+)"/.exec((await other.get('/office/account')).text)![1]!;
    for (const path of ['/office/account/sessions/end-others', '/office/account/second-factor', '/office/second-factor', '/office/sign-out']) {
      for (const _csrf of ['', foreign]) expect([path, (await mine.post(path, '/office/account', { _csrf, code: '1', do: 'end' })).status]).toEqual([path, 403]);
    }
    expect((await mine.get('/office')).status).toBe(200);
  });
});

it('keeps the session, and the language, in a __Host- cookie where people come by https', async () => {
  const service = await startService({ config: { publicUrl: 'https://accreditation.example' } });
  await service.get(Officers).add({ name: 'Amal Field', email: 'amal@office.example', roles: ['drafter'] });
  const entered = await post(service, `/office/sign-in/${await service.get(Officers).issueSignIn('amal@office.example')}`, { email: 'amal@office.example' });
  const [cookie] = entered.headers.getSetCookie();
  expect(cookie).toMatch(/^__Host-nemcon-office=[\w-]{43};/);
  for (const part of ['Path=/', 'HttpOnly', 'Secure', 'SameSite=Lax']) expect(cookie).toContain(part);
  expect(cookie).not.toMatch(/Domain=/i);
  // A cookie without the prefix, which a neighbouring host could set, is not looked at.
  const value = cookiesOf(entered).split('=')[1]!;
  expect((await fetch(`${service.url}/office`, { headers: { cookie: `nemcon-office=${value}` }, redirect: 'manual' })).status).toBe(303);
  expect((await fetch(`${service.url}/office`, { headers: { cookie: `__Host-nemcon-office=${value}` }, redirect: 'manual' })).status).toBe(200);
  const french = await fetch(`${service.url}/?lang=fr`);
  expect(french.headers.getSetCookie()).toEqual([expect.stringMatching(/^__Host-nemcon-language=fr;.*Secure/)]);
  const spoken = async (name: string): Promise<string> => /<html lang="(\w+)"/.exec(await (await fetch(service.url, { headers: { cookie: `${name}=fr` } })).text())![1]!;
  expect([await spoken('__Host-nemcon-language'), await spoken('nemcon-language')]).toEqual(['fr', 'en']);
  await service.close();
});

it('names browsers as officers would', () => {
  expect([FIREFOX, SAFARI, 'curl/8.0', undefined].map(browserOf)).toEqual(['Firefox, Windows', 'Safari, iPhone', null, null]);
  expect(browserOf('Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/147.0.0.0 Safari/537.36 Edg/147.0')).toBe('Edge, Linux');
});
