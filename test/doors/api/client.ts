import { MissionLinks } from '../../../src/missions/index.js';
import { Officers } from '../../../src/officers/index.js';
import type { Service } from '../../support/service.js';
import { mustBeDescribed } from './described.js';

export interface Answer {
  status: number;
  headers: Headers;
  type: string;
  json: any;
}
interface Asked {
  token?: string;
  body?: unknown;
  headers?: Record<string, string>;
}

/** A client of the API over real HTTP. `body` is sent as JSON, a text as it is. */
export interface Client {
  ask(method: string, path: string, asked?: Asked): Promise<Answer>;
  /** The session token that a Mission's link is exchanged for. */
  enter(listId: string, iso2: string): Promise<string>;
}

/** Asks the API over HTTP; what it answers must be as it describes itself. */
export async function askApi(service: Service, method: string, path: string, { token, body, headers = {} }: Asked = {}): Promise<Answer> {
  const response = await fetch(`${service.url}/api/v1${path}`, {
    method, headers: { ...(token ? { authorization: `Bearer ${token}` } : {}), ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const type = response.headers.get('content-type') ?? '';
  const text = await response.text();
  const answer = { status: response.status, headers: response.headers, type, json: text && /json/.test(type) ? JSON.parse(text) : text };
  await mustBeDescribed(service, method, path, answer);
  return answer;
}

/** The client that speaks as an officer of this address unless told otherwise; adds the officer where there is none. */
export async function clientOf(service: Service, email = 'officer@nemcon.example'): Promise<Client> {
  if (!(await service.get(Officers).byEmail(email))) await service.get(Officers).add({ name: 'Invented Officer', email, roles: ['drafter', 'approver'] });
  const officer = await service.get(Officers).issueToken(email, 'test');
  const client: Client = {
    ask: (method, path, asked) => askApi(service, method, path, { token: officer, ...asked }),
    async enter(listId, iso2) {
      const link = service.get(MissionLinks).token(listId, iso2, 1);
      return (await client.ask('POST', '/mission-sessions', { token: '', body: { link, memberState: iso2 } })).json.token;
    },
  };
  return client;
}
