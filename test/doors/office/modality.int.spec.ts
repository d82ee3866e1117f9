import { Conferences } from '../../../src/conferences/index.js';
import { modalities } from '../../../workflows/modalities/index.js';
import { checkModality } from '../../../workflows/modality.check.js';
import { announced, basisOnlyIfAsked } from '../../support/modalities.js';
import { draftRound } from '../../support/round.js';
import { running } from '../../support/running.js';
import { startService } from '../../support/service.js';
import { approve, signIn, type Console } from './console.js';

const service = running(() => startService({ now: '2026-11-23T15:00:00.000Z', ticks: false }));
let officer: Console;
beforeAll(async () => { officer = await signIn(service); });

const NEW = '/office/conferences/new/modality';
const file = (document: unknown) => ({ field: 'file', name: 'own.json', text: typeof document === 'string' ? document : JSON.stringify(document) });
const look = (document: unknown) => officer.upload(NEW, NEW, {}, file(document));
const words = (text: string): string => text.replace(/&#39;|&quot;/g, '"').replaceAll('&#x2F;', '/');
const upload = (text: string): string => /name="upload" value="([^"]+)"/.exec(text)![1]!;

it('gives what ships as a file to begin with, and says every fault of one at once with its path', async () => {
  const shipped = await officer.get(`${NEW}/a-res-71-280`);
  expect([JSON.parse(shipped.text), shipped.headers.get('content-disposition')]).toEqual([modalities.find(({ id }) => id === 'a-res-71-280'), 'attachment; filename="a-res-71-280.json"']);
  expect((await officer.get(`${NEW}/none`)).status).toBe(404);
  const faulty = { ...basisOnlyIfAsked(), silence: { length: null, minimum: null, zone: 'Europe/Nowhere' }, decision: { body: basisOnlyIfAsked().office, outcomes: ['include'] } };
  const faults = checkModality(faulty);
  expect(faults.length).toBeGreaterThan(1);
  const answer = await look(faulty);
  expect(answer.status).toBe(422);
  for (const { path, message } of faults) expect(words(answer.text)).toContain(`${path}: ${message.replaceAll("'", '"')}`);
  for (const [broken, says] of [['{', 'own.json: '], ['{"id": "\\u0000"}', 'is broken'], ['null', '/: must be object']] as const) {
    const { status, text } = await look(broken);
    expect([broken, status, words(text).includes(says)]).toEqual([broken, 422, true]);
  }
  expect((await officer.upload(NEW, NEW, {}, { field: 'file', name: '', text: '' })).text).toContain('Choose a file.');
  expect((await look(' '.repeat(4 * 1024 * 1024 + 1))).text).toContain('at most 4 MB');
});

it('opens a conference under it once another officer approves what it decides', async () => {
  const shown = await look(basisOnlyIfAsked());
  expect(shown.status).toBe(200);
  for (const part of ['Illustration B', 'own.json', 'is given only if a State asks', 'on request, released by two officers']) expect(shown.text).toContain(part);
  const [confirm, fields] = [`${NEW}/confirm`, { upload: upload(shown.text), title: 'Invented Summit', slug: 'Own Round', proposalReason: 'Decided by the Assembly' }];
  const refused = await officer.post(confirm, NEW, fields);
  expect([refused.status, refused.text.includes('own.json'), refused.text.includes('Own Round')]).toEqual([422, true, true]);
  // The switch of languages shows the same page again and proposes nothing.
  const french = await officer.post(confirm, NEW, { ...fields, lang: 'fr' });
  expect([french.status, french.text.includes('ne sont donnés que si un État le demande')]).toEqual([200, true]);
  const { status, location } = await officer.post(confirm, NEW, { ...fields, slug: 'own-round' });
  expect([status, location]).toEqual([303, expect.stringMatching(/^\/office\/proposals\//)]);
  await expect(service.get(Conferences).bySlug('own-round')).rejects.toMatchObject({ rule: 'conference-unknown' });
  // The file is gone with the proposal.
  expect((await officer.post(confirm, NEW, { ...fields, slug: 'another' })).text).toContain('Choose it again');
  expect((await approve(service, location, '')).location).toBe('/office');
  expect((await service.get(Conferences).bySlug('own-round')).modality).toEqual(basisOnlyIfAsked());
  expect(JSON.parse((await officer.get('/office/conferences/own-round/modality')).text)).toEqual(basisOnlyIfAsked());
});

it('takes the modality as adopted with the adoption, and shows first what differs', async () => {
  const { conferenceId } = await draftRound(service, { names: 1, addresses: false, modality: announced() });
  const { slug } = await service.get(Conferences).byId(conferenceId);
  const form = `/office/conferences/${slug}/adoption`;
  const adopted = announced();
  adopted.silence.minimum = { hours: 96 };
  const fields = { symbol: 'A/RES/71/280', adopted: '2026-11-20', proposalReason: '' };
  const poorer = { ...adopted, meetings: [] };
  expect(words((await officer.upload(form, form, fields, file(poorer))).text)).toContain('/meetings: ');
  const shown = await officer.upload(form, form, fields, file(adopted));
  expect([shown.status, /<bdi[^>]*>silence<\/bdi>/.test(shown.text), shown.text.includes('at least 96 hours')]).toEqual([200, true, true]);
  expect((await officer.post(`${form}/confirm`, form, { ...fields, upload: upload(shown.text) })).status).toBe(422);
  const { location } = await officer.post(`${form}/confirm`, form, { ...fields, upload: upload(shown.text), proposalReason: 'Adopted' });
  expect((await approve(service, location, '')).location).toBe('/office');
  expect((await service.get(Conferences).byId(conferenceId)).modality).toMatchObject({ source: { symbol: 'A/RES/71/280', adopted: '2026-11-20' }, silence: { minimum: { hours: 96 } } });
});
