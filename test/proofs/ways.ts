import { stringify } from 'csv-stringify/sync';
import { ApplicationsQuery, fields } from '../../src/applications/index.js';
import { Conferences } from '../../src/conferences/index.js';
import { Missions } from '../../src/directory/index.js';
import { DisclosuresQuery } from '../../src/disclosures/index.js';
import { escapeFormula, Lists, NameBook, Revisions, WithdrawListHandler } from '../../src/lists/index.js';
import { ServiceRecord } from '../../src/lists/service-record.entity.js';
import { MeetingNaming } from '../../src/meetings/meeting.entity.js';
import { Representatives } from '../../src/meetings/index.js';
import { ReportMisdirectionHandler } from '../../src/missions/index.js';
import { ObjectionsQuery } from '../../src/objections/index.js';
import { Officers } from '../../src/officers/index.js';
import { OutboxMessage } from '../../src/outbox/outbox-message.entity.js';
import { Attempt } from '../../src/platform/attempt.entity.js';
import { Reader } from '../../src/platform/reader.js';
import { UnitOfWork } from '../../src/platform/unit-of-work.js';
import { withScheme } from '../../src/platform/web-address.js';
import { Proposals } from '../../src/proposals/index.js';
import { Records } from '../../src/records/index.js';
import { RegisterEntry } from '../../src/registers/register.entity.js';
import { Webhooks } from '../../src/webhooks/index.js';
import { addresses, broken, texts } from './corpus.js';
import { programOf, type Outcome, type Way } from './fields.js';
import type { Hostile } from './hostile.js';
import { DEADLINES } from './round.js';

const any = '/office/account';
/** The API calls a field as it stands in its body. */
const called = (name: string, field: string, { faulty, ...rest }: Outcome): Outcome => ({ ...rest, faulty: faulty.map((one) => (one === name ? field : one)) });
/** Of the many, enough for a way that differs from another in its door alone. */
const some = [...texts.filter((_, at) => at % 4 === 0), ...broken];
/** A form carries no half of a sign. */
const inForms = (these: string[]): string[] => these.filter((text) => !/\p{Surrogate}/u.test(text));

/** Fields of a draft and of everything beside the list. */
export function waysOfDrafts(hostile: Hostile): Way[] {
  const get: Hostile['world']['get'] = (type) => hostile.world.get(type);
  const { drafter, desk, operator, listId, conferenceId, world } = hostile;
  const { program, forms } = drafter;
  const page = (part: string): string => `/office/lists/${listId}/${part}`;
  return [
    {
      name: 'name', fields: ['name', 'acronym', 'country', 'city', 'website', 'contactEmail'],
      put: async (given, n) => {
        const { faulty, ...rest } = await program('POST', `/lists/${listId}/names`, { names: [{ name: `Invented ${n}`, country: `Invented place ${n}`, category: 'civil-society', contactEmail: `contact${n}@invented.example`, ...given }] });
        return { ...rest, faulty: faulty.map((field) => (field === 'countryText' ? 'country' : field)) };
      },
      as: (text, field) => (field === 'name' ? text : field === 'website' ? withScheme(text.trim()) : text.trim()),
      kept: async () => (await get(NameBook).of(await get(Lists).find(listId))).names,
    },
    {
      name: 'label of a place', fields: ['label'], among: some, put: ({ label }, n) => forms.send(page('places'), any, { place: `Invented place ${n}`, label: label! }),
      kept: async () => (await get(Lists).find(listId)).placeLabels,
    },
    {
      name: 'label of a revision', fields: ['label'], among: some, put: ({ label }, n) => forms.send(page('revisions'), any, { revision: String(1 + n), label: label! }),
      kept: () => get(Revisions).of(listId),
    },
    {
      name: 'conference', fields: ['title', 'title-fr'],
      put: async (given, n) => {
        const title = { en: 'Invented', ...Object.fromEntries(Object.entries(given).map(([field, text]) => [field === 'title' ? 'en' : 'fr', text])) };
        return called('fr', 'title-fr', called('en', 'title', await program('POST', '/conferences', { slug: `c-${n}`, modality: { id: 'a-res-71-280' }, title })));
      },
      kept: () => get(Conferences).all(),
    },
    {
      name: 'officer', fields: ['name'], put: ({ name }, n) => operator.forms.send('/office/officers/new', any, { name: name!, email: `officer${n}@office.example`, roles: 'operator', language: 'en' }),
      kept: () => get(Officers).all(),
    },
    {
      name: 'officer who is proposed', fields: ['name', 'proposalReason'], prose: true, among: inForms(some),
      put: (given, n) => operator.forms.send('/office/officers/new', any, { name: 'Invented', email: `proposed${n}@office.example`, roles: 'auditor', language: 'en', proposalReason: 'Invented', ...given }),
      as: (text, field) => (field === 'name' ? text : text.trim()), kept: () => get(Proposals).own(operator.actor as never),
    },
    {
      name: 'officer’s address', fields: ['email'], among: addresses, put: ({ email }) => operator.forms.send('/office/officers/new', any, { name: 'Invented', email: email!, roles: 'operator', language: 'en' }),
      kept: () => get(Officers).all(),
    },
    {
      name: 'Mission', fields: ['address'], among: [...addresses, ...texts.slice(0, 20)], put: ({ address }) => desk.forms.send('/office/missions/BR/addresses', any, { address: address! }),
      kept: () => get(Missions).all(),
    },
    {
      name: 'webhook', fields: ['label', 'url'], put: (given, n) => operator.program('POST', '/webhooks', { label: `Invented ${n}`, url: `https://hooks.invented.example/${n}`, ...given }),
      kept: () => get(Webhooks).all(operator.actor),
    },
    {
      name: 'register', fields: ['name'], among: some,
      put: async ({ name }) => {
        const csv = stringify([['name', 'session_end_date', 'status', 'status_year'], [escapeFormula(name!), '2024-06-14', 'special', '2024']]);
        return called('csv', 'name', await desk.program('POST', '/registers/ecosoc/editions', { asOf: '2024-06-14', file: texts[0], csv }));
      },
      as: (text) => text, kept: () => world.get(Reader).manager.find(RegisterEntry),
    },
    {
      name: 'meeting', fields: ['place', 'reason'], prose: true,
      put: (given) => desk.program('POST', `/conferences/${conferenceId}/meetings/negotiation-1/announcements`, { startsOn: '2027-02-15', endsOn: '2027-02-17', quota: 3, reason: 'Invented', wallTime: '2027-01-10T17:00', zone: 'America/New_York', ...given }),
      kept: () => world.get(Reader).manager.find(MeetingNaming),
    },
    {
      name: 'call', fields: ['reason'], prose: true, put: (given, n) => desk.program('POST', `/calls/${hostile.callId}/extension`, { wallTime: new Date(Date.UTC(2027, 0, 2) + n * 3_600_000).toISOString().slice(0, 16), zone: 'America/New_York', ...given }),
      kept: async () => (await recordOf(hostile)).map((line) => JSON.parse(line) as unknown),
    },
  ];
}

