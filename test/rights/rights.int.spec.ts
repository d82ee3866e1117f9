import { FastifyAdapter } from '@nestjs/platform-fastify';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { RequestMethod, type Type } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { Act } from '../../src/doors/office/acts/act.js';
import { actProviders } from '../../src/doors/office/acts/acts.js';
import { cookieOf } from '../../src/doors/apply/paths.js';
import { Missions } from '../../src/directory/index.js';
import { Sweep } from '../../src/lists/index.js';
import { MissionSessions } from '../../src/missions/index.js';
import { Officers, OfficerSessions } from '../../src/officers/index.js';
import { Attempt } from '../../src/platform/attempt.entity.js';
import { Clock } from '../../src/platform/clock.js';
import { Keys } from '../../src/platform/keys.js';
import { UnitOfWork } from '../../src/platform/unit-of-work.js';
import { EntityManager } from 'typeorm';
import type { Console } from '../doors/office/console.js';
import { eachDatabase, type Database } from '../support/databases.js';
import { startService, type Service } from '../support/service.js';
import { differences, endpoints, letters, ROLES, routeOf, type Endpoint, type Letter } from './endpoints.js';
import { CANARY, everything, halfSignedIn, makeWorld, object, type Objects, type RightsWorld } from './world.js';

/** Listens to the application make its routes, from the first one on; Fastify's own HEAD beside each GET is the GET. */
async function listening(into: Set<string>, start: () => Promise<Service>, plant: string[] = []): Promise<Service> {
  const { initHttpServer } = FastifyAdapter.prototype;
  FastifyAdapter.prototype.initHttpServer = function (this: FastifyAdapter, ...given: Parameters<typeof initHttpServer>) {
    initHttpServer.apply(this, given);
    const fastify = this.getInstance();
    fastify.addHook('onRoute', ({ method, url }) => {
      for (const one of [method].flat()) if (one !== 'HEAD' && one !== 'OPTIONS') into.add(`${one} ${url.replace(/\(.*$/, '').replace(/(?<=.)\/$/, '')}`);
    });
    for (const url of plant) fastify.get(url, () => 'open');
  };
  return start().finally(() => { FastifyAdapter.prototype.initHttpServer = initHttpServer; });
}

type Outcome = 'through' | 'lacks' | 'entrance' | 'second' | 'expired' | `fault ${number}`;

/** A form as a page sends it, or as a page with a file does. */
function formOf(fields: Record<string, string>, inParts = false): URLSearchParams | FormData {
  if (!inParts) return new URLSearchParams(fields);
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  return form;
}

/** What the door did, not what came after it: `through` is any answer of the route itself. */
function outcomeOf(status: number, location: string | null, text: string): Outcome {
  if (status >= 500 && status !== 503) return `fault ${status}`;
  if (status === 401 || location === '/office/sign-in') return 'entrance';
  if (location === '/office/second-factor') return 'second';
  if (status === 403 && /Your role does not include this\.|"role-lacks-right"/.test(text)) return 'lacks';
  if (status === 403 && /This form is too old|"form-expired"/.test(text)) return 'expired';
  return 'through';
}

