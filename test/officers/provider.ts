import { generateKeyPairSync } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import Provider from 'oidc-provider';
import type { Service } from '../support/service.js';

export const CLIENT = { clientId: 'nemcon', clientSecret: 'a-secret-of-the-test-alone-0123456789' };

/** Who sits before the institution's sign-in page, and what the institution says of that person. */
export interface Person {
  sub: string;
  email?: string;
  email_verified?: boolean;
  acr?: string;
}

export interface RunningProvider {
  issuer: URL;
  /** Whoever comes next is this person. */
  seat(person: Person): void;
  /** Takes the service on as a client; until then there is no provider, only a port. */
  serve(service: Service): void;
  close(): Promise<void>;
}

/** An HTTP server on a free port of this machine; what it answers can be set later. */
export async function listen(): Promise<{ origin: string; answer: (by: (request: IncomingMessage, response: ServerResponse) => void) => void; close(): Promise<void> }> {
  let by = (_: IncomingMessage, response: ServerResponse): void => { response.writeHead(503).end(); };
  const server = createServer((request, response) => by(request, response));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as { port: number };
  return {
    origin: `http://127.0.0.1:${port}`, answer: (given) => { by = given; },
    close: () => new Promise<void>((done) => { server.closeAllConnections(); server.close(() => done()); }),
  };
}

/** A real OpenID Connect provider. Its own sign-in page is one redirect: the person in the seat is let through. */
export async function startProvider(): Promise<RunningProvider> {
  const server = await listen();
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  let seated: Person = { sub: 'nobody' };
  return {
    issuer: new URL(server.origin),
    seat: (person) => { seated = person; },
    serve({ url }) {
      // It warns that it keeps everything in memory, which is what is wanted here.
      const { warn } = console;
      console.warn = () => undefined;
      const provider = new Provider(server.origin, {
        clients: [{ client_id: CLIENT.clientId, client_secret: CLIENT.clientSecret, redirect_uris: [`${url}/office/institution/return`] }],
        claims: { openid: ['sub'], email: ['email', 'email_verified'] }, acrValues: ['urn:test:two', 'urn:test:one'],
        pkce: { required: () => true }, cookies: { keys: ['test'] }, features: { devInteractions: { enabled: false } },
        jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: server.origin } as never] },
        interactions: { url: (_, { uid }) => `/interaction/${uid}` },
        findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ ...seated, sub }) as never }),
        async loadExistingGrant({ oidc }) {
          const grant = new oidc.provider.Grant({ clientId: oidc.client!.clientId, accountId: oidc.session!.accountId! });
          grant.addOIDCScope('openid email');
          await grant.save();
          return grant;
        },
      });
      console.warn = warn;
      const pages = provider.callback();
      server.answer((request, response) => {
        if (!request.url!.startsWith('/interaction/')) return void pages(request, response);
        void provider.interactionFinished(request, response, { login: { accountId: seated.sub, remember: false, ...(seated.acr ? { acr: seated.acr } : {}) } });
      });
    },
    close: () => server.close(),
  };
}

/** A browser that follows redirects and keeps the cookies of each origin. */
export class Traveller {
  readonly #jars = new Map<string, Map<string, string>>();

  cookies(url: string): string {
    return [...(this.#jars.get(new URL(url).origin) ?? [])].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  keep(url: string, name: string, value: string): void {
    const { origin } = new URL(url);
    this.#jars.set(origin, (this.#jars.get(origin) ?? new Map<string, string>()).set(name, value));
  }

  async ask(url: string): Promise<Response> {
    const response = await fetch(url, { redirect: 'manual', headers: { cookie: this.cookies(url), 'accept-language': 'en' } });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const at = pair.indexOf('=');
      if (/Max-Age=0|Expires=Thu, 01 Jan 1970/i.test(line)) this.#jars.get(new URL(url).origin)?.delete(pair.slice(0, at));
      else this.keep(url, pair.slice(0, at), pair.slice(at + 1));
    }
    return response;
  }

  /** Follows redirects from here; returns the address that begins like `until` without opening it. */
  async follow(from: string, until: string): Promise<string> {
    for (let url = from, hops = 0; hops < 10; hops += 1) {
      const response = await this.ask(url);
      const location = response.headers.get('location');
      if (!location) throw new Error(`no way on from ${url}: ${response.status} ${(await response.text()).slice(0, 300)}`);
      url = new URL(location, url).href;
      if (url.startsWith(until)) return url;
    }
    throw new Error('too many redirects');
  }
}
