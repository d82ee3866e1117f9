import { Applications, ApplicationsQuery, ApplyHandlers } from '../../../src/applications/index.js';
import { Conferences } from '../../../src/conferences/index.js';
import { ListedNames } from '../../../src/lists/index.js';
import { Officers } from '../../../src/officers/index.js';
import { Reader } from '../../../src/platform/reader.js';
import { RecordEntry } from '../../../src/records/record-entry.entity.js';
import { draftRound } from '../../support/round.js';
import { eachService } from '../../support/running.js';
import { application, complete, openCalls } from '../apply/applicant.js';
import { signIn, type Console } from './console.js';

eachService('the desk for applications', { per: 'test', now: '2026-12-01T12:00:00.000Z' }, (service) => {
  let conferenceId: string;
  let slug: string;
  let first: Console;
  let second: Console;
  beforeEach(async () => {
    ({ conferenceId } = await draftRound(service, { names: 1, addresses: false }));
    ({ slug } = await service.get(Conferences).byId(conferenceId));
    first = await signIn(service);
    second = await signIn(service, 'second@office.example', 'Other Approver');
  });
  const queue = (): string => `/office/applications/c/${slug}`;
  const page = (id: string): string => `/office/applications/a/${id}`;
  const stateOf = async (id: string): Promise<string> => (await service.get(Applications).find(id)).row.state;
  const three = async (): Promise<string[]> => {
    await openCalls(service, conferenceId);
    const ids = [];
    for (const n of [1, 2, 3]) ids.push((await application(service, conferenceId, `n${n}@invented.example`, { ...complete, name: `Invented ${n}`, country: n === 3 ? 'France' : 'Egypt' })).applicationId);
    return ids;
  };

  it('opens a call and extends it, with the earlier closing time and the reason left to be read', async () => {
    const calls = `${queue()}/calls`;
    const form = { track: '6b', opens: '', opensTime: '', deadline: '2026-12-08', time: '17:00', zone: 'America/New_York' };
    const faulty = await first.post(calls, calls, { ...form, deadline: '2026-11-08' });
    expect([faulty.status, faulty.text.includes('value="2026-11-08"')]).toEqual([422, true]);
    expect((await first.post(calls, calls, { ...form, track: '' })).text).toContain('<a href="#track">Way of taking part: Choose one of the answers.</a>');
    expect((await first.post(calls, calls, form)).location).toBe(calls);
    expect((await first.post(calls, calls, form)).status).toBe(409);
    const extend = /href="([^"]*\/calls\/[^"]+)"/.exec((await first.get(calls)).text)![1]!;
    expect((await first.post(extend, extend, { deadline: '2026-12-10', time: '17:00', zone: 'America/New_York', reason: '' })).status).toBe(422);
    await first.post(extend, extend, { deadline: '2026-12-10', time: '17:00', zone: 'America/New_York', reason: 'Many asked' });
    const { text } = await first.get(calls);
    for (const words of ['2026-12-08 22:00', '2026-12-10 22:00', 'Many asked']) expect(text).toContain(words);
  });

  it('keeps its filter in the address, and counts what waits for whom', async () => {
    const ids = await three();
    expect((await first.get('/office/applications')).text).toContain('Received and not decided: 3');
    const rows = async (query: string): Promise<string[]> => [...(await first.get(queue() + query)).text.matchAll(/<bdi class="n-name">(Invented \d)<\/bdi>/g)].map(([, name]) => name!);
    expect(await rows('')).toEqual(['Invented 1', 'Invented 2', 'Invented 3']);
    expect(await rows('?country=FR')).toEqual(['Invented 3']);
    expect(await rows('?search=invented+2&track=6b')).toEqual(['Invented 2']);
    const me = (await service.get(Officers).byEmail('officer@office.example'))!.id;
    expect((await first.post(`${page(ids[0]!)}/assign`, page(ids[0]!), { officer: 'nobody-known' })).status).toBe(422);
    await first.post(`${page(ids[0]!)}/assign`, page(ids[0]!), { officer: me });
    expect(await rows(`?assignee=${me}`)).toEqual(['Invented 1']);
    expect(await rows('?assignee=none&state=submitted')).toEqual(['Invented 2', 'Invented 3']);
    const { text } = await first.get(queue());
    for (const view of ['Mine (1)', 'Nobody’s (2)', 'For a second officer (0)', 'All (3)']) expect(text).toContain(view);
  });

  it('keeps notes from the applicant, ticks the checklist, asks and reads the answer', async () => {
    const [id] = await three() as [string];
    await first.post(`${page(id)}/note`, page(id), { words: 'Known from <2016>' });
    await first.post(`${page(id)}/check`, page(id), { checked: ['identity', 'documents', 'made-up'] });
    const empty = await first.post(`${page(id)}/ask`, page(id), { question: ' ' });
    expect([empty.status, empty.text.includes('<a href="#question">Ask the applicant: Fill in this field.</a>')]).toEqual([422, true]);
    await first.post(`${page(id)}/ask`, page(id), { question: 'Which town?' });
    const [question] = await service.get(ApplicationsQuery).questions(id);
    await service.get(ApplyHandlers).answer({ questionId: question!.id, answer: 'Cairo' }, { kind: 'applicant', applicationId: id });
    const { text } = await first.get(page(id));
    for (const words of ['Known from &lt;2016&gt;', 'Which town?', 'Cairo', 'Advice to migrants.']) expect(text).toContain(words);
    expect((await service.get(Applications).find(id)).row.screening.checked).toEqual(['identity', 'documents']);
  });

  it('takes one officer to recommend and another to decide, and offers neither what is not theirs', async () => {
    const [id] = await three() as [string];
    expect((await first.get(page(id))).text).not.toContain('Decide</button>');
    expect((await first.post(`${page(id)}/recommend`, page(id), { outcome: 'notEligible', reason: '' })).status).toBe(422);
    await first.post(`${page(id)}/recommend`, page(id), { outcome: 'notEligible', reason: 'notRelevant', text: 'Nothing on migration' });
    expect((await first.get(page(id))).text).toContain('You have recommended: another officer decides');
    expect((await first.post(`${page(id)}/decide`, page(id), { outcome: 'notEligible', reason: 'notRelevant' })).status).toBe(422);
    expect((await second.get(page(id))).text).toContain('Nothing on migration');
    const stale = await second.post(`${page(id)}/decide`, page(id), { outcome: 'eligible', seen: '1' });
    expect(stale.status).toBe(412);
    expect((await second.post(`${page(id)}/decide`, page(id), { outcome: 'eligible' })).status).toBe(303);
    expect(await stateOf(id)).toBe('eligible');
    await second.post(`${page(id)}/reopen`, page(id), { reason: 'Wrong file' });
    expect(await stateOf(id)).toBe('submitted');
    const auditor = await service.get(Officers).add({ name: 'Invented Auditor', email: 'auditor@office.example', roles: ['auditor'] });
    const looks = await signIn(service, auditor.email, auditor.name);
    expect((await looks.get(page(id))).text).not.toContain('/recommend"');
    expect((await looks.post(`${page(id)}/note`, page(id), { words: 'No right' })).status).toBe(403);
  });

  it('tells who did what and when with an application, and nothing of another', async () => {
    service.holdTime('2026-12-01T12:00:00.000Z');
    const [id, other] = await three() as [string, string];
    const twin = (await application(service, conferenceId, 'twin@invented.example', { ...complete, name: 'Invented 1', country: 'Kenya' })).applicationId;
    await first.post(`${page(id)}/assign`, page(id), { officer: (await service.get(Officers).byEmail('second@office.example'))!.id });
    await first.post(`${page(id)}/check`, page(id), { checked: ['identity', 'documents'] });
    await first.post(`${page(id)}/recommend`, page(id), { outcome: 'notEligible', reason: 'notRelevant' });
    await first.post(`${page(id)}/matches`, `${page(id)}/matches`, { other: `application:${twin}`, judgement: 'notSame' });
    await second.post(`${page(id)}/link`, page(id), { why: 'Asked <by> telephone' });
    const told = async (of: string, by = first): Promise<string[][]> => [...(await by.get(`${page(of)}/timeline`)).text.matchAll(/<time[^>]*>([^<]*)<\/time>\s*<strong>([^<]*)<\/strong>([^]*?)<\/li>/g)]
      .map(([, when, what, more]) => [when!, what!, ...more!.replaceAll(/<\/?bdi>/g, '').split('<br>').slice(1).map((line) => line.trim())]);
    const AT = 'New York time: Tuesday, 1 December 2026, at 7 a.m. · UTC: 2026-12-01 12:00';
    expect(await told(id)).toEqual([
      [AT, 'Application received', 'the applicant'],
      [AT, 'Application given to an officer', 'Amal Field', 'Given to: Other Approver'],
      [AT, 'Checklist filled in', 'Amal Field', 'Ticked: The organization is who it says it is; The documents are in order'],
      [AT, 'Recommendation made', 'Amal Field', 'Finding: Not eligible'],
      [AT, 'Look-alike judged', 'Amal Field', 'Held beside: Invented 1', 'Found: Not the same'],
      [AT, 'New link given to an applicant', 'Other Approver', 'To another address: No', 'Reason: Asked &lt;by&gt; telephone'],
    ]);
    // What was found of two stands in the timeline of both; another one's holds none of this.
    expect((await told(twin)).map(([, what]) => what)).toEqual(['Application received', 'Look-alike judged']);
    expect((await told(other)).map(([, what]) => what)).toEqual(['Application received']);
    const auditor = await service.get(Officers).add({ name: 'Invented Auditor', email: 'auditor@office.example', roles: ['auditor'] });
    expect(await told(id, await signIn(service, auditor.email, auditor.name))).toHaveLength(6);
  });

  it('acts on many with a look ahead that changes nothing, and says of each how it went', async () => {
    const ids = await three();
    const bulk = `${queue()}/bulk`;
    const ask = (by: Console, act: string, stage: string, more: Record<string, string> = {}) => by.post(bulk, queue(), { act, stage, application: ids, reason: '', text: '', ...more });
    expect((await first.post(bulk, queue(), { act: 'recommendEligible', stage: 'preview', application: [] })).text).toContain('Tick at least one application.');
    expect((await ask(first, 'recommendNotEligible', 'preview')).status).toBe(422);
    await first.post(`${page(ids[0]!)}/recommend`, page(ids[0]!), { outcome: 'eligible' });
    const look = await ask(second, 'decideEligible', 'preview');
    expect(look.text).toContain('Ticked: 3. 1 would be done, 2 would be left as they are.');
    expect(await Promise.all(ids.map(stateOf))).toEqual(['submitted', 'submitted', 'submitted']);
    const done = await ask(second, 'decideEligible', 'act');
    expect(done.text).toContain('Ticked: 3. Done: 1. Left as they were: 2.');
    expect(done.text).toContain('a recommendation is missing');
    expect(await Promise.all(ids.map(stateOf))).toEqual(['eligible', 'submitted', 'submitted']);
    expect((await ask(first, 'propose', 'preview')).text).toContain('Ticked: 3. 1 would be done, 2 would be left as they are.');
    expect(await service.get(ListedNames).of(ids[0]!)).toEqual([]);
    await ask(first, 'propose', 'act');
    expect((await service.get(ListedNames).of(ids[0]!)).map(({ nomination }) => nomination.name)).toEqual(['Invented 1']);
    expect((await ask(first, 'assignMe', 'act')).text).toContain('Done: 3.');
    // A draft is nobody's business: chosen by its id it is not known, and its name is not said.
    const draft = await application(service, conferenceId, 'draft@invented.example', null);
    await service.get(ApplyHandlers).save({ typed: { name: 'Invented Draft' } }, draft);
    const { text } = await first.post(bulk, queue(), { act: 'assignMe', stage: 'act', application: [draft.applicationId], reason: '', text: '' });
    expect([text.includes('Done: 0. Left as they were: 1.'), text.includes('Invented Draft')]).toEqual([true, false]);
  });

  it('answers a bulk form that is sent again as it did at first, and does nothing again', async () => {
    const ids = await three();
    const bulk = `${queue()}/bulk`;
    await first.post(`${page(ids[0]!)}/recommend`, page(ids[0]!), { outcome: 'eligible' });
    const look = await second.post(bulk, queue(), { act: 'decideEligible', stage: 'preview', application: ids, reason: '', text: '' });
    const [, form] = /<form method="post" action="[^"]*bulk">(.*?)<\/form>/s.exec(look.text)!;
    const fields = [...form!.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)].map(([, name, value]): [string, string] => [name!, value!]);
    const send = async (): Promise<string> => (await fetch(service.url + bulk, { method: 'POST', body: new URLSearchParams(fields), headers: { cookie: second.cookie, 'accept-language': 'en' } })).text();
    const acts = async (): Promise<number> => (await service.get(Reader).manager.find(RecordEntry)).length;
    const answer = await send();
    expect(answer).toContain('Ticked: 3. Done: 1. Left as they were: 2.');
    const told = await acts();
    expect([await send(), await send()]).toEqual([answer, answer]);
    expect(await acts()).toBe(told);
    // The same ticks on a page that was opened anew are another form: what is done already is left as it is.
    expect((await second.post(bulk, queue(), { act: 'decideEligible', stage: 'act', application: ids, reason: '', text: '' })).text).toContain('Done: 0. Left as they were: 3.');
  });

  it('shows nothing of a draft and gives documents as downloads', async () => {
    await openCalls(service, conferenceId);
    const draft = await application(service, conferenceId, 'draft@invented.example', null);
    await service.get(ApplyHandlers).addFile({ field: 'document', name: 'statutes.pdf', bytes: Buffer.from('%PDF-1.7 invented') }, draft);
    expect((await first.get(page(draft.applicationId))).status).toBe(404);
    const [early] = await service.get(ApplicationsQuery).files(draft.applicationId);
    expect((await first.get(`${page(draft.applicationId)}/documents/${early!.id}`)).status).toBe(404);
    await service.get(ApplyHandlers).save({ typed: complete }, draft);
    await service.get(ApplyHandlers).submit({}, draft);
    const file = /href="([^"]*\/documents\/[^"]+)"/.exec((await first.get(page(draft.applicationId))).text)![1]!;
    const got = await first.get(file);
    expect([got.text, got.headers.get('content-disposition')?.split(';')[0]]).toEqual(['%PDF-1.7 invented', 'attachment']);
    expect((await fetch(service.url + file, { redirect: 'manual' })).status).toBe(303);
  });
});
