import { IncomingMessage } from 'node:http';
import { Log } from '../../../src/platform/log.js';
import { signIn } from '../../doors/office/console.js';
import { swap, takeOut } from '../../proofs/swap.js';
import { draftRound } from '../../support/round.js';
import { running } from '../../support/running.js';
import { startService } from '../../support/service.js';

/** What is the caller's fault is answered as that: nobody fills the log with faults, or is told that something went wrong on our side. */
describe('a request that no browser sends', () => {
  let said = '';
  const service = running(() => startService({ now: '2026-11-23T15:00:00.000Z', ticks: false, log: new Log('warn', { write: (line: string) => { said += line; } }) }));
  beforeEach(() => { said = ''; });

  it.each([
    ['for the folder of assets', '/assets/', {}, 404],
    ['for a part of a file that it has not', '/assets/main.css', { range: 'bytes=99999999-' }, 400],
    ['for a file that it takes for another', '/assets/main.css', { 'if-match': '"other"' }, 400],
  ])('%s is told so', async (_, path, headers, status) => {
    const answer = await fetch(service.url + path, { headers: headers as Record<string, string> });
    expect([answer.status, said]).toEqual([status, '']);
  });

  it('with more fields than a form has is told so, with or without a session', async () => {
    for (const [path, fields, status] of [['/status', 30_001, 413], ['/office/sign-in', 30_001, 413], ['/status', 30_000, 422]] as const) {
      const answer = await fetch(service.url + path, { method: 'POST', body: 'a=&'.repeat(fields).slice(0, -1), headers: { 'content-type': 'application/x-www-form-urlencoded', 'accept-language': 'en' } });
      expect([path, fields, answer.status, said]).toEqual([path, fields, status, '']);
    }
  });

  const inParts = (path: string, body: string, cookie: string, boundary = 'x'): Promise<Response> =>
    fetch(service.url + path, { method: 'POST', body, headers: { cookie, 'content-type': `multipart/form-data; boundary=${boundary}` } });
  const part = '--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\nname';
  it.each([
    ['breaks off', 'x', part],
    ['is in no parts', '"x', part],
    ['says too long where they end', 'x'.repeat(300), part],
  ])('with parts that %s is told so, by a public page and by the console', async (_, boundary, body) => {
    const { listId } = await draftRound(service, { names: 1, addresses: false });
    const { cookie } = await signIn(service);
    for (const path of ['/record', `/office/lists/${listId}/import`]) {
      expect([path, (await inParts(path, body, cookie, boundary)).status, said]).toEqual([path, 400, '']);
    }
  });

  it('with parts at which our own program fails is told that, and the log too', async () => {
    const { listId } = await draftRound(service, { names: 1, addresses: false });
    const { cookie } = await signIn(service);
    for (const path of ['/record', `/office/lists/${listId}/import`]) {
      swap(IncomingMessage.prototype, 'pipe', () => () => { throw new TypeError('planted'); });
      const { status } = await inParts(path, `${part}\r\n--x--\r\n`, cookie).finally(takeOut);
      expect([path, status, /"kind":"TypeError"/.test(said)]).toEqual([path, 500, true]);
      said = '';
    }
  });
});
