import { setTimeout as wait } from 'node:timers/promises';
import { ApplicationsQuery, Applications, ApplyHandlers, BeginApplicationHandler, Calls, ExtendCallHandler, OpenCallHandler, ProposeApplicationsHandler, ScreeningHandlers, type Applicant, type ApplicationForm } from '../../src/applications/index.js';
import { Application } from '../../src/applications/application.entity.js';
import { CirculateListHandler, FinalizeListHandler, ListedNames, Nomination } from '../../src/lists/index.js';
import { RaiseObjectionsHandler } from '../../src/objections/index.js';
import { OutboxMessage } from '../../src/outbox/index.js';
import { Letters } from '../../src/notices/index.js';
import { Keys } from '../../src/platform/keys.js';
import { UnitOfWork } from '../../src/platform/unit-of-work.js';
import { Records } from '../../src/records/index.js';
import { RecordEntry } from '../../src/records/record-entry.entity.js';
import type { Refused } from '../../src/platform/refused.js';
import { plant } from '../model/walk.js';
import { draftRound, officer } from '../support/round.js';
import { eachService } from '../support/running.js';
import { OverrideHoldHandler } from '../../src/lists/index.js';
import type { EntityManager } from 'typeorm';

const complete: ApplicationForm = {
  name: 'جمعية مخترعة للمهاجرين', latinName: 'Invented Association for Migrants', country: 'Egypt', category: 'civil-society', website: 'www.invented.example',
  purpose: 'Advice to migrants.', relevance: 'Works with migrants every day.', headName: 'Invented Head', contactName: 'Invented Contact', womenLed: 'yes', consent: 'yes',
};
const other = { ...officer, id: 'second-officer', name: 'Second Officer' };

