import { createHash } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { ChangeMissionsHandler } from '../../../src/directory/index.js';
import { Lists } from '../../../src/lists/index.js';
import { RaiseObjectionsHandler } from '../../../src/objections/index.js';
import { DATABASES } from '../../../src/platform/platform.module.js';
import type { Databases } from '../../../src/platform/database.js';
import { circulatedRound, draftRound, officer } from '../../support/round.js';
import { running } from '../../support/running.js';
import { startService } from '../../support/service.js';
import { delivered, signIn, type Answer, type Console } from './console.js';

const service = running(() => startService({ now: '2026-11-23T15:00:00.000Z', ticks: false }));
let console: Console;
beforeAll(async () => { console = await signIn(service); });

/** Everything that is kept, but sessions, files between two pages, and letters of earlier acts that are still on their way. */
const OTHER = ['officer_session', 'officer_sign_in', 'upload', 'outbox_message', 'trial_mail'];
async function dump(): Promise<string> {
  const source: DataSource = service.app.get<Databases>(DATABASES).writing;
  const tables = source.entityMetadatas.map(({ tableName }) => tableName).filter((name) => !OTHER.includes(name)).sort();
  const rows = await Promise.all(tables.map(async (name) => `${name} ${createHash('sha256').update(JSON.stringify(await source.query(`SELECT * FROM "${name}"`))).digest('hex')}`));
  return rows.join('\n');
}

/** Presses a language on the page that answered a form, as a browser without scripts does: the fields of that form, and the button. */
async function press(page: Answer, language: string): Promise<Answer> {
  const [, to, inside] = /<form method="post" action="([^"]+)" id="languages">(.*?)<\/form>/s.exec(page.text) ?? [];
  if (!to) throw new Error('the page has no form that switches languages');
  expect(inside).toBeDefined();
  const fields: Record<string, string[]> = {};
  for (const [, name, value] of inside!.matchAll(/name="([^"]*)" value="([^"]*)"/g)) (fields[name!] ??= []).push(value!.replace(/&quot;/g, '"').replace(/&amp;/g, '&'));
  expect(page.text).toContain(`form="languages" name="lang" value="${language}"`);
  return console.post(to, '/office', { ...fields, lang: language });
}

it('keeps the search of a page when the language changes', async () => {
  const { listId } = await draftRound(service, { names: 3 });
  const { text } = await console.get(`/office/lists/${listId}/names?search=Association+2&country=`);
  const link = /<a class="govuk-link" href="([^"]+)" lang="fr"/.exec(text)![1]!.replaceAll('&amp;', '&');
  const french = await console.get(`/office/lists/${listId}/names${link}`);
  expect(french.text).toContain('<html lang="fr"');
  expect(french.text).toContain('value="Association 2"');
  expect(french.headers.getSetCookie().join()).toContain('nemcon-language=fr');
});

