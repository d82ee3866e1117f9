import type { ServerResponse } from 'node:http';
import * as oidc from 'openid-client';
import { Institution, Officers, SecondFactor } from '../../src/officers/index.js';
import { Attempt } from '../../src/platform/attempt.entity.js';
import { Clock } from '../../src/platform/clock.js';
import { Keys } from '../../src/platform/keys.js';
import { Limits } from '../../src/platform/limits.js';
import { Log } from '../../src/platform/log.js';
import { UnitOfWork } from '../../src/platform/unit-of-work.js';
import type { Config } from '../../src/platform/config.js';
import { swap, takeOut } from '../proofs/swap.js';
import { eachDatabase, type Database } from '../support/databases.js';
import { startService, type Service } from '../support/service.js';
import { enrol, enter } from './browser.js';
import { CLIENT, listen, startProvider, Traveller, type Person, type RunningProvider } from './provider.js';

const AMAL: Person = { sub: 'amal', email: 'Amal@office.example', email_verified: true };
let provider: RunningProvider;
let service: Service;

const start = async (issuer: URL, config: Partial<Config> = {}, acr: string[] = [], on: Pick<NonNullable<Parameters<typeof startService>[0]>, 'database' | 'keyFile'> = {}): Promise<Service> => {
  const started = await startService({ config: { institution: { issuer, ...CLIENT, acr }, ...config }, ...on });
  if (!(await started.get(Officers).byEmail('amal@office.example'))) await started.get(Officers).add({ name: 'Amal Field', email: 'amal@office.example', roles: ['drafter'] });
  return started;
};
const back = (): string => `${service.url}/office/institution/return`;
/** The address at the institution that the console sends a browser to. */
const sentTo = async (traveller: Traveller): Promise<string> => (await traveller.ask(`${service.url}/office/institution`)).headers.get('location')!;
/** The way there and back, up to the address that opens the console; `alter` changes what the browser is sent with. */
async function returning(traveller: Traveller, alter: (url: URL) => void = () => undefined): Promise<string> {
  const to = new URL(await sentTo(traveller));
  alter(to);
  return traveller.follow(to.href, back());
}
const letIn = (response: Response): boolean => response.status === 303 && response.headers.get('location') === '/office' && /nemcon-office=[\w-]{43}/.test(response.headers.getSetCookie().join());
async function refused(response: Response): Promise<void> {
  expect(letIn(response)).toBe(false);
  expect(response.headers.getSetCookie().join()).not.toMatch(/nemcon-office=/);
  expect([response.status, (await response.text()).includes('Your institution did not vouch for an officer')]).toEqual([403, true]);
}
const changed = (url: string, change: (query: URLSearchParams) => void): string => {
  const to = new URL(url);
  change(to.searchParams);
  return to.href;
};