eachService('applications', { per: 'test', now: '2026-12-01T12:00:00.000Z' }, (service) => {
  let conferenceId: string;
  let listId: string;
  const read = <T>(work: (tx: EntityManager) => Promise<T>): Promise<T> => service.get(UnitOfWork).run(work);
  const begin = async (track: string, email: string): Promise<Applicant> => {
    const call = (await service.get(Calls).of(conferenceId)).find((one) => one.track === track)!;
    await service.get(BeginApplicationHandler).execute({ callId: call.id, email, language: 'ar' });
    const row = await read((tx) => tx.findOneByOrFail(Application, { emailTag: service.get(Applications).emailTag(conferenceId, track, email) }));
    return { kind: 'applicant', applicationId: row.id };
  };
  const submitted = async (email: string, form: ApplicationForm = complete, track = '6b'): Promise<Applicant> => {
    const applicant = await begin(track, email);
    await service.get(ApplyHandlers).save({ typed: form }, applicant);
    await service.get(ApplyHandlers).submit({}, applicant);
    return applicant;
  };
  const screen = async ({ applicationId }: Applicant, outcome: 'eligible' | 'notEligible' = 'eligible'): Promise<void> => {
    const given = { applicationId, outcome, reason: outcome === 'notEligible' ? 'notRelevant' : null };
    await service.get(ScreeningHandlers).recommend(given, officer);
    await service.get(ScreeningHandlers).decide(given, other);
  };
  const statusOf = async ({ applicationId }: Applicant) => (await service.get(ApplicationsQuery).status(await service.get(Applications).find(applicationId))).status;

  beforeEach(async () => {
    ({ conferenceId, listId } = await draftRound(service, { names: 2, addresses: false }));
    await service.get(OpenCallHandler).execute({ conferenceId, track: '6b', opensAt: null, wallTime: '2026-12-08T17:00', zone: 'America/New_York' }, officer);
    await service.get(OpenCallHandler).execute({ conferenceId, track: 'nhri', opensAt: null, wallTime: '2026-12-08T17:00', zone: 'America/New_York' }, officer);
  });

  it('go onto a draft once where two officers choose the same in opposite order at once', async () => {
    const both = [await submitted('one@invented.example'), await submitted('two@invented.example', { ...complete, name: 'اسم آخر', latinName: 'Invented Other Name' })];
    for (const one of both) await screen(one);
    const chosen = both.map(({ applicationId }) => applicationId);
    // Slow enough for each to hold the first before either asks for the second.
    const remove = plant(service.get(Applications), 'lock', (real) => async (tx, id) => { const held = await real(tx, id); await wait(50); return held; });
    const outcomes = await Promise.allSettled([chosen, [...chosen].reverse()].map((applicationIds) => service.get(ProposeApplicationsHandler).execute({ listId, applicationIds }, officer)));
    remove();
    expect(outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [(outcome.reason as Refused).rule] : []))).toEqual(['application-listed']);
    expect(await read((tx) => tx.countBy(Nomination, { listId }))).toBe(4);
  });

  it('keeps what is typed, takes a complete form once, and writes to the applicant in its language', async () => {
    const applicant = await begin('6b', 'Contact@Invented.example');
    const apply = service.get(ApplyHandlers);
    await apply.save({ typed: { name: complete.name, purpose: 'Advice' } }, applicant);
    await expect(apply.submit({}, applicant)).rejects.toMatchObject({ rule: 'fields-invalid', faults: expect.arrayContaining([{ field: 'relevance', rule: 'field-empty' }]) });
    await apply.save({ typed: complete }, applicant);
    const { reference } = await apply.submit({}, applicant);
    expect(reference).toMatch(/^([0-9A-Z]{5}-){4}[0-9A-Z]{5}$/);
    await expect(apply.submit({}, applicant)).rejects.toMatchObject({ rule: 'not-in-this-state' });
    expect((await service.get(Applications).byReference(reference.toLowerCase()))?.row.id).toBe(applicant.applicationId);
    const letters = await read((tx) => tx.find(OutboxMessage, { order: { queuedAt: 'ASC' } }));
    expect(letters.map(({ notice, address, language }) => [notice, address, language])).toEqual(expect.arrayContaining([
      ['applicationLink', 'Contact@Invented.example', 'ar'], ['applicationReceived', 'Contact@Invented.example', 'ar'],
    ]));
    const { text } = service.get(Letters).ofRow(letters.find(({ notice }) => notice === 'applicationReceived')!);
    expect(text).toContain(reference);
    expect(text).toContain(service.get(Keys).token('application', applicant.applicationId, '1'));
    // Another person may answer, in another language: what comes from then on is in that one.
    await apply.save({ typed: { ...complete, letterLanguage: 'es' } }, applicant);
    await service.get(ScreeningHandlers).ask({ applicationId: applicant.applicationId, question: 'Which town?' }, officer);
    expect((await read((tx) => tx.findOneByOrFail(OutboxMessage, { notice: 'informationRequested' }))).language).toBe('es');
    // The link lies in no row.
    expect(JSON.stringify(letters)).not.toContain(service.get(Keys).token('application', applicant.applicationId, '1'));
  });

  it('is one for each organization: asking again sends its link', async () => {
    const applicant = await begin('6b', 'one@invented.example');
    expect(await begin('6b', 'ONE@invented.example')).toEqual(applicant);
    expect(await read((tx) => tx.count(Application))).toBe(1);
    await service.get(BeginApplicationHandler).remind({ conferenceId, email: 'one@invented.example' });
    await service.get(BeginApplicationHandler).remind({ conferenceId, email: 'nobody@invented.example' });
    await service.get(BeginApplicationHandler).answer();
    expect(await read((tx) => tx.countBy(OutboxMessage, { notice: 'applicationLink' }))).toBe(2);
    expect(await read((tx) => tx.countBy(OutboxMessage, { notice: 'applicationLinkLost' }))).toBe(1);
  });

  it('refuses what cannot be, by the name of the field', async () => {
    const applicant = await begin('6b', 'faults@invented.example');
    const typed = { latinName: 'جمعية', website: 'not a site', year: '3000', womenShare: '101', category: 'company', purpose: 'x'.repeat(3_001), name: 'a\u202Eb', womenLed: 'perhaps', letterLanguage: 'la' };
    await expect(service.get(ApplyHandlers).save({ typed }, applicant)).rejects.toMatchObject({
      faults: expect.arrayContaining(Object.entries({
        latinName: 'latin-only', website: 'website-shape', year: 'year-shape', womenShare: 'percentage-shape', category: 'choice-unknown', purpose: 'text-too-long',
        name: 'name-bidi-control', womenLed: 'choice-unknown', letterLanguage: 'choice-unknown',
      }).map(([field, rule]) => expect.objectContaining({ field, rule }))),
    });
    await expect(service.get(ApplyHandlers).addFile({ field: 'document', name: 'statutes.pdf', bytes: Buffer.from('<script>') }, applicant)).rejects.toMatchObject({ faults: [{ field: 'document', rule: 'file-kind' }] });
    const { id } = await service.get(ApplyHandlers).addFile({ field: 'document', name: '../a/statutes.pdf', bytes: Buffer.from('%PDF-1.7 invented') }, applicant);
    expect((await service.get(ApplicationsQuery).files(applicant.applicationId)).map(({ name, type }) => [name, type])).toEqual([['..astatutes.pdf', 'application/pdf']]);
    expect((await service.get(ApplicationsQuery).file(applicant.applicationId, id)).bytes.toString()).toBe('%PDF-1.7 invented');
    await expect(service.get(ApplicationsQuery).file('somebody-else', id)).rejects.toMatchObject({ rule: 'attachment-unknown' });
  });

  it('keeps a draft when the call closes while somebody types, and goes on when it is extended', async () => {
    const applicant = await begin('6b', 'late@invented.example');
    service.setTime('2026-12-08T22:00:01.000Z');
    await service.get(ApplyHandlers).save({ typed: complete }, applicant);
    await expect(service.get(ApplyHandlers).submit({}, applicant)).rejects.toMatchObject({ rule: 'call-closed' });
    expect((await service.get(Applications).find(applicant.applicationId)).form.purpose).toBe(complete.purpose);
    const call = (await service.get(Calls).of(conferenceId)).find(({ track }) => track === '6b')!;
    await service.get(ExtendCallHandler).execute({ callId: call.id, wallTime: '2026-12-10T17:00', zone: 'America/New_York', reason: 'Many asked' }, officer);
    expect((await service.get(Calls).find(call.id)).deadlines.map(({ closesAt }) => closesAt)).toEqual(['2026-12-08T22:00:00.000Z', '2026-12-10T22:00:00.000Z']);
    await service.get(ApplyHandlers).submit({}, applicant);
    expect(await statusOf(applicant)).toBe('underConsideration');
  });

  it('asks and is answered, and takes one officer to recommend and another to decide', async () => {
    const applicant = await submitted('asked@invented.example');
    const { applicationId } = applicant;
    const screening = service.get(ScreeningHandlers);
    const { id } = await screening.ask({ applicationId, question: 'Which country?' }, officer);
    expect(await statusOf(applicant)).toBe('informationNeeded');
    await service.get(ApplyHandlers).answer({ questionId: id, answer: 'Egypt' }, applicant);
    expect((await service.get(ApplicationsQuery).questions(applicationId))[0]).toMatchObject({ question: 'Which country?', answer: 'Egypt' });
    await expect(screening.decide({ applicationId, outcome: 'eligible' }, officer)).rejects.toMatchObject({ rule: 'recommendation-missing' });
    await screening.recommend({ applicationId, outcome: 'eligible' }, officer);
    await expect(screening.decide({ applicationId, outcome: 'eligible' }, officer)).rejects.toMatchObject({ rule: 'recommendation-own' });
    await screening.decide({ applicationId, outcome: 'eligible' }, other);
    await expect(screening.decide({ applicationId, outcome: 'eligible' }, { ...other, roles: ['auditor'] })).rejects.toMatchObject({ rule: 'role-lacks-right' });
    // Nobody is written to: outcomes come in one batch.
    expect(await read((tx) => tx.countBy(OutboxMessage, { notice: 'applicationDecided' }))).toBe(0);
  });

  it('forgets a recommendation with each answer, whether or not another one is waited for', async () => {
    const applicant = await submitted('twice@invented.example');
    const { applicationId } = applicant;
    const screening = service.get(ScreeningHandlers);
    const questions = [];
    for (const question of ['Which country?', 'Which town?']) questions.push((await screening.ask({ applicationId, question }, officer)).id);
    for (const [at, state] of [[0, 'informationRequested'], [1, 'submitted']] as const) {
      await screening.recommend({ applicationId, outcome: 'eligible' }, officer);
      await service.get(ApplyHandlers).answer({ questionId: questions[at]!, answer: 'Invented' }, applicant);
      expect((await service.get(Applications).find(applicationId)).row).toMatchObject({ state, context: { recommended: null }, screening: { recommendation: null } });
      await expect(screening.decide({ applicationId, outcome: 'eligible' }, other)).rejects.toMatchObject({ rule: 'recommendation-missing' });
    }
    expect((await read((tx) => tx.find(RecordEntry))).filter(({ entry }) => entry.includes('application.answered'))).toHaveLength(2);
  });

  it('keeps a recommendation when the form is looked through and sent again as it was', async () => {
    const applicant = await submitted('same@invented.example');
    const { applicationId } = applicant;
    await service.get(ScreeningHandlers).recommend({ applicationId, outcome: 'eligible' }, officer);
    const before = await service.get(Applications).find(applicationId);
    await service.get(ApplyHandlers).save({ typed: { purpose: before.form.purpose, relevance: before.form.relevance, activities: '' } }, applicant);
    expect((await service.get(Applications).find(applicationId)).row).toEqual(before.row);
    expect((await read((tx) => tx.find(RecordEntry))).filter(({ entry }) => entry.includes('application.amended'))).toEqual([]);
    await service.get(ApplyHandlers).save({ typed: { activities: 'Invented activities.' } }, applicant);
    expect((await service.get(Applications).find(applicationId)).row.screening.recommendation).toBeNull();
  });

  it('forgets a recommendation when the form changes while the desk waits for an answer, also after the call has closed', async () => {
    const applicant = await submitted('changed@invented.example');
    const { applicationId } = applicant;
    const screening = service.get(ScreeningHandlers);
    await screening.ask({ applicationId, question: 'Which country?' }, officer);
    service.setTime('2026-12-09T12:00:00.000Z');
    for (const change of [
      () => service.get(ApplyHandlers).save({ typed: { purpose: 'Another purpose.' } }, applicant),
      () => service.get(ApplyHandlers).addFile({ field: 'document', name: 'statutes.pdf', bytes: Buffer.from('%PDF-1.7 invented') }, applicant),
    ]) {
      await screening.recommend({ applicationId, outcome: 'eligible' }, officer);
      await change();
      expect((await service.get(Applications).find(applicationId)).row).toMatchObject({ state: 'informationRequested', context: { recommended: null }, screening: { recommendation: null } });
      await expect(screening.decide({ applicationId, outcome: 'eligible' }, other)).rejects.toMatchObject({ rule: 'recommendation-missing' });
    }
    expect((await read((tx) => tx.find(RecordEntry))).filter(({ entry }) => entry.includes('application.amended'))).toHaveLength(2);
    expect((await service.get(Applications).find(applicationId)).form.purpose).toBe('Another purpose.');
  });

  it('reports a result for each of many', async () => {
    const first = await submitted('first@invented.example');
    const second = await submitted('second@invented.example', { ...complete, name: 'Invented Second' });
    await screen(second);
    const results = await service.get(ScreeningHandlers).each([first.applicationId, second.applicationId], (applicationId) => service.get(ScreeningHandlers).recommend({ applicationId, outcome: 'eligible' }, officer));
    expect(results.map(({ refused }) => refused?.rule ?? 'moved')).toEqual(['moved', 'not-in-this-state']);
  });

  it('registers under a track that is never circulated, and tells at once', async () => {
    const { category: _, ...form } = complete;
    const applicant = await submitted('nhri@invented.example', { ...form, name: 'Invented Institution' }, 'nhri');
    await service.get(ScreeningHandlers).decide({ applicationId: applicant.applicationId, outcome: 'eligible' }, officer);
    expect(await statusOf(applicant)).toBe('registered');
    expect(await read((tx) => tx.countBy(OutboxMessage, { notice: 'applicationDecided' }))).toBe(1);
    await expect(service.get(ProposeApplicationsHandler).execute({ listId, applicationIds: [applicant.applicationId] }, officer)).rejects.toMatchObject({ rule: 'application-other-list' });
  });

  it('goes through the list: one status for all until it is final, whoever was screened out or objected to', async () => {
    const names = ['Invented Fine', 'Invented Objected', 'Invented Screened Out', 'Invented Gone'];
    const [fine, objected, out, gone] = await Promise.all(names.map((name, at) => submitted(`n${at}@invented.example`, { ...complete, name }))) as [Applicant, Applicant, Applicant, Applicant];
    for (const applicant of [fine, objected, gone]) await screen(applicant);
    await screen(out, 'notEligible');
    await expect(service.get(ProposeApplicationsHandler).execute({ listId, applicationIds: [out.applicationId] }, officer)).rejects.toMatchObject({ rule: 'application-not-eligible' });
    const applicationIds = [fine, objected, gone].map(({ applicationId }) => applicationId);
    await service.get(ProposeApplicationsHandler).execute({ listId, applicationIds }, officer);
    await expect(service.get(ProposeApplicationsHandler).execute({ listId, applicationIds: [fine.applicationId] }, officer)).rejects.toMatchObject({ rule: 'application-listed' });
    service.setTime('2026-12-09T12:00:00.000Z');
    await service.get(CirculateListHandler).execute({ listId, wallTime: '2026-12-20T17:00', zone: 'America/New_York' }, officer);
    await expect(service.get(ScreeningHandlers).reopen({ applicationId: fine.applicationId, reason: 'Doubt' }, officer)).rejects.toMatchObject({ rule: 'already-circulated' });
    // An amendment that looked at the list before it went out does not take the name off it.
    const listed = service.get(ListedNames);
    const stage = listed.stage.bind(listed);
    listed.stage = async (...asked) => ({ ...(await stage(...asked)), circulatedAt: null });
    await expect(service.get(ApplyHandlers).save({ typed: { purpose: 'Another purpose.' } }, fine)).rejects.toMatchObject({ rule: 'call-closed' });
    Object.assign(listed, { stage });
    expect((await listed.of(fine.applicationId)).map(({ nomination: { state } }) => state)).toEqual(['circulated']);
    await service.get(ApplyHandlers).withdraw(gone);
    const nomination = await read((tx) => tx.findOneByOrFail(Nomination, { applicationId: objected.applicationId }));
    await service.get(RaiseObjectionsHandler).execute({ items: [{ nominationId: nomination.id, basis: null }] }, { kind: 'mission', iso2: 'FR', listId });
    for (const applicant of [fine, objected, out]) expect(await statusOf(applicant)).toBe('underConsideration');
    service.setTime('2026-12-21T12:00:00.000Z');
    await service.get(OverrideHoldHandler).execute({ listId, reason: 'Test' }, officer);
    for (const applicant of [fine, objected, out]) expect(await statusOf(applicant)).toBe('underConsideration');
    await service.get(FinalizeListHandler).execute({ listId }, officer);
    expect(await Promise.all([fine, objected, out, gone].map(statusOf))).toEqual(['onFinalList', 'notOnFinalList', 'notOnFinalList', 'withdrawn']);
    await expect(service.get(ApplyHandlers).withdraw(objected)).rejects.toMatchObject({ rule: 'list-already-final' });
    expect((await service.get(ListedNames).of(fine.applicationId))).toHaveLength(1);
  });

  it('takes a decision back while nobody outside has seen the name', async () => {
    const applicant = await submitted('back@invented.example');
    await screen(applicant);
    await service.get(ProposeApplicationsHandler).execute({ listId, applicationIds: [applicant.applicationId] }, officer);
    await service.get(ScreeningHandlers).reopen({ applicationId: applicant.applicationId, reason: 'Wrong file' }, officer);
    expect(await service.get(ListedNames).of(applicant.applicationId)).toEqual([]);
    // It was the Office that took the name out: the record must not say that the organization withdrew.
    const acts = (await service.get(Records).timeline(listId)).map(({ act }) => act);
    expect(acts.at(-1)).toBe('name.removed');
    expect(acts.filter((act) => act === 'organization.withdrew')).toEqual([]);
    expect((await service.get(Applications).find(applicant.applicationId)).row).toMatchObject({ state: 'submitted', context: { recommended: null } });
  });
});