/** Applications, and those whom organizations name. */
export async function waysOfApplicants(hostile: Hostile): Promise<Way[]> {
  const get: Hostile['world']['get'] = (type) => hostile.world.get(type);
  const [forms, people]: [string[], unknown[]] = [[], []];
  const { world, approver, applicant, institution, callId } = hostile;
  const { program } = approver;
  const own = programOf(world, await hostile.session(applicant));
  const named = programOf(world, await hostile.session(institution));
  let person = '';
  const { applicationId } = applicant;
  return [
    {
      name: 'application', fields: fields.filter(({ kind: field, name }) => (field === 'line' || field === 'text') && name !== 'year').map(({ name }) => name), prose: true,
      put: async (given) => {
        const answer = await own('PATCH', '/application', { fields: given });
        if (answer.status === 200) for (const [field, text] of Object.entries(given)) forms.push(answer.json.form[field] === text ? text : '');
        return answer;
      },
      as: (text) => text,
      kept: () => forms,
    },
    { name: 'question', fields: ['question'], prose: true, among: some, put: async ({ question }) => called('words', 'question', await program('POST', `/applications/${applicationId}/questions`, { words: question })), kept: () => get(ApplicationsQuery).questions(applicationId) },
    {
      name: 'answer', fields: ['answer'], prose: true, among: some,
      put: async ({ answer }) => {
        const unanswered = async () => (await get(ApplicationsQuery).questions(applicationId)).find(({ answeredAt }) => !answeredAt);
        if (!(await unanswered())) await program('POST', `/applications/${applicationId}/questions`, { words: 'Invented' });
        const open = (await unanswered())!;
        return called('words', 'answer', await own('POST', `/application/answers/${open.id}`, { words: answer }));
      },
      kept: () => get(ApplicationsQuery).questions(applicationId),
    },
    { name: 'note', fields: ['words'], prose: true, among: some, put: (given) => program('POST', `/applications/${applicationId}/notes`, given), kept: async () => [await get(ApplicationsQuery).questions(applicationId), (await program('GET', `/applications/${applicationId}`)).json] },
    {
      name: 'address of an applicant', fields: ['email'], among: addresses,
      put: async ({ email }, n) => {
        const response = await fetch(`${world.url}/api/v1/applications`, { method: 'POST', headers: { 'content-type': 'application/json', 'x-forwarded-for': `203.0.113.${n}` }, body: JSON.stringify({ callId, email, language: 'en' }) });
        return { status: response.status, faulty: (((await response.json()) as { errors?: { field: string }[] }).errors ?? []).map(({ field }) => field) };
      },
      kept: async () => (await world.get(Reader).manager.find(OutboxMessage)).map(({ address }) => address),
    },
    {
      name: 'representative', fields: ['givenName', 'familyName', 'function', 'email'], among: [...texts, ...broken, ...addresses],
      put: async (given, n) => {
        const answer = await named(person ? 'PUT' : 'POST', `/application/representatives${person && `/${person}`}`, { givenName: 'Invented', familyName: 'Person', function: 'Adviser', email: `person${n}@invented.example`, meetings: ['negotiation-1'], ...given });
        if (answer.status < 300) {
          person ||= answer.json.id;
          people.push(...await get(Representatives).of(institution.applicationId));
        }
        return answer;
      },
      kept: () => people,
    },
  ];
}

