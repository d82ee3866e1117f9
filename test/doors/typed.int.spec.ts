import { MissionSession } from '../../src/missions/mission-link.entity.js';
import { Officers, OfficerSessions } from '../../src/officers/index.js';
import { UnitOfWork } from '../../src/platform/unit-of-work.js';
import { Log } from '../../src/platform/log.js';
import { Reader } from '../../src/platform/reader.js';
import { enterMission } from '../disclosures/desk.js';
import { enter } from '../officers/browser.js';
import { circulatedRound } from '../support/round.js';
import { running } from '../support/running.js';
import { startService } from '../support/service.js';

const WORDS = 'Invented words <of> a long "afternoon"';
const SHOWN = 'Invented words &lt;of&gt; a long &quot;afternoon&quot;';

describe('what was typed when the session ended', () => {
  let said = '';
  const service = running(() => startService({ now: '2026-12-01T15:00:00.000Z', ticks: false, log: new Log('info', { write: (line: string) => { said += line; } }) }));
  let listId: string;
  beforeAll(async () => { ({ listId } = await circulatedRound(service, { names: 2, addresses: false })); });

  const send = async (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) => {
    const answer = await fetch(service.url + path, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual', headers: { 'accept-language': 'en', 'sec-fetch-site': 'same-origin', ...headers } });
    return { status: answer.status, cache: answer.headers.get('cache-control'), location: answer.headers.get('location'), text: await answer.text() };
  };
  const areas = (text: string): string[] => [...text.matchAll(/<textarea[^>]* readonly[^>]*>([^<]*)<\/textarea>/g)].map(([, one]) => one!);
  const extension = (): string => `/office/lists/${listId}/acts/extend`;

  it('is shown to the officer to be copied, and to nobody whom our own page did not send; marks, codes and choices never', async () => {
    const fields = { reason: WORDS, other: 'مهلة أطول', _csrf: 'a mark of it', _once: 'another mark', code: '123 456', stage: 'act', wallTime: '2026-12-20T17:00' };
    const ended = await send(extension(), fields);
    expect([ended.status, ended.cache, areas(ended.text)]).toEqual([401, 'no-store', [SHOWN, 'مهلة أطول']]);
    expect(ended.text).toContain('<label class="govuk-label" for="typed-1">Text 1</label>');
    expect(ended.text).toContain('Copy what you still need');
    for (const kept of ['a mark of it', 'another mark', '123 456', '2026-12-20T17:00']) expect(ended.text).not.toContain(kept);
    for (const headers of [{ 'sec-fetch-site': 'none' }, { 'sec-fetch-site': '' }]) expect(await send(extension(), fields, headers)).toMatchObject({ status: 303, location: '/office/sign-in' });
    for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { origin: 'https://elsewhere.example' }] as Record<string, string>[]) {
      const foreign = await send(extension(), fields, headers);
      expect([foreign.status, foreign.text.includes('Invented words')]).toEqual([403, false]);
    }
    // Nobody writes so much: a page of it would keep all others waiting.
    for (const many of [Object.fromEntries(Array.from({ length: 501 }, (_, n) => [`f${n}`, `words ${n}`])), { reason: `words ${'é'.repeat(600_000)}` }]) {
      expect(await send(extension(), many)).toMatchObject({ status: 303, location: '/office/sign-in' });
    }
    expect(await send(extension(), { stage: 'act', reason: '' })).toMatchObject({ status: 303, location: '/office/sign-in' });
    expect((await (await fetch(`${service.url}${extension()}?reason=${encodeURIComponent(WORDS)}`, { headers: { 'sec-fetch-site': 'same-origin' } })).text())).not.toContain('Invented words');
  });

  it('is shown where a file was sent with it, of which nothing is kept; a form of parts that breaks off leads to the entrance alone', async () => {
    const path = `/office/lists/${listId}/objections/record`;
    const parts = new FormData();
    for (const [name, value] of [['reference', 'Invented note 7'], ['states', 'FR'], ['states', 'KE'], ['basis', WORDS]] as const) parts.append(name, value);
    parts.append('scan', new Blob(['%PDF-1.7 ', new Uint8Array(21 * 1024 * 1024)]), 'note.pdf');
    parts.append('after', 'Words after the file');
    const post = (body: FormData | string, headers: Record<string, string> = {}) => fetch(service.url + path, { method: 'POST', body, redirect: 'manual', headers: { 'accept-language': 'en', 'sec-fetch-site': 'same-origin', ...headers } });
    const ended = await post(parts);
    expect([ended.status, ended.headers.get('cache-control'), areas(await ended.text())]).toEqual([401, 'no-store', ['Invented note 7', SHOWN, 'Words after the file']]);
    expect((await post(parts, { 'sec-fetch-site': 'none' })).status).toBe(303);
    // Of what nobody who is signed in could send, a stranger has nothing read.
    parts.append('scan', new Blob([new Uint8Array(4 * 1024 * 1024)]), 'another.pdf');
    expect((await post(parts)).status).toBe(303);
    const broken = await post('--x\r\ncontent-disposition: form-data; name="basis"\r\n\r\nInvented words', { 'content-type': 'multipart/form-data; boundary=x' });
    expect([broken.status, broken.headers.get('location')]).toEqual([303, '/office/sign-in']);
  });

  it('is shown where another session has begun meanwhile, and the form is of the one before', async () => {
    await service.get(Officers).add({ name: 'Amal Field', email: 'amal@office.example', roles: ['drafter', 'approver'] });
    const { cookie } = await enter(service, 'amal@office.example');
    const old = await send(extension(), { reason: WORDS, _csrf: 'of the one before' }, { cookie });
    expect([old.status, areas(old.text)]).toEqual([403, [SHOWN]]);
    expect(await service.get(OfficerSessions).of((await service.get(Officers).byEmail('amal@office.example'))!.id)).toHaveLength(1);
  });

  it('is shown to a Mission and to an applicant in their language, kept nowhere and told to no log', async () => {
    const mission = await enterMission(service, listId, 'FR');
    await service.get(UnitOfWork).run((tx) => tx.createQueryBuilder().delete().from(MissionSession).execute());
    for (const [path, language, words] of [[`${mission.base}/basis`, 'ar', 'النص 1'], ['/apply/a/00000000-0000-4000-8000-000000000000/form/about', 'ru', 'Текст 1']] as const) {
      const ended = await send(path, { basisForAll: WORDS, _csrf: mission.csrf }, { 'accept-language': language });
      expect([ended.status, ended.cache, areas(ended.text), ended.text.includes(words)]).toEqual([401, 'no-store', [SHOWN], true]);
    }
    expect(said).not.toContain('Invented words');
    expect(JSON.stringify(await service.get(Reader).manager.query('SELECT * FROM "idempotency"'))).toBe('[]');
  });
});
