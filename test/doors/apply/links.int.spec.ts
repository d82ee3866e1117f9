import { ApplicationLinks, Applications, BeginApplicationHandler, ReplaceLinkHandler, ScreeningHandlers, type Applicant } from '../../../src/applications/index.js';
import { Conferences } from '../../../src/conferences/index.js';
import { OutboxMessage } from '../../../src/outbox/index.js';
import type { ApplicationLetterFacts } from '../../../src/notices/index.js';
import { Keys } from '../../../src/platform/keys.js';
import { Limits } from '../../../src/platform/limits.js';
import { Reader } from '../../../src/platform/reader.js';
import { RecordEntry } from '../../../src/records/record-entry.entity.js';
import { clientOf } from '../api/client.js';
import { signIn } from '../office/console.js';
import { draftRound, officer } from '../../support/round.js';
import { eachService } from '../../support/running.js';
import { application, browserOf, inside, openCalls, type Browser } from './applicant.js';

eachService('the link to an application', { now: '2026-12-01T12:00:00.000Z' }, (service) => {
  let conferenceId: string;
  let lost: string;
  let count = 0;
  beforeAll(async () => {
    ({ conferenceId } = await draftRound(service, { names: 1, addresses: false }));
    await openCalls(service, conferenceId);
    lost = `/apply/c/${(await service.get(Conferences).byId(conferenceId)).slug}/lost`;
    // Letters to one mailbox are counted elsewhere; so are links that open nothing.
    service.get(Limits).allows = () => Promise.resolve(true);
    service.get(Limits).take = () => Promise.resolve();
  });
  const begun = async (form?: null): Promise<{ who: Applicant; email: string }> => {
    const email = `n${++count}@invented.example`;
    return { who: await application(service, conferenceId, email, form), email };
  };
  const token = ({ applicationId }: Applicant, generation: number): string => service.get(Keys).token('application', applicationId, String(generation));
  const ask = (email: string): Promise<unknown> => browserOf(service).post(lost, { email }).then(() => service.get(BeginApplicationHandler).answer());
  const enter = (who: Applicant, generation: number): Promise<Browser> => {
    const browser = browserOf(service);
    return browser.post(`/apply/link/${token(who, generation)}`, { open: 'yes' }, lost).then(() => browser);
  };
  const letters = async (email: string): Promise<[string, number][]> => (await service.get(Reader).manager.find(OutboxMessage, { where: { address: email }, order: { id: 'ASC' } })).sort((a, b) => (a.queuedAt < b.queuedAt ? -1 : 1))
    .map(({ notice, data }) => [notice, (data as unknown as ApplicationLetterFacts).generation]);
  const saves = async (browser: Browser, { applicationId }: Applicant, purpose: string): Promise<number> => (await browser.post(`/apply/a/${applicationId}/form/work`, { purpose, relevance: 'Works with migrants.', activities: '' })).status;
  const api = (path: string, init: { method?: string; body?: unknown; bearer?: string } = {}) => fetch(`${service.url}/api/v1${path}`, {
    method: init.method ?? 'GET', headers: { 'content-type': 'application/json', ...(init.bearer ? { authorization: `Bearer ${init.bearer}` } : {}) }, ...(init.body ? { body: JSON.stringify(init.body) } : {}),
  });
  /** What whoever holds a link gets for it, on every way in. */
  async function opens(link: string): Promise<unknown[]> {
    const page = await browserOf(service).get(`/apply/link/${link}`);
    const pressed = await fetch(`${service.url}/apply/link/${link}`, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ open: 'yes' }) });
    const session = await api('/application-sessions', { method: 'POST', body: { link } });
    return [page.status, page.text, pressed.status, await pressed.text(), session.status, await session.text()];
  }
  const unknown = (): Promise<unknown[]> => opens('A'.repeat(43));

  it('is given anew to whoever lost it, and the earlier one ends when the new one is opened, not when somebody asks', async () => {
    const { who, email } = await begun();
    const typing = await inside(service, who);
    const bearer = ((await (await api('/application-sessions', { method: 'POST', body: { link: token(who, 1) } })).json()) as { token: string }).token;
    for (let times = 0; times < 3; times++) await ask(email);
    expect(await letters(email)).toEqual(expect.arrayContaining([['applicationLinkLost', 2], ['applicationLinkLost', 3], ['applicationLinkLost', 4]]));
    // Whoever knows the address has asked, and nobody is locked out of what they are typing.
    expect(await saves(typing, who, 'Typed while a stranger asked')).toBe(303);
    expect((await opens(token(who, 1)))[0]).toBe(200);
    // Merely looked at, a new link ends nothing either.
    await browserOf(service).get(`/apply/link/${token(who, 3)}`);
    expect(await saves(typing, who, 'Typed while a scanner looked')).toBe(303);
    const fresh = await enter(who, 3);
    expect(await saves(fresh, who, 'From the new link')).toBe(303);
    for (const generation of [1, 2]) expect(await opens(token(who, generation))).toEqual(await unknown());
    // The session that the old link was exchanged for is over, on the page and in the API.
    expect((await typing.get(`/apply/a/${who.applicationId}`)).status).toBe(401);
    expect([(await api('/application', { bearer })).status, (await api('/application', { bearer: 'unknown' })).status]).toEqual([401, 401]);
    expect((await service.get(Applications).find(who.applicationId)).form.purpose).toBe('From the new link');
    // The last one that was sent opens still, and what is written later carries the one in force.
    await service.get(ScreeningHandlers).ask({ applicationId: who.applicationId, question: 'Which town?' }, officer);
    expect(await letters(email)).toContainEqual(['informationRequested', 3]);
    expect((await opens(token(who, 4)))[0]).toBe(200);
  });

  it('of a draft is given anew as well, and one that was never given opens nothing', async () => {
    const { who, email } = await begun(null);
    await ask(email.toUpperCase());
    expect(await opens(token(who, 3))).toEqual(await unknown());
    const browser = await enter(who, 2);
    expect((await browser.get(`/apply/a/${who.applicationId}`)).status).toBe(200);
    await expect(service.get(ReplaceLinkHandler).reissue({ applicationId: who.applicationId, email: null, reason: 'Asked for' }, officer)).rejects.toMatchObject({ rule: 'application-unknown' });
  });

  it('is asked for and opened many times at one moment, without a fault and without two of one generation', async () => {
    const { who, email } = await begun();
    await ask(email);
    await Promise.all([ask(email), ask(email), ask(email), enter(who, 1), enter(who, 2)]);
    expect((await letters(email)).filter(([notice]) => notice === 'applicationLinkLost').map(([, generation]) => generation).sort()).toEqual([2, 3, 4, 5]);
    expect(await opens(token(who, 1))).toEqual(await unknown());
    expect((await opens(token(who, 2)))[0]).toBe(200);
  });

  it('is replaced and revoked by the desk at once, also to another address; the record has it, and nobody else’s address is taken', async () => {
    const { who, email } = await begun();
    const { email: taken } = await begun();
    const [browser, console] = [await inside(service, who), await signIn(service)];
    const page = `/office/applications/a/${who.applicationId}`;
    expect((await console.post(`${page}/link`, page, { why: ' ', email: '' })).text).toContain('href="#why"');
    const refused = await console.post(`${page}/link`, page, { why: 'The contact has left', email: taken });
    expect([refused.status, refused.text.includes('Another application under the same paragraph'), refused.text.includes(`value="${taken}"`)]).toEqual([422, true, true]);
    expect((await browser.get(`/apply/a/${who.applicationId}`)).status).toBe(200);
    const moved = `moved${count}@invented.example`;
    expect((await console.post(`${page}/link`, page, { why: 'The contact has left', email: moved })).location).toBe(page);
    expect((await console.get(page)).text).toContain(moved);
    expect(await letters(moved)).toEqual([['applicationLinkReplaced', 2]]);
    expect(await opens(token(who, 1))).toEqual(await unknown());
    expect((await browser.get(`/apply/a/${who.applicationId}`)).status).toBe(401);
    // The lost link is asked for with the new address, and no longer with the old one.
    const before = (await letters(email)).length;
    for (const address of [email, moved]) await ask(address);
    expect([(await letters(email)).length, (await letters(moved)).length]).toEqual([before, 2]);
    const inForce = await enter(who, 2);
    expect((await console.post(`${page}/revoke`, page, { why: 'Passed on to others', email: '' })).location).toBe(page);
    for (const generation of [1, 2, 3]) expect(await opens(token(who, generation))).toEqual(await unknown());
    expect((await inForce.get(`/apply/a/${who.applicationId}`)).status).toBe(401);
    await ask(moved);
    expect((await (await enter(who, 5)).get(`/apply/a/${who.applicationId}`)).status).toBe(200);
    const entries = (await service.get(Reader).manager.find(RecordEntry)).map(({ entry }) => entry).filter((entry) => entry.includes(who.applicationId));
    expect(entries.filter((entry) => /application.link(Reissued|sRevoked)/.test(entry))).toHaveLength(2);
    expect(entries.join('')).toContain('"readdressed":true');
    expect(entries.join('')).not.toContain('@invented.example');
  });

  it('is replaced and revoked through the API, by whoever screens', async () => {
    const { who, email } = await begun();
    const client = await clientOf(service);
    const path = `/applications/${who.applicationId}/links`;
    expect((await client.ask('POST', path, { body: { why: '' } })).json.errors).toMatchObject([{ field: 'why', rule: 'reason-empty' }]);
    expect((await client.ask('POST', path, { body: { why: 'Asked for', email: 'no address' } })).json.errors).toMatchObject([{ field: 'email', rule: 'email-shape' }]);
    expect(await client.ask('POST', path, { body: { why: 'Asked for' } })).toMatchObject({ status: 201, json: { letter: 'onItsWay' } });
    expect(await letters(email)).toContainEqual(['applicationLinkReplaced', 2]);
    expect(await client.ask('POST', `${path}/revocation`, { body: { why: 'Passed on' } })).toMatchObject({ status: 200, json: { id: who.applicationId } });
    expect(await opens(token(who, 2))).toEqual(await unknown());
  });

  it('would be caught revoking for whoever asks, and opening by a link that was revoked', async () => {
    const links = service.get(ApplicationLinks);
    const { who, email } = await begun();
    const typing = await inside(service, who);
    const next = links.next.bind(links);
    links.next = async (tx, row) => {
      const generation = await next(tx, row);
      await links.revokeBefore(tx, row, generation);
      return generation;
    };
    await ask(email);
    expect((await typing.get(`/apply/a/${who.applicationId}`)).status).toBe(401);
    links.next = next;
    const find = links.find.bind(links);
    links.find = (link) => (link === token(who, 1) ? Promise.resolve({ applicationId: who.applicationId, generation: 1 }) : find(link));
    expect(await opens(token(who, 1))).not.toEqual(await unknown());
    links.find = find;
  });
});
