import { Lists, NameBook } from '../../../src/lists/index.js';
import { RaiseObjectionsHandler } from '../../../src/objections/index.js';
import { Officers, type Role } from '../../../src/officers/index.js';
import { circulatedRound, draftRound } from '../../support/round.js';
import { running } from '../../support/running.js';
import { startService } from '../../support/service.js';
import { approve, consoleWith, delivered, signIn } from './console.js';

const service = running(() => startService({ now: '2026-11-23T15:00:00.000Z' }));

describe('who gets in', () => {
  it('sends whoever is not signed in to the sign-in page, from every page', async () => {
    const { listId } = await draftRound(service, { names: 1 });
    const nobody = consoleWith(service, '');
    for (const path of ['/office', `/office/lists/${listId}`, `/office/lists/${listId}/objections`, `/office/lists/${listId}/export/proposed.csv`]) {
      const { status, location } = await nobody.get(path);
      expect([path, status, location]).toEqual([path, 303, '/office/sign-in']);
    }
  });

  it('takes a sign-in link once, and opening the page does not use it up', async () => {
    const officers = service.get(Officers);
    await officers.add({ name: 'Noor Field', email: 'noor@office.example', roles: ['drafter'] });
    const token = await officers.issueSignIn('noor@office.example');
    const page = `${service.url}/office/sign-in/${token}`;
    expect((await fetch(page)).status).toBe(200);
    expect((await fetch(page)).status).toBe(200);
    const post = (email: string) => fetch(page, { method: 'POST', body: new URLSearchParams({ email }), redirect: 'manual' });
    // A scanner that submits the form as it comes, and somebody who found the letter, use it up as little.
    expect([(await post('')).status, (await post('amal@office.example')).status]).toEqual([422, 403]);
    const first = await post(' Noor@office.example');
    expect([first.status, first.headers.get('location')]).toEqual([303, '/office']);
    const cookie = first.headers.getSetCookie().join(';');
    expect(cookie).toMatch(/^nemcon-office=.*HttpOnly.*SameSite=Lax/);
    const used = await post('noor@office.example');
    // Where it says to ask for a new letter, there is a way to.
    expect([used.status, (await used.text()).includes('href="/office/sign-in"')]).toEqual([403, true]);
  });

  it('ends the session at sign-out', async () => {
    const console = await signIn(service, 'leaving@office.example', 'Robin Field');
    expect((await console.post('/office/sign-out', '/office', {})).status).toBe(303);
    expect((await console.get('/office')).location).toBe('/office/sign-in');
  });
});

