import { Officers, type Role } from '../../src/officers/index.js';
import { approve, signIn, type Answer, type Console } from '../doors/office/console.js';
import { circulatedRound } from '../support/round.js';
import { eachService } from '../support/running.js';
import { deskOf, one } from './desk.js';

eachService('the desk in the Office console', { now: '2026-12-01T15:00:00.000Z' }, (service) => {
  let amal: Console;
  beforeAll(async () => { amal = await signIn(service); });
  beforeEach(() => service.setTime('2026-12-01T15:00:00.000Z'));

  async function round(names = 3) {
    const { listId, ids } = await circulatedRound(service, { names, addresses: false });
    return { ids, desk: deskOf(service, listId), listId, base: `/office/lists/${listId}`, register: `/office/lists/${listId}/disclosures`, record: `/office/lists/${listId}/disclosures/record` };
  }
  const inRole = async (role: Role): Promise<Console> => {
    const email = `${role}@office.example`;
    if (!(await service.get(Officers).byEmail(email))) await service.get(Officers).add({ name: `In Role ${role}`, email, roles: [role] });
    return signIn(service, email);
  };
  /** The page that shows what would be given, and its proposal. */
  async function propose(base: string, request: string, officer = amal): Promise<Answer> {
    const look = `${base}/acts/disclose?request=${request}`;
    const facts = /name="facts" value="([^"]+)"/.exec((await amal.get(look)).text)![1]!;
    return officer.post(`${base}/acts/disclose`, look, { stage: 'act', request, facts, proposalReason: 'A State has asked.' });
  }

  it('records a request that came by note verbale: nothing is taken half filled in, and what is ticked and typed stays while names are found', async () => {
    const { listId, ids, desk, register, record } = await round(120);
    service.setTime('2026-12-01T16:00:00.000Z');
    expect((await amal.get(`/office/lists/${listId}`)).text).toContain(`href="${register}"`);
    expect((await amal.get(register)).text).toContain('No request waits for an answer.');
    const blank = await amal.post(record, record, { stage: 'record' });
    expect([blank.status, blank.text.includes('Choose one of the answers.')]).toEqual([422, true]);
    const typed = { state: 'CL', reference: 'NV/7', receivedAt: '2026-12-01', receivedTime: '10:30', which: 'some', names: [ids[7]!] };
    const found = await amal.post(record, record, { ...typed, stage: 'find', search: 'Association 11' });
    expect(found.status).toBe(200);
    for (const kept of [`value="${ids[7]}" checked`, 'value="NV/7"', 'value="10:30"', 'value="some" checked', 'value="CL" selected']) expect(found.text).toContain(kept);
    const faults: [Record<string, string | string[]>, string][] = [
      [{ state: '' }, 'State'], [{ reference: '' }, 'reference'], [{ receivedTime: '' }, 'time'], [{ receivedAt: '2026-12-24' }, 'future'], [{ names: [] }, 'at least one name'],
    ];
    for (const [more, words] of faults) {
      const refused = await amal.post(record, record, { ...typed, ...more, stage: 'record' });
      expect([refused.status, words, refused.text.includes(words), refused.text.includes('govuk-error-summary')]).toEqual([422, words, true, true]);
    }
    expect(await desk.query.ofState(listId, 'CL')).toEqual([]);
    const done = await amal.post(record, record, { ...typed, stage: 'record' });
    expect([done.status, done.location]).toEqual([303, register]);
    const queue = (await amal.get(register)).text;
    for (const words of ['Chile', 'Note verbale NV/7', 'recorded by Amal Field', 'Invented Association 7', 'See what would be given']) expect(queue).toContain(words);
  });

  it('shows two officers exactly what would be given, gives it once both agreed, and keeps who, when, what and by whom', async () => {
    const { listId, ids, desk, base, register } = await round();
    await desk.object('FR', ids[0]!, 'Invented basis');
    await desk.object('KE', ids[1]!);
    await desk.ask('JP', 'all');
    const request = await desk.requestOf('JP');
    const seen = (await amal.get(`${base}/acts/disclose?request=${request}`)).text;
    for (const words of ['Japan', 'Invented Association 0', 'General basis: \u2068Invented basis\u2069', 'Invented Association 1', 'No general basis was given.', 'To the other names on the list no objection stands']) expect(seen).toContain(words);
    const nameless = await amal.post(`${base}/acts/disclose`, `${base}/acts/disclose?request=${request}`, { stage: 'act', request, facts: /name="facts" value="([^"]+)"/.exec(seen)![1]!, proposalReason: '' });
    expect(nameless.status).toBe(422);
    const proposed = await propose(base, request);
    expect(proposed.status).toBe(303);
    const own = await amal.post(proposed.location!, proposed.location!, { do: 'approve', typed: '6b' });
    expect([own.status, own.text.includes('Nobody approves an own proposal')]).toEqual([403, true]);
    expect((await desk.query.ofState(listId, 'JP'))[0]!.given).toBeNull();
    service.setTime('2026-12-02T16:00:00.000Z');
    const approved = await approve(service, proposed.location, '6b');
    expect([approved.status, approved.location]).toEqual([303, register]);
    const kept = (await amal.get(register)).text;
    for (const words of ['Japan', 'by Other Approver, proposed by Amal Field', '2 December 2026', 'All names on the list', 'No request waits for an answer.']) expect(kept).toContain(words);
    const note = (await amal.get(`${register}/${request}`)).text;
    for (const words of ['What was given to Japan', 'Invented basis', 'No general basis was given.']) expect(note).toContain(words);
    expect((await amal.get(`${register}/${request}?in=ar`)).text).toMatch(/<article[^>]+lang="ar" dir="rtl"/);
  });

  it('prints the note in the words that the State reads behind its link', async () => {
    const { listId, ids, desk, register } = await round();
    await desk.object('FR', ids[0]!, 'Invented basis');
    await desk.given('JP', [ids[0]!]);
    const given = (await desk.query.ofState(listId, 'JP'))[0]!.given!;
    for (const language of ['en', 'fr', 'ar'] as const) {
      const { text } = await amal.get(`${register}/${await desk.requestOf('JP')}?in=${language}`);
      for (const { text: words } of given.names[0]!.words[language]) expect(text).toContain(words);
    }
  });

  it('refuses a proposal of what has changed since it was shown, and shows it anew', async () => {
    const { ids, desk, base } = await round();
    await desk.ask('JP', [ids[0]!]);
    const request = await desk.requestOf('JP');
    const look = `${base}/acts/disclose?request=${request}`;
    const facts = /name="facts" value="([^"]+)"/.exec((await amal.get(look)).text)![1]!;
    await desk.object('FR', ids[0]!, 'Meanwhile');
    const refused = await amal.post(`${base}/acts/disclose`, look, { stage: 'act', request, facts, proposalReason: 'A State has asked.' });
    expect([refused.status, refused.text.includes('What would be given has changed meanwhile.')]).toEqual([409, true]);
    const { answer } = await desk.query.preview(base.split('/').at(-1)!, request, one);
    expect([answer.tag === facts, refused.text.includes(`value="${answer.tag}"`)]).toEqual([false, true]);
    // Neither a reason that is missing nor another language brings the old mark back into the form.
    for (const more of [{ proposalReason: '' }, { lang: 'fr' }] as Record<string, string>[]) {
      const shown = await amal.post(`${base}/acts/disclose`, look, { stage: 'act', request, facts, proposalReason: 'A State has asked.', ...more });
      expect(/acts\/disclose"><input[\s\S]*?name="facts" value="([^"]+)"/.exec(shown.text)![1]).toBe(answer.tag);
    }
  });

  it('warns where a basis names the State that the modality keeps back', async () => {
    const { ids, desk, base } = await round();
    await desk.object('KE', ids[0]!, 'It is well known in Kenya.');
    await desk.ask('JP', 'all');
    const look = async () => (await amal.get(`${base}/acts/disclose?request=${await desk.requestOf('JP')}`)).text;
    expect(await look()).toContain('names the State that objected (Kenya)');
    await desk.object('FR', ids[1]!, 'It is well known in Kenya.');
    expect((await look()).match(/names the State that objected/g)).toHaveLength(1);
  });

  it('is read by roles: the auditor sees who asked and was given, and no reason; the desk that registers and the operator see nothing; none of them releases', async () => {
    const { listId, ids, desk, base, register, record } = await round();
    await desk.object('FR', ids[0]!, 'CANARY-basis');
    await desk.given('JP', [ids[0]!]);
    await desk.ask('CL', [ids[0]!]);
    const [answered, waiting] = [await desk.requestOf('JP'), await desk.requestOf('CL')];
    const paths = [register, `${register}/${answered}`, `${base}/acts/disclose?request=${waiting}`, record];
    const auditor = await inRole('auditor');
    const seen = await Promise.all(paths.map((path) => auditor.get(path)));
    // What an act would do is shown to those who may take it.
    expect(seen.map(({ status }) => status)).toEqual([200, 200, 403, 403]);
    expect(seen.some(({ text }) => text.includes('CANARY'))).toBe(false);
    expect(seen[1]!.text).toContain('Not shown to your role.');
    expect(seen[0]!.text).toContain('Japan');
    expect((await propose(base, waiting, auditor)).status).toBe(403);
    for (const role of ['registrationDesk', 'operator'] as const) {
      const other = await inRole(role);
      expect(await Promise.all(paths.map(async (path) => (await other.get(path)).status))).toEqual([403, 403, 403, 403]);
    }
    // The same look finds what an officer may read.
    expect((await amal.get(`${register}/${answered}`)).text).toContain('CANARY-basis');
    expect((await desk.query.ofState(listId, 'CL'))[0]!.given).toBeNull();
  });
});
