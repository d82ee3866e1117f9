import { EditNamesHandler, FinalizeListHandler, OverrideHoldHandler } from '../../../src/lists/index.js';
import { Desk } from '../../../src/doors/office/desk.js';
import { Relay } from '../../../src/delivery/index.js';
import { Refused } from '../../../src/platform/refused.js';
import { circulatedRound, draftRound, officer } from '../../support/round.js';
import { eachService } from '../../support/running.js';
import { changedBetween, tablesOf } from '../../support/tables.js';
import { plant } from '../../model/walk.js';
import { signIn, type Console } from './console.js';

/** A form of the console as an officer fills it in. */
interface Sent {
  from: string;
  to: string;
  fields: Record<string, string | string[]>;
  scan?: string;
}

eachService('a form of the console that is sent twice', { now: '2026-12-01T15:00:00.000Z', ticks: false }, (service) => {
  let console: Console;
  let running: string;
  let final: string;
  let draft: string;
  let name: string;
  beforeAll(async () => {
    ({ listId: final } = await circulatedRound(service, { names: 3 }));
    service.setTime('2026-12-16T15:00:00.000Z');
    await service.get(OverrideHoldHandler).execute({ listId: final, reason: 'Invented' }, officer).catch(() => undefined);
    await service.get(FinalizeListHandler).execute({ listId: final }, officer);
    const round = await circulatedRound(service, { names: 3, addresses: false, wallTime: '2027-01-15T17:00' });
    [running, name] = [round.listId, round.ids[0]!];
    ({ listId: draft } = await draftRound(service, { names: 2, addresses: false }));
    service.setTime('2026-12-17T15:00:00.000Z');
    await service.get(Relay).drain();
    console = await signIn(service);
  });

  const list = (id: string): string => `/office/lists/${id}`;
  const act = (id: string, kind: string, fields: Sent['fields'], query = ''): Sent => ({ from: `${list(id)}/acts/${kind}${query}`, to: `${list(id)}/acts/${kind}`, fields: { stage: 'act', ...fields } });
  const forms: [string, () => Sent][] = [
    ['a reminder sent now', () => act(running, 'remind', { audience: 'all', when: 'now' })],
    ['a letter sent again with a new link', () => act(running, 'resend', { iso2: 'FR', address: 'again@missions.example', newLink: 'yes' }, '?iso2=FR')],
    ['service by other means', () => act(running, 'service', { iso2: 'KE', means: 'hand', reference: 'Receipt 7', servedAt: '2026-12-17', servedTime: '09:00' }, '?iso2=KE')],
    ['the final list sent once more', () => act(final, 'send-final', { typed: '6b' })],
    ['the symbol of the proposed list', () => act(running, 'inform-proposed', { typed: '6b', symbol: 'A/INF/1' })],
    ['an extension that is proposed', () => act(running, 'extend', { kind: 'extension', deadline: '2027-02-01', time: '17:00', zone: 'America/New_York', reason: 'Invented reason', proposalReason: 'Invented' })],
    ['a language of correspondence', () => ({ from: '/office/missions/FR', to: '/office/missions/FR/language', fields: { language: 'es' } })],
    ['an address of a Mission', () => ({ from: '/office/missions/FR', to: '/office/missions/FR/addresses', fields: { address: 'second@missions.example' } })],
    ['a name added to a draft', () => ({ from: `${list(draft)}/names/new`, to: `${list(draft)}/names/new`, fields: { name: 'Invented Circle of Bridges', country: 'FR' } })],
    ['a label for a place', () => ({ from: `${list(draft)}/names/new`, to: `${list(draft)}/places`, fields: { place: 'Invented Coast', label: 'Coast' } })],
    ['a note verbale with its scan', () => ({
      from: `${list(running)}/objections/record`, to: `${list(running)}/objections/record`, scan: '%PDF-1.7 invented',
      fields: { states: ['BR', 'KE'], names: name, reference: 'NV/1', receivedAt: '2026-12-17', receivedTime: '09:00', stage: 'record' },
    })],
  ];

  /** The same bytes twice: one after the other, or both at once. Answers, and the tables that the second one changed. */
  async function twice({ from, to, fields, scan }: Sent, atOnce: boolean) {
    const page = (await console.get(from)).text;
    const hidden = (field: string): [string, string][] => (field in fields ? [] : [...page.matchAll(new RegExp(`name="${field}" value="([^"]*)"`, 'g'))].slice(0, 1).map((found) => [field, found[1]!]));
    let given = [...['_csrf', '_once', 'seen'].flatMap(hidden), ...Object.entries(fields).flatMap(([field, value]) => [value].flat().map((one) => [field, one] as [string, string]))];
    if (scan) {
      const check = await console.upload(to, from, { ...fields, stage: 'check' }, { field: 'scan', name: 'note.pdf', text: scan });
      given = [...given.filter(([field]) => field !== '_once'), ...['_once', 'upload'].map((field) => [field, new RegExp(`name="${field}" value="([^"]+)"`).exec(check.text)![1]!] as [string, string])];
    }
    const parts = (): URLSearchParams | FormData => {
      if (!scan) return new URLSearchParams(given);
      const form = new FormData();
      for (const [field, value] of given) form.append(field, value);
      return form;
    };
    const send = async () => {
      const answer = await fetch(service.url + to, { method: 'POST', body: parts(), headers: { cookie: console.cookie, 'accept-language': 'en' }, redirect: 'manual' });
      return [answer.status, answer.headers.get('location')];
    };
    if (atOnce) {
      const before = await entries();
      const answers = await Promise.all([send(), send(), send()]);
      return { answers, anew: (await entries()) - before };
    }
    const first = await send();
    const before = await tablesOf(service);
    const answers = [first, await send()];
    return { answers, changed: changedBetween(before, await tablesOf(service)) };
  }
  const entries = async (): Promise<number> => (JSON.parse((await tablesOf(service))['record_entry'] ?? '[]') as unknown[]).length;

  it.each(forms)('acts once, and answers alike: %s', async (_, form) => {
    const { answers, changed } = await twice(form(), false);
    expect(answers[0]![0]).toBe(303);
    expect(answers[1]).toEqual(answers[0]);
    expect(changed).toEqual([]);
  });

  it('acts once when both come at the same instant, and again when the form was opened anew', async () => {
    const remind = forms[0]![1]();
    const once = await twice(remind, true);
    expect(new Set(once.answers.map((answer) => answer.join(' '))).size).toBe(1);
    expect(once.answers[0]![0]).toBe(303);
    const anew = await twice(remind, true);
    expect(once.anew).toBeGreaterThan(0);
    expect(anew.anew).toBe(once.anew);
  });

  it('is another act when something in it was changed', async () => {
    const page = (await console.get('/office/missions/DE')).text;
    const [csrf, mark] = ['_csrf', '_once'].map((field) => new RegExp(`name="${field}" value="([^"]*)"`).exec(page)![1]!);
    for (const address of ['one@missions.example', 'two@missions.example']) {
      expect((await console.post('/office/missions/DE/addresses', '/office/missions/DE', { _csrf: csrf!, _once: mark!, address })).status).toBe(303);
    }
    const { text } = await console.get('/office/missions/DE');
    expect(['one@missions.example', 'two@missions.example'].every((address) => text.includes(address))).toBe(true);
  });

  it('keeps nothing of a refusal: the same form serves once its cause is mended', async () => {
    const form = { from: `${list(draft)}/names/new`, to: `${list(draft)}/names/new`, fields: { name: 'Invented Guild of Lamps', country: 'FR' } };
    const page = (await console.get(form.from)).text;
    const [_csrf, _once, seen] = ['_csrf', '_once', 'seen'].map((field) => new RegExp(`name="${field}" value="([^"]*)"`).exec(page)![1]!) as [string, string, string];
    const send = () => console.post(form.to, form.from, { ...form.fields, _csrf, _once, seen });
    const remove = plant(service.get(EditNamesHandler), 'add', () => () => Promise.reject(new Refused('database-busy')));
    expect((await send()).status).toBe(503);
    remove();
    expect([(await send()).status, (await send()).status]).toEqual([303, 303]);
  });

  it('would be caught acting again where the mark is passed over', async () => {
    const remove = plant(service.get(Desk), 'done', () => async (_request, reply, _officer, done) => { await reply.redirect(await done(), 303); });
    const { changed } = await twice(forms[0]![1](), false);
    remove();
    expect(changed).toEqual(expect.arrayContaining(['outbox_message', 'record_entry', 'reminder']));
  });
});
