import { deflateSync } from 'node:zlib';
import { Application } from '../../src/applications/application.entity.js';
import { Applications, ApplicationsQuery, ApplyHandlers, BeginApplicationHandler, Calls, type Applicant } from '../../src/applications/index.js';
import { Conferences } from '../../src/conferences/index.js';
import { OutboxMessage } from '../../src/outbox/index.js';
import { Reader } from '../../src/platform/reader.js';
import { AFTER_CLOSING, applicantOf, application, complete, inside, openCalls, type Browser } from '../doors/apply/applicant.js';
import { clientOf } from '../doors/api/client.js';
import { signIn } from '../doors/office/console.js';
import { draftRound } from '../support/round.js';
import { eachService } from '../support/running.js';
import { changedBetween, tablesOf } from '../support/tables.js';

/** How many apply in the last hour. NEMCON_RUSH=5000 takes some 80 s for both databases, nearly all of it the service's own work: three acts for each, durable one by one. */
const RUSH = Number(process.env['NEMCON_RUSH'] ?? 300);
const LAST_HOUR = '2026-12-08T21:00:00.000Z';
const LAST_SECOND = '2026-12-08T22:00:00.000Z';

const chunk = (type: string, data: Buffer): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  return Buffer.concat([length, Buffer.from(type), data, Buffer.alloc(4)]);
};
/** An image that says it has so many pixels, and whose data are these. */
function png(width: number, height: number, data = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(13, 1);
  head.writeUInt32BE(width);
  head.writeUInt32BE(height, 4);
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), chunk('IHDR', head), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]);
}
const jpeg = (width: number, height: number): Buffer => {
  const frame = Buffer.from('ffd8ffe000040000ffc0000b080000000001011100ffd9', 'hex');
  frame.writeUInt16BE(height, 13);
  frame.writeUInt16BE(width, 15);
  return frame;
};

eachService('bad input at the door of those who apply', { now: LAST_HOUR, ticks: false }, (service) => {
  let conferenceId: string;
  let applicant: Applicant;
  let own: string;
  let browser: Browser;
  beforeAll(async () => {
    service.holdTime(LAST_HOUR);
    ({ conferenceId } = await draftRound(service, { names: 1, addresses: false }));
    await openCalls(service, conferenceId);
    applicant = await application(service, conferenceId, 'bad@invented.example', null);
    own = `/apply/a/${applicant.applicationId}`;
    browser = await inside(service, applicant);
  });
  async function changed<T>(act: () => Promise<T>): Promise<{ result: T; tables: string[] }> {
    const before = await tablesOf(service);
    const result = await act();
    return { result, tables: changedBetween(before, await tablesOf(service)).sort() };
  }
  const send = (name: string, bytes: Buffer) => browser.upload(`${own}/documents`, {}, { name, bytes });

  it.each([
    ['a PNG of 60,000 by 60,000 pixels', png(60_000, 60_000), '3600 million pixels'],
    ['a JPEG of 65,000 by 65,000 pixels', jpeg(65_000, 65_000), '4225 million pixels'],
    ['a JPEG that does not say how large it is', Buffer.from('ffd8ffe000040000ffda000800000000000000', 'hex'), 'does not say how large it is'],
    ['a JPEG whose segments are broken off', jpeg(65_000, 65_000).subarray(0, 12), 'does not say how large it is'],
    ['a JPEG with something between its segments', Buffer.concat([jpeg(65_000, 65_000).subarray(0, 8), Buffer.of(0), jpeg(65_000, 65_000).subarray(8)]), 'does not say how large it is'],
    ['a PNG whose first part is another', png(60_000, 60_000).fill('tEXt', 12, 16), 'does not say how large it is'],
    ['a page named .pdf', Buffer.from('<!doctype html><script>alert(1)</script>'), 'What counts is the content of the file'],
    ['a program named .pdf', Buffer.from('import("node:fs")'), 'What counts is the content of the file'],
  ])('%s is refused beside its field, and nothing is kept of it', async (_, bytes, words) => {
    const { result, tables } = await changed(() => send('statutes.pdf', bytes));
    expect([result.status, result.text.includes(words), result.text.includes('href="#document"'), tables]).toEqual([422, true, true, []]);
  });

  // What is inside a document is not ours to judge: it is never opened here. It is kept as it came and leaves as a download that no browser runs.
  it.each([
    ['a PDF that runs a script when it is opened', 'application/pdf', Buffer.from('%PDF-1.7\n1 0 obj <</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>>> endobj\n%%EOF')],
    ['a PDF that is a page as well', 'application/pdf', Buffer.from('%PDF-1.7\n<html><script>alert(1)</script></html>')],
    ['a PNG whose few bytes inflate to 100 megabytes', 'image/png', png(1_000, 1_000, deflateSync(Buffer.alloc(100 * 1024 * 1024)))],
    ['a JPEG of ordinary size', 'image/jpeg', jpeg(4_000, 3_000)],
  ])('%s is never opened: it leaves as a download, byte for byte', async (_, type, bytes) => {
    expect((await send('statutes.html.pdf', bytes)).status).toBe(303);
    const file = (await service.get(ApplicationsQuery).files(applicant.applicationId)).at(-1)!;
    const response = await fetch(`${service.url}${own}/documents/${file.id}`, { headers: { cookie: browser.cookie() } });
    expect(Object.fromEntries(['content-type', 'content-disposition', 'x-content-type-options', 'content-security-policy'].map((name) => [name, response.headers.get(name)]))).toEqual({
      'content-type': type, 'content-disposition': expect.stringMatching(/^attachment; /), 'x-content-type-options': 'nosniff', 'content-security-policy': "default-src 'none'; sandbox",
    });
    expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true);
    await browser.post(`${own}/documents/${file.id}/remove`, {}, `${own}/documents`);
  });

  it('a text of 10 megabytes in a field is refused, what was typed before stays; a shorter one that is too long comes back as it was typed', async () => {
    await browser.post(`${own}/form/work`, { purpose: complete.purpose!, relevance: complete.relevance!, activities: '' });
    const whole = await changed(() => browser.post(`${own}/form/work`, { purpose: 'x'.repeat(10 * 1024 * 1024), relevance: 'y', activities: '' }));
    expect([whole.result.status, whole.result.text.includes('What was sent is too large.'), whole.tables]).toEqual([413, true, []]);
    const long = await changed(() => browser.post(`${own}/form/work`, { purpose: 'x'.repeat(1024 * 1024), relevance: 'Typed meanwhile', activities: '' }));
    expect([long.result.status, long.result.text.includes('Typed meanwhile'), long.result.text.includes('href="#purpose"'), long.tables]).toEqual([422, true, true, []]);
    const api = await (await clientOf(service)).ask('POST', '/lists/none/names', { body: { names: [{ name: 'x'.repeat(10 * 1024 * 1024) }] } });
    expect([api.status, api.json.rule]).toEqual([413, 'body-too-large']);
    expect((await service.get(Applications).find(applicant.applicationId)).form.purpose).toBe(complete.purpose);
  });
});

