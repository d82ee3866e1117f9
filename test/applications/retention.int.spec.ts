import { applicationsKeptUntil, draftKeptUntil } from '../../workflows/retention.js';
import { Application, ApplicationFile, ApplicationLink, ApplicationQuestion } from '../../src/applications/application.entity.js';
import { ApplicationRetention, Applications, ApplicationsQuery, ApplyHandlers, Matches, ProposeApplicationsHandler, ScreeningHandlers, type Applicant } from '../../src/applications/index.js';
import { Conferences } from '../../src/conferences/index.js';
import { CirculateListHandler, FinalizeListHandler, Nomination, OverrideHoldHandler } from '../../src/lists/index.js';
import { HandOffHandler, HandOffs, NameRepresentativesHandler, OpenNamingHandler, Representatives } from '../../src/meetings/index.js';
import { Confirmation, Representative, RepresentativeMeeting } from '../../src/meetings/meeting.entity.js';
import { Letters } from '../../src/notices/index.js';
import { OutboxMessage } from '../../src/outbox/index.js';
import { languages } from '../../src/platform/i18n.js';
import { Clock } from '../../src/platform/clock.js';
import { Keys } from '../../src/platform/keys.js';
import { Reader } from '../../src/platform/reader.js';
import { UnitOfWork } from '../../src/platform/unit-of-work.js';
import { Relay } from '../../src/delivery/index.js';
import { Records } from '../../src/records/index.js';
import { RecordEntry } from '../../src/records/record-entry.entity.js';
import { application, complete, eligible, inside, openCalls } from '../doors/apply/applicant.js';
import { draftRound, officer } from '../support/round.js';
import { eachService } from '../support/running.js';
import { tablesOf } from '../support/tables.js';
import { verdictOf } from '../support/verifiers.js';

describe('how long an application is kept', () => {
  const retention = { months: 60, drafts: { days: 60, reminder: 14 }, applications: { months: 24 } };
  const modality = { retention, meetings: [{ to: '2027-02' }, { to: '2027-01-15' }] as never };
  const closesAt = '2026-12-08T22:00:00.000Z';

  it('counts from whatever was last: a meeting as foreseen or as announced, the closing, a list; and not while a list is out', () => {
    const course = { closesAt, ends: [], lists: [] };
    expect(applicationsKeptUntil(modality, course)).toEqual({ until: '2029-02-28T23:59:59.999Z', settled: true });
    expect(applicationsKeptUntil(modality, { ...course, ends: ['2027-03-02'] }).until).toBe('2029-03-02T23:59:59.999Z');
    const list = { circulatedAt: closesAt, finalizedAt: null as string | null, state: 'circulated' };
    expect(applicationsKeptUntil(modality, { ...course, lists: [list] }).settled).toBe(false);
    expect(applicationsKeptUntil(modality, { ...course, lists: [{ ...list, state: 'withdrawn' }] }).settled).toBe(true);
    expect(applicationsKeptUntil(modality, { ...course, lists: [{ ...list, finalizedAt: '2027-05-01T00:00:00.000Z' }] })).toEqual({ until: '2029-05-01T00:00:00.000Z', settled: true });
  });

  it('of a draft from its last saving, never while the call is open, and not before the reminder is old enough', () => {
    const draft = { savedAt: '2026-12-01T00:00:00.000Z', closesAt, remindedAt: null };
    expect(draftKeptUntil(modality, draft)).toEqual({ until: '2027-01-30T00:00:00.000Z', remindFrom: '2027-01-16T00:00:00.000Z' });
    expect(draftKeptUntil(modality, { ...draft, closesAt: '2027-06-01T00:00:00.000Z' }).until).toBe('2027-06-01T00:00:00.000Z');
    expect(draftKeptUntil(modality, { ...draft, remindedAt: '2027-01-29T00:00:00.000Z' }).until).toBe('2027-02-12T00:00:00.000Z');
  });
});

