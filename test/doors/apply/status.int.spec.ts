import { Application } from '../../../src/applications/application.entity.js';
import { Applications, ApplicationsQuery, ApplyHandlers, ProposeApplicationsHandler, ScreeningHandlers, type Applicant } from '../../../src/applications/index.js';
import { CirculateListHandler, CreateListHandler, EditNamesHandler, FinalizeListHandler, Nomination, OverrideHoldHandler, StandingObjections, WithdrawListHandler } from '../../../src/lists/index.js';
import { Letters, Notices, type Addressee } from '../../../src/notices/index.js';
import { RaiseObjectionsHandler } from '../../../src/objections/index.js';
import { OutboxMessage } from '../../../src/outbox/index.js';
import { Clock } from '../../../src/platform/clock.js';
import { Catalogs, languages } from '../../../src/platform/i18n.js';
import { Reader } from '../../../src/platform/reader.js';
import { UnitOfWork } from '../../../src/platform/unit-of-work.js';
import { basisToWhoeverAsks } from '../../support/modalities.js';
import { draftRound, invented, officer } from '../../support/round.js';
import { eachService } from '../../support/running.js';
import { application, complete, inside, openCalls, type Browser } from './applicant.js';

const other = { ...officer, id: 'second-officer', name: 'Second Officer' };
const CIRCULATED = '2026-12-09T12:00:00.000Z';