describe('the language of a page that answers a form', () => {
  // Each form as it would be taken: had the switch acted, something would have changed.
  const forms: [string, () => Promise<{ page: string; fields: Record<string, string | string[]>; broken: Record<string, string>; typed: string }>][] = [
    ['a conference', async () => ({ page: '/office/conferences/new', fields: { title: 'Invented "Conference"', slug: 'switched', modality: 'a-res-71-280' }, broken: { slug: 'Not a slug' }, typed: 'value="Invented &quot;Conference&quot;"' })],
    ['a new name', async () => {
      const { listId } = await draftRound(service, { names: 1 });
      return { page: `/office/lists/${listId}/names/new`, fields: { name: 'Invented Circle of Bridges', country: 'FR', contactEmail: 'a@invented.example' }, broken: { contactEmail: 'nonsense' }, typed: 'value="Invented Circle of Bridges"' };
    }],
    ['a name that is edited', async () => {
      const { listId, ids } = await draftRound(service, { names: 1 });
      return { page: `/office/lists/${listId}/names/${ids[0]}`, fields: { name: 'Invented Ring of Bridges', country: 'FR' }, broken: { seen: '999' }, typed: 'value="Invented Ring of Bridges"' };
    }],
    ['a name that is taken out', async () => {
      const { listId, ids } = await draftRound(service, { names: 1 });
      return { page: `/office/lists/${listId}/names/${ids[0]}/take-out`, fields: {}, broken: { seen: '999' }, typed: 'Invented Association 0' };
    }],
    ['an act of two officers', async () => {
      const { listId } = await draftRound(service, { names: 2 });
      return { page: `/office/lists/${listId}/acts/circulate`, fields: { stage: 'act', deadline: '2026-12-15', time: '17:00', zone: 'America/New_York', proposalReason: 'Ready.' }, broken: { proposalReason: '' }, typed: 'name="deadline" value="2026-12-15"' };
    }],
    ['an act that asks for a reason', async () => {
      const { listId } = await draftRound(service, { names: 2 });
      const { key } = await service.get(Lists).find(listId);
      return { page: `/office/lists/${listId}/acts/withdraw-list`, fields: { stage: 'act', reason: 'An invented reason.', typed: key }, broken: { typed: 'wrong' }, typed: 'name="reason" value="An invented reason."' };
    }],
    ['an address of a Mission', async () => {
      await service.get(ChangeMissionsHandler).import([{ row: 2, state: 'FR', address: 'mission.fr@missions.example', language: '' }], officer);
      return { page: '/office/missions/FR', fields: { address: 'more@missions.example' }, broken: { address: 'more at missions' }, typed: 'value="more' };
    }],
    ['the withdrawal of an objection', async () => {
      const { listId, ids } = await circulatedRound(service, { names: 1 });
      await service.get(RaiseObjectionsHandler).execute({ items: [{ nominationId: ids[0]!, basis: null }] }, { kind: 'mission', iso2: 'FR', listId });
      await delivered(service, listId);
      service.setTime('2026-11-23T16:00:00.000Z');
      const page = /href="([^"]+\/withdraw)"/.exec((await console.get(`/office/lists/${listId}/objections`)).text)![1]!;
      return { page, fields: { reference: 'Note 12', receivedAt: '2026-11-23', receivedTime: '10:59' }, broken: { reference: ' ' }, typed: 'Invented Association 0' };
    }],
    ['objections by note verbale', async () => {
      const { listId, ids } = await circulatedRound(service, { names: 2 });
      await delivered(service, listId);
      service.setTime('2026-11-24T15:00:00.000Z');
      const fields = { stage: 'record', reference: 'NV/7', receivedAt: '2026-11-23', receivedTime: '12:00', states: ['BR', 'KE'], names: ids, basis: 'An invented basis.' };
      return { page: `/office/lists/${listId}/objections/record`, fields, broken: { reference: '' }, typed: 'An invented basis.' };
    }],
  ];

  it.each(forms)('changes for %s, which keeps what was typed and is not sent off', async (_, make) => {
    const { page, fields, broken, typed } = await make();
    const to = page.endsWith('/FR') ? `${page}/addresses` : page;
    const scan = { field: 'scan', name: 'note.pdf', text: '%PDF-1.7 invented' };
    const send = (sent: typeof fields): Promise<Answer> => (page.endsWith('/record') ? console.upload(to, page, sent, scan) : console.post(to, page, sent));
    const before = await dump();
    const refused = await send({ ...fields, ...broken });
    expect(refused.status).toBeGreaterThanOrEqual(400);
    const french = await press(refused, 'fr');
    expect([french.status < 500, french.text.includes('<html lang="fr"')]).toEqual([true, true]);
    expect(french.text).toContain(typed);
    expect((await press(french, 'en')).text).toContain('<html lang="en"');
    // A form that would be taken is not, as long as a language was pressed.
    expect((await send({ ...fields, lang: 'fr' })).text).toContain('<html lang="fr"');
    expect(await dump()).toBe(before);
    // The control: the same form without the language does change something, and the same look sees it.
    expect((await send(fields)).status).toBe(303);
    expect(await dump()).not.toBe(before);
  });

  it('changes for the preview of an import, which keeps the file', async () => {
    const { listId } = await draftRound(service, { names: 1 });
    const path = `/office/lists/${listId}/import`;
    const preview = await console.upload(path, path, {}, { field: 'file', name: 'names.csv', text: 'name,country\nInvented Guild of Kites,FR' });
    const french = await press(preview, 'fr');
    expect(french.text).toContain('<html lang="fr"');
    expect(french.text).toContain('Invented Guild of Kites');
    const [upload, seen] = ['upload', 'seen'].map((name) => new RegExp(`name="${name}" value="([^"]+)"`).exec(french.text)![1]!);
    expect((await console.post(`${path}/confirm`, path, { upload: upload!, seen: seen! })).status).toBe(303);
  });
});
