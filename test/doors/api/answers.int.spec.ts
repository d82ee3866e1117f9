import { ApplyHandlers, documentKinds } from '../../../src/applications/index.js';
import { CirculateListHandler, FinalizeListHandler, OverrideHoldHandler } from '../../../src/lists/index.js';
import { MissionLinks } from '../../../src/missions/index.js';
import { Representatives } from '../../../src/meetings/index.js';
import { Keys } from '../../../src/platform/keys.js';
import { KeepWebhooksHandler } from '../../../src/webhooks/index.js';
import { finalize, makeMeetings, someone, type MeetingsWorld } from '../../meetings/world.js';
import { circulatedRound, officer } from '../../support/round.js';
import { eachService } from '../../support/running.js';
import { clientOf, type Client } from './client.js';
import { descriptionOf } from './described.js';

/** A day after the list went out. */
const UNDER_WAY = '2026-12-04T12:00:00.000Z';

eachService('what the API answers', { ticks: false }, (service) => {
  let client: Client;
  let world: MeetingsWorld;
  beforeAll(async () => {
    world = await makeMeetings(service);
    client = await clientOf(service);
  });

  /** What was done, or read, as this caller. */
  async function done(method: string, path: string, body?: unknown, token?: string): Promise<any> {
    const { status, json } = await client.ask(method, path, { ...(body === undefined ? {} : { body }), ...(token === undefined ? {} : { token }) });
    expect([method, path, status < 300 ? 'done' : json]).toEqual([method, path, 'done']);
    return json;
  }
  const EVERYBODY = '';
  const empty: string[] = [];
  /** Reads, and notes what is empty: a list without items proves nothing of them. */
  async function read(path: string, token?: string): Promise<any> {
    const json = await done('GET', path, undefined, token);
    if (json?.length === 0) empty.push(path);
    return json;
  }

  it('is as its description says, whatever is read and in whatever form', async () => {
    const { conference: { id: conferenceId, slug }, listId, fine, out } = world;
    const [conference, list] = [`/conferences/${conferenceId}`, `/lists/${listId}`];
    service.setTime(UNDER_WAY);

    const mission = await client.enter(listId, 'NZ');
    await done('POST', '/mission/disclosure-requests', { all: true }, mission);
    const { filings: [filing] } = await read('/mission/objections', mission);
    await read('/mission/list', mission);
    await read('/mission/disclosures', mission);
    await read(`/mission/filings/${filing.id}/receipt`, mission);

    await done('POST', `${list}/reminders`, { audience: 'all', dueAt: '2026-12-18T15:00:00.000Z' });
    await done('POST', '/misdirections', { link: service.get(MissionLinks).token(listId, 'KE', 1), note: 'An invented note' }, EVERYBODY);
    const { proposal } = await done('POST', `${list}/extension`, { wallTime: '2026-12-22T17:00', zone: 'America/New_York', reason: 'Invented' });
    await read('/proposals');
    await read(`/proposals/${proposal}`);
    await done('POST', `${list}/services`, { memberState: 'JP', means: 'hand', reference: 'Invented', servedAt: UNDER_WAY });
    for (const path of ['objections', 'disclosure-requests', 'codes', 'reminders', 'misdirections', 'revisions', 'redline', 'export/proposed.csv', 'export/proposed.xlsx']) await read(`${list}/${path}`);
    const { missions } = await read(`${list}/deliveries`);
    const { services: [served] } = missions.find(({ memberState }: { memberState: string }) => memberState === 'JP');
    await done('POST', `${list}/services/${served.id}/withdrawal`, { reason: 'Invented' });
    await done('POST', `/proposals/${proposal}/closing`);

    await done('POST', '/registers/nhri/editions', { asOf: '2024-12-01', file: 'invented.csv', csv: 'country_iso2,institution,status,as_of,evidence,source\nEG,Invented Rights Commission,A,2024-12-01,sourced,Invented' });
    await read('/registers');
    await read('/registers/findings?name=Invented%20Rights%20Commission');
    const { id: webhook } = await done('POST', '/webhooks', { url: 'http://127.0.0.1:9/', label: 'Badge desk' });
    await service.get(KeepWebhooksHandler).test({ id: webhook }, officer);
    await read('/webhooks');
    await read(`/webhooks/${webhook}/deliveries`);
    await done('DELETE', `/webhooks/${webhook}`);

    const application = `/applications/${out.applicationId}`;
    await done('POST', `${application}/reopening`, { words: 'Invented' });
    await done('POST', `${application}/questions`, { words: 'Which town?' });
    await service.get(ApplyHandlers).addFile({ field: documentKinds[0], name: 'Statutes.pdf', bytes: Buffer.from('%PDF-1.4\n% An invented document.\n') }, out);
    await done('POST', `${application}/notes`, { words: 'Invented' });
    await done('POST', `${application}/links`, { why: 'Invented' });
    await done('POST', `${application}/links/revocation`, { why: 'Invented' });
    const { documents: [document] } = await read(application);
    await read(`${application}/documents/${document.id}`);
    const [alike] = await read(`${application}/matches`);
    await done('POST', `${application}/matches`, { other: alike.key, judgement: 'notSame' });
    for (const path of ['/conferences', `${conference}/applications`, `${conference}/balance`, `${conference}/meetings`, '/missions']) await read(path);
    await done('POST', `${conference}/meetings/negotiation-1/announcements`, { startsOn: '2027-02-15', endsOn: '2027-02-18', quota: 3, wallTime: '2027-01-10T17:00', zone: 'America/New_York', reason: 'Invented' });

    // The conference has its report once both of its lists are final.
    const { id: second } = await done('POST', `${conference}/lists`, { key: '6c' });
    await done('POST', `/lists/${second}/names`, { names: [{ name: 'Invented Guild' }] });
    await read(`/lists/${second}/carry-over`);
    await service.get(CirculateListHandler).execute({ listId: second, wallTime: '2026-12-20T17:00', zone: 'America/New_York' }, officer);
    for (const one of [listId, second]) await finalize(service, { listId: one });
    await read(list);
    const { token } = await done('POST', '/application-sessions', { link: service.get(Keys).token('application', fine.applicationId, '1') }, EVERYBODY);
    const person = { ...someone('one@invented.example'), meetings: ['negotiation-1'] };
    const { id } = await done('POST', '/application/representatives', person, token);
    await done('PUT', `/application/representatives/${id}`, { ...person, function: 'Chair' }, token);
    const { reference } = await read('/application', token);
    await read('/application/representatives', token);
    const { id: handOff } = await done('POST', `${conference}/meetings/negotiation-1/hand-offs`);
    for (const file of ['csv', 'indico.csv', 'json']) await read(`/hand-offs/${handOff}/${file}`);
    for (const path of [
      `confirmations/${service.get(Representatives).code(id)}`, `status/${reference}`, `status/${world.added.reference}`, `conferences/${slug}`, `conferences/${slug}/calls`, `conferences/${slug}/report`, `conferences/${slug}/lists/6b/report`,
    ]) await read(`/public/${path}`, EVERYBODY);
    await done('DELETE', `/application/representatives/${id}`, undefined, token);

    const { operations, met } = await descriptionOf(service);
    expect(operations.filter(({ method, operation }) => method === 'GET' && !met.has(operation.operationId)).map(({ operation }) => operation.operationId)).toEqual([]);
    expect(empty).toEqual([`${list}/codes`]);
  });

  it('is as its description says after acts that few lists see', async () => {
    service.setTime('2026-12-01T15:00:00.000Z');
    const { listId, ids } = await circulatedRound(service, { names: 2, modality: 'contested-by-name' });
    const list = `/lists/${listId}`;
    service.setTime(UNDER_WAY);
    const proposed = await done('POST', '/conferences', { slug: 'by-two', title: { en: 'Invented Conference' }, modality: { id: 'a-res-71-280' }, proposalReason: 'Invented' });
    expect(proposed).toMatchObject({ act: 'publishModality', state: 'open' });
    expect((await done('POST', `${list}/resendings`, { memberState: 'FR' })).addresses).toHaveLength(1);
    await done('POST', '/mission/objections', { objections: ids.map((nominationId) => ({ nominationId })) }, await client.enter(listId, 'FR'));
    const [objection] = await read(`${list}/objections`);
    await done('POST', `${list}/objections/${objection.id}/withdrawal`, { reference: 'Invented', receivedAt: UNDER_WAY });

    service.setTime('2026-12-16T15:00:00.000Z');
    await service.get(OverrideHoldHandler).execute({ listId, reason: 'Invented' }, officer);
    const nominationId = ids.find((id) => id !== objection.nominationId);
    await done('POST', `${list}/decisions`, { decisions: [{ nominationId, decision: 'include' }], reference: 'Invented' });
    expect((await read(`${list}/objections`)).map(({ decision }: { decision: { decision: string } | null }) => decision?.decision)).toEqual(expect.arrayContaining(['include', undefined]));
    await service.get(FinalizeListHandler).execute({ listId }, officer);
    await done('POST', `${list}/transmissions`, { which: 'final', symbol: 'A/72/INF/1' });
    expect(await done('POST', `${list}/corrections`, { which: 'final', symbol: 'A/72/INF/2', reason: 'Invented' })).toMatchObject({ finalSymbol: 'A/72/INF/2' });
  });
});