/** What is recorded while the silence runs. */
export async function waysOfTheList(hostile: Hostile): Promise<Way[]> {
  const get: Hostile['world']['get'] = (type) => hostile.world.get(type);
  const { world, drafter, listId } = hostile;
  const { program, forms: { send } } = drafter;
  const { names } = await get(NameBook).of(await get(Lists).find(listId));
  const free = names.filter(({ name }) => /^Invented name \d+$/.test(name)).map(({ id }) => id);
  const mission = programOf(world, await hostile.mission('FR'));
  const receivedAt = world.clock.at;
  const proposals: string[] = [];
  const ended = await hostile.draftOf('ended');
  await get(WithdrawListHandler).execute({ listId: ended, reason: 'Invented' }, drafter.actor as never);
  return [
    { name: 'service', fields: ['reference'], put: (given) => program('POST', `/lists/${listId}/services`, { memberState: 'JP', means: 'hand', servedAt: receivedAt, ...given }), kept: () => world.get(Reader).manager.find(ServiceRecord) },
    { name: 'note verbale', fields: ['reference', 'basis'], prose: true, put: ({ reference = 'Note 1', basis = null }, n) => program('POST', `/lists/${listId}/objections`, { memberStates: ['KE'], receivedAt, reference, objections: [{ nominationId: free[n % free.length], basis }] }), kept: () => get(ObjectionsQuery).ofList(listId, drafter.actor as never) },
    { name: 'general basis', fields: ['basis'], prose: true, put: ({ basis }, n) => mission('POST', '/mission/objections', { objections: [{ nominationId: free[n % free.length], basis }] }), kept: () => get(ObjectionsQuery).ofList(listId, drafter.actor as never) },
    { name: 'request for information', fields: ['reference'], put: (given) => program('POST', `/lists/${listId}/disclosure-requests`, { memberState: 'JP', receivedAt, all: true, ...given }), kept: () => get(DisclosuresQuery).ofList(listId, drafter.actor as never) },
    { name: 'withdrawal of a name', fields: ['reason'], prose: true, put: (given, n) => program('POST', `/lists/${listId}/names/${free[free.length - 1 - n]}/withdrawal`, given), kept: async () => (await recordOf(hostile)).map((line) => JSON.parse(line) as unknown) },
    {
      name: 'proposal', fields: ['reason', 'proposalReason'], prose: true,
      put: async (given) => {
        const answer = await program('POST', `/lists/${listId}/extension`, { ...DEADLINES[2]!, reason: 'Invented', ...given });
        if (answer.json.proposal) proposals.push(answer.json.proposal);
        return answer;
      },
      kept: () => Promise.all(proposals.map((id) => program('GET', `/proposals/${id}`))),
    },
    {
      name: 'key destroyed early', fields: ['early'], prose: true, among: inForms(some),
      put: async ({ early }) => {
        const destroy = `/office/lists/${ended}/acts/destroy-key`;
        return send(destroy, destroy, { stage: 'act', typed: '6b', proposalReason: 'Invented', early: early! });
      },
      as: (text) => text, kept: () => get(Proposals).own(drafter.actor as never),
    },
    { name: 'not us', fields: ['note'], prose: true, among: inForms([...texts, ...broken]), put: async ({ note }) => {
      // How many reports a link has is another test's matter.
      await get(UnitOfWork).run((tx) => tx.createQueryBuilder().delete().from(Attempt).execute());
      return send(`${hostile.link('BR')}/not-us`, `${hostile.link('BR')}/not-us`, { note: note!, sure: 'yes' });
    }, kept: () => get(ReportMisdirectionHandler).open(listId) },
    { name: 'withdrawal of an objection', fields: ['reference'], among: [...texts.slice(0, 12), ...broken], put: async ({ reference }, n) => {
      const { objections } = await get(ObjectionsQuery).ofList(listId, drafter.actor as never);
      const objection = objections.filter(({ withdrawnAt }) => !withdrawnAt)[n]!;
      return send(`/office/lists/${listId}/objections/${objection.id}/withdraw`, any, { reference: reference!, receivedAt: '2026-12-02', receivedTime: '10:00' });
    }, kept: async () => (await get(Records).timeline(listId)).map(({ facts }) => facts) },
  ];
}

/** The record as it is exported, line by line. */
export async function recordOf({ world }: Hostile): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of world.get(Records).export(world.clock.at)) lines.push(line);
  return lines;
}