eachService('the end of what applicants typed', { now: '2026-12-01T12:00:00.000Z', ticks: false }, (service) => {
  let conferenceId: string;
  beforeAll(async () => {
    ({ conferenceId } = await draftRound(service, { names: 1, addresses: false }));
    await openCalls(service, conferenceId);
  });
  const run = (at: string): Promise<void> => { service.holdTime(at); return service.get(ApplicationRetention).run(); };
  const read = () => service.get(Reader).manager;
  const letters = async () => (await read().findBy(OutboxMessage, { notice: 'applicationDraftEnds' })).map(({ address, data }) => [address, (data as { endsAt: string }).endsAt]);

  it('is told on the form with its dates, in six languages', async () => {
    service.holdTime('2026-12-01T12:30:00.000Z');
    const draft = await application(service, conferenceId, 'dates@invented.example', null);
    const browser = await inside(service, draft);
    const dates = { ar: ['2027', '2028'], zh: ['2027年1月30日', '2028年12月8日'], en: ['30 January 2027', '8 December 2028'], fr: ['30 janvier 2027', '8 décembre 2028'], ru: ['30 января 2027', '8 декабря 2028'], es: ['30 de enero de 2027', '8 de diciembre de 2028'] };
    for (const language of languages) for (const path of [`/apply/a/${draft.applicationId}/form/consent`, `/apply/a/${draft.applicationId}`]) {
      const { text } = await browser.get(`${path}?lang=${language}`);
      for (const date of dates[language]) expect(text).toContain(date);
    }
    await service.get(ApplyHandlers).withdraw(draft);
  });

  it('of drafts comes after a letter, not while they are saved again, and takes the last trace', async () => {
    service.holdTime('2026-12-01T12:30:00.000Z');
    const before = await tablesOf(service);
    const [left, kept] = [await application(service, conferenceId, 'left@invented.example', null), await application(service, conferenceId, 'kept@invented.example', null)];
    await service.get(ApplyHandlers).save({ typed: { name: 'Invented Left', purpose: 'Invented words' } }, left);
    await service.get(ApplyHandlers).addFile({ field: 'document', name: 'left.pdf', bytes: Buffer.from('%PDF-1.7 invented') }, left);
    await run('2027-01-15T12:00:00.000Z');
    expect(await letters()).toEqual([]);
    await run('2027-01-17T12:00:00.000Z');
    await run('2027-01-17T13:00:00.000Z');
    expect((await letters()).sort()).toEqual([['kept@invented.example', '2027-01-31T12:00:00.000Z'], ['left@invented.example', '2027-01-31T12:00:00.000Z']]);
    const [letter] = await read().findBy(OutboxMessage, { notice: 'applicationDraftEnds', address: 'left@invented.example' });
    for (const language of languages) expect(service.get(Letters).ofRow({ ...letter!, language }).text).toContain('2027');
    await service.get(ApplyHandlers).save({ typed: { purpose: 'Invented words that stay' } }, kept);
    await service.get(Relay).drain();
    // The control: a second before the day that the letter names, everything is there.
    await run('2027-01-31T11:59:59.999Z');
    expect(await read().countBy(Application, { id: left.applicationId })).toBe(1);
    await run('2027-01-31T12:00:00.000Z');
    expect([await read().countBy(Application, { id: left.applicationId }), await read().countBy(Application, { id: kept.applicationId })]).toEqual([0, 1]);
    const after = await tablesOf(service);
    for (const table of ['application', 'application_file', 'application_link', 'outbox_message']) for (const trace of [left.applicationId, 'left@invented.example']) expect(String(after[table])).not.toContain(trace);
    expect([before['list'], before['nomination']]).toEqual([after['list'], after['nomination']]);
    await service.get(ApplyHandlers).withdraw(kept);
  });
});