eachDatabase('an institution', (open) => {
  let database: Database;
  beforeAll(async () => {
    database = await open();
    provider = await startProvider();
    service = await start(provider.issuer, {}, [], { database: database.address });
    provider.serve(service);
  });
  beforeEach(async () => {
    provider.seat(AMAL);
    await service.get(UnitOfWork).run((tx) => tx.createQueryBuilder().delete().from(Attempt).execute());
  });
  afterAll(async () => {
    await service.close();
    await provider.close();
    await database.drop();
  });

  it('signs an officer in whose verified address the institution gives', async () => {
    const traveller = new Traveller();
    expect(await (await traveller.ask(`${service.url}/office/sign-in`)).text()).toContain('href="/office/institution"');
    const to = new URL(await sentTo(traveller));
    expect(Object.fromEntries(to.searchParams)).toMatchObject({ response_type: 'code', code_challenge_method: 'S256', scope: 'openid email', client_id: 'nemcon', redirect_uri: back() });
    expect(new Set(['state', 'nonce', 'code_challenge'].map((name) => to.searchParams.get(name)!.length))).toEqual(new Set([43]));
    const entered = await traveller.ask(await traveller.follow(to.href, back()));
    expect(letIn(entered)).toBe(true);
    expect(await (await traveller.ask(`${service.url}/office/account`)).text()).toContain('Amal Field');
  });

  it('makes nobody an officer, and lets in none whose address is not verified or who has left', async () => {
    const people: Person[] = [
      { sub: 'stranger', email: 'stranger@office.example', email_verified: true }, { sub: 'unverified', email: 'amal@office.example', email_verified: false },
      { sub: 'unsaid', email: 'amal@office.example' }, { sub: 'bare' }, { sub: 'words', email: 'amal@office.example', email_verified: 'true' as never },
    ];
    for (const person of people) {
      provider.seat(person);
      const traveller = new Traveller();
      await refused(await traveller.ask(await returning(traveller)));
    }
    expect(await service.get(Officers).all()).toHaveLength(1);
    await service.get(UnitOfWork).run((tx) => tx.query(`UPDATE "officer" SET "endedAt" = '2026-11-24T00:00:00.000Z'`));
    provider.seat(AMAL);
    const traveller = new Traveller();
    await refused(await traveller.ask(await returning(traveller)));
    await service.get(UnitOfWork).run((tx) => tx.query(`UPDATE "officer" SET "endedAt" = NULL`));
  });

  it('takes nobody for the officer whose address another one turns into once its capitals are made small', async () => {
    await service.get(Officers).add({ name: 'Kim Field', email: 'kim@office.example', roles: ['drafter'] });
    const way = async (email: string): Promise<Response> => {
      provider.seat({ sub: 'kim', email, email_verified: true });
      const traveller = new Traveller();
      return traveller.ask(await returning(traveller));
    };
    // The sign for kelvin, of which the small letter is k.
    await refused(await way('\u212Aim@office.example'));
    expect(letIn(await way('KIM@office.example'))).toBe(true);
  });

  it('gives the browser a new session, and ends the one that it brought along', async () => {
    const traveller = new Traveller();
    const before = await enter(service, 'amal@office.example');
    traveller.keep(service.url, 'nemcon-office', before.cookie.split('=')[1]!);
    expect(letIn(await traveller.ask(await returning(traveller)))).toBe(true);
    expect(traveller.cookies(service.url)).not.toContain(before.cookie);
    expect((await before.get('/office')).location).toBe('/office/sign-in');
  });

  it('takes no way back that this browser did not set out on', async () => {
    const [own, other] = [new Traveller(), new Traveller()];
    const [mine, theirs] = [await returning(own), await returning(other)];
    // A link that somebody else has made ready: signed in under the wrong name without noticing.
    await refused(await own.ask(theirs));
    // The journey is over with the first answer, whatever it was.
    await refused(await own.ask(mine));
    await refused(await new Traveller().ask(theirs));
    expect(letIn(await other.ask(theirs))).toBe(true);
    await refused(await other.ask(theirs));
  });

  it('takes no code twice and no journey that is too old or of another installation', async () => {
    const traveller = new Traveller();
    const address = await returning(traveller);
    const [, kept] = /nemcon-institution=([^;]+)/.exec(traveller.cookies(service.url))!;
    expect(letIn(await traveller.ask(address))).toBe(true);
    traveller.keep(service.url, 'nemcon-institution', kept!);
    await refused(await traveller.ask(address));

    const late = new Traveller();
    const again = await returning(late);
    const [, box] = /nemcon-institution=([^;]+)/.exec(late.cookies(service.url))!;
    const keys = service.get(Keys);
    const journey = JSON.parse(keys.open('institution', decodeURIComponent(box!))) as { until: string };
    const sealed = (until: string): string => encodeURIComponent(keys.seal('institution', JSON.stringify({ ...journey, until })));
    late.keep(service.url, 'nemcon-institution', sealed('2026-01-01T00:00:00.000Z'));
    await refused(await late.ask(again));
    late.keep(service.url, 'nemcon-institution', 'not-a-box-of-this-key');
    await refused(await late.ask(again));
    late.keep(service.url, 'nemcon-institution', sealed(journey.until));
    expect(letIn(await late.ask(again))).toBe(true);
  });

  it('asks for the second step still, unless the institution vouches for one that the installation names', async () => {
    const lenient = service;
    service = await start(provider.issuer, { secondFactor: 'required' }, ['urn:test:two'], { database: database.address, keyFile: lenient.keyFile });
    provider.serve(service);
    const way = async (acr: string): Promise<string | null> => {
      provider.seat({ ...AMAL, acr });
      const traveller = new Traveller();
      expect(letIn(await traveller.ask(await returning(traveller)))).toBe(true);
      return (await traveller.ask(`${service.url}/office`)).headers.get('location');
    };
    expect(await way('urn:test:one')).toBe('/office/second-factor');
    expect(await way('urn:test:two')).toBeNull();
    await enrol(service, await enter(service, 'amal@office.example'));
    expect(await service.get(SecondFactor).of((await service.get(Officers).byEmail('amal@office.example'))!.id)).not.toBeNull();
    expect([await way('urn:test:one'), await way('urn:test:two')]).toEqual(['/office/second-factor', null]);
    await service.close();
    service = lenient;
    provider.serve(service);
  });

  it('makes whoever is refused again and again wait, and lets in whom the institution vouches for', async () => {
    const traveller = new Traveller();
    const statuses: number[] = [];
    for (let n = 0; n < 21; n += 1) statuses.push((await traveller.ask(`${back()}?code=x&state=y`)).status);
    expect([new Set(statuses.slice(0, 20)), statuses[20]]).toEqual([new Set([403]), 429]);
    expect(letIn(await traveller.ask(await returning(traveller)))).toBe(true);
  });

  /** How often the log tells of 25 answers that do not fit. */
  async function linesOfMany(): Promise<number> {
    let faults = 0;
    swap(service.get(Log), 'fault', () => () => { faults += 1; });
    const traveller = new Traveller();
    for (let n = 0; n < 25; n += 1) {
      traveller.keep(service.url, 'nemcon-institution', 'not-a-box-of-this-key');
      await traveller.ask(`${back()}?code=x&state=y`);
    }
    takeOut();
    return faults;
  }

  it('takes down what does not fit, and no more of it from whoever sends it without end', async () => {
    expect(await linesOfMany()).toBe(20);
  });

  it('would be seen to fill the log without the limit', async () => {
    swap(service.get(Limits), 'takeFrom', () => () => Promise.resolve());
    expect(await linesOfMany()).toBe(25);
  });
});