describe('forms', () => {
  it('refuses a form without the mark of the session, and one of another session, and changes nothing', async () => {
    const { listId } = await draftRound(service, { names: 1 });
    const [mine, other] = [await signIn(service), await signIn(service, 'other@office.example', 'Other Field')];
    const foreign = /name="_csrf" value="([^"]+)"/.exec((await other.get('/office')).text)![1]!;
    const path = `/office/lists/${listId}/names/new`;
    for (const _csrf of ['', foreign]) {
      expect((await mine.post(path, path, { _csrf, name: 'Invented Guild of Lamps' })).status).toBe(403);
      const form = new FormData();
      form.append('_csrf', _csrf);
      form.append('file', new Blob(['name\nInvented Guild of Lamps']), 'names.csv');
      const sent = await fetch(`${service.url}/office/lists/${listId}/import`, { method: 'POST', body: form, headers: { cookie: mine.cookie } });
      expect(sent.status).toBe(403);
    }
    const list = await service.get(Lists).find(listId);
    expect((await service.get(NameBook).of(list)).names).toHaveLength(1);
  });

  it('refuses a form that another site sends, one below the same domain too', async () => {
    const from = async (headers: Record<string, string>): Promise<number> => {
      const sent = await fetch(`${service.url}/office/sign-in`, { method: 'POST', headers, redirect: 'manual', body: new URLSearchParams({ email: 'nobody@office.example' }) });
      return sent.status;
    };
    // A page without a referrer sends its own forms with no origin, whichever site it is.
    const foreign: Record<string, string>[] = [{ origin: 'https://elsewhere.example' }, { origin: 'null', 'sec-fetch-site': 'cross-site' }, { origin: 'null', 'sec-fetch-site': 'same-site' }];
    expect(await Promise.all(foreign.map(from))).toEqual([403, 403, 403]);
    const own: Record<string, string>[] = [{ origin: 'null', 'sec-fetch-site': 'same-origin' }, { origin: service.url }, {}];
    expect(await Promise.all(own.map(from))).toEqual([303, 303, 303]);
  });

  it('takes what a page sends, and refuses what no page does without a fault', async () => {
    const anybody = ['/status', '/record', '/representatives/enter', '/office/sign-in', `/m/${'x'.repeat(43)}`, `/apply/link/${'x'.repeat(43)}`];
    const kinds = [['application/json', '{"reference":{},"email":[[]]}'], ['multipart/form-data', 'nothing'], ['multipart/form-data; boundary=x', '--x--']];
    for (const path of anybody) {
      for (const [type, body] of kinds) {
        const { status } = await fetch(service.url + path, { method: 'POST', headers: { 'content-type': type! }, body: body!, redirect: 'manual' });
        expect([path, type, status]).toEqual([path, type, path === '/record' && type!.includes('=') ? 422 : 400]);
      }
    }
  });

  it('lets the second of two officers who edit one draft know, and keeps what was typed', async () => {
    const { listId, ids } = await draftRound(service, { names: 2 });
    const [first, second] = [await signIn(service), await signIn(service, 'other@office.example', 'Other Field')];
    const path = `/office/lists/${listId}/names/${ids[0]}`;
    const { text } = await second.get(path);
    const seen = /name="seen" value="([^"]+)"/.exec(text)![1]!;
    expect((await first.post(path, path, { name: 'Invented Circle of Bridges', country: 'FR' })).status).toBe(303);
    const clash = await second.post(path, path, { seen, name: 'Invented Ring of Bridges', country: 'FR' });
    expect(clash.status).toBe(412);
    expect(clash.text).toContain('Somebody changed the list meanwhile');
    expect(clash.text).toContain('value="Invented Ring of Bridges"');
    expect(clash.text).toContain('<bdi class="n-name">Invented Circle of Bridges</bdi>');
    const now = /name="seen" value="([^"]+)"/.exec(clash.text)![1]!;
    expect((await second.post(path, path, { seen: now, name: 'Invented Ring of Bridges', country: 'FR' })).status).toBe(303);
    const list = await service.get(Lists).find(listId);
    expect((await service.get(NameBook).of(list)).byId.get(ids[0]!)!.name).toBe('Invented Ring of Bridges');
  });

  it('does not give one session the file that another sent', async () => {
    const { listId } = await draftRound(service, { names: 1 });
    const [mine, other] = [await signIn(service), await signIn(service, 'other@office.example', 'Other Field')];
    const path = `/office/lists/${listId}/import`;
    const preview = await mine.upload(path, path, {}, { field: 'file', name: 'names.csv', text: 'name\nInvented Guild of Kites' });
    const upload = /name="upload" value="([^"]+)"/.exec(preview.text)![1]!;
    const taken = await other.post(`${path}/confirm`, `/office/lists/${listId}/names/new`, { upload });
    expect([taken.status, taken.text.includes('Choose it again')]).toEqual([422, true]);
  });

  it('shows a file anew where the list has changed since its preview, one press from being added', async () => {
    const { listId } = await draftRound(service, { names: 1 });
    const console = await signIn(service);
    const [path, add] = [`/office/lists/${listId}/import`, `/office/lists/${listId}/names/new`];
    const preview = await console.upload(path, path, {}, { field: 'file', name: 'names.csv', text: 'name\nInvented Guild of Kites\nInvented Ring of Bridges' });
    const kept = (html: string) => Object.fromEntries(['seen', 'upload', '_once'].map((name) => [name, new RegExp(`name="${name}" value="([^"]+)"`).exec(html)![1]!]));
    expect((await console.post(add, add, { name: 'Invented Ring of Bridges' })).status).toBe(303);
    const again = await console.post(`${path}/confirm`, add, kept(preview.text));
    expect([again.status, again.text.includes('Somebody changed the list'), again.text.includes('Invented Guild of Kites'), again.text.includes('is on the list already')]).toEqual([412, true, true, true]);
    const confirmed = await console.post(`${path}/confirm`, add, kept(again.text));
    expect(confirmed.status).toBe(303);
    expect((await service.get(NameBook).of(await service.get(Lists).find(listId))).names).toHaveLength(3);
  });

  it('offers no act that the list does not take, and refuses one that is sent all the same', async () => {
    const console = await signIn(service);
    const { listId } = await circulatedRound(service, { names: 2 });
    const { text } = await console.get(`/office/lists/${listId}`);
    const offered = [...text.matchAll(/\/acts\/([a-z-]+)"/g)].map(([, act]) => act);
    expect(offered).toEqual(['inform-proposed', 'extend', 'addendum', 'withdraw-list']);
    for (const act of ['finalize', 'override', 'noted']) {
      const page = `/office/lists/${listId}/acts/${act}`;
      const sent = await console.post(page, `/office/lists/${listId}/reminders`, { _csrf: /name="_csrf" value="([^"]+)"/.exec(text)![1]!, stage: 'act', typed: '6b', reason: 'none', proposalReason: 'none', symbol: 'A/1', on: '2026-11-23' });
      expect([act, sent.status]).toEqual([act, 409]);
    }
    // Whoever may neither do nor propose an act is not offered it.
    const steps = async (role: Role): Promise<boolean[]> => {
      await service.get(Officers).add({ name: 'Invented Field', email: `${role.toLowerCase()}@office.example`, roles: [role] });
      const page = (await (await signIn(service, `${role.toLowerCase()}@office.example`)).get(`/office/lists/${listId}`)).text;
      return [page.includes('acts/inform-proposed'), page.includes('acts/withdraw-list')];
    };
    expect([await steps('drafter'), await steps('registrationDesk')]).toEqual([[true, true], [false, false]]);
  });
});