eachService('the end of what applicants sent', { now: '2026-12-01T12:00:00.000Z', ticks: false }, (service) => {
  const run = (at: string): Promise<void> => { service.holdTime(at); return service.get(ApplicationRetention).run(); };
  const read = () => service.get(Reader).manager;
  const recorded = async () => (await read().find(RecordEntry, { order: { seq: 'ASC' } })).map(({ entry }) => (JSON.parse(entry) as { act: string }).act);
  /** The whole record as an auditor has it, by the verifier that stands apart from the service. */
  const verified = async () => {
    const lines: string[] = [];
    for await (const line of service.get(Records).export(service.get(Clock).now())) lines.push(line);
    const { ok } = verdictOf(Buffer.from(lines.join('')), { key: service.get(Keys).publicKey, roots: [], receipts: [] });
    return { ok };
  };

  it('comes when all is over, with uploads, questions and representatives; lists, figures and the record stay and verify', async () => {
    const { conferenceId, listId } = await draftRound(service, { names: 1, addresses: false });
    const conference = await service.get(Conferences).byId(conferenceId);
    await openCalls(service, conferenceId);
    service.holdTime('2026-12-02T12:00:00.000Z');
    const listed = await application(service, conferenceId, 'listed@invented.example', { ...complete, name: 'Invented Listed' });
    const out = await application(service, conferenceId, 'out@invented.example', { ...complete, name: 'Invented Out' });
    await service.get(ScreeningHandlers).ask({ applicationId: listed.applicationId, question: 'Which town?' }, officer);
    const [question] = await service.get(ApplicationsQuery).questions(listed.applicationId);
    await service.get(ApplyHandlers).answer({ questionId: question!.id, answer: 'Cairo' }, listed);
    await service.get(ApplyHandlers).addFile({ field: 'document', name: 'a.pdf', bytes: Buffer.from('%PDF-1.7 invented') }, listed);
    await eligible(service, listed.applicationId);
    await service.get(ProposeApplicationsHandler).execute({ listId, applicationIds: [listed.applicationId] }, officer);
    await service.get(CirculateListHandler).execute({ listId, wallTime: '2026-12-20T17:00', zone: 'America/New_York' }, officer);
    // While a list is out nothing ends, however late it is.
    await run('2040-01-01T00:00:00.000Z');
    expect((await service.get(Applications).find(out.applicationId)).form.purpose).toBe(complete.purpose);
    service.holdTime('2026-12-21T12:00:00.000Z');
    await service.get(OverrideHoldHandler).execute({ listId, reason: 'Test' }, officer);
    await service.get(FinalizeListHandler).execute({ listId }, officer);
    const meeting = conference.modality.meetings.find(({ scope }) => scope === 'preparatoryProcess')!;
    await service.get(OpenNamingHandler).execute({ conferenceId, meeting: meeting.id, startsOn: '2027-02-01', endsOn: '2027-02-03', wallTime: '2027-01-20T17:00', zone: 'America/New_York', quota: 2 } as never, officer);
    await service.get(NameRepresentativesHandler).save({ id: null, person: { givenName: 'Invented', familyName: 'Person', function: 'Adviser', email: 'person@invented.example' }, meetings: [meeting.id] } as never, { kind: 'delegation', holderId: listed.applicationId });
    const handed = await service.get(HandOffHandler).execute({ conferenceId, meeting: meeting.id } as never, officer) as { id: string };
    await service.get(Relay).drain();
    // Who is drafted later under that name is held against the application, and against the earlier list once the application has ended.
    const later = await draftRound(service, { names: 1, addresses: false });
    await service.get(UnitOfWork).run((tx) => tx.update(Nomination, { id: later.ids[0]! }, { name: 'Invented Listed', countryIso2: 'EG' }));
    const alike = async () => {
      const cards = (await service.get(Matches).beside([await read().findOneByOrFail(Nomination, { id: later.ids[0]! })])).get(later.ids[0]!) ?? [];
      return cards.map(({ key }) => key);
    };
    const reports = async () => { const tables = await tablesOf(service); return ['list', 'list_report', 'published_report', 'registration_report', 'list_revision'].map((table) => tables[table]); };
    const published = await reports();
    const before = await read().findOneByOrFail(Nomination, { applicationId: listed.applicationId });
    expect(await alike()).toEqual([`application:${listed.applicationId}`]);

    await run('2029-02-03T23:59:59.998Z');
    expect((await service.get(Applications).find(listed.applicationId)).email).toBe('listed@invented.example');
    expect(await read().countBy(Representative, { conferenceId })).toBe(1);
    // Two sweeps at one moment: each ends what is there, and what was ended by the other is not entered twice.
    await Promise.all([run('2029-02-03T23:59:59.999Z'), run('2029-02-03T23:59:59.999Z'), run('2029-02-03T23:59:59.999Z')]);
    for (const { applicationId } of [listed, out] as Applicant[]) {
      const row = await read().findOneByOrFail(Application, { id: applicationId });
      expect([row.sealed, row.name, row.matchKey, row.endedAt]).toEqual(['', '', '', '2029-02-03T23:59:59.999Z']);
      expect((await service.get(Applications).find(applicationId)).form).toEqual({});
      expect((await fetch(`${service.url}/status/${service.get(Applications).reference(applicationId)}`)).status).toBe(404);
    }
    for (const part of [ApplicationFile, ApplicationLink, ApplicationQuestion]) expect(await read().count(part)).toBe(0);
    for (const part of [Representative, RepresentativeMeeting, Confirmation]) expect(await read().count(part)).toBe(0);
    await expect(service.get(HandOffs).find(handed.id)).rejects.toMatchObject({ rule: 'hand-off-unknown' });
    expect(await service.get(Representatives).ofMeeting(conferenceId, meeting.id)).toEqual([]);
    const everything = JSON.stringify(await tablesOf(service));
    for (const trace of ['listed@invented.example', 'out@invented.example', 'Invented Out']) expect(everything).not.toContain(trace);
    // What stays: the name on the list, figures, and a record that verifies.
    const after = await read().findOneByOrFail(Nomination, { applicationId: listed.applicationId });
    expect(after).toEqual({ ...before, contactEmail: null });
    expect(await alike()).toEqual([`name:${before.id}`]);
    expect(await reports()).toEqual(published);
    expect(await verified()).toEqual({ ok: true });
    const acts = await recorded();
    expect(acts.filter((act) => act === 'applications.ended' || act === 'representatives.ended')).toEqual(['applications.ended', 'representatives.ended']);
    // And nothing more is done on another day.
    await run('2030-01-01T00:00:00.000Z');
    expect(await recorded()).toEqual(acts);
  });
});