eachDatabase('rights', (open) => {
  let database: Database;
  let service: Service;
  let world: RightsWorld;
  const routes = new Set<string>();
  beforeAll(async () => {
    database = await open();
    service = await listening(routes, () => startService({ database: database.address, now: '2026-12-01T15:00:00.000Z', ticks: false }));
    world = await makeWorld(service);
  });
  afterAll(async () => {
    await service.close();
    await database.drop();
  });

  const marks = new Map<Console, string>();
  async function markOf(console: Console): Promise<string> {
    if (!marks.has(console)) marks.set(console, /name="_csrf" value="([^"]+)"/.exec((await console.get('/office/account')).text)?.[1] ?? '');
    return marks.get(console)!;
  }

  /** The address of a route with the objects of a list put in; `instead` puts others in their place. */
  function fill(url: string, objects: Objects, instead: Objects = {}): string {
    const known: Objects = {
      file: 'proposed.csv', which: 'proposed', act: 'withdraw', '*': 'mark.svg', ...objects, listId: objects['list']!, nominationId: objects['name']!,
      objectionId: objects['objectionFR'] ?? 'none', filingId: objects['filingFR'] ?? 'none', proposalId: objects['proposal']!, ...instead,
    };
    if (/^\/(apply|office\/applications)\/a/.test(url)) known['id'] = instead['id'] ?? objects['application']!;
    if (url.startsWith('/dev/mailbox')) known['id'] = objects['mail']!;
    if (url.startsWith('/office/account/tokens')) known['token'] = instead['token'] ?? objects['officerToken']!;
    if (/^\/(office\/sign-in|apply\/link)/.test(url)) known['token'] = 'x'.repeat(43);
    return url.replace(/:(\w+)|\*/g, (part, name: string | undefined) => known[name ?? part] ?? 'none');
  }

  const BODIES: Record<string, Record<string, unknown>> = {
    'POST /office/proposals/:proposal': { typed: '6b' },
    'POST /api/v1/lists/:listId/objections/:objectionId/withdrawal': { reference: 'Note 9', receivedAt: '2026-12-05T15:00:00.000Z' },
    'POST /api/v1/lists/:listId/services/:serviceId/withdrawal': { reason: 'Invented' },
    'POST /api/v1/lists/:listId/disclosure-requests/:requestId/release': { proposalReason: 'Invented' },
    'POST /api/v1/mission/objections/:objectionId/basis': { basis: 'Invented' },
    'POST /api/v1/lists/:listId/letters/:letterId/loss': { reason: 'Invented' },
    'POST /api/v1/lists/:listId/revisions/:revision/label': { label: 'Invented' },
  };

  async function ask(endpoint: Endpoint, who: { console?: Console; token?: string; cookie?: string; mark?: string; inParts?: boolean }, url = fill(endpoint.url, world.own)): Promise<{ outcome: Outcome; status: number; text: string }> {
    const api = url.startsWith('/api/');
    const cookie = who.cookie ?? who.console?.cookie;
    const mark = who.mark ?? (who.console ? await markOf(who.console) : '');
    const body = BODIES[`${endpoint.method} ${endpoint.url}`] ?? {};
    const response = await fetch(service.url + url, {
      method: endpoint.method, redirect: 'manual',
      headers: {
        'accept-language': 'en', ...(cookie && !api ? { cookie } : {}), ...(api && who.token ? { authorization: `Bearer ${who.token}` } : {}),
        ...(api && endpoint.method === 'POST' ? { 'content-type': 'application/json' } : {}),
      },
      ...(endpoint.method === 'POST' ? { body: api ? JSON.stringify(body) : formOf({ ...body as Record<string, string>, _csrf: mark }, who.inParts) } : {}),
    });
    const text = await response.text();
    return { outcome: outcomeOf(response.status, response.headers.get('location'), text), status: response.status, text };
  }

  const as = (letter: Letter): { console: Console; token: string } => world.officers[letter];
  const ofRoles = endpoints.filter(({ roles }) => roles);
  const ofOfficers = endpoints.filter(({ roles, whom }) => roles || whom === 'signed');
  const ofMissions = endpoints.filter(({ whom }) => whom === 'mission');
  const ofApplicants = endpoints.filter(({ whom }) => whom === 'applicant');
  const line = ({ method, url }: Endpoint): string => `${method} ${url}`;

  it('every route of the running application is listed, and every act of the console', () => {
    expect(differences(routes)).toEqual({ unlisted: [], gone: [] });
    const acts = actProviders.map((of) => service.get(of as Type)).filter((one) => one instanceof Act).map(({ id }) => id);
    const listed = endpoints.flatMap(({ method, url }) => (/\/acts\/([\w-]+)$/.exec(url)?.[1] && method === 'POST' ? [/([\w-]+)$/.exec(url)![1]!] : []));
    expect(listed.sort()).toEqual(acts.sort());
  });

  it('a planted route that is not listed is found', async () => {
    const found = new Set<string>();
    await (await listening(found, startService, ['/office/planted'])).close();
    expect(differences(found)).toEqual({ unlisted: ['GET /office/planted'], gone: [] });
    expect(differences([...found].filter((route) => route !== 'GET /office/lists/:list/objections')).gone).toEqual(['GET /office/lists/:list/objections']);
  });

  it('pages of those who may not know of objections are the same with and without them', async () => {
    // Before any objection is filed, and after: what these roles can open must not tell the difference.
    const shown = async (): Promise<Record<string, string>> => {
      service.setTime('2026-12-10T15:00:00.000Z');
      // That a deadline has passed is noticed by whoever comes first: not by one of these two.
      await service.get(Sweep).run();
      const pages: Record<string, string> = {};
      for (const letter of ['R', 'O'] as const) {
        for (const list of ['list', 'lateList']) {
          for (const endpoint of ofOfficers.filter(({ method, roles, url }) => method === 'GET' && (roles ?? letters).includes(letter) && !/account/.test(url))) {
            const instead = { list: world.own[list]!, listId: world.own[list]! };
            pages[`${letter} ${list} ${line(endpoint)}`] = (await ask(endpoint, as(letter), fill(endpoint.url, world.own, instead))).text.replace(/name="_once" value="[^"]*"/g, '');
          }
        }
      }
      return pages;
    };
    const before = await shown();
    await object(service, world);
    const after = await shown();
    expect(Object.keys(before).filter((page) => before[page] !== after[page])).toEqual([]);
    // They could differ: the page of objections does, for those who may read it.
    expect((await ask(endpoints.find(({ url }) => url === '/office/lists/:list/objections')!, as('U'))).text).toContain('Brazil');
  });

  it('no general basis reaches a role that may not read reasons', async () => {
    const reached = new Map<Letter, string[]>(letters.map((letter) => [letter, []]));
    const late = { proposal: world.own['lateProposal']!, proposalId: world.own['lateProposal']! };
    for (const endpoint of ofOfficers.filter(({ method }) => method === 'GET')) {
      for (const letter of endpoint.roles ?? letters) {
        for (const instead of [{}, late]) {
          const { text } = await ask(endpoint, as(letter), fill(endpoint.url, world.own, instead));
          if (text.includes(CANARY)) reached.get(letter)!.push(line(endpoint));
        }
      }
    }
    expect([reached.get('R'), reached.get('U'), reached.get('O')]).toEqual([[], [], []]);
    for (const letter of ['D', 'A'] as const) expect(new Set(reached.get(letter))).toEqual(new Set(['GET /office/lists/:list/objections', 'GET /office/lists/:list/objections/:objection/withdraw', 'GET /office/proposals/:proposal', 'GET /api/v1/lists/:listId/objections', 'GET /api/v1/lists/:listId/disclosure-requests', 'GET /api/v1/proposals/:proposalId'].filter((page) => reached.get(letter)!.includes(page))));
    expect(reached.get('D')!.length).toBeGreaterThanOrEqual(4);
  });

  /** A form without the session's own sign, of either kind: the lines where it was not refused. */
  async function unmarked(endpoint: Endpoint, who: { console?: Console; cookie?: string }): Promise<string[]> {
    const wrong: string[] = [];
    for (const inParts of [false, true]) {
      const { outcome, status } = await ask(endpoint, { ...who, mark: 'wrong', inParts });
      if (outcome !== 'expired' && status !== 400) wrong.push(`${line(endpoint)} unmarked${inParts ? ' in parts' : ''}: ${outcome} ${status}`);
    }
    return wrong;
  }

  it('nobody comes in without signing in, with half a sign-in, or with what opens another door; nothing changes by it', async () => {
    const before = await everything(service);
    const wrong: string[] = [];
    for (const endpoint of [...ofOfficers, ...ofMissions, ...ofApplicants]) {
      const api = endpoint.url.startsWith('/api/');
      const office = ofOfficers.includes(endpoint);
      // The limit on wrong tokens is another test's matter.
      await service.get(UnitOfWork).run((tx) => tx.createQueryBuilder().delete().from(Attempt).execute());
      const closed = await ask(endpoint, {});
      if (closed.outcome !== 'entrance') wrong.push(`${line(endpoint)} nobody: ${closed.outcome} ${closed.status}`);
      const foreign = await ask(endpoint, office ? { token: world.missions.ownFR, cookie: `nemcon-office=${world.missions.ownFR}` } : { token: as('A').token, cookie: `m-${world.own['list']!.slice(0, 8)}=${as('A').token}; ${as('A').console.cookie}` });
      if (foreign.outcome !== 'entrance') wrong.push(`${line(endpoint)} other door: ${foreign.outcome} ${foreign.status}`);
      if (office && !api && endpoint.method === 'POST') {
        wrong.push(...await unmarked(endpoint, { console: as(endpoint.roles?.[0] ?? 'D').console }));
      }
      if (endpoint.method === 'POST' && endpoint.url.startsWith('/apply/a')) wrong.push(...await unmarked(endpoint, { cookie: `${cookieOf(world.own['application']!)}=${world.applicant}` }));
    }
    expect(wrong).toEqual([]);
    expect(await everything(service)).toBe(before);
  });

  it('an officer whose second step is missing reaches the second step alone', async () => {
    const strict = await startService({ database: database.address, keyFile: service.keyFile, now: service.get(Clock).now(), ticks: false, config: { secondFactor: 'required' } });
    const half = await halfSignedIn(strict);
    const wrong: string[] = [];
    const mark = /name="_csrf" value="([^"]+)"/.exec((await half.get('/office/second-factor')).text)![1]!;
    for (const endpoint of ofOfficers.filter(({ url }) => url.startsWith('/office'))) {
      const response = await fetch(strict.url + fill(endpoint.url, world.own), {
        method: endpoint.method, redirect: 'manual', headers: { cookie: half.cookie }, ...(endpoint.method === 'POST' ? { body: new URLSearchParams({ _csrf: mark }) } : {}),
      });
      if (response.headers.get('location') !== '/office/second-factor') wrong.push(`${line(endpoint)}: ${response.status}`);
      await response.arrayBuffer();
    }
    await strict.close();
    expect(wrong).toEqual([]);
  });

  /** Each endpoint with each role that may not come in; the lines where one did. */
  async function forbidden(among: Endpoint[]): Promise<string[]> {
    const wrong: string[] = [];
    for (const endpoint of among) {
      for (const letter of letters.filter((one) => !endpoint.roles!.includes(one))) {
        const { outcome, status } = await ask(endpoint, as(letter));
        if (outcome !== 'lacks') wrong.push(`${line(endpoint)} ${letter}: ${outcome} ${status}`);
      }
    }
    return wrong;
  }

  it('no role comes in where the table does not let it, and nothing changes by it', async () => {
    const before = await everything(service);
    expect(await forbidden(ofRoles)).toEqual([]);
    expect(await everything(service)).toBe(before);
  });

  describe('someone else\'s object', () => {
    /** Parameters that stand below another: a name of a list, an address of a Mission. */
    const nested = ofOfficers.filter(({ url }) => /\/(:list|:listId|:iso2)\/.*:(name|nominationId|objection|objectionId|scan|reminder|report|id|entry|request|requestId|serviceId|letterId|revision)\b|:webhook\/.*:delivery\b/.test(url));
    const part = (url: string): string => /:(\w+)[^:]*$/.exec(url)![1]!;
    /** What never was; revisions have numbers. */
    const never = (url: string): string => (part(url) === 'revision' ? '999' : '00000000-0000-4000-8000-000000000000');
    const foreign = (url: string): string => world.other[part(url)] ?? world.other['name']!;
    /** The endpoints that answer for this value of their last parameter otherwise than for one that never was. */
    const told = async (valueOf: (url: string) => string): Promise<string[]> => {
      const wrong: string[] = [];
      for (const endpoint of nested) {
        const values = [valueOf(endpoint.url), never(endpoint.url)];
        const answers = await Promise.all(values.map((value) => ask(endpoint, as(endpoint.roles![0]!), fill(endpoint.url, world.own, { [part(endpoint.url)]: value }))));
        const [given, unknown] = answers.map(({ status, text }, at) => `${status} ${text.replace(/name="_once" value="[^"]*"/g, '').replaceAll(values[at]!, '')}`);
        if (given !== unknown) wrong.push(`${line(endpoint)}: ${given!.slice(0, 3)} and ${unknown!.slice(0, 3)}`);
      }
      return wrong;
    };

    it('below a list, a Mission or a webhook is as unknown as one that never was', async () => {
      expect(nested.length).toBeGreaterThanOrEqual(20);
      const before = await everything(service);
      expect(await told(foreign)).toEqual([]);
      expect(await everything(service)).toBe(before);
    });

    it('below them would be found by a look-up that forgets what stands above: the test above can fail', async () => {
      const { findOne, findOneBy, update } = EntityManager.prototype;
      const alone = <W>(where: W): W => {
        const { listId: _, webhookId: __, ...rest } = where as Record<string, unknown>;
        return (rest['id'] !== undefined || rest['number'] !== undefined ? rest : where) as W;
      };
      EntityManager.prototype.findOne = function (this: EntityManager, entity, options) { return findOne.call(this, entity, { ...options, where: alone(options.where) }) as never; };
      EntityManager.prototype.findOneBy = function (this: EntityManager, entity, where) { return findOneBy.call(this, entity, alone(where)) as never; };
      EntityManager.prototype.update = function (this: EntityManager, entity, where, values) { return update.call(this, entity, alone(where), values); };
      try {
        const found = (await told(foreign)).map((wrong) => wrong.split(':').slice(0, -1).join(':'));
        expect(found).toEqual(expect.arrayContaining(['POST /api/v1/lists/:listId/letters/:letterId/loss', 'POST /api/v1/lists/:listId/revisions/:revision/label', 'POST /office/webhooks/:webhook/deliveries/:delivery/again']));
      } finally {
        Object.assign(EntityManager.prototype, { findOne, findOneBy, update });
      }
    });

    it('of another officer is unknown: sessions and tokens', async () => {
      for (const endpoint of endpoints.filter(({ url }) => /:session|tokens\/:token/.test(url))) {
        for (const letter of letters) expect([line(endpoint), letter, (await ask(endpoint, as(letter))).status]).toEqual([line(endpoint), letter, 404]);
      }
    });

    const missionWays = async (): Promise<string[]> => {
      const open: string[] = [];
      const cookie = (list: string, session: string): string => `m-${list.slice(0, 8)}=${session}`;
      const [own, other] = [world.own['list']!, world.other['list']!];
      for (const endpoint of ofMissions.filter(({ url }) => url.startsWith('/m/'))) {
        // A session of one list under the name of the other's cookie.
        const crossed = await ask(endpoint, { cookie: cookie(other, world.missions.ownFR) }, fill(endpoint.url, world.other));
        if (crossed.outcome !== 'entrance') open.push(`${line(endpoint)} of another list: ${crossed.status}`);
      }
      for (const endpoint of ofMissions.filter(({ url, method }) => /:objectionId|:filingId|:requestId/.test(url) && method === 'GET')) {
        const way = async (iso2: string): Promise<string> => {
          const { status } = await ask(endpoint, { cookie: cookie(own, world.missions.ownFR), token: world.missions.ownFR }, fill(endpoint.url, world.own, { objectionId: world.own[`objection${iso2}`] ?? iso2, filingId: world.own[`filing${iso2}`] ?? iso2, requestId: world.own[`answered${iso2}`] ?? iso2 }));
          return String(status);
        };
        if (await way('DE') !== await way('none')) open.push(`${line(endpoint)} of another State`);
        if (await way('FR') !== '200') open.push(`${line(endpoint)} own: closed`);
      }
      return open;
    };

    it('of another list or State is unknown to a Mission', async () => {
      expect(await missionWays()).toEqual([]);
    });

    it('would be open to a Mission if sessions were not of one list: the test above can fail', async () => {
      const sessions = service.get(MissionSessions);
      const [find, findWithDraft] = [sessions.find.bind(sessions), sessions.findWithDraft.bind(sessions)];
      const elsewhere = <S>(token: string | undefined, found: S | null): S | null => (
        found && token === world.missions.ownFR ? { ...found, listId: world.other['list']! } : found
      );
      sessions.find = async (token) => elsewhere(token, await find(token));
      sessions.findWithDraft = async (token) => elsewhere(token, await findWithDraft(token));
      try {
        expect((await missionWays()).filter((open) => open.includes('of another list')).length).toBeGreaterThanOrEqual(10);
      } finally {
        Object.assign(sessions, { find, findWithDraft });
      }
    });

    it('of another applicant is unknown, whatever the cookie is called; one\'s own is not', async () => {
      for (const endpoint of ofApplicants.filter(({ url }) => url.startsWith('/apply/'))) {
        const [own, theirs] = [world.own['application']!, world.other['application']!];
        const crossed = await ask(endpoint, { cookie: `${cookieOf(theirs)}=${world.applicant}` }, fill(endpoint.url, world.other));
        expect([line(endpoint), crossed.outcome]).toEqual([line(endpoint), 'entrance']);
        expect([line(endpoint), (await ask(endpoint, { cookie: `${cookieOf(own)}=${world.applicant}` })).outcome]).not.toEqual([line(endpoint), 'entrance']);
      }
    });

    it('of another State is not withdrawn, changed or read by the API', async () => {
      const before = await everything(service);
      for (const endpoint of ofMissions.filter(({ url, method }) => method === 'POST' && url.includes(':objectionId'))) {
        const api = endpoint.url.startsWith('/api/');
        const session = world.missions.ownFR;
        const cookie = `m-${world.own['list']!.slice(0, 8)}=${session}`;
        const page = api ? '' : await (await fetch(`${service.url}/m/list/${world.own['list']!}`, { headers: { cookie } })).text();
        const mark = /name="_csrf" value="([^"]+)"/.exec(page)?.[1] ?? '';
        const { status } = await ask(endpoint, { token: session, cookie, mark }, fill(endpoint.url, world.own, { objectionId: world.own['objectionDE']! }));
        expect([line(endpoint), status]).toEqual([line(endpoint), 404]);
      }
      expect(await everything(service)).toBe(before);
    });
  });

  it('an operator sends a letter again to the addresses in the directory, never to another one or with a new link', async () => {
    const resend = async (letter: Letter, body: object): Promise<[number, unknown]> => {
      const response = await fetch(`${service.url}/api/v1/lists/${world.own['list']!}/resendings`, {
        method: 'POST', headers: { authorization: `Bearer ${as(letter).token}`, 'content-type': 'application/json' }, body: JSON.stringify({ memberState: 'FR', ...body }),
      });
      const { rule, addresses } = await response.json() as { rule?: string; addresses?: string[] };
      return [response.status, rule ?? addresses];
    };
    const [before, elsewhere] = [await everything(service), { address: 'operator@office.example' }];
    for (const body of [elsewhere, { newLink: true }, { ...elsewhere, newLink: true }]) expect(await resend('O', body)).toEqual([403, 'role-lacks-right']);
    expect(await everything(service)).toBe(before);
    const directory = (await service.get(Missions).all()).find(({ iso2 }) => iso2 === 'FR')!.addresses.map(({ address }) => address);
    expect(await resend('O', {})).toEqual([200, directory]);
    expect(await resend('D', elsewhere)).toEqual([200, [elsewhere.address]]);
    // The page of a Mission's letters offers what is not refused.
    const page = `/office/lists/${world.own['list']!}/deliveries/FR`;
    for (const [letter, offered] of [['D', true], ['A', true], ['U', false], ['O', false]] as const) {
      const { text } = await as(letter).console.get(page);
      expect([letter, text.includes('/acts/resend?'), text.includes('/acts/service?')]).toEqual([letter, offered, offered]);
    }
  });

  it('every role comes in where the table lets it', async () => {
    const wrong: string[] = [];
    // Reading first: what is sent afterwards changes what there is to read.
    for (const method of ['GET', 'POST', 'DELETE']) {
      for (const endpoint of ofOfficers.filter((one) => one.method === method)) {
        for (const letter of endpoint.roles ?? letters) {
          const { outcome, status } = await ask(endpoint, as(letter));
          if (outcome !== 'through') wrong.push(`${line(endpoint)} ${letter}: ${outcome} ${status}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  // Last: what is planted lets acts happen.
  it('a route without its right check turns the table red, each of them', async () => {
    const handlers = new Map<string, object>();
    for (const { instance } of service.get(DiscoveryService).getControllers()) {
      const trimmed = (path: unknown): string => String([path].flat()[0]).replace(/^\/|\/$/g, '');
      const base = trimmed(Reflect.getMetadata(PATH_METADATA, (instance as object).constructor));
      for (const name of Object.getOwnPropertyNames(Object.getPrototypeOf(instance))) {
        const method = (instance as Record<string, unknown>)[name];
        const path = typeof method === 'function' ? Reflect.getMetadata(PATH_METADATA, method) as unknown : undefined;
        if (path === undefined) continue;
        const url = `/${[base, trimmed(path)].filter(Boolean).join('/')}`.replace(/\(.*$/, '');
        handlers.set(`${RequestMethod[Reflect.getMetadata(METHOD_METADATA, method as object) as number]} ${url}`, method as object);
      }
    }
    const [sessions, officers] = [service.get(OfficerSessions), service.get(Officers)];
    const [find, byToken] = [sessions.find.bind(sessions), officers.byToken.bind(officers)];
    const roles = Object.values(ROLES);
    /** Whoever asks has every right: neither the route nor what stands behind it holds anybody back. */
    const unguarded = async (act: () => Promise<boolean>): Promise<boolean> => {
      sessions.find = async (session) => { const found = await find(session); return found && { ...found, actor: { ...found.actor, roles } }; };
      officers.byToken = async (token) => { const actor = await byToken(token); return actor && { ...actor, roles }; };
      return act().finally(() => Object.assign(sessions, { find }) && Object.assign(officers, { byToken }));
    };
    const [byRoute, behind, silent]: string[][] = [[], [], []];
    for (const endpoint of ofRoles) {
      const handler = handlers.get(routeOf(endpoint));
      if (!handler) throw new Error(`no handler behind ${line(endpoint)}`);
      const red = async (): Promise<boolean> => (await forbidden([endpoint])).length > 0;
      const own = Reflect.getOwnMetadata('nemcon:needs', handler) as unknown;
      Reflect.defineMetadata('nemcon:needs', 'signedIn', handler);
      const fired = await red().finally(() => (own === undefined ? Reflect.deleteMetadata('nemcon:needs', handler) : Reflect.defineMetadata('nemcon:needs', own, handler)));
      // Where the route lost its check and still nobody came in, the handler behind it asks again: that one is taken away too.
      (fired ? byRoute : await unguarded(red) ? behind : silent)!.push(line(endpoint));
    }
    expect(silent).toEqual([]);
    expect(byRoute!.length).toBeGreaterThan(40);
    expect(byRoute!.length + behind!.length).toBe(ofRoles.length);
  });

  // Last of all: what was sealed on this list cannot be read again.
  it('once the key of a list is gone every page of it opens or says so, its proposals too', async () => {
    await service.get(Keys).destroyForList(world.own['list']!, '2026-12-10T15:00:00.000Z');
    const [wrong, closed]: [string[], string[]] = [[], []];
    for (const endpoint of ofOfficers.filter(({ method }) => method === 'GET')) {
      const { outcome, status, text } = await ask(endpoint, as(endpoint.roles?.[0] ?? 'D'));
      if (outcome !== 'through') wrong.push(`${line(endpoint)}: ${outcome} ${status}`);
      if (status === 410) (/can no longer be read by anyone/.test(text) ? closed : wrong).push(line(endpoint));
    }
    expect(wrong).toEqual([]);
    expect(closed).toEqual(expect.arrayContaining(['GET /office/proposals/:proposal', 'GET /api/v1/proposals/:proposalId', 'GET /api/v1/lists/:listId/objections']));
    expect((await as('D').console.get(`/office/lists/${world.own['list']!}/objections`)).text).toMatch(/can no longer be read by anyone/);
    for (const path of ['/office/proposals', '/office', `/office/lists/${world.own['list']!}`]) expect((await as('D').console.get(path)).status).toBe(200);
    expect((await as('A').console.post(`/office/proposals/${world.own['proposal']!}`, '/office/account', { do: 'close' })).status).toBe(410);
  });
});
