import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApplyHandlers, ScreeningHandlers } from '../../src/applications/index.js';
import { HandOffHandler, NameRepresentativesHandler, Representatives } from '../../src/meetings/index.js';
import { Officers } from '../../src/officers/index.js';
import type { Actor } from '../../src/platform/actor.js';
import { Clock } from '../../src/platform/clock.js';
import { Reader } from '../../src/platform/reader.js';
import { UnitOfWork } from '../../src/platform/unit-of-work.js';
import { KeepWebhooksHandler, Webhook, WebhookDelivery, WebhookRelay, Webhooks, WebhookSender } from '../../src/webhooks/index.js';
import { mayCall, urlFault } from '../../src/webhooks/addresses.js';
import { signature } from '../../src/webhooks/standard.js';
import { RecordEntry } from '../../src/records/record-entry.entity.js';
import { signIn } from '../doors/office/console.js';
import { plant } from '../model/walk.js';
import { delegation, finalize, makeMeetings, someone, type MeetingsWorld } from '../meetings/world.js';
import { officer } from '../support/round.js';
import { eachService } from '../support/running.js';

interface Call {
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
}
/** A real HTTP server that does with a request what it is told to; the answers in turn, the last one for ever. */
interface Receiver {
  url: string;
  calls: Call[];
  behave(...answers: ((response: ServerResponse) => void)[]): void;
  close(): Promise<void>;
}

async function startReceiver(): Promise<Receiver> {
  let answers: ((response: ServerResponse) => void)[] = [];
  const calls: Call[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      calls.push({ url: request.url!, headers: request.headers, body: Buffer.concat(chunks).toString() });
      (answers.length > 1 ? answers.shift()! : answers[0]!)(response);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, calls, behave: (...given) => { answers = given; },
    close: () => new Promise((done) => { server.closeAllConnections(); server.close(() => done()); }),
  };
}

const status = (code: number, headers: Record<string, string> = {}) => (response: ServerResponse): void => { response.writeHead(code, headers).end('a secret word of the other side'); };
const stall = (): void => undefined;