eachService('the last hour of a call', { now: LAST_HOUR, ticks: false }, (service) => {
  beforeAll(() => service.holdTime(LAST_HOUR));

  it(`in which ${RUSH} apply gives each its reference, loses none and shows all to the desk; who comes a second later is told`, async () => {
    const { conferenceId } = await draftRound(service, { names: 1, addresses: false });
    await openCalls(service, conferenceId, ['6b']);
    const [begin, apply, applications] = [service.get(BeginApplicationHandler), service.get(ApplyHandlers), service.get(Applications)];
    const callId = (await service.get(Calls).of(conferenceId))[0]!.id;
    const address = (n: number): string => `contact${n}@rush${n}.example`;
    const typed = (n: number) => ({ ...complete, name: `Invented Association of ${word(n)} ${word(n * 7 + 3)}`, latinName: '', website: '', country: ['Egypt', 'Peru', 'Kenya', 'Japan'][n % 4]! });
    const references: string[] = [];
    const one = async (n: number): Promise<void> => {
      // Some ask twice at once, and have one application all the same.
      await Promise.all((n % 10 ? [1] : [1, 2]).map(() => begin.execute({ callId, email: address(n), language: 'en' })));
      const actor = await applicantOf(service, conferenceId, address(n));
      await apply.save({ typed: typed(n) }, actor);
      // The last one types until the call is closed.
      if (n === RUSH) return;
      references.push((await apply.submit({}, actor)).reference);
    };
    service.holdTime(LAST_SECOND);
    await Promise.all(Array.from({ length: 20 }, async (_, at) => { for (let n = at; n <= RUSH; n += 20) await one(n); }));
    service.holdTime(AFTER_CLOSING);
    const late = await applicantOf(service, conferenceId, address(RUSH));
    await expect(apply.submit({}, late)).rejects.toMatchObject({ rule: 'call-closed' });

    const { manager } = service.get(Reader);
    expect(await manager.countBy(Application, {})).toBe(RUSH + 1);
    expect(new Set(references).size).toBe(RUSH);
    const sent = await Promise.all(references.map(async (reference) => (await applications.byReference(reference))!.row.state));
    expect(sent).toEqual(Array<string>(RUSH).fill('submitted'));
    expect(await manager.countBy(OutboxMessage, { notice: 'applicationReceived' })).toBe(RUSH);

    const desk = await signIn(service);
    const queue = `/office/applications/c/${(await service.get(Conferences).byId(conferenceId)).slug}`;
    const shown = new Set<string>();
    for (let page = 1; page <= Math.ceil(RUSH / 100); page++) {
      for (const [, id] of (await desk.get(`${queue}?page=${page}`)).text.matchAll(/name="application" type="checkbox" value="([^"]+)"/g)) shown.add(id!);
    }
    expect(shown.size).toBe(RUSH);
    // What looks alike is found among them, one application's on its page and all of them in the queue.
    const views = [`/office/applications/a/${[...shown][0]}`, `${queue}?alike=yes`];
    expect(await Promise.all(views.map(async (view) => (await desk.get(view)).status))).toEqual([200, 200]);
  });
});

const SYLLABLES = ['ba', 'ce', 'di', 'fo', 'gu', 'ha', 'je', 'ki', 'lo', 'mu', 'na', 'pe', 'ri', 'so', 'tu', 'va'];
/** An invented word for a number. */
const word = (n: number): string => { const text = [n % 16, (n >> 4) % 16, (n >> 8) % 16, (n * 11) % 16].map((at) => SYLLABLES[at]).join(''); return text[0]!.toUpperCase() + text.slice(1); };