describe('acts of their own', () => {
  beforeEach(() => service.setTime('2026-11-23T15:00:00.000Z'));

  it('speaks of moments and of what was proposed in words, not in signs of a program', async () => {
    const console = await signIn(service);
    const { listId } = await draftRound(service, { names: 1 });
    const list = `/office/lists/${listId}`;
    const at = async (deadline: string, time: string) => (await console.post(`${list}/acts/circulate`, `${list}/acts/circulate`, { stage: 'preview', deadline, time, zone: 'America/New_York' })).text;
    expect(await at('2026-11-25', '17:00')).toContain('at least until Thursday, 26 November 2026, at 10 a.m. (New York time)');
    expect(await at('2027-03-14', '02:30')).toContain('in New York time: Sunday, 14 March 2027, at 1.30 a.m. (2027-03-14T06:30:00.000Z)');
    const proposed = await console.post(`${list}/acts/circulate`, `${list}/acts/circulate`, { stage: 'act', deadline: '2026-12-15', time: '17:00', zone: 'America/New_York', proposalReason: 'Ready' });
    expect(proposed.status).toBe(303);
    expect((await console.get(`${list}/timeline?lang=fr`)).text).toContain('Distribuer la liste');
  });

  it('offers the deadline that the modality\'s length of silence gives, and keeps what is typed instead', async () => {
    const console = await signIn(service);
    const page = async (modality: string) => `/office/lists/${(await draftRound(service, { names: 1, modality })).listId}/acts/circulate`;
    const dates = (html: string) => [/name="deadline"[^>]*value="([^"]*)"/.exec(html)?.[1], /name="time"[^>]*value="([^"]*)"/.exec(html)?.[1]];
    const own = await page('contested-by-name');
    expect(dates((await console.get(own)).text)).toEqual(['2026-12-07', '17:00']);
    expect(dates((await console.post(own, own, { stage: 'preview', deadline: '2026-11-24', time: '', zone: 'UTC' })).text)[0]).toBe('2026-11-24');
    expect(dates((await console.get(await page('a-res-71-280'))).text).map((value) => value ?? '')).toEqual(['', '']);
  });

  it('records the decisions of the body on contested names, one by one', async () => {
    const console = await signIn(service);
    const { listId, ids } = await circulatedRound(service, { names: 3, modality: 'contested-by-name' });
    const { list, key } = { list: `/office/lists/${listId}`, key: (await service.get(Lists).find(listId)).key };
    await service.get(RaiseObjectionsHandler).execute({ items: ids.slice(0, 2).map((nominationId) => ({ nominationId, basis: null })) }, { kind: 'mission', iso2: 'FR', listId });
    await delivered(service, listId);
    service.setTime('2026-12-16T00:00:00.000Z');
    expect((await console.get(`${list}/acts/finalize`)).text).toContain('Names that wait for a decision');
    const page = `${list}/acts/decide`;
    const decisions = { reference: 'A/DEC/1', [`decision-${ids[0]}`]: 'include', [`decision-${ids[1]}`]: 'exclude' };
    expect((await console.post(page, page, { stage: 'preview', ...decisions })).text).toContain('Contested names left open');
    expect((await console.post(page, page, { stage: 'act', typed: key, ...decisions })).status).toBe(303);
    // Until the list is final the decisions are shown beside the objections and where they are made, and nowhere else.
    for (const shown of [page, `${list}/objections`]) expect((await console.get(shown)).text).toContain('A/DEC/1');
    expect((await console.get(`${list}/names`)).text).not.toMatch(/admitted|excluded/i);
    expect((await console.post(page, page, { stage: 'act', typed: key, reference: 'A/DEC/2', [`decision-${ids[1]}`]: 'defer' })).status).toBe(303);
    expect((await console.get(`${list}/acts/finalize`)).text).toContain('Names that wait for a decision');
    expect((await console.post(page, page, { stage: 'act', typed: key, reference: 'A/DEC/3', [`decision-${ids[1]}`]: 'exclude' })).status).toBe(303);
    const { location } = await console.post(`${list}/acts/finalize`, `${list}/acts/finalize`, { stage: 'act', proposalReason: 'Decided.' });
    expect((await approve(service, location, key)).status).toBe(303);
    expect(await service.get(Lists).sizes(listId)).toMatchObject({ names: 3, final: 2 });
  });

  it('plans a reminder, withdraws it, and sends one now to every Mission alike', async () => {
    const console = await signIn(service);
    const { listId } = await circulatedRound(service, { names: 2 });
    const list = `/office/lists/${listId}`;
    const page = `${list}/acts/remind`;
    const later = { audience: 'all', when: 'later', dueAt: '2026-12-10', dueTime: '09:00' };
    expect((await console.post(page, page, { stage: 'preview', ...later, dueAt: '2026-12-20' })).text).toContain('after the deadline');
    expect((await console.post(page, page, { stage: 'preview', ...later })).text).toMatch(/193 Missions, \d+ addresses, 0 Missions without one/);
    expect((await console.post(page, page, { stage: 'act', ...later })).location).toBe(`${list}/reminders`);
    const withdraw = /action="([^"]+\/withdraw)"/.exec((await console.get(`${list}/reminders`)).text)![1]!;
    expect((await console.post(withdraw, `${list}/reminders`, {})).status).toBe(303);
    expect((await console.get(`${list}/reminders`)).text).toContain('Withdrawn');
    expect((await console.post(page, page, { stage: 'act', audience: 'all', when: 'now' })).status).toBe(303);
    expect((await console.get(`${list}/timeline`)).text).toContain('Reminder sent');
  });

  it('sends the letter again with a new link to another address, and records service by other means', async () => {
    const console = await signIn(service);
    const { listId } = await circulatedRound(service, { names: 2 });
    const list = `/office/lists/${listId}`;
    const resend = `${list}/acts/resend`;
    const form = { iso2: 'FR', address: 'other@missions.example', newLink: 'yes' };
    expect((await console.post(resend, `${resend}?iso2=FR`, { stage: 'preview', ...form })).text).toContain('all earlier links of this Mission stop working');
    expect((await console.post(resend, `${resend}?iso2=FR`, { stage: 'act', ...form })).location).toBe(`${list}/deliveries/FR`);
    const { text } = await console.get(`${list}/deliveries/FR`);
    expect([text.includes('other@missions.example'), text.includes('acts/resend')]).toEqual([true, true]);
    const service_ = `${list}/acts/service`;
    const told = { iso2: 'KE', means: 'hand', reference: 'Receipt 7', servedAt: '2026-11-23', servedTime: '10:00' };
    service.setTime('2026-11-23T16:00:00.000Z');
    const early = await console.post(service_, `${service_}?iso2=KE`, { stage: 'act', ...told, servedTime: '08:00' });
    expect([early.status, early.text.includes('before the circulation')]).toEqual([422, true]);
    expect((await console.post(service_, `${service_}?iso2=KE`, { stage: 'act', ...told, servedTime: '10:30' })).status).toBe(303);
    expect((await console.get(`${list}/deliveries?standing=otherMeans`)).text).toContain('Missions shown: 1 of 193');
    // Not once the silence has closed.
    service.setTime('2026-12-16T00:00:00.000Z');
    expect((await console.get(`${list}/deliveries/FR`)).text).not.toContain('acts/resend');
    expect((await console.post(resend, `${resend}?iso2=FR`, { stage: 'act', ...form })).text).toContain('The silence period has closed');
  });

  it('imports addresses of Missions, all rows or none, and says the line of each fault', async () => {
    const console = await signIn(service);
    const path = '/office/missions/import';
    const wrong = await console.upload(path, path, {}, { field: 'file', name: 'm.csv', text: 'state,address\nFR,new.fr@missions.example\nAtlantis,x@missions.example\nKE,nonsense' });
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain('<title>There is a problem: ');
    expect(wrong.text).toMatch(/Line 3: .*Atlantis/);
    expect(wrong.text).toMatch(/Line 4: .*nonsense/);
    expect((await console.get('/office/missions/FR')).text).not.toContain('new.fr@missions.example');
    const names = await console.upload(path, path, {}, { field: 'file', name: 'names.csv', text: 'name,country,e-mail\nInvented Guild,FR,new.fr@missions.example' });
    expect([names.status, names.text.includes('as a list of organizations has')]).toEqual([422, true]);
    const right = await console.upload(path, path, {}, { field: 'file', name: 'm.csv', text: 'État,Courriel,Langue\nFrance,new.fr@missions.example,Français' });
    expect(right.status).toBe(303);
    const { text } = await console.get('/office/missions/FR');
    expect(text).toContain('new.fr@missions.example');
    const remove = /action="([^"]+\/remove)"/.exec(text)![1]!;
    expect((await console.post(remove, '/office/missions/FR', {})).status).toBe(303);
  });
});
