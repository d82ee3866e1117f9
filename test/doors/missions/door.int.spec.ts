import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { Relay } from '../../../src/delivery/index.js';
import { ResendNoticeHandler } from '../../../src/lists/index.js';
import { ObjectionsQuery } from '../../../src/objections/index.js';
import { MissionLinks, MissionSessions } from '../../../src/missions/index.js';
import { MissionSession } from '../../../src/missions/mission-link.entity.js';
import { Keys, tokenHash } from '../../../src/platform/keys.js';
import { Reader } from '../../../src/platform/reader.js';
import { DATABASES } from '../../../src/platform/platform.module.js';
import type { Databases } from '../../../src/platform/database.js';
import { circulatedRound, officer } from '../../support/round.js';
import { eachService } from '../../support/running.js';

/** Sessions and the mark that a link was exchanged stand in tables of their own; what a scanner does must change no other. */
const NAMED = ['mission_session', 'mission_visit'];

async function dump(source: DataSource): Promise<string> {
  const tables = source.entityMetadatas.map(({ tableName }) => tableName).filter((name) => !NAMED.includes(name)).sort();
  const rows = await Promise.all(tables.map(async (name) => {
    const texts = ((await source.query(`SELECT * FROM "${name}"`)) as object[]).map((row) => JSON.stringify(row)).sort();
    return `${name} ${texts.length} ${createHash('sha256').update(texts.join('\n')).digest('hex')}`;
  }));
  return rows.join('\n');
}

