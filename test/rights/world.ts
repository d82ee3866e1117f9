import { ApplicationSessions } from '../../src/applications/index.js';
import { Conferences } from '../../src/conferences/index.js';
import { Missions } from '../../src/directory/index.js';
import { Relay, TrialMail } from '../../src/delivery/index.js';
import { entities } from '../../src/entities.js';
import { DisclosuresQuery, ReleaseDisclosureHandler, RequestDisclosureHandler } from '../../src/disclosures/index.js';
import { Lists, RecordServiceHandler, RemindersHandler, Revisions } from '../../src/lists/index.js';
import { ServiceRecord } from '../../src/lists/service-record.entity.js';
import { MissionLinks, MissionSessions, ReportMisdirectionHandler } from '../../src/missions/index.js';
import { ObjectionsQuery, RaiseObjectionsHandler, RecordObjectionsHandler } from '../../src/objections/index.js';
import { Attachment } from '../../src/objections/objection.entity.js';
import { Officers, OfficerSessions, type Officer } from '../../src/officers/index.js';
import { OutboxMessage } from '../../src/outbox/outbox-message.entity.js';
import { Clock } from '../../src/platform/clock.js';
import { Keys } from '../../src/platform/keys.js';
import { Reader } from '../../src/platform/reader.js';
import { UnitOfWork } from '../../src/platform/unit-of-work.js';
import { Proposals } from '../../src/proposals/index.js';
import { Records } from '../../src/records/index.js';
import { KeepWebhooksHandler } from '../../src/webhooks/index.js';
import { WebhookDelivery } from '../../src/webhooks/webhook.entity.js';
import { application, openCalls } from '../doors/apply/applicant.js';
import { consoleWith, type Console } from '../doors/office/console.js';
import { cookiesOf, enter, post } from '../officers/browser.js';
import { circulatedRound, officer } from '../support/round.js';
import type { Service } from '../support/service.js';
import { letters, ROLES, type Letter } from './endpoints.js';

export const CANARY = 'Canary-of-a-basis';
const PDF = Buffer.from('%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n');
const operator = { ...officer, roles: ['operator'] };
const PROPOSER = { ...officer, id: 'one-who-proposes', name: 'Proposing Officer' };

/** The objects of one list, by the names that routes give to their parameters. */
export type Objects = Record<string, string>;

export interface RightsWorld {
  /** A list with everything on it; another of another conference, with the same kinds of things on it. */
  own: Objects;
  other: Objects;
  /** One officer of each role: a console and a token. */
  officers: Record<Letter, { officer: Officer; console: Console; token: string }>;
  /** Sessions of Missions, by list and State. */
  missions: Record<'ownFR' | 'ownDE' | 'otherFR', string>;
  /** The session of one applicant; what belongs to another is in `other`. */
  applicant: string;
}

