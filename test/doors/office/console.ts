import { setTimeout } from 'node:timers/promises';
import { Relay } from '../../../src/delivery/index.js';
import { DeliveriesQuery } from '../../../src/lists/index.js';
import { Officers } from '../../../src/officers/index.js';
import type { Service } from '../../support/service.js';

export interface Answer {
  status: number;
  location: string | null;
  headers: Headers;
  text: string;
}

/** An officer's browser without scripts: keeps the session, fills forms in from the page it stands on. */
export interface Console {
  cookie: string;
  get(path: string): Promise<Answer>;
  /** Sends a form with the mark and the version that the page at `from` carries. */
  post(path: string, from: string, fields: Record<string, string | string[]>): Promise<Answer>;
  upload(path: string, from: string, fields: Record<string, string | string[]>, file: { field: string; name: string; text: string | Buffer }): Promise<Answer>;
}

const hidden = (html: string, name: string): string | undefined => new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1];

export async function signIn(service: Service, email = 'officer@office.example', name = 'Amal Field'): Promise<Console> {
  const officers = service.get(Officers);
  if (!(await officers.byEmail(email))) await officers.add({ name, email, roles: ['drafter', 'approver'] });
  const token = await officers.issueSignIn(email);
  const entered = await fetch(`${service.url}/office/sign-in/${token}`, { method: 'POST', body: new URLSearchParams({ email }), redirect: 'manual' });
  return consoleWith(service, entered.headers.getSetCookie().map((line) => line.split(';')[0]).join('; '));
}

export function consoleWith(service: Service, cookie: string): Console {
  const answer = async (response: Response): Promise<Answer> => (
    { status: response.status, location: response.headers.get('location'), headers: response.headers, text: await response.text() }
  );
  const get = async (path: string): Promise<Answer> => answer(await fetch(service.url + path, { headers: { cookie, 'accept-language': 'en' }, redirect: 'manual' }));
  const carried = async (from: string): Promise<[string, string][]> => {
    const { text } = await get(from);
    return ['_csrf', '_once', 'seen', 'facts'].flatMap((name) => { const value = hidden(text, name); return value === undefined ? [] : [[name, value] as [string, string]]; });
  };
  const pairs = (fields: Record<string, string | string[]>): [string, string][] => Object.entries(fields).flatMap(([name, value]) => [value].flat().map((one) => [name, one] as [string, string]));
  return {
    cookie, get,
    async post(path, from, fields) {
      const own = pairs(fields);
      const body = new URLSearchParams([...(await carried(from)).filter(([name]) => !(name in fields)), ...own]);
      return answer(await fetch(service.url + path, { method: 'POST', body, headers: { cookie, 'accept-language': 'en' }, redirect: 'manual' }));
    },
    async upload(path, from, fields, file) {
      const body = new FormData();
      for (const [name, value] of [...(await carried(from)), ...pairs(fields)]) body.append(name, value);
      body.append(file.field, new Blob([typeof file.text === 'string' ? file.text : new Uint8Array(file.text)]), file.name);
      return answer(await fetch(service.url + path, { method: 'POST', body, headers: { cookie, 'accept-language': 'en' }, redirect: 'manual' }));
    },
  };
}

/** The session of a console, for a browser. */
export const cookiesOf = (service: Service, { cookie }: Pick<Console, 'cookie'>): { name: string; value: string; url: string }[] =>
  cookie.split('; ').map((pair) => { const [name = '', ...value] = pair.split('='); return { name, value: value.join('='), url: service.url }; });

/** Until no letter of the list waits; the service's own relay may hold some of them. */
export async function delivered(service: Service, listId: string): Promise<void> {
  for (;;) {
    await service.get(Relay).drain();
    const { queued, deferred } = await service.get(DeliveriesQuery).counts(listId, 'missions');
    if (queued + deferred === 0) return;
    await setTimeout(50);
  }
}

/** What was proposed at this address is approved by another officer; returns the page that shows the result. */
export async function approve(service: Service, proposal: string | null, key: string): Promise<Answer> {
  const other = await signIn(service, 'second@office.example', 'Other Approver');
  return other.post(proposal!, proposal!, { do: 'approve', typed: key });
}
