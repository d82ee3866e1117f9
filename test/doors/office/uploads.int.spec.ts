import { copyFileSync, cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memberStates } from '../../../src/directory/index.js';
import { Lists, NameBook } from '../../../src/lists/index.js';
import { Uploads } from '../../../src/doors/office/uploads.js';
import { ObjectionsQuery } from '../../../src/objections/index.js';
import { DATABASES } from '../../../src/platform/platform.module.js';
import type { Databases } from '../../../src/platform/database.js';
import { eachDatabase, type Database } from '../../support/databases.js';
import { circulatedRound, draftRound, officer } from '../../support/round.js';
import { startService, type Service } from '../../support/service.js';
import { consoleWith, delivered, signIn } from './console.js';

eachDatabase('a file between its preview and its confirmation', (open) => {
  let database: Database;
  let first: Service;
  let running: Service[];
  const start = async (keyFile?: string): Promise<Service> => {
    const service = await startService({ database: database.address, now: '2026-11-23T15:00:00.000Z', ...(keyFile ? { keyFile } : {}) });
    running.push(service);
    return service;
  };
  /** A second process beside the first; SQLite serves one, there the service is started anew. */
  const another = async (): Promise<Service> => {
    const keyFile = join(mkdtempSync(join(tmpdir(), 'nemcon-key-')), 'key');
    copyFileSync(first.keyFile, keyFile);
    cpSync(`${first.keyFile}.store`, `${keyFile}.store`, { recursive: true });
    if (database.address.kind === 'sqlite') await running.pop()!.close();
    return start(keyFile);
  };
  beforeEach(async () => {
    running = [];
    database = await open();
    first = await start();
  });
  afterEach(async () => {
    for (const service of running) await service.close();
    await database.drop();
  });
  const rows = async (service: Service): Promise<{ sealed: string }[]> => await service.app.get<Databases>(DATABASES).writing.query('SELECT * FROM "upload"') as { sealed: string }[];
  const hidden = (text: string, name: string): string => new RegExp(`name="${name}" value="([^"]+)"`).exec(text)![1]!;

  it('is confirmed in another process than the one that showed it, and then gone', async () => {
    const { listId } = await draftRound(first, { names: 1, addresses: false });
    const path = `/office/lists/${listId}/import`;
    const { cookie, upload } = await signIn(first);
    const { text } = await upload(path, path, {}, { field: 'file', name: 'names.csv', text: 'name\nInvented Guild of Kites' });
    expect(await rows(first)).toHaveLength(1);
    const second = await another();
    const confirmed = await consoleWith(second, cookie).post(`${path}/confirm`, path, { upload: hidden(text, 'upload'), seen: hidden(text, 'seen') });
    expect([confirmed.status, confirmed.location]).toEqual([303, `/office/lists/${listId}/names`]);
    const { names } = await second.get(NameBook).of(await second.get(Lists).find(listId));
    expect(names.map(({ name }) => name)).toContain('Invented Guild of Kites');
    expect(await rows(second)).toEqual([]);
  });

  it('goes with the objections that another process records, byte for byte', async () => {
    const { listId, ids } = await circulatedRound(first, { names: 2 });
    await delivered(first, listId);
    const path = `/office/lists/${listId}/objections/record`;
    const scan = Buffer.concat([Buffer.from('%PDF-1.7 invented'), Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))]);
    const { cookie, upload } = await signIn(first);
    const { text } = await upload(path, path, { stage: 'find' }, { field: 'scan', name: 'note.pdf', text: scan });
    expect(text).toContain('<bdi>note.pdf</bdi>');
    const second = await another();
    second.setTime('2026-11-24T15:00:00.000Z');
    const form = { stage: 'record', upload: hidden(text, 'upload'), reference: 'NV/7', receivedAt: '2026-11-23', receivedTime: '12:00', states: ['BR'], names: [ids[0]!] };
    expect((await consoleWith(second, cookie).upload(path, path, form, { field: 'scan', name: '', text: '' })).status).toBe(303);
    const page = (await consoleWith(second, cookie).get(`/office/lists/${listId}/objections`)).text;
    const { bytes } = await second.get(ObjectionsQuery).scan(listId, /\/scans\/([^"]+)"/.exec(page)![1]!, officer);
    expect(Buffer.from(bytes).equals(scan)).toBe(true);
  });

  it('goes with a joint note of every State against many names, and a scan that is too large is said beside its field, with all that was typed kept', async () => {
    const { listId, ids } = await circulatedRound(first, { names: 60 });
    await delivered(first, listId);
    const path = `/office/lists/${listId}/objections/record`;
    const states = memberStates().map(({ iso2 }) => iso2);
    first.setTime('2026-11-24T15:00:00.000Z');
    const console = await signIn(first);
    const form = {
      reference: 'NV/193', receivedAt: '2026-11-23', receivedTime: '12:00', states, names: ids, ...Object.fromEntries(ids.map((id, n) => [`basis-${id}`, `Invented reason ${n}`])),
    };
    const scan = Buffer.concat([Buffer.from('%PDF-1.7 '), Buffer.alloc(30 * 1024 * 1024)]);
    const large = await console.upload(path, path, { ...form, stage: 'check' }, { field: 'scan', name: 'note.pdf', text: scan });
    expect([large.status, large.text.includes('href="#scan"'), large.text.includes('The file is too large: at most 10 MB.')]).toEqual([422, true, true]);
    expect([large.text.includes('value="NV/193"'), ids.every((_, n) => large.text.includes(`Invented reason ${n}`)), large.text.match(/<input[^>]* name="states"[^>]* checked>/g)?.length]).toEqual([true, true, 193]);
    expect(await rows(first)).toEqual([]);
    // A scan that is refused is not held on to: without another the form could never be sent.
    const wrong = await console.upload(path, path, { ...form, stage: 'check' }, { field: 'scan', name: 'note.docx', text: 'no scan' });
    expect([wrong.status, wrong.text.includes('href="#scan"'), wrong.text.includes('name="upload"'), await rows(first)]).toEqual([422, true, false, []]);
    const checked = await console.upload(path, path, { ...form, stage: 'check' }, { field: 'scan', name: 'note.pdf', text: '%PDF-1.7 invented' });
    expect([checked.status, new Set([...checked.text.matchAll(/name="states" value="([A-Z]{2})"/g)].map(([, iso2]) => iso2)).size, hidden(checked.text, 'upload')]).toEqual([200, 193, expect.any(String)]);
  });

  it('that is larger than its form takes is said so beside its field, with the size that this form takes', async () => {
    const console = await signIn(first);
    const large = Buffer.alloc(21 * 1024 * 1024, ' ');
    for (const [path, most] of [['/office/conferences/new/modality', 4], ['/office/returned', 1], ['/office/missions/import', 20]] as const) {
      const { status, text } = await console.upload(path, path, {}, { field: 'file', name: 'large.txt', text: large });
      expect([path, status, text.includes(`The file is too large: at most ${most} MB.`), text.includes('href="#file"')]).toEqual([path, 422, true, true]);
    }
  });

  it('is refused where nobody could have typed all that comes with it', async () => {
    const { listId } = await circulatedRound(first, { names: 1 });
    const path = `/office/lists/${listId}/objections/record`;
    const console = await signIn(first);
    const sent = (fields: Record<string, string | string[]>) => console.upload(path, path, { stage: 'find', ...fields }, { field: 'scan', name: '', text: '' });
    const [long, many] = [await sent({ basis: Array.from({ length: 80 }, () => 'x'.repeat(60_000)) }), await sent({ names: Array.from({ length: 31_000 }, () => 'x') })];
    for (const answer of [long, many]) expect([answer.status, answer.text.includes('What was sent is too large.')]).toEqual([413, true]);
  });

  it('tells nothing to who reads the database, and goes away when nobody confirms it', async () => {
    const { listId } = await draftRound(first, { names: 1, addresses: false });
    const path = `/office/lists/${listId}/import`;
    const console = await signIn(first);
    const { text } = await console.upload(path, path, {}, { field: 'file', name: 'canary.csv', text: 'name\nInvented Canary' });
    const written = JSON.stringify(await rows(first));
    for (const word of ['canary', 'Canary', Buffer.from('Invented Canary').toString('base64').slice(0, 12), hidden(text, 'upload')]) expect(written).not.toContain(word);
    await first.get(Uploads).sweep();
    expect(await rows(first)).toHaveLength(1);
    await first.app.get<Databases>(DATABASES).writing.query(`UPDATE "upload" SET "until" = '2020-01-01T00:00:00.000Z'`);
    const late = await console.post(`${path}/confirm`, path, { upload: hidden(text, 'upload'), seen: hidden(text, 'seen') });
    expect([late.status, late.text.includes('Choose it again')]).toEqual([422, true]);
    await first.get(Uploads).sweep();
    expect(await rows(first)).toEqual([]);
  });
});