eachService('the status of an application', { per: 'test', now: '2026-12-01T12:00:00.000Z' }, (service) => {
  let conferenceId: string;
  let listId: string;
  beforeEach(async () => {
    ({ conferenceId, listId } = await draftRound(service, { names: 1, addresses: false }));
    await openCalls(service, conferenceId);
  });
  const reference = ({ applicationId }: Applicant): string => `/status/${service.get(Applications).reference(applicationId)}`;
  const screen = async ({ applicationId }: Applicant, outcome: 'eligible' | 'notEligible'): Promise<void> => {
    const given = { applicationId, outcome, reason: outcome === 'notEligible' ? 'outsideCategories' : null, text: 'Invented words for staff', language: 'en' as const };
    await service.get(ScreeningHandlers).recommend(given, officer);
    await service.get(ScreeningHandlers).decide(given, other);
  };
  const bytes = async (path: string, browser?: Browser): Promise<string> => {
    const { status, headers, text } = browser ? await browser.get(path) : await fetch(service.url + path).then(async (r) => ({ status: r.status, headers: r.headers, text: await r.text() }));
    return [status, JSON.stringify([...headers].filter(([name]) => name !== 'date')), text.replace(/name="_once" value="[^"]*"/g, '')].join('\n');
  };
  /** Three organizations; the third was screened out, and the others are on the list. */
  const circulated = async (): Promise<Applicant[]> => {
    const all = [];
    // All at one instant: a full minute is written shorter than any other.
    service.holdTime('2026-12-02T12:00:01.000Z');
    for (const at of [0, 1, 2]) all.push(await application(service, conferenceId, `n${at}@invented.example`, { ...complete, name: `Invented Alike ${'ABC'[at]}` }));
    await screen(all[0]!, 'eligible');
    await screen(all[1]!, 'eligible');
    await screen(all[2]!, 'notEligible');
    await service.get(ProposeApplicationsHandler).execute({ listId, applicationIds: all.slice(0, 2).map(({ applicationId }) => applicationId) }, officer);
    service.setTime(CIRCULATED);
    await service.get(CirculateListHandler).execute({ listId, wallTime: '2026-12-20T17:00', zone: 'America/New_York' }, officer);
    return all;
  };
  const object = async ({ applicationId }: Applicant): Promise<void> => {
    const { id } = await service.get(Reader).manager.findOneByOrFail(Nomination, { applicationId });
    await service.get(RaiseObjectionsHandler).execute({ items: [{ nominationId: id, basis: 'An invented reason' }] }, { kind: 'mission', iso2: 'NZ', listId });
  };

  it('is the same byte for byte before and after an objection, on every page of the applicant', async () => {
    const all = await circulated();
    const browser = await inside(service, all[1]!);
    const own = `/apply/a/${all[1]!.applicationId}`;
    const look = async (): Promise<string[]> => {
      service.setTime(CIRCULATED);
      const open = await Promise.all(languages.map((language) => bytes(`${reference(all[1]!)}?lang=${language}`)));
      const within = [];
      for (const path of ['', '/check', '/sent', '/withdraw', '/form/work']) within.push(await bytes(own + path, browser));
      return [...open, ...within];
    };
    const before = await look();
    expect(before[2]).toContain('List sent to all Member States');
    await object(all[1]!);
    expect(await look()).toEqual(before);

    // The control: one invisible sign where an objection stands is caught by the same comparison.
    const query = service.get(ApplicationsQuery);
    const honest = query.status.bind(query);
    query.status = async (one) => {
      const told = await honest(one);
      const standing = await service.get(StandingObjections).count(service.get(Reader).manager, listId);
      return standing.size ? { ...told, steps: told.steps.slice(1) } : told;
    };
    expect(await look()).not.toEqual(before);
  });

  it('is one and the same for a name that was objected to and one that was screened out, before the outcome and after', async () => {
    const [fine, objected, out] = await circulated() as [Applicant, Applicant, Applicant];
    await object(objected);
    const page = async (one: Applicant): Promise<string> => (await bytes(reference(one))).replaceAll(service.get(Applications).reference(one.applicationId), 'REFERENCE').replace(/Invented Alike ./g, 'NAME').replace(/<time[^]*?<\/time>/, 'RECEIVED');
    expect(new Set(await Promise.all([fine, objected, out].map(page))).size).toBe(1);
    // A change of the form is refused alike, once the list is out.
    for (const one of [fine, objected, out]) await expect(service.get(ApplyHandlers).save({ typed: { city: 'Cairo' } }, { kind: 'applicant', applicationId: one.applicationId })).rejects.toMatchObject({ rule: 'call-closed' });
    service.setTime('2026-12-21T12:00:00.000Z');
    await service.get(OverrideHoldHandler).execute({ listId, reason: 'Test' }, officer);
    expect(new Set(await Promise.all([fine, objected, out].map(page))).size).toBe(1);
    await service.get(FinalizeListHandler).execute({ listId }, officer);
    expect(await page(objected)).toBe(await page(out));
    expect(await page(objected)).toContain('Not on the final list');
    expect(await page(fine)).not.toBe(await page(out));
    expect(/<main[^]*<\/main>/.exec(await page(objected))![0]).not.toMatch(/object|New Zealand|outside/i);
    for (const one of [objected, out]) await expect(service.get(ApplyHandlers).withdraw({ kind: 'applicant', applicationId: one.applicationId })).rejects.toMatchObject({ rule: 'list-already-final' });
  });

  it('shows nothing of a decision that is taken while a question waits, neither in words nor in what can be done', async () => {
    const screened = [];
    service.holdTime('2026-12-02T12:00:01.000Z');
    for (const at of [0, 1, 2]) screened.push(await application(service, conferenceId, `q${at}@invented.example`, { ...complete, name: `Invented Alike ${'ABC'[at]}` }));
    const [listed, refused, waiting] = screened as [Applicant, Applicant, Applicant];
    for (const { applicationId } of screened) await service.get(ScreeningHandlers).ask({ applicationId, question: 'Which town?' }, officer);
    const view = async (one: Applicant): Promise<unknown[]> => {
      const { application: _, reference: mine, ...told } = await service.get(ApplicationsQuery).status(await service.get(Applications).find(one.applicationId));
      const browser = await inside(service, one);
      const pages = await Promise.all(['', '/check', '/withdraw'].map((path) => bytes(`/apply/a/${one.applicationId}${path}`, browser)));
      // The seal and the identifier differ by nature; the version is that of the form's row.
      const alike = (text: string): string => text.replaceAll(mine!, 'REFERENCE').replaceAll(one.applicationId, 'ID').replace(/Invented Alike ./g, 'NAME').replace(/questions\/[\w-]+/g, 'QUESTION').replace(/name="_csrf" value="[^"]*"|name="seen" value="\d+"/g, '');
      return [told.status, told.changeable, told.missing, told.steps, (await bytes(reference(one))).replaceAll(mine!, 'REFERENCE').replace(/Invented Alike ./g, 'NAME'), ...pages.map(alike)];
    };
    const alike = async (): Promise<void> => {
      service.holdTime(service.get(Clock).now());
      const [a, b, c] = [await view(listed), await view(refused), await view(waiting)];
      expect(a).toEqual(c);
      expect(b).toEqual(c);
    };
    await screen(listed, 'eligible');
    await screen(refused, 'notEligible');
    await alike();
    await service.get(ProposeApplicationsHandler).execute({ listId, applicationIds: [listed.applicationId] }, officer);
    service.setTime(CIRCULATED);
    await service.get(CirculateListHandler).execute({ listId, wallTime: '2026-12-20T17:00', zone: 'America/New_York' }, officer);
    await alike();
    expect((await view(waiting)).slice(0, 3)).toMatchObject(['informationNeeded', true, { questions: 1 }]);
    // The control: a page that asks for nothing more once the desk has decided is told from one that does.
    const query = service.get(ApplicationsQuery);
    const honest = query.questions.bind(query);
    query.questions = async (id) => ((await service.get(Applications).find(id)).row.decidedAt ? [] : honest(id));
    await expect(alike()).rejects.toThrow();
    query.questions = honest;

    for (const one of screened) await service.get(ApplyHandlers).save({ typed: { city: 'Cairo' } }, one);
    await alike();
    for (const one of screened) {
      const [question] = await query.questions(one.applicationId);
      await service.get(ApplyHandlers).answer({ questionId: question!.id, answer: 'Cairo' }, one);
    }
    await alike();
    for (const one of screened) await expect(service.get(ApplyHandlers).save({ typed: { city: 'Giza' } }, one)).rejects.toMatchObject({ rule: 'call-closed' });
    // What Member States have seen stays decided; what they have not is screened anew, because the form is another.
    const states = await Promise.all(screened.map(async ({ applicationId }) => (await service.get(Applications).find(applicationId)).row.state));
    expect(states).toEqual(['eligible', 'submitted', 'submitted']);
    expect((await query.questions(listed.applicationId)).map(({ answer }) => answer)).toEqual(['Cairo']);
  });

  it('is told by one letter to each, alike, whether a name was objected to, was screened out, or is on the final list', async () => {
    const undecided = await application(service, conferenceId, 'n3@invented.example', { ...complete, name: 'Invented Alike D' });
    const gone = await application(service, conferenceId, 'n4@invented.example', { ...complete, name: 'Invented Alike E' });
    await service.get(ApplyHandlers).withdraw(gone);
    const told = [...await circulated(), undecided];
    await object(told[1]!);
    service.setTime('2026-12-21T12:00:00.000Z');
    await service.get(OverrideHoldHandler).execute({ listId, reason: 'Test' }, officer);
    const notices = service.get(Notices);
    const honest = notices.toOrganizations.bind(notices);
    let batch: Addressee[] = [];
    notices.toOrganizations = (tx, notice, facts, organizations, at) => honest(tx, notice, facts, batch = organizations, at);
    expect((await service.get(FinalizeListHandler).preview(listId)).outcomes).toBe(5);
    await service.get(FinalizeListHandler).execute({ listId }, officer);
    const ids = [(await service.get(Reader).manager.findOneByOrFail(Nomination, { name: invented(0).name, listId })).id, ...told.map(({ applicationId }) => applicationId)];
    expect(batch.map(({ id }) => id)).toEqual(ids.sort());

    const letters = (await service.get(Reader).manager.findBy(OutboxMessage, { listId })).filter(({ iso2 }) => iso2 === null);
    const to = (notice: string): string[] => letters.filter((one) => one.notice === notice).map(({ address }) => address).sort();
    // Not even that a name was proposed is written to whoever applied.
    expect(to('acknowledgement')).toEqual([invented(0).contactEmail]);
    expect(to('outcome')).toEqual([invented(0).contactEmail, ...[0, 1, 2, 3].map((at) => `n${at}@invented.example`)]);
    const words = told.map(({ applicationId }, at) => {
      const { data, ...row } = letters.find(({ notice, address }) => notice === 'outcome' && address === `n${at}@invented.example`)!;
      const letter = JSON.stringify([service.get(Letters).ofRow({ ...row, data }), data, row.nominationId, row.queuedAt, Object.keys(data)]);
      const reference = service.get(Applications).reference(applicationId);
      expect(letter).toContain(`/status/${reference}`);
      return letter.replaceAll(reference, 'REFERENCE').replaceAll(applicationId, 'ID').replaceAll(`Invented Alike ${'ABCD'[at]}`, 'NAME');
    });
    expect(new Set(words).size).toBe(1);
  });

  it('is told, in one batch of one form, when the whole list is withdrawn, until another has gone out', async () => {
    const told = await circulated();
    await object(told[1]!);
    expect(await service.get(WithdrawListHandler).preview(listId)).toEqual({ organizations: 4 });
    await service.get(WithdrawListHandler).execute({ listId, reason: 'Invented reason for States' }, officer);
    const letters = await service.get(Reader).manager.findBy(OutboxMessage, { listId, notice: 'listWithdrawn' });
    expect(letters.map(({ address }) => address).sort()).toEqual([invented(0).contactEmail, ...[0, 1, 2].map((at) => `n${at}@invented.example`)].sort());
    const words = letters.filter(({ address }) => address.startsWith('n')).map((row) => JSON.stringify([service.get(Letters).ofRow(row), Object.keys(row.data as object)]).replace(/\/status\/[\w-]+|reference: [\w-]+/g, 'REFERENCE').replace(/Invented Alike ./g, 'NAME'));
    expect(new Set(words).size).toBe(1);
    expect(words[0]).toMatch(/the list was withdrawn[\s\S]+It will not become final/);
    expect(words[0]).not.toContain('Invented reason');
    const status = async ({ applicationId }: Applicant) => (await service.get(ApplicationsQuery).status(await service.get(Applications).find(applicationId))).status;
    for (const one of told) {
      expect(await status(one)).toBe('listWithdrawn');
      expect(await bytes(`${reference(one)}?lang=en`)).toContain('It will not become final.');
    }
    // What is drafted anew is told to nobody; what goes out anew is under consideration.
    const { id: again } = await service.get(CreateListHandler).execute({ conferenceId, key: '6b' }, officer);
    expect(await status(told[0]!)).toBe('listWithdrawn');
    await service.get(EditNamesHandler).add({ listId: again, names: [invented(3)] }, officer);
    await service.get(CirculateListHandler).execute({ listId: again, wallTime: '2026-12-29T17:00', zone: 'America/New_York' }, officer);
    expect([await status(told[0]!), await status(told[2]!)]).toEqual(['underConsideration', 'underConsideration']);
  });

  it('has dated steps with a mark at the next one, and says what is missing, whatever becomes of the name', async () => {
    const modality = basisToWhoeverAsks();
    modality.lists[0]!.due = '2027-04';
    ({ conferenceId, listId } = await draftRound(service, { names: 0, addresses: false, modality }));
    await openCalls(service, conferenceId);
    const [one, out] = [await application(service, conferenceId, 'steps@invented.example'), await application(service, conferenceId, 'out@invented.example', { ...complete, name: 'Invented Out' })];
    const told = async (who: Applicant) => service.get(ApplicationsQuery).status(await service.get(Applications).find(who.applicationId));
    const next = async (who = one): Promise<unknown> => {
      const { steps, missing } = await told(who);
      return [steps.filter((step) => step.next).map(({ step, at, due }) => [step, at && at.slice(0, 10), due]), missing];
    };
    const page = async (language: string): Promise<string> => (await bytes(`${reference(one)}?lang=${language}`));
    expect(await next()).toEqual([[['callCloses', '2026-12-08', null]], { questions: 0, documents: true }]);
    await service.get(ScreeningHandlers).ask({ applicationId: one.applicationId, question: 'Which town?' }, officer);
    expect(await next()).toEqual([[['answerAwaited', null, null]], { questions: 1, documents: true }]);
    expect(await page('en')).toContain('Questions that wait for your answer: 1.');
    const [question] = await service.get(ApplicationsQuery).questions(one.applicationId);
    await service.get(ApplyHandlers).answer({ questionId: question!.id, answer: 'Cairo' }, one);
    await service.get(ApplyHandlers).addFile({ field: 'document', name: 'a.pdf', bytes: Buffer.from('%PDF-1.7 invented') }, one);
    expect(await next()).toEqual([[['callCloses', '2026-12-08', null]], { questions: 0, documents: false }]);
    expect((await told(one)).steps.map(({ step }) => step)).toEqual(['received', 'asked', 'answered', 'callCloses', 'circulated', 'statesDeadline', 'outcome']);
    await screen(one, 'eligible');
    await screen(out, 'notEligible');
    await service.get(ProposeApplicationsHandler).execute({ listId, applicationIds: [one.applicationId] }, officer);
    service.setTime(CIRCULATED);
    for (const who of [one, out]) expect(await next(who)).toEqual([[['circulated', null, '2027-04']], { questions: 0, documents: false }]);
    const months = { ar: 'نيسان/أبريل 2027', zh: '2027年4月', en: 'not later than April 2027', fr: 'avril 2027', ru: 'не позднее апреля 2027 года', es: 'abril de 2027' };
    for (const language of languages) {
      const text = await page(language);
      expect([text.split('aria-current="step"').length - 1, text.includes(months[language])]).toEqual([1, true]);
    }
    await service.get(CirculateListHandler).execute({ listId, wallTime: '2026-12-20T17:00', zone: 'America/New_York' }, officer);
    await object(one);
    for (const who of [one, out]) expect(await next(who)).toEqual([[['statesDeadline', '2026-12-20', null]], { questions: 0, documents: false }]);
    expect(await page('en')).toContain('Nothing is missing.');
    service.setTime('2026-12-21T12:00:00.000Z');
    for (const who of [one, out]) expect(await next(who)).toEqual([[['outcome', null, null]], { questions: 0, documents: false }]);
    expect(await page('en')).toContain('With all others, once the list is final.');
    await service.get(OverrideHoldHandler).execute({ listId, reason: 'Test' }, officer);
    await service.get(FinalizeListHandler).execute({ listId }, officer);
    for (const who of [one, out]) expect(await next(who)).toEqual([[], null]);
    // Who registers waits for the desk, and for no closing.
    service.setTime('2026-12-02T12:00:00.000Z');
    const { category: _, ...bare } = complete;
    expect(await next(await application(service, conferenceId, 'nhri@invented.example', bare, 'nhri'))).toEqual([[['outcome', null, null]], { questions: 0, documents: true }]);
  });

  it('is not told by a letter that a name was proposed where the modality does not let organizations learn it; the receipt of the application goes all the same', async () => {
    ({ conferenceId, listId } = await draftRound(service, { names: 1, addresses: false, modality: 'contested-by-name' }));
    await openCalls(service, conferenceId, ['special']);
    const { category: _, ...form } = complete;
    const applicant = await application(service, conferenceId, 'special@invented.example', { ...form, category: 'nongovernmental-organization' }, 'special');
    await screen(applicant, 'eligible');
    await service.get(ProposeApplicationsHandler).execute({ listId, applicationIds: [applicant.applicationId] }, officer);
    const closing = { wallTime: '2026-12-20T17:00', zone: 'America/New_York' };
    expect((await service.get(CirculateListHandler).preview(listId, closing)).acknowledgements).toBe(0);
    await service.get(CirculateListHandler).execute({ listId, ...closing }, officer);
    const letters = (await service.get(Reader).manager.find(OutboxMessage)).filter(({ iso2 }) => iso2 === null).map(({ notice, address }) => [notice, address]);
    expect(letters).toContainEqual(['applicationReceived', 'special@invented.example']);
    expect(letters.filter(([notice]) => notice === 'acknowledgement')).toEqual([]);
  });

  it('says at once how a registration went, with the worded reason, and nothing of an application that was never sent', async () => {
    const { category: _, ...form } = complete;
    const applicant = await application(service, conferenceId, 'nhri@invented.example', form, 'nhri');
    expect(await bytes(reference(applicant))).toContain('Under consideration');
    await service.get(ScreeningHandlers).decide({ applicationId: applicant.applicationId, outcome: 'notEligible', reason: 'notVerified' }, officer);
    expect(await bytes(`${reference(applicant)}?lang=es`)).toContain('No se pudo verificar la condición');
    await expect(service.get(ApplyHandlers).save({ typed: { city: 'Cairo' } }, applicant)).rejects.toMatchObject({ rule: 'decision-told' });
    const written = await application(service, conferenceId, 'written@invented.example', { ...form, name: 'Invented Written' }, 'nhri');
    const given = { applicationId: written.applicationId, outcome: 'notEligible' as const, reason: 'other', text: 'La lettre d’accréditation est celle d’un <autre> organisme.', language: 'fr' as const };
    await service.get(ScreeningHandlers).decide(given, officer);
    const own = await (await inside(service, written, 'ar')).get(`/apply/a/${written.applicationId}`);
    for (const page of [await bytes(`${reference(written)}?lang=ar`), own.text]) {
      expect(page).toContain('<p class="govuk-body n-letter" lang="fr" dir="ltr">La lettre d’accréditation est celle d’un &lt;autre&gt; organisme.</p>');
      expect(page).toContain('<span lang="fr">Français</span>');
      expect(page).not.toContain(service.get(Catalogs).in('ar')('apply:reason.other'));
    }
    // Of what was written when officers were not told that the applicant reads it, the worded reason alone is shown.
    const { manager } = service.get(Reader);
    const { screening } = await manager.findOneByOrFail(Application, { id: written.applicationId });
    const { language: _language, ...before } = screening.decision!;
    await service.get(UnitOfWork).run((tx) => tx.update(Application, { id: written.applicationId }, { screening: { ...screening, decision: before } }));
    expect(await bytes(reference(written))).toContain('Another reason; the Office can be asked for it.');
    expect(await bytes(reference(written))).not.toContain('autre');
    const draft = await application(service, conferenceId, 'draft@invented.example', null);
    expect(await bytes(reference(draft))).toBe(await bytes('/status/unknown'));
    // Where outcomes are told at finalization the officer's words stay with the staff.
    const [, , out] = await circulated();
    expect((await service.get(ApplicationsQuery).status(await service.get(Applications).find(out!.applicationId))).words).toBeNull();
  });
});
