import { Applications, ApplicationsQuery, BeginApplicationHandler, Calls, ExtendCallHandler, ScreeningHandlers } from '../../../src/applications/index.js';
import { ApplicationSession } from '../../../src/applications/application.entity.js';
import { Conferences } from '../../../src/conferences/index.js';
import { AskedLetter, OutboxMessage } from '../../../src/outbox/index.js';
import { Attempt } from '../../../src/platform/attempt.entity.js';
import { Limits } from '../../../src/platform/limits.js';
import { Reader } from '../../../src/platform/reader.js';
import { UnitOfWork } from '../../../src/platform/unit-of-work.js';
import { draftRound, officer } from '../../support/round.js';
import { eachService } from '../../support/running.js';
import { statementsOf } from '../../support/statements.js';
import { AFTER_CLOSING, applicantOf, application, browserOf, complete, inside, link, openCalls } from './applicant.js';

const NOW = '2026-12-01T12:00:00.000Z';
const PDF = Buffer.from('%PDF-1.7 invented');
const { name, latinName, country, category, website, purpose, relevance, headName, contactName, womenLed } = complete as Record<string, string>;
const organization = { name, latinName, country, category, website, acronym: '', city: '', region: '', year: '', registrationNumber: '' } as Record<string, string>;

eachService('the door of those who apply', { per: 'test', now: NOW, ticks: false }, (service) => {
  let conferenceId: string;
  let slug: string;
  beforeEach(async () => {
    ({ conferenceId } = await draftRound(service, { names: 1, addresses: false }));
    ({ slug } = await service.get(Conferences).byId(conferenceId));
    await openCalls(service, conferenceId);
  });

  it('leads from the call to a reference number, page by page, and shows where the application stands', async () => {
    const browser = browserOf(service);
    expect((await browser.get('/apply')).text).toContain(`/apply/c/${slug}`);
    expect((await browser.get(`/apply/c/${slug}`)).text).toContain('5 p.m.');
    expect((await browser.post(`/apply/c/${slug}/track/6b`, { email: 'contact@invented.example' })).text).toContain('Look into your mailbox');
    const applicant = await applicantOf(service, conferenceId, 'contact@invented.example');
    const own = `/apply/a/${applicant.applicationId}`;
    expect((await browser.get(own)).status).toBe(401);
    expect((await browser.post(link(service, applicant), { open: 'yes' })).location).toBe(own);
    expect((await browser.post(`${own}/form/organization`, { ...organization, go: 'on' })).location).toBe(`${own}/form/work`);
    expect((await browser.post(`${own}/form/work`, { purpose: purpose!, relevance: relevance!, activities: '', go: 'later' })).location).toBe(`${own}?done=saved`);
    // Before the form is complete the check page names what is missing and leads to it.
    const early = await browser.post(`${own}/check`, {});
    expect(early.status).toBe(422);
    expect(early.text).toContain(`href="${own}/form/people#headName">Head of the organization: Fill in this field.`);
    expect(early.text).toContain(`href="${own}/form/consent#consent">We agree that the application is used as described, and we speak for the organization. Tick the box`);
    expect((await browser.get(`${own}/form/people`)).text).toMatch(/name="letterLanguage"[^>]*value="en"[^>]*checked/);
    expect((await browser.post(`${own}/form/people`, { headName: headName!, contactName: contactName!, womenLed: womenLed!, go: 'on' })).location).toBe(`${own}/form/consent`);
    expect((await browser.post(`${own}/form/consent`, { consent: 'yes', go: 'on' })).location).toBe(`${own}/documents`);
    expect((await browser.upload(`${own}/documents`, { go: 'add' }, { name: 'statutes.pdf', bytes: PDF })).location).toBe(`${own}/documents`);
    const check = await browser.get(`${own}/check`);
    for (const text of [name!, 'statutes.pdf', purpose!]) expect(check.text).toContain(text);
    expect((await browser.post(`${own}/check`, {})).location).toBe(`${own}/sent`);
    const reference = service.get(Applications).reference(applicant.applicationId);
    expect((await browser.get(`${own}/sent`)).text).toContain(reference);
    const overview = (await browser.get(own)).text;
    for (const text of [reference, 'Under consideration', 'Application received', 'Closing of the call']) expect(overview).toContain(text);
    // The token stands in no address that a page leads to.
    expect(overview).not.toContain(link(service, applicant));
  });

  it('opens nothing when the link is merely looked at, and may be opened again and again', async () => {
    const applicant = await application(service, conferenceId, 'look@invented.example', null);
    const browser = browserOf(service);
    for (const method of ['GET', 'HEAD']) await fetch(service.url + link(service, applicant), { method });
    expect(await service.get(Reader).manager.count(ApplicationSession)).toBe(0);
    const unticked = await browser.post(link(service, applicant), {});
    expect([unticked.status, unticked.text.includes('href="#open"')]).toEqual([422, true]);
    expect(await service.get(Reader).manager.count(ApplicationSession)).toBe(0);
    for (let times = 0; times < 2; times++) expect((await browser.post(link(service, applicant), { open: 'yes' })).status).toBe(303);
    const [foreign, unknown] = [await browser.get('/apply/link/' + 'A'.repeat(43)), await browser.get('/apply/link/x')];
    expect([foreign.status, unknown.status, foreign.text]).toEqual([404, 404, unknown.text]);
  });

  it('gives one answer to an address that is known and to one that is not', async () => {
    await application(service, conferenceId, 'known@invented.example', null);
    const browser = browserOf(service);
    const page = async (path: string, email: string): Promise<string> => (await browser.post(path, { email })).text.replaceAll(email, 'ADDRESS');
    expect(await page(`/apply/c/${slug}/lost`, 'known@invented.example')).toBe(await page(`/apply/c/${slug}/lost`, 'nobody@invented.example'));
    expect(await page(`/apply/c/${slug}/track/6b`, 'known@invented.example')).toBe(await page(`/apply/c/${slug}/track/6b`, 'fresh@invented.example'));
    const letters = await service.get(Reader).manager.find(OutboxMessage);
    expect(letters.map(({ address }) => address)).not.toContain('nobody@invented.example');
    const wrong = await browser.post(`/apply/c/${slug}/lost`, { email: 'no address' });
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain('value="no address"');
    expect(wrong.text).toContain('href="#email"');
  });

  it('makes the same statements for a lost link whether or not the address has applied, and keeps what was typed sealed', async () => {
    await application(service, conferenceId, 'known@invented.example', null);
    const browser = browserOf(service);
    const heard = statementsOf(service);
    const asked = async (email: string): Promise<string[]> => (await heard.during(() => browser.post(`/apply/c/${slug}/lost`, { email }))).statements;
    await asked('first@invented.example');
    const known = await asked('known@invented.example');
    expect(known.filter((query) => query.includes('INSERT INTO "asked_letter"'))).toHaveLength(1);
    expect(await asked('nobody@invented.example')).toEqual(known);
    const rows = await service.get(Reader).manager.find(AskedLetter);
    expect([rows.length, JSON.stringify(rows).includes('invented'), new Set(rows.map(({ sealed }) => sealed.length)).size]).toEqual([3, false, 1]);
    // The planted fault: whoever is asked looks at once.
    const beginning = service.get(BeginApplicationHandler);
    const remind = beginning.remind.bind(beginning);
    await beginning.answer();
    beginning.remind = async (one) => {
      await remind(one);
      await beginning.answer();
    };
    expect(await asked('known@invented.example')).not.toEqual(await asked('nobody@invented.example'));
    beginning.remind = remind;
  });

  it('gives one answer to both once the call is closed as well, on the page and the API, and writes to neither', async () => {
    await application(service, conferenceId, 'known@invented.example', null);
    const { id: callId } = (await service.get(Calls).of(conferenceId)).find(({ track }) => track === '6b')!;
    const letters = (): Promise<number> => service.get(Reader).manager.count(OutboxMessage);
    const before = await letters();
    service.setTime(AFTER_CLOSING);
    const answers = async (email: string): Promise<unknown> => {
      const page = await browserOf(service).post(`/apply/c/${slug}/track/6b`, { email });
      const api = await fetch(`${service.url}/api/v1/applications`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ callId, email, language: 'en' }) });
      return [page.status, page.text.replaceAll(email, 'ADDRESS'), api.status, await api.text()];
    };
    const known = await answers('known@invented.example');
    expect(known).toEqual(await answers('nobody@invented.example'));
    expect(known).toMatchObject([409, expect.anything(), 409, expect.stringContaining('call-closed')]);
    expect(await letters()).toBe(before);
    // Whoever lost the link is written to still.
    await browserOf(service).post(`/apply/c/${slug}/lost`, { email: 'known@invented.example' });
    await service.get(BeginApplicationHandler).answer();
    expect(await letters()).toBe(before + 1);
  });

  /** How many letters go to a mailbox that is asked for seven times in each way, and the different answers that whoever asks gets. */
  async function askedSeven(email: string): Promise<{ letters: number; answers: number }> {
    const answers = new Set<string>();
    for (const path of [`/apply/c/${slug}/track/6b`, `/apply/c/${slug}/lost`]) {
      for (let times = 0; times < 7; times++) {
        // Capital letters make no other mailbox.
        const typed = times % 2 ? email : email.toUpperCase();
        const { status, text } = await browserOf(service).post(path, { email: typed });
        answers.add(`${path} ${status} ${text.replaceAll(typed, 'ADDRESS')}`);
      }
    }
    await service.get(BeginApplicationHandler).answer();
    return { letters: (await service.get(Reader).manager.find(OutboxMessage)).filter(({ address }) => address.toLowerCase() === email).length, answers: answers.size };
  }

  it('sends a mailbox five letters an hour in each way, from whatever networks they are asked for, and answers whoever asks as before', async () => {
    expect(await askedSeven('filled@invented.example')).toEqual({ letters: 10, answers: 2 });
    // Nobody else is kept waiting, and in the next hour the mailbox is written to again.
    await browserOf(service).post(`/apply/c/${slug}/track/6b`, { email: 'other@invented.example' });
    const letters = async (): Promise<number> => (await service.get(Reader).manager.find(OutboxMessage)).length;
    expect(await letters()).toBe(11);
    await service.get(UnitOfWork).run((tx) => tx.createQueryBuilder().update(Attempt).set({ until: '2000-01-01T00:00:00.000Z' }).execute());
    await browserOf(service).post(`/apply/c/${slug}/lost`, { email: 'filled@invented.example' });
    await service.get(BeginApplicationHandler).answer();
    expect(await letters()).toBe(12);
  });

  it('keeps nobody from applying by asking in vain for a mailbox that has no application', async () => {
    for (let times = 0; times < 9; times++) await browserOf(service).post(`/apply/c/${slug}/lost`, { email: 'fresh@invented.example' });
    await service.get(BeginApplicationHandler).answer();
    await browserOf(service).post(`/apply/c/${slug}/track/6b`, { email: 'fresh@invented.example' });
    expect((await service.get(Reader).manager.find(OutboxMessage)).map(({ address }) => address)).toEqual(['fresh@invented.example']);
  });

  it('would be caught filling a mailbox where the limit is passed over', async () => {
    const limits = service.get(Limits);
    const real = limits.allows.bind(limits);
    limits.allows = () => Promise.resolve(true);
    const found = await askedSeven('filled@invented.example');
    limits.allows = real;
    expect(found).toEqual({ letters: 14, answers: 2 });
  });

  it('keeps what was typed beside each fault, in the language that is changed meanwhile', async () => {
    const applicant = await application(service, conferenceId, 'faults@invented.example', null);
    const own = `/apply/a/${applicant.applicationId}`;
    const browser = await inside(service, applicant);
    const answer = await browser.post(`${own}/form/organization`, { ...organization, latinName: 'جمعية', year: '3000', go: 'on' });
    expect(answer.status).toBe(422);
    for (const text of ['href="#latinName"', 'Name in Latin letters (optional): ', 'href="#year"', 'value="3000"', 'value="جمعية"', name!]) expect(answer.text).toContain(text);
    const spanish = await browser.post(`${own}/form/organization`, { ...organization, year: '3000', lang: 'es' });
    expect([spanish.status, /<html lang="(..)"/.exec(spanish.text)![1]]).toEqual([200, 'es']);
    expect(spanish.text).toContain('value="3000"');
    expect((await service.get(Applications).find(applicant.applicationId)).form).toEqual({});
    const long = await browser.post(`${own}/form/work`, { purpose: 'x'.repeat(3_001), relevance: '', activities: '', go: 'on' });
    expect([long.status, long.text.includes('x'.repeat(3_001))]).toEqual([422, true]);
    expect((await browser.post(`${own}/form/work`, { purpose: 'x'.repeat(5_000_000), relevance: '', activities: '' })).status).toBe(413);
  });

  it('says so when the application was changed in another window meanwhile, and keeps what was typed here', async () => {
    const applicant = await application(service, conferenceId, 'two@invented.example', null);
    const own = `/apply/a/${applicant.applicationId}`;
    const browser = await inside(service, applicant);
    await browser.post(`${own}/form/work`, { purpose: 'From the other window', relevance: '', activities: '' });
    const stale = await browser.post(`${own}/form/work`, { purpose: 'From this one', relevance: '', activities: '', seen: '1' });
    expect(stale.status).toBe(412);
    expect(stale.text).toContain('From this one');
    expect((await service.get(Applications).find(applicant.applicationId)).form.purpose).toBe('From the other window');
  });

  it('keeps what is typed when the call closes meanwhile, tells so, and goes on from there when it is extended', async () => {
    const applicant = await application(service, conferenceId, 'late@invented.example', null);
    const own = `/apply/a/${applicant.applicationId}`;
    const browser = await inside(service, applicant);
    const _csrf = /name="_csrf" value="([^"]*)"/.exec((await browser.get(`${own}/form/work`)).text)![1]!;
    service.setTime(AFTER_CLOSING);
    expect((await browser.post(`${own}/form/work`, { purpose: purpose!, relevance: relevance!, activities: '', go: 'on' })).location).toBe(`${own}?done=saved`);
    const told = (await browser.get(`${own}?done=saved`)).text;
    expect(told).toContain('The call has closed, and this application was not sent. What you typed is kept');
    expect((await browser.get(`${own}/form/work`)).text).toContain(purpose!);
    const late = await browser.upload(`${own}/documents`, { _csrf }, { name: 'a.pdf', bytes: PDF });
    expect([late.status, late.text.includes('The call has closed')]).toEqual([409, true]);
    expect((await browserOf(service).get(`/apply/c/${slug}/track/6b`)).text).not.toContain('name="email"');
    const call = (await service.get(Calls).of(conferenceId)).find(({ track }) => track === '6b')!;
    await service.get(ExtendCallHandler).execute({ callId: call.id, wallTime: '2026-12-10T17:00', zone: 'America/New_York', reason: 'Many asked for it' }, officer);
    const calls = (await browser.get(`/apply/c/${slug}`)).text;
    for (const text of ['2026-12-08 22:00', '2026-12-10 22:00', 'Many asked for it']) expect(calls).toContain(text);
    await browser.post(`${own}/form/organization`, { ...organization });
    await browser.post(`${own}/form/people`, { headName: headName!, contactName: contactName! });
    await browser.post(`${own}/form/consent`, { consent: 'yes' });
    expect((await browser.post(`${own}/check`, {})).location).toBe(`${own}/sent`);
  });

  it('takes documents by their content, gives them back as downloads to their owner alone', async () => {
    const [applicant, stranger] = [await application(service, conferenceId, 'files@invented.example', null), await application(service, conferenceId, 'other@invented.example', null)];
    const own = `/apply/a/${applicant.applicationId}`;
    const browser = await inside(service, applicant);
    const script = await browser.upload(`${own}/documents`, {}, { name: 'statutes.pdf', bytes: Buffer.from('<script>alert(1)</script>') });
    expect([script.status, script.text.includes('href="#document"')]).toEqual([422, true]);
    // The page that refuses can be had in another language, which sends no file again and adds none.
    expect([script.text.includes(`action="${own}/documents" id="languages"`), script.text.includes('form="languages" name="lang" value="ar"')]).toEqual([true, true]);
    const turned = await (await inside(service, applicant)).post(`${own}/documents`, { lang: 'ar' });
    expect([turned.status, turned.text.includes('dir="rtl"'), turned.text.includes('govuk-error-summary')]).toEqual([200, true, false]);
    const large = await browser.upload(`${own}/documents`, {}, { name: 'large.pdf', bytes: Buffer.concat([PDF, Buffer.alloc(11 * 1024 * 1024)]) });
    expect([large.status, large.text.includes('at most 10 MB')]).toEqual([422, true]);
    const none = await (await inside(service, applicant, 'es')).upload(`${own}/documents`, { go: 'add' }, null);
    expect([none.status, none.text.includes('Elija un archivo.')]).toEqual([422, true]);
    // Which of the two was meant is not known: it is said beside each.
    expect(['legalStatus', 'document'].map((kind) => none.text.includes(`id="${kind}-error"`))).toEqual([true, true]);
    expect((await browser.upload(`${own}/documents`, { go: 'on' }, null)).location).toBe(`${own}/check`);
    await browser.upload(`${own}/documents`, {}, { name: 'النظام الأساسي".pdf', bytes: PDF });
    const [file] = await service.get(ApplicationsQuery).files(applicant.applicationId);
    const got = await browser.get(`${own}/documents/${file!.id}`);
    expect([got.status, got.text, got.headers.get('content-type')]).toEqual([200, '%PDF-1.7 invented', 'application/pdf']);
    expect(got.headers.get('content-disposition')).toMatch(/^attachment; filename="[^"]+"; filename\*=UTF-8''/);
    expect(got.headers.get('x-content-type-options')).toBe('nosniff');
    await browser.upload(`${own}/documents`, {}, { name: 'charter.pdf', bytes: PDF }, 'legalStatus');
    expect((await service.get(ApplicationsQuery).files(applicant.applicationId)).map(({ name, field }) => [name, field]).sort()).toEqual([['charter.pdf', 'legalStatus'], [file!.name, 'document']]);
    expect((await browser.get(`${own}/documents`)).text).toMatch(/charter\.pdf<\/bdi><\/a><span class="n-sub">Legal status/);
    const elsewhere = await inside(service, stranger);
    expect((await elsewhere.get(`${own}/documents/${file!.id}`)).status).toBe(401);
    expect((await elsewhere.get(`/apply/a/${stranger.applicationId}/documents/${file!.id}`)).status).toBe(404);
    await browser.post(`${own}/documents/${file!.id}/remove`, {}, `${own}/documents`);
    expect((await browser.get(`${own}/documents/${file!.id}`)).status).toBe(404);
  });

  it('acts on no form that another page made', async () => {
    const applicant = await application(service, conferenceId, 'mark@invented.example');
    const own = `/apply/a/${applicant.applicationId}`;
    const browser = await inside(service, applicant);
    for (const path of ['/form/work', '/check', '/withdraw', '/close']) expect((await browser.post(own + path, { _csrf: 'made up', sure: 'yes' })).status).toBe(403);
    expect((await browser.upload(`${own}/documents`, { _csrf: 'made up' }, { name: 'a.pdf', bytes: PDF })).status).toBe(403);
  });

  it('asks, takes the answer, and takes the organization off when it says so twice', async () => {
    const applicant = await application(service, conferenceId, 'asked@invented.example');
    const own = `/apply/a/${applicant.applicationId}`;
    const { id } = await service.get(ScreeningHandlers).ask({ applicationId: applicant.applicationId, question: 'Which <b>town</b>?' }, officer);
    const browser = await inside(service, applicant);
    const asked = (await browser.get(own)).text;
    expect(asked).toContain('Which &lt;b&gt;town&lt;/b&gt;?');
    expect((await browser.post(`${own}/questions/${id}`, { answer: ' ' })).status).toBe(422);
    expect((await browser.post(`${own}/questions/${id}`, { answer: 'Cairo' })).location).toBe(`${own}?done=answered`);
    expect((await browser.get(own)).text).toContain('Cairo');
    expect((await browser.post(`${own}/questions/${id}`, { answer: 'Twice', _csrf: /name="_csrf" value="([^"]*)"/.exec(asked)![1]! })).status).toBe(409);
    expect((await browser.post(`${own}/withdraw`, {})).status).toBe(422);
    await browser.post(`${own}/withdraw`, { sure: 'yes' });
    expect((await browser.get(own)).text).toContain('Application withdrawn');
    await browser.post(`${own}/close`, {}, own);
    expect((await browser.get(own)).status).toBe(401);
  });

  it('shows and allows the same whether the desk has decided or not, and catches a page that lets it slip', async () => {
    const other = { ...officer, id: 'second-officer', name: 'Second Officer' };
    const applicant = await application(service, conferenceId, 'quiet@invented.example');
    const { applicationId } = applicant;
    const own = `/apply/a/${applicationId}`;
    const browser = await inside(service, applicant);
    const look = async (): Promise<string[]> => {
      service.setTime(NOW);
      const pages = [];
      for (const path of ['', '/form/work', '/documents', '/check', '/sent', '/withdraw']) pages.push((await browser.get(own + path)).text.replace(/name="seen" value="\d+"|name="_once" value="[^"]*"/g, ''));
      return pages;
    };
    const before = await look();
    const screening = service.get(ScreeningHandlers);
    for (const outcome of ['notEligible', 'eligible'] as const) {
      await screening.recommend({ applicationId, outcome, reason: 'notRelevant' }, officer);
      expect(await look()).toEqual(before);
      await screening.decide({ applicationId, outcome, reason: 'notRelevant' }, other);
      expect(await look()).toEqual(before);
      // A change is taken as if nothing had been decided, and the desk begins anew.
      for (const activities of ['Invented activities.', '']) expect((await browser.post(`${own}/form/work`, { purpose: purpose!, relevance: relevance!, activities })).status).toBe(303);
      expect((await service.get(Applications).find(applicationId)).row).toMatchObject({ state: 'submitted', decidedAt: null, screening: { recommendation: null, decision: null } });
      expect(await look()).toEqual(before);
    }
    const query = service.get(ApplicationsQuery);
    const honest = query.status.bind(query);
    query.status = async (one) => ({ ...(await honest(one)), changeable: one.row.state === 'submitted' });
    await screening.recommend({ applicationId, outcome: 'eligible' }, officer);
    await screening.decide({ applicationId, outcome: 'eligible' }, other);
    expect(await look()).not.toEqual(before);
  });
});