describe('what the console asks of an institution', () => {
  beforeEach(async () => {
    provider = await startProvider();
    service = await start(provider.issuer);
    provider.serve(service);
    provider.seat(AMAL);
  });
  afterEach(async () => {
    await service.close();
    await provider.close();
  });

  describe('each check of the answer, and the same answer where the check is left out', () => {
    const planted = async (fault: (checks: oidc.AuthorizationCodeGrantChecks) => oidc.AuthorizationCodeGrantChecks, act: () => Promise<Response>): Promise<void> => {
      const institution = service.get(Institution);
      const honest = institution.checks.bind(institution);
      institution.checks = (journey) => fault(honest(journey));
      expect(letIn(await act())).toBe(true);
      institution.checks = honest;
    };

    it('state', async () => {
      const act = async (): Promise<Response> => {
        const traveller = new Traveller();
        return traveller.ask(changed(await returning(traveller), (query) => query.set('state', 'x'.repeat(43))));
      };
      await refused(await act());
      await planted((checks) => ({ ...checks, expectedState: oidc.skipStateCheck }), act);
      const traveller = new Traveller();
      await refused(await traveller.ask(changed(await returning(traveller), (query) => query.delete('state'))));
    });

    it('nonce', async () => {
      const other = 'n'.repeat(43);
      const act = async (): Promise<Response> => {
        const traveller = new Traveller();
        return traveller.ask(await returning(traveller, ({ searchParams }) => searchParams.set('nonce', other)));
      };
      await refused(await act());
      await planted((checks) => ({ ...checks, expectedNonce: other }), act);
    });

    it('PKCE', async () => {
      const verifier = oidc.randomPKCECodeVerifier();
      const challenge = await oidc.calculatePKCECodeChallenge(verifier);
      const act = async (): Promise<Response> => {
        const traveller = new Traveller();
        return traveller.ask(await returning(traveller, ({ searchParams }) => searchParams.set('code_challenge', challenge)));
      };
      await refused(await act());
      await planted((checks) => ({ ...checks, pkceCodeVerifier: verifier }), act);
    });

    it('issuer of the answer', async () => {
      for (const iss of ['https://elsewhere.example', '']) {
        const traveller = new Traveller();
        await refused(await traveller.ask(changed(await returning(traveller), (query) => (iss ? query.set('iss', iss) : query.delete('iss')))));
      }
    });

    it('issuer and signature of the token', async () => {
      // Says it is another issuer, and sends on to the real one: tokens come whose issuer is not who was asked.
      const front = await listen();
      const other = await startProvider();
      const facts = await (await fetch(`${provider.issuer.href}.well-known/openid-configuration`)).json() as Record<string, unknown>;
      const foreign = (lie: Record<string, unknown>) => front.answer((_, response) => {
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ ...facts, authorization_response_iss_parameter_supported: false, ...lie }));
      });
      const attempt = async (issuer: URL): Promise<Response> => {
        await service.close();
        service = await start(issuer);
        provider.serve(service);
        const traveller = new Traveller();
        const to = new URL(await sentTo(traveller));
        return traveller.ask(changed(await traveller.follow(to.href, back()), (query) => query.delete('iss')));
      };
      foreign({ issuer: front.origin });
      await refused(await attempt(new URL(front.origin)));
      // The keys of another: the signature is nobody's.
      foreign({ issuer: front.origin, jwks_uri: `${other.issuer.href}jwks` });
      other.serve(service);
      await refused(await attempt(new URL(front.origin)));
      // The same way with the truth: let in.
      const traveller = new Traveller();
      await service.close();
      service = await start(provider.issuer);
      provider.serve(service);
      expect(letIn(await traveller.ask(await returning(traveller)))).toBe(true);
      await front.close();
      await other.close();
    });
  });

  /** What an institution says of itself, whose tokens come from `front`. */
  const factsOf = async (front: string): Promise<string> => {
    provider.serve(service);
    const facts = await (await fetch(`${provider.issuer.href}.well-known/openid-configuration`)).json() as Record<string, unknown>;
    return JSON.stringify({ ...facts, issuer: front, token_endpoint: `${front}/token`, authorization_response_iss_parameter_supported: false });
  };
  const json = { 'content-type': 'application/json' };
  /** Answers without end; `sent` says how many bytes were taken. */
  const endless = (counted: { sent: number }) => (response: ServerResponse): void => {
    const more = Buffer.alloc(64 * 1024, ' ');
    const go = (): void => {
      while (!response.destroyed && response.write(more)) counted.sent += more.length;
      if (!response.destroyed) response.once('drain', go);
    };
    response.writeHead(200, json);
    go();
  };

  it('says so when the institution cannot be reached, asks it once for all who come meanwhile, and goes on once it can', async () => {
    const silent = await listen();
    await service.close();
    service = await start(new URL(silent.origin));
    const [clock, log] = [service.get(Clock), service.get(Log)];
    let [asked, faults] = [0, 0];
    log.fault = () => { faults += 1; };
    silent.answer((_, response) => {
      asked += 1;
      response.writeHead(503).end();
    });
    const ask = async (): Promise<number> => (await new Traveller().ask(`${service.url}/office/institution`)).status;
    expect(new Set([...await Promise.all(Array.from({ length: 10 }, ask)), await ask(), await ask()])).toEqual(new Set([503]));
    expect([asked, faults]).toEqual([1, 1]);
    const facts = await factsOf(silent.origin);
    silent.answer((_, response) => { response.writeHead(200, json).end(facts); });
    clock.machine = () => new Date(Date.now() + 10_000).toISOString();
    expect(await ask()).toBe(303);
    await silent.close();
  });

  it('lets in nobody where the institution answers without end, with a fault or not at all, says so, and reads little of it', async () => {
    const front = await listen();
    const facts = await factsOf(front.origin);
    await service.close();
    service = await start(new URL(front.origin));
    const counted = { sent: 0 };
    front.answer((_, response) => endless(counted)(response));
    expect((await new Traveller().ask(`${service.url}/office/institution`)).status).toBe(503);
    service.get(Clock).machine = () => new Date(Date.now() + 10_000).toISOString();
    const answers: ((response: ServerResponse) => void)[] = [endless(counted), (response) => response.writeHead(500).end('no'), (response) => response.destroy()];
    for (const answer of answers) {
      front.answer((request, response) => (request.url === '/token' ? answer(response) : void response.writeHead(200, json).end(facts)));
      const traveller = new Traveller();
      const state = new URL(await sentTo(traveller)).searchParams.get('state')!;
      const came = await traveller.ask(`${back()}?code=x&state=${state}`);
      expect([came.status, came.headers.getSetCookie().join().includes('nemcon-office=')]).toEqual([503, false]);
    }
    expect(counted.sent).toBeLessThan(50_000_000);
    await front.close();
  });

  it('is not there where no institution is set', async () => {
    const plain = await startService();
    for (const path of ['', '/return?code=x&state=y']) expect((await fetch(`${plain.url}/office/institution${path}`, { redirect: 'manual' })).status).toBe(404);
    expect(await (await fetch(`${plain.url}/office/sign-in`)).text()).not.toContain('/office/institution');
    await plain.close();
  });
});