/** Objections, received and recorded, each with a basis. */
export async function object(service: Service, { own, other }: Pick<RightsWorld, 'own' | 'other'>): Promise<void> {
  for (const objects of [own, other]) {
    const listId = objects['list']!;
    for (const [iso2, nominationId] of [['FR', objects['name']!], ['DE', objects['second']!]] as const) {
      const { filingId } = await service.get(RaiseObjectionsHandler).execute({ items: [{ nominationId, basis: `${CANARY} by link` }] }, { kind: 'mission', iso2, listId });
      const { objections } = await service.get(ObjectionsQuery).ofState(listId, iso2);
      Object.assign(objects, { [`objection${iso2}`]: objections[0]!.id, [`filing${iso2}`]: filingId });
    }
    objects['objection'] = objects['objectionId'] = objects['objectionFR']!;
    const asked = async (iso2: string, names: string[] | 'all'): Promise<string> => {
      await service.get(RequestDisclosureHandler).execute({ names }, { kind: 'mission', iso2, listId });
      return (await service.get(DisclosuresQuery).ofState(listId, iso2)).find(({ given }) => given === null)!.request.id;
    };
    for (const iso2 of ['FR', 'DE']) {
      const request = objects[`answered${iso2}`] = await asked(iso2, 'all');
      const { answer: { tag: facts } } = await service.get(DisclosuresQuery).preview(listId, request, officer);
      await service.get(ReleaseDisclosureHandler).execute({ listId, request, facts }, officer);
    }
    objects['request'] = objects['requestId'] = await asked('FR', [objects['name']!]);
    await service.get(RecordObjectionsHandler).execute({
      listId, states: ['BR'], items: [{ nominationId: objects['name']!, basis: `${CANARY} by note` }], reference: 'Note 7', receivedAt: '2026-12-01T16:00:00.000Z',
      scan: { name: 'note.pdf', base64: PDF.toString('base64') },
    }, officer);
    objects['entry'] = (await service.get(Records).timeline(listId)).find(({ opened }) => opened)!.id;
    objects['scan'] = (await service.get(Reader).manager.findOneByOrFail(Attachment, { listId })).id;
  }
  // Its deadline has passed: what came by note is recorded by two officers, and the proposal holds the basis.
  const items = [{ nominationId: own['lateName']!, basis: `${CANARY} proposed` }];
  const { id } = await service.get(Proposals).propose('recordLate', {
    listId: own['lateList']!, reason: 'It came in time.', command: { listId: own['lateList']!, states: ['BR'], items, reference: 'Note 8', receivedAt: '2026-12-01T16:00:00.000Z' },
  }, PROPOSER);
  own['lateProposal'] = id;
}