describe('the signature of a webhook', () => {
  it('is that of Standard Webhooks, by the vector of its own libraries', () => {
    expect(signature('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'msg_p5jXN8AQM9LWM0D4loKWxJek', 1614265330, '{"test": 2432232314}')).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });
});

describe('the addresses that a webhook may have', () => {
  it.each([
    ['http://badges.example.org/x', 'live', 'webhook-https'], ['https://badges.example.org/x', 'live', null], ['https://127.0.0.1/x', 'live', 'webhook-not-allowed'],
    ['https://[::1]/x', 'live', 'webhook-not-allowed'], ['https://[::ffff:10.0.0.1]/x', 'live', 'webhook-not-allowed'], ['https://169.254.169.254/latest', 'live', 'webhook-not-allowed'],
    ['https://2130706433/', 'live', 'webhook-not-allowed'], ['https://user:word@badges.example.org/', 'live', 'webhook-shape'], ['file:///etc/passwd', 'live', 'webhook-shape'], ['badges', 'live', 'webhook-shape'],
    ['http://127.0.0.1:3199/x', 'trial', null], ['https://badges.example.org/x', 'trial', 'webhook-not-allowed'],
  ] as const)('%s in %s: %s', (url, mode, fault) => {
    expect(urlFault(url, mode)).toBe(fault);
  });

  it('are judged again as they resolve', () => {
    expect(['10.1.2.3', '192.168.0.9', '::1', 'fd00::1', '::ffff:127.0.0.1', '0.0.0.0'].map((address) => mayCall(address, 'live'))).toEqual([false, false, false, false, false, false]);
    const around = ['::127.0.0.1', '::ffff:93.184.215.14', '64:ff9b::a00:1', '64:ff9b:1::a00:1', '2002:7f00:1::', '2001::1', 'fec0::1', '100::1', 'fe80::1', 'ff02::1', '2001:db8::1', '4000::1'];
    expect(around.filter((address) => mayCall(address, 'live'))).toEqual([]);
    expect([mayCall('93.184.215.14', 'live'), mayCall('2606:2800:21f::1', 'live'), mayCall('93.184.215.14', 'trial')]).toEqual([true, true, false]);
  });

  it('in earnest are not called where a name leads back to this machine, nor without encryption', async () => {
    const receiver = await startReceiver();
    receiver.behave(status(200));
    const live = new WebhookSender({ mode: 'live' } as never);
    const { port } = new URL(receiver.url);
    expect(await live.send(new URL(`https://localhost:${port}/`), {}, '{}')).toMatchObject({ answer: 'notAllowed' });
    expect(await live.send(new URL(receiver.url), {}, '{}')).toMatchObject({ answer: 'notAllowed' });
    expect(receiver.calls).toEqual([]);
    // The control: in the trial the same name is called.
    expect(await new WebhookSender({ mode: 'trial' } as never).send(new URL(`http://localhost:${port}/`), {}, '{}')).toMatchObject({ answer: 200 });
    await receiver.close();
  });
});

eachService('webhooks', {}, (service) => {
  let world: MeetingsWorld;
  let receiver: Receiver;
  beforeAll(async () => { world = await makeMeetings(service); });
  beforeEach(async () => { receiver = await startReceiver(); });
  afterEach(async () => {
    for (const { id, endedAt } of await service.get(Webhooks).all(officer)) if (!endedAt) await service.get(KeepWebhooksHandler).end({ id }, officer);
    await receiver.close();
  });
  const keeping = () => service.get(KeepWebhooksHandler);
  const add = async (path = '/hook'): Promise<{ id: string; secret: string }> => {
    const { id } = await keeping().add({ url: receiver.url + path, label: 'Badges' }, officer);
    return { id, ...(await keeping().showSecret({ id }, officer)) };
  };
  const logOf = (id: string): Promise<WebhookDelivery[]> => service.get(Webhooks).deliveries(id, officer);
  /** Until nothing is due; the service's own tick may hold some. */
  const drain = async (id: string): Promise<WebhookDelivery> => {
    for (;;) {
      await service.get(WebhookRelay).drain();
      const [row] = await logOf(id);
      if (!row!.claimedUntil && (!row!.dueAt || row!.dueAt > service.get(Clock).machine())) return row!;
    }
  };
  /** The wait of a delivery is over. */
  const wait = (id: string) => service.get(UnitOfWork).run((tx) => tx.createQueryBuilder().update(WebhookDelivery).set({ dueAt: service.get(Clock).machine() }).where('"webhookId" = :id AND "dueAt" IS NOT NULL', { id }).execute());

  it('are told nothing before the list is final, and then thin events that name nobody, signed over the bytes as sent', async () => {
    receiver.behave(status(204));
    const { id, secret } = await add();
    await service.get(NameRepresentativesHandler).save({ id: null, person: someone('canary@institution.example', { familyName: 'Canary' }), meetings: ['negotiation-1'] }, delegation(world.institution));
    await service.get(WebhookRelay).drain();
    expect([receiver.calls, await logOf(id)]).toEqual([[], []]);
    await finalize(service, world);
    await service.get(NameRepresentativesHandler).save({ id: null, person: someone('canary@invented.example', { familyName: 'Canary' }), meetings: ['negotiation-1'] }, delegation(world.fine));
    await service.get(HandOffHandler).execute({ conferenceId: world.conference.id, meeting: 'negotiation-1' }, officer);
    await drain(id);
    const bodies = receiver.calls.map(({ body }) => JSON.parse(body) as { type: string; data: Record<string, unknown> }).sort((a, b) => (a.type < b.type ? -1 : 1));
    expect(bodies.map(({ type }) => type)).toEqual(['handoff.made', 'list.finalized', 'representatives.changed']);
    expect(bodies[0]!.data).toMatchObject({ conference: world.conference.slug, meeting: 'negotiation-1', representatives: 2 });
    expect(Object.keys(bodies[1]!.data).sort()).toEqual(['conference', 'list', 'listId']);
    expect(JSON.stringify(receiver.calls)).not.toMatch(/Canary|canary|Invented|New Zealand|objection/i);
    for (const { headers, body } of receiver.calls) {
      const [name, seconds, given] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((header) => String(headers[header]));
      const expected = createHmac('sha256', Buffer.from(secret.slice('whsec_'.length), 'base64')).update(`${name}.${seconds}.${body}`).digest('base64');
      expect(given).toBe(`v1,${expected}`);
      expect(Math.abs(Number(seconds) - Date.parse(service.get(Clock).machine()) / 1000)).toBeLessThan(300);
    }
    expect(new Set(receiver.calls.map(({ headers }) => headers['webhook-id'])).size).toBe(3);
    expect((await logOf(id)).map(({ state, log }) => [state, log.map(({ answer }) => answer)])).toEqual([['accepted', [204]], ['accepted', [204]], ['accepted', [204]]]);
  });

  it('are told of each representative whose organization withdraws after the hand-off, or is registered no longer; the letter then confirms nothing', async () => {
    receiver.behave(status(204));
    const { id } = await add();
    const { applicationId } = world.institution;
    await service.get(HandOffHandler).execute({ conferenceId: world.conference.id, meeting: 'negotiation-1' }, officer);
    const [person] = await service.get(Representatives).of(applicationId);
    const letter = async (): Promise<[number, boolean]> => { const page = await fetch(`${service.url}/verify/${service.get(Representatives).code(person!.id)}`); return [page.status, (await page.text()).includes('the letter no longer holds')]; };
    const told = async () => {
      await drain(id);
      return receiver.calls.splice(0).map(({ body }) => JSON.parse(body) as { type: string; data: Record<string, unknown> }).filter(({ type }) => type === 'representatives.changed')
        .map(({ data }) => [data['representative'], data['meeting'], data['change']]);
    };
    expect([await told(), await letter()]).toEqual([[], [200, false]]);
    await service.get(ScreeningHandlers).reopen({ applicationId, reason: 'Its status has lapsed' }, officer);
    expect([await told(), await letter()]).toEqual([[[person!.id, 'negotiation-1', 'unnamed']], [404, true]]);
    await service.get(ScreeningHandlers).decide({ applicationId, outcome: 'eligible' }, officer);
    expect([await told(), await letter()]).toEqual([[[person!.id, 'negotiation-1', 'named']], [200, false]]);
    await service.get(ApplyHandlers).withdraw(world.institution);
    expect([await told(), await letter()]).toEqual([[[person!.id, 'negotiation-1', 'unnamed']], [404, true]]);
    expect((await service.get(HandOffHandler).execute({ conferenceId: world.conference.id, meeting: 'negotiation-1' }, officer)).representatives).toBe(1);
    const [other] = await service.get(Representatives).of(world.fine.applicationId);
    await service.get(NameRepresentativesHandler).remove({ id: other!.id }, delegation(world.fine));
    expect(await told()).toEqual([[other!.id, 'negotiation-1', 'unnamed']]);
  });

  it('are tried again after 500 under the same webhook-id with the same bytes, and the log tells each try', async () => {
    receiver.behave(status(500), status(503, { 'retry-after': '900' }), status(200));
    const { id } = await add();
    await keeping().test({ id }, officer);
    const first = await drain(id);
    expect([first.state, first.attempts, first.settledAt]).toEqual(['deferred', 1, null]);
    await wait(id);
    const second = await drain(id);
    // What the other side asked for is longer than our own wait.
    expect(Date.parse(second.dueAt!) - Date.parse(second.log.at(-1)!.at)).toBeGreaterThanOrEqual(900_000);
    await wait(id);
    const last = await drain(id);
    expect([last.state, last.dueAt, last.log.map(({ answer }) => answer)]).toEqual(['accepted', null, [500, 503, 200]]);
    expect(new Set(receiver.calls.map(({ headers, body }) => `${headers['webhook-id']} ${body}`)).size).toBe(1);
    expect(JSON.stringify(await logOf(id))).not.toContain('secret word');
    const page = await (await signIn(service)).get(`/office/webhooks/${id}`);
    for (const words of ['Answered 500', 'Answered 503', 'Answered 200', 'Taken', 'webhook.test']) expect(page.text).toContain(words);
    await keeping().again({ id, delivery: last.id }, officer);
    expect((await drain(id)).state).toBe('accepted');
    expect(receiver.calls).toHaveLength(4);
  });

  it('that refuse the connection or stall are tried again; no redirect is followed; one that is gone is ended, one that never answers given up', async () => {
    const sender = service.get(WebhookSender);
    const before = sender.timeout;
    sender.timeout = 200;
    receiver.behave(stall, status(302, { location: `${receiver.url}/elsewhere` }), status(410));
    const { id } = await add();
    await keeping().test({ id }, officer);
    expect((await drain(id)).log.map(({ answer }) => answer)).toEqual(['timeout']);
    sender.timeout = before;
    await wait(id);
    const redirected = await drain(id);
    expect([redirected.state, redirected.log.at(-1)!.answer]).toEqual(['deferred', 302]);
    expect(receiver.calls.map(({ url }) => url)).toEqual(['/hook', '/hook']);
    await wait(id);
    expect((await drain(id)).state).toBe('failed');
    expect(await service.get(Webhooks).find(id)).toMatchObject({ endedBy: 'gone' });
    await expect(keeping().test({ id }, officer)).rejects.toMatchObject({ rule: 'webhook-ended' });

    const silent = await startReceiver();
    await silent.close();
    const { id: refusing } = await keeping().add({ url: silent.url, label: 'Nobody there' }, officer);
    await keeping().test({ id: refusing }, officer);
    for (let tries = 1; tries <= 10; tries++) {
      const row = await drain(refusing);
      expect([row.attempts, row.state]).toEqual([tries, tries < 10 ? 'deferred' : 'failed']);
      await wait(refusing);
    }
    expect((await logOf(refusing))[0]!.log).toEqual(Array.from({ length: 10 }, () => expect.objectContaining({ answer: 'unreachable' })));
  });

  describe('whose claim was lost to another process', () => {
    /** While the event is sent, another process takes it in hand and gets it through; what it is written down as in the end. */
    const late = async (answer: number, lost: Partial<WebhookDelivery> = { claimedUntil: null }): Promise<{ row: WebhookDelivery; endedBy: string | null }> => {
      const { id } = await add();
      receiver.behave(status(answer));
      const remove = plant(service.get(WebhookSender), 'send', (send) => async (...given) => {
        await service.get(UnitOfWork).run((tx) => tx.update(WebhookDelivery, { webhookId: id }, { state: 'accepted', attempts: 1, dueAt: null, ...lost }));
        return send(...given);
      });
      await keeping().test({ id }, officer);
      const row = await drain(id);
      remove();
      return { row, endedBy: (await service.get(Webhooks).find(id)).endedBy };
    };

    it.each([500, 410])('stay as that process left them, where an answer of %i comes late', async (answer) => {
      expect(await late(answer)).toMatchObject({ row: { state: 'accepted', attempts: 1, dueAt: null, log: [] }, endedBy: null });
      expect(receiver.calls).toHaveLength(1);
    });

    it('would be overwritten by an answer whose claim is not seen to be lost', async () => {
      expect(await late(500, {})).toMatchObject({ row: { state: 'deferred' } });
      expect(await late(410, {})).toMatchObject({ row: { state: 'failed' }, endedBy: 'gone' });
    });
  });

  it('that stall hold up no other, and what waits for one that was ended is dropped', async () => {
    service.get(WebhookSender).timeout = 300;
    const other = await startReceiver();
    receiver.behave(stall);
    other.behave(status(200));
    const { id } = await add();
    const { id: quick } = await keeping().add({ url: other.url, label: 'Quick' }, officer);
    await keeping().test({ id }, officer);
    await keeping().test({ id: quick }, officer);
    await Promise.all([drain(id), drain(quick)]);
    expect([(await logOf(id))[0]!.state, (await logOf(quick))[0]!.state]).toEqual(['deferred', 'accepted']);
    await keeping().end({ id }, officer);
    expect(await logOf(id)).toMatchObject([{ state: 'dropped', dueAt: null }]);
    service.get(WebhookSender).timeout = 20_000;
    await other.close();
  });

  it('are set up in the console, and show their secret once; it stands nowhere else, and the record names the host alone', async () => {
    receiver.behave(status(200));
    const console = await signIn(service);
    const faulty = await console.post('/office/webhooks', '/office/webhooks', { label: 'Badges', url: 'https://badges.example.org/' });
    expect([faulty.status, faulty.text.includes('value="https://badges.example.org/"')]).toEqual([422, true]);
    const { location } = await console.post('/office/webhooks', '/office/webhooks', { label: 'Badges <1>', url: `${receiver.url}/token-in-path` });
    expect((await console.get(location!)).text).not.toContain('whsec_');
    const shown = await console.post(`${location}/secret`, location!, {});
    const [secret] = /whsec_[A-Za-z0-9+/=&#;]+/.exec(shown.text)!;
    expect(shown.text).toContain('Badges &lt;1&gt;');
    const again = await console.post(`${location}/secret`, location!, {});
    expect([again.status, again.text.includes('whsec_'), again.text.includes('has been shown already')]).toEqual([409, false, true]);
    await console.post(`${location}/test`, location!, {});
    const id = location!.split('/').at(-1)!;
    expect((await drain(id)).state).toBe('accepted');
    const rows = JSON.stringify(await service.get(Reader).manager.find(Webhook));
    expect(rows).not.toContain(secret.slice(6, 30));
    const entries = JSON.stringify((await service.get(Reader).manager.find(RecordEntry)).map(({ entry }) => entry).filter((entry) => entry.includes('webhook.')));
    expect([entries.includes('127.0.0.1'), entries.includes('token-in-path'), entries.includes('whsec')]).toEqual([true, false, false]);
    // The path may hold a secret: who only reads sees where it goes to, and no more.
    const auditor: Actor = { kind: 'officer', id: 'y', name: 'Auditor', roles: ['auditor'] };
    const [webhook] = (await service.get(Webhooks).all(auditor)).filter((one) => one.id === id);
    expect([service.get(Webhooks).addressOf(webhook!, auditor), service.get(Webhooks).addressOf(webhook!, officer)]).toEqual([`${receiver.url}/…`, `${receiver.url}/token-in-path`]);
    await service.get(Officers).add({ name: 'Invented Auditor', email: 'auditor@office.example', roles: ['auditor'] });
    const read = await (await signIn(service, 'auditor@office.example')).get(location!);
    expect([read.status, read.text.includes('127.0.0.1'), read.text.includes('token-in-path')]).toEqual([200, true, false]);
    const nobody: Actor = { kind: 'officer', id: 'x', name: 'Desk', roles: ['registrationDesk'] };
    await expect(keeping().end({ id }, nobody)).rejects.toMatchObject({ rule: 'role-lacks-right' });
    await console.post(`${location}/end`, location!, {});
    expect((await console.get(location!)).text).toContain('Amal Field');
  });
});
