import { TOTP, Secret } from 'otpauth';
import { Relay, TrialMail } from '../../src/delivery/index.js';
import { Officers, SignIn } from '../../src/officers/index.js';
import { Reader } from '../../src/platform/reader.js';
import type { Service } from '../support/service.js';
import { consoleWith, type Answer, type Console } from '../doors/office/console.js';

/** Cookies as a browser keeps them: what the server sets replaces what was there. */
export const cookiesOf = (response: Pick<Response, 'headers'>): string =>
  response.headers.getSetCookie().filter((line) => !/Max-Age=0|Expires=Thu, 01 Jan 1970/i.test(line)).map((line) => line.split(';')[0]).join('; ');

export async function post(service: Service, path: string, fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(service.url + path, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual', headers: { 'accept-language': 'en', ...headers } });
}

/** Asks for a letter as the sign-in page does, and lets the service write and send what was asked for. */
export async function letterTo(service: Service, email: string): Promise<TrialMail | undefined> {
  const asked = await post(service, '/office/sign-in', { email });
  if (asked.status !== 303) throw new Error(`asked: ${asked.status}`);
  await service.get(SignIn).answer();
  await service.get(Relay).drain();
  return (await service.get(Reader).manager.find(TrialMail, { where: { recipient: email }, order: { at: 'DESC' } }))[0];
}

export const linkIn = (raw: string): string => /\/office\/sign-in\/[\w-]{43}/.exec(raw.replace(/=\r?\n/g, ''))![0];

/** Signs in with a link; the second step is still to come where one is asked for. */
export async function enter(service: Service, email: string, headers: Record<string, string> = {}): Promise<Console> {
  const token = await service.get(Officers).issueSignIn(email);
  const entered = await post(service, `/office/sign-in/${token}`, { email }, headers);
  if (entered.status !== 303) throw new Error(`entered: ${entered.status}`);
  return consoleWith(service, cookiesOf(entered));
}

export const codeOf = (secret: string, stepsAhead = 0): string =>
  new TOTP({ secret: Secret.fromBase32(secret.replace(/\s/g, '')) }).generate({ timestamp: Date.now() + stepsAhead * 30_000 });

export const secretOn = (answer: Answer): string => /class="n-secret">([A-Z2-7 ]+)</.exec(answer.text)![1]!;
export const recoveryCodesOn = (answer: Answer): string[] => [...answer.text.matchAll(/class="n-secret">([0-9A-Z]{5}-[0-9A-Z]{5})</g)].map(([, code]) => code!);

/** Sets up an app: returns the session that goes on, the secret, the code that proved it and the recovery codes. */
export async function enrol(service: Service, half: Console): Promise<{ console: Console; secret: string; used: string; codes: string[] }> {
  const secret = secretOn(await half.get('/office/second-factor'));
  const used = codeOf(secret);
  const done = await half.post('/office/second-factor', '/office/second-factor', { code: used });
  if (done.status !== 200) throw new Error(`enrolled: ${done.status}`);
  return { console: consoleWith(service, cookiesOf(done)), secret, used, codes: recoveryCodesOn(done) };
}