/** A service with two lists, officers of every role and Missions inside; no objection yet. The clock stands at 10 December. */
export async function makeWorld(service: Service): Promise<RightsWorld> {
  const lists: Objects[] = [];
  for (const addresses of [true, false]) {
    const { listId, conferenceId, ids } = await circulatedRound(service, { names: 4, addresses });
    const conference = (await service.get(Conferences).all()).find(({ id }) => id === conferenceId)!;
    const { id: reminder } = await service.get(RemindersHandler).plan({ listId, dueAt: '2026-12-12T15:00:00.000Z', audience: 'all' }, officer);
    await service.get(ReportMisdirectionHandler).execute({ token: service.get(MissionLinks).token(listId, 'FR', 1), note: 'Not us.' });
    const [report] = await service.get(ReportMisdirectionHandler).open(listId);
    const { id: proposal } = await service.get(Proposals).propose('extend', {
      listId, command: { listId, wallTime: '2026-12-20T17:00', zone: 'America/New_York', reason: 'Holidays.' }, reason: 'Holidays.',
    }, PROPOSER);
    await service.get(RecordServiceHandler).execute({ listId, iso2: 'JP', means: 'hand', reference: 'Invented', servedAt: service.get(Clock).now() }, officer);
    const [{ id: serviceId } = { id: '' }] = await service.get(Reader).manager.findBy(ServiceRecord, { listId });
    lists.push({
      serviceId,
      list: listId, conferenceId, slug: conference.slug, name: ids[1]!, second: ids[2]!, reminder, report: report!.id, proposal, key: '6b',
      reference: service.get(Keys).reference(ids[0]!), token: service.get(MissionLinks).token(listId, 'FR', 1),
    });
  }
  const late = await circulatedRound(service, { names: 2, addresses: false, wallTime: '2026-12-09T17:00' });
  await service.get(Relay).drain();
  await openCalls(service, lists[0]!['conferenceId']!);
  const applicants = [await application(service, lists[0]!['conferenceId']!, 'one@invented.example', null), await application(service, lists[0]!['conferenceId']!, 'two@invented.example', null)];
  service.setTime('2026-12-10T15:00:00.000Z');
  const [own, other] = lists as [Objects, Objects];
  for (const objects of lists) {
    objects['letterId'] = (await service.get(Reader).manager.findOneByOrFail(OutboxMessage, { listId: objects['list']!, iso2: 'FR', notice: 'circulation' })).id;
    objects['webhook'] = objects['webhookId'] = (await service.get(KeepWebhooksHandler).add({ url: 'http://127.0.0.1:9/', label: 'Badge desk' }, operator)).id;
    await service.get(KeepWebhooksHandler).test({ id: objects['webhook'] }, operator);
    objects['delivery'] = (await service.get(Reader).manager.findOneByOrFail(WebhookDelivery, { webhookId: objects['webhook'] })).id;
  }
  await service.get(UnitOfWork).run(async (tx) => {
    // Nothing is tried in the background while pages are compared.
    await tx.createQueryBuilder().update(WebhookDelivery).set({ state: 'failed', dueAt: null }).execute();
    // Each list has two revisions; this one a third.
    const at = service.get(Clock).now();
    other['revision'] = String(await service.get(Revisions).note(tx, await service.get(Lists).find(other['list']!), 'name.edited', [], at, officer));
  });
  own['revision'] = '2';
  const address = async (iso2: string): Promise<string> => (await service.get(Missions).all()).find((mission) => mission.iso2 === iso2)!.addresses[0]!.id;
  Object.assign(own, { lateList: late.listId, lateName: late.ids[0]!, iso2: 'FR', id: await address('FR'), mail: (await service.get(Reader).manager.find(TrialMail, { take: 1 }))[0]!.id });
  Object.assign(other, { iso2: 'DE', id: await address('DE') });

  const officers = {} as RightsWorld['officers'];
  for (const letter of letters) {
    const email = `${ROLES[letter].toLowerCase()}@office.example`;
    const known = await service.get(Officers).add({ name: `${ROLES[letter]} Field`, email, roles: [ROLES[letter]] });
    officers[letter] = { officer: known, console: await enter(service, email), token: await service.get(Officers).issueToken(email, 'test') };
  }
  // Somebody else: whose account, sessions and tokens are not the others'.
  const spare = await service.get(Officers).add({ name: 'Spare Field', email: 'spare@office.example', roles: ['auditor'] });
  await enter(service, spare.email);
  await service.get(Officers).issueToken(spare.email, 'spare');
  const [session] = await service.get(OfficerSessions).of(spare.id);
  const [token] = await service.get(Officers).tokensOf(spare.id);
  Object.assign(own, { officer: spare.id, session: session!.tokenHash, officerToken: token!.tokenHash });

  const mission = async (objects: Objects, iso2: string): Promise<string> =>
    (await service.get(MissionSessions).open({ token: service.get(MissionLinks).token(objects['list']!, iso2, 1), memberState: iso2 })).session;
  [own, other].forEach((objects, at) => { objects['application'] = applicants[at]!.applicationId; });
  const { session: applicant } = await service.get(ApplicationSessions).open(service.get(Keys).token('application', applicants[0]!.applicationId, '1'));
  return { own, other, applicant, officers, missions: { ownFR: await mission(own, 'FR'), ownDE: await mission(own, 'DE'), otherFR: await mission(other, 'FR') } };
}

/** An officer whose second step is still missing. */
export async function halfSignedIn(service: Service): Promise<Console> {
  const email = 'half@office.example';
  await service.get(Officers).add({ name: 'Half Field', email, roles: ['drafter', 'approver'] });
  const entered = await post(service, `/office/sign-in/${await service.get(Officers).issueSignIn(email)}`, { email });
  return consoleWith(service, cookiesOf(entered));
}

const UNWATCHED = ['officer_session', 'officer_token', 'attempt', 'officer_sign_in', 'asked_letter', 'mission_session', 'application_session', 'idempotency'];

/** Every row of every table but those that a mere visit may touch: sessions, their last use, tries. */
export async function everything(service: Service): Promise<string> {
  const { manager } = service.get(Reader);
  const tables: Record<string, unknown> = {};
  for (const entity of entities) {
    const { tableName, primaryColumns } = manager.connection.getMetadata(entity);
    if (UNWATCHED.includes(tableName)) continue;
    tables[tableName] = await manager.query(`SELECT * FROM "${tableName}" ORDER BY ${primaryColumns.map(({ databaseName }) => `"${databaseName}"`).join(', ')}`);
  }
  return JSON.stringify(tables);
}