eachService('the Missions\' door', { now: '2026-12-01T15:00:00.000Z', ticks: false }, (service) => {
  let listId: string;
  let ids: string[];
  beforeAll(async () => { ({ listId, ids } = await circulatedRound(service, { names: 120, addresses: false })); });

  const link = (iso2: string, generation = 1): string => `/m/${service.get(MissionLinks).token(listId, iso2, generation)}`;
  const get = (path: string, cookie = '', method = 'GET') => fetch(service.url + path, { method, headers: { cookie, 'accept-language': 'en' }, redirect: 'manual' });
  const post = (path: string, fields: [string, string][], cookie = '') => fetch(service.url + path, { method: 'POST', body: new URLSearchParams(fields), headers: { cookie, 'accept-language': 'en' }, redirect: 'manual' });

  async function enter(iso2: string): Promise<{ cookie: string; csrf: string }> {
    const answer = await post(link(iso2), [['memberState', iso2]]);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `/m/list/${listId}`]);
    const cookie = answer.headers.get('set-cookie')!.split(';')[0]!;
    const csrf = /name="_csrf" value="([^"]+)"/.exec(await (await get(`/m/list/${listId}`, cookie)).text())![1]!;
    return { cookie, csrf };
  }

  it('goes from the link to a receipt, and shows a Mission its own objections alone', async () => {
    const { cookie, csrf } = await enter('FR');
    const list = `/m/list/${listId}`;
    expect((await post(list, [['_csrf', csrf], ['shown', ids[0]!], ['shown', ids[1]!], ['name', ids[0]!], ['name', ids[1]!], ['go', 'continue']], cookie)).headers.get('location')).toBe(`${list}/basis`);
    expect((await post(`${list}/basis`, [['_csrf', csrf], ['basisForAll', 'An invented basis for both'], [`basis-${ids[1]}`, 'An invented basis of its own']], cookie)).headers.get('location')).toBe(`${list}/check`);
    const check = await (await get(`${list}/check`, cookie)).text();
    expect(check).toContain('An invented basis of its own');
    const filed = await post(`${list}/check`, [['_csrf', csrf]], cookie);
    const receipt = await (await get(filed.headers.get('location')!, cookie)).text();
    expect(receipt).toMatch(/[0-9A-Z]{5}-[0-9A-Z]{5}/);
    expect(receipt).toContain('An invented basis for both');
    expect(await (await get(`${list}/own`, cookie)).text()).toContain('Invented Association 1');
    const other = await enter('DE');
    const seen = await (await get(`${list}/own`, other.cookie)).text();
    expect(seen).not.toContain('Invented Association');
  });

  it('lasts until a whole hour, four hours from now at least, and no browser forgets it before', async () => {
    const [, session, kept] = /=([^;]+);.*Max-Age=(\d+)/.exec((await post(link('AT'), [['memberState', 'AT']])).headers.getSetCookie()[0]!)!;
    const { expiresAt } = await service.get(Reader).manager.findOneByOrFail(MissionSession, { tokenHash: tokenHash(session!) });
    const [left, hour] = [Date.parse(expiresAt) - Date.now(), 3_600_000];
    expect([Date.parse(expiresAt) % hour, left > 3.9 * hour, left <= 5 * hour, Number(kept) * 1_000 >= left]).toEqual([0, true, true, true]);
  });

  it('keeps what was typed when a basis is too long', async () => {
    const { cookie, csrf } = await enter('IT');
    await post(`/m/list/${listId}`, [['_csrf', csrf], ['shown', ids[5]!], ['name', ids[5]!], ['go', 'continue']], cookie);
    const answer = await post(`/m/list/${listId}/basis`, [['_csrf', csrf], ['basisForAll', `long ${'x'.repeat(4_000)}`]], cookie);
    expect(answer.status).toBe(422);
    const page = await answer.text();
    expect(page).toContain('at most 4000 characters');
    expect(page).toContain(`long ${'x'.repeat(4_000)}`);
  });

  /** How many sizes the box of a draft has: of an empty one, and after ids of no name and bases that are too long were sent, in each way in which the page is left. */
  async function draftSizes(iso2: string): Promise<number> {
    const { cookie, csrf } = await enter(iso2);
    const session = cookie.split('=')[1]!;
    const sizes = new Set<number>();
    const note = async () => sizes.add((await service.get(Reader).manager.findOneByOrFail(MissionSession, { tokenHash: tokenHash(session) })).draft.length);
    await note();
    const unknown = Array.from({ length: 5_000 }, () => randomUUID());
    await post(`/m/list/${listId}`, [['_csrf', csrf], ...[ids[9]!, ids[9]!, ids[10]!, ...unknown].flatMap((id): [string, string][] => [['shown', id], ['name', id]]), ['go', 'continue']], cookie);
    await note();
    const long = randomBytes(100_000).toString('hex');
    await post(`/m/list/${listId}/basis`, [['_csrf', csrf], ['basisForAll', `A basis of usual length${' '.repeat(100_000)}`]], cookie);
    for (const [go, word] of [['check', 'at most 4000 characters'], ['lang-fr', '4000 caractères'], [`drop-${ids[9]}`, 'at most 4000 characters']] as const) {
      const answer = await post(`/m/list/${listId}/basis`, [['_csrf', csrf], ['basisForAll', long], [`basis-${ids[9]}`, long], [`basis-${ids[10]}`, long], ['go', go]], cookie);
      const page = await answer.text();
      expect([answer.status, page.includes(word), page.includes(long)]).toEqual([422, true, true]);
      await note();
    }
    expect((await service.get(MissionSessions).findWithDraft(session))!.draft).toMatchObject({ names: [{ nominationId: ids[10], basis: '' }] });
    return sizes.size;
  }

  it('keeps nothing that could not be filed, so that a draft is of one size whatever is sent; what was typed stays on the page', async () => {
    expect(await draftSizes('SE')).toBe(1);
  });

  it('would be caught keeping what was typed as it came', async () => {
    const sessions = service.get(MissionSessions);
    const keep = sessions.keepDraft.bind(sessions);
    sessions.keepDraft = (session, list, draft) => keep(session, list, { ...draft, basisForAll: randomBytes(100_000).toString('hex') });
    expect(await draftSizes('FI').finally(() => { sessions.keepDraft = keep; })).toBeGreaterThan(1);
  });

  it('changes the language of a page that answers a form, keeps what was typed and files nothing', async () => {
    const notUs = await (await post(`${link('CL')}/not-us`, [['note', 'An invented note']])).text();
    expect(/id="languages">(.*?)<\/form>/s.exec(notUs)![1]).toContain('name="note" value="An invented note"');
    const french = await post(`${link('CL')}/not-us`, [['note', 'An invented note'], ['sure', 'yes'], ['lang', 'fr']]);
    expect([french.status, french.headers.get('set-cookie')!.startsWith('nemcon-language=fr')]).toEqual([200, true]);
    expect(await french.text()).toContain('>An invented note</textarea>');
    expect(await (await post(link('CL'), [['memberState', 'CL'], ['lang', 'fr']])).text()).toContain('<html lang="fr"');

    const { cookie, csrf } = await enter('CL');
    const list = `/m/list/${listId}`;
    await post(list, [['_csrf', csrf], ['shown', ids[7]!], ['name', ids[7]!], ['go', 'continue']], cookie);
    expect((await post(`${list}/check`, [['_csrf', csrf], ['lang', 'ar']], cookie)).status).toBe(200);
    expect(await (await get(`${list}/own`, cookie)).text()).not.toContain('Invented Association 7');
    // The control: the same form without a language is filed.
    await post(`${list}/check`, [['_csrf', csrf]], cookie);
    const own = await (await get(`${list}/own`, cookie)).text();
    expect(own).toContain('Invented Association 7');
    const page = /href="([^"]+\/basis)"/.exec(own)![1]!;
    expect(await (await post(page, [['_csrf', csrf], ['basis', 'An invented basis'], ['lang', 'es']], cookie)).text()).toContain('>An invented basis</textarea>');
    expect(await (await get(`${list}/own`, cookie)).text()).not.toContain('An invented basis');
    // A browser ends lines with two characters; the limit of a basis counts one.
    await post(page, [['_csrf', csrf], ['basis', 'An invented\r\nbasis']], cookie);
    const { objections } = await service.get(ObjectionsQuery).ofState(listId, 'CL');
    expect(objections.map(({ basis }) => basis)).toEqual(['An invented\nbasis']);
  });

  it('reads a field of the address that comes twice as its first', async () => {
    const { cookie } = await enter('GR');
    const twice = await get(`/m/list/${listId}?search=Association+17&search=b&country=&country=FR&page=1&page=2`, cookie);
    expect([twice.status, (await twice.text()).includes('Invented Association 17')]).toEqual([200, true]);
  });

  it('puts no more of a long search into the address of the page than a search takes', async () => {
    const { cookie, csrf } = await enter('GR');
    const answer = await post(`/m/list/${listId}`, [['_csrf', csrf], ['search', 'x'.repeat(50_000)], ['country', 'FR'], ['go', 'search']], cookie);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `/m/list/${listId}?search=${'x'.repeat(200)}&country=FR`]);
  });

  it('refuses a form without the session\'s own sign', async () => {
    const { cookie } = await enter('ES');
    expect((await post(`/m/list/${listId}`, [['_csrf', 'guess'], ['go', 'continue']], cookie)).status).toBe(403);
  });

  it('answers unknown, revoked and foreign links with the same bytes, and those that ended with the key of their list', async () => {
    const { listId: closed } = await circulatedRound(service, { names: 1, addresses: false });
    const ended = `/m/${service.get(MissionLinks).token(closed, 'JM', 1)}`;
    expect((await get(ended)).status).toBe(200);
    await service.get(Keys).destroyForList(closed, '2026-12-01T15:00:00.000Z');
    await service.get(ResendNoticeHandler).execute({ listId, iso2: 'JM', newLink: true, address: 'jm@missions.example' }, officer);
    const bodies = await Promise.all([link('JM', 1), `/m/${'A'.repeat(43)}`, '/m/short', link('JM', 7), ended].map(async (path) => {
      const answer = await get(path);
      return [answer.status, (await answer.text())];
    }));
    expect(new Set(bodies.map((body) => JSON.stringify(body))).size).toBe(1);
    expect(bodies[0]![1]).toContain('write to the Office of the President: office@nemcon.example');
    expect((await get(link('JM', 2))).status).toBe(200);
  });

  it('is not changed by scanners, and the link still works after them', async () => {
    const source = service.app.get<Databases>(DATABASES).writing;
    // Letters that still wait are sent first: their delivery is no scanner's doing.
    const waiting = async (): Promise<number> => Number((await source.query(`SELECT COUNT(*) AS n FROM "outbox_message" WHERE "dueAt" IS NOT NULL`))[0].n);
    while ((await waiting()) > 0) {
      await service.get(Relay).drain();
      await new Promise((done) => setTimeout(done, 20));
    }
    const before = await dump(source);
    for (const method of ['GET', 'HEAD', 'OPTIONS']) await Promise.all(Array.from({ length: 15 }, () => get(link('NG'), '', method)));
    // A scanner that submits every form as it comes: no State chosen, no box ticked.
    expect((await post(link('NG'), [['memberState', '']])).status).toBe(422);
    expect((await post(`${link('NG')}/not-us`, [['note', '']])).status).toBe(422);
    expect(await dump(source)).toBe(before);
    const { cookie, csrf } = await enter('NG');
    // The planted fault: an act that does change something is seen by the same comparison.
    await post(`/m/list/${listId}`, [['_csrf', csrf], ['shown', ids[9]!], ['name', ids[9]!], ['go', 'continue']], cookie);
    expect(await dump(source)).toBe(before);
    await post(`/m/list/${listId}/check`, [['_csrf', csrf]], cookie);
    expect(await dump(source)).not.toBe(before);
  });

  it('reads on after the deadline, and files no more', async () => {
    const { cookie, csrf } = await enter('PT');
    await post(`/m/list/${listId}`, [['_csrf', csrf], ['shown', ids[3]!], ['name', ids[3]!], ['go', 'continue']], cookie);
    service.setTime('2026-12-15T22:00:01.000Z');
    const late = await post(`/m/list/${listId}/check`, [['_csrf', csrf]], cookie);
    const told = await late.text();
    expect([late.status, told.includes('the deadline was Tuesday, 15 December 2026, at 5 p.m. (New York time), and it has passed'), told.includes('Write to the Office of the President: office@nemcon.example')]).toEqual([409, true, true]);
    expect(told).not.toContain('File the objection');
    const page = await (await get(`/m/list/${listId}`, cookie)).text();
    expect(page).toContain('A note verbale that reached the Office before the deadline can still be recorded');
    expect(page).not.toContain('type="checkbox"');
  });
});
