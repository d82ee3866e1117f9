import { ApplyHandlers, documentKinds } from '../../../src/applications/index.js';
import { Relay } from '../../../src/delivery/index.js';
import { FinalizeListHandler, OverrideHoldHandler } from '../../../src/lists/index.js';
import { MissionLinks } from '../../../src/missions/index.js';
import { Officers } from '../../../src/officers/index.js';
import { circulatedRound, draftRound, officer } from '../../support/round.js';
import { eachService } from '../../support/running.js';
import { application, openCalls } from '../apply/applicant.js';
import { clientOf, type Client } from './client.js';

eachService('what the console does, through the API', { now: '2026-12-01T15:00:00.000Z', ticks: false }, (service) => {
  let client: Client;
  let listId: string;
  let ids: string[];
  beforeAll(async () => {
    client = await clientOf(service);
    ({ listId, ids } = await circulatedRound(service, { names: 3 }));
    await service.get(Relay).drain();
  });
  const ask = async (method: string, path: string, body?: unknown, headers = {}) => client.ask(method, path, { ...(body === undefined ? {} : { body }), headers });

  it('edits a name of a draft against the version that was seen, and words a place', async () => {
    const draft = await draftRound(service, { names: 2, addresses: false });
    const path = `/lists/${draft.listId}/names/${draft.ids[0]}`;
    const { version } = (await ask('GET', `/lists/${draft.listId}`)).json;
    const body = { name: 'Invented Guild of Kites', country: 'Invented Harbour', womenLed: true };
    expect((await ask('PUT', path, body, { 'if-match': `"${version - 1}"` })).status).toBe(412);
    const edited = await ask('PUT', path, body, { 'if-match': `"${version}"`, 'idempotency-key': 'edit' });
    expect([edited.status, edited.json, edited.headers.get('etag')]).toEqual([200, { version: version + 1 }, `"${version + 1}"`]);
    expect((await ask('PUT', path, body, { 'if-match': `"${version}"`, 'idempotency-key': 'edit' })).json).toEqual(edited.json);
    const list = (await ask('GET', `/lists/${draft.listId}`)).json;
    expect(list.names.find(({ id }: { id: string }) => id === draft.ids[0])).toMatchObject({ name: body.name, country: 'Invented Harbour', category: null });
    expect((await ask('PUT', path, { name: ' ' }, { 'if-match': '*' })).json.errors).toMatchObject([{ field: 'name' }]);
    expect((await ask('PUT', `/lists/${draft.listId}/names/${ids[0]}`, body, { 'if-match': '*' })).json.rule).toBe('name-not-on-list');
    expect((await ask('POST', `/lists/${draft.listId}/places`, { place: 'Invented Harbour', label: 'Harbour of Invention' })).json).toEqual({ version: version + 2 });
  });

  it('plans a reminder and takes it back', async () => {
    const { json: { id } } = await ask('POST', `/lists/${listId}/reminders`, { audience: 'all', dueAt: '2026-12-05T15:00:00.000Z' });
    expect((await ask('POST', `/lists/${listId}/reminders/${id}/withdrawal`)).json).toMatchObject([{ id, sentAt: null, withdrawnAt: expect.any(String) }]);
    expect((await ask('POST', `/lists/${listId}/reminders/${id}/withdrawal`)).json).toMatchObject({ status: 404, rule: 'reminder-unknown' });
    expect((await ask('GET', `/lists/${listId}/reminders`)).json).toHaveLength(1);
  });

  it('reads the directory of Missions', async () => {
    const { json } = await ask('GET', '/missions');
    expect([json.length, json.find(({ memberState }: { memberState: string }) => memberState === 'FR')]).toEqual([193, { memberState: 'FR', language: 'fr', addresses: ['mission.fr@missions.example'] }]);
  });

  it('hears from whoever holds a link that it went astray, and enters what the Office found', async () => {
    const link = service.get(MissionLinks).token(listId, 'KE', 1);
    expect((await client.ask('POST', '/misdirections', { token: '', body: { link: 'made-up' } })).json.rule).toBe('link-unusable');
    expect(await client.ask('POST', '/misdirections', { token: '', body: { link, note: 'An invented note' } })).toMatchObject({ status: 202, json: { report: 'received' } });
    const { json: [report] } = await ask('GET', `/lists/${listId}/misdirections`);
    expect(report).toMatchObject({ memberState: 'KE', note: 'An invented note' });
    const served = async () => (await ask('GET', `/lists/${listId}/deliveries`)).json.missions.find(({ memberState }: { memberState: string }) => memberState === 'KE').served;
    expect(await served()).toBe(false);
    expect((await ask('POST', `/lists/${listId}/misdirections/${report.id}/settlement`, { reached: 'nobody' })).status).toBe(422);
    expect((await ask('POST', `/lists/${listId}/misdirections/${report.id}/settlement`, { reached: 'strangers' })).json).toEqual([]);
  });

  it('gives a Mission its statement and receipts as files, and takes a basis that it states later', async () => {
    const [france, brazil] = [await client.enter(listId, 'FR'), await client.enter(listId, 'BR')];
    const as = (token: string) => (method: string, path: string, body?: unknown, headers = {}) => client.ask(method, `/mission${path}`, { token, ...(body === undefined ? {} : { body }), headers });
    const [fr, br] = [as(france), as(brazil)];
    const none = await br('POST', '/statements', {});
    expect((await fr('POST', '/objections', { objections: [{ nominationId: ids[0] }] })).status).toBe(201);
    const some = await fr('POST', '/statements', {}, { 'idempotency-key': 'statement' });
    expect((await fr('POST', '/statements', {}, { 'idempotency-key': 'statement' })).json).toEqual(some.json);
    // Whoever sees a statement pass learns nothing from its size or name.
    const seen = ({ status, headers }: typeof some) => [status, headers.get('content-length'), headers.get('content-disposition')];
    expect(seen(some)).toEqual(seen(none));
    expect(seen(some)[0]).toBe(201);
    const { json: { objections: [objection], filings: [filing] } } = await fr('GET', '/objections');
    const receipt = await fr('GET', `/filings/${filing.id}/receipt`);
    expect([receipt.status, receipt.headers.get('content-disposition'), receipt.json.facts.iso2 ?? receipt.json.facts.memberState]).toEqual([200, 'attachment; filename="receipt.json"', 'FR']);
    // Of another State a filing is like one that there is not.
    const [foreign, unknown] = [await br('GET', `/filings/${filing.id}/receipt`), await br('GET', `/filings/${ids[0]}/receipt`)];
    expect([foreign.status, foreign.json]).toEqual([404, unknown.json]);
    const basis = `/objections/${objection.id}/basis`;
    expect((await fr('POST', basis, { basis: ' ' })).json.errors).toMatchObject([{ field: 'basis', rule: 'basis-empty' }]);
    expect((await br('POST', basis, { basis: 'Invented' })).json.rule).toBe('objection-unknown');
    expect((await fr('POST', basis, { basis: ' An invented basis. ' })).json).toEqual({ basis: 'An invented basis.' });
    expect((await fr('GET', '/objections')).json.objections).toMatchObject([{ basis: 'An invented basis.', state: 'basisStated' }]);
  });

  it('hands out documents of an application, says who looks after it, and marks its checklist', async () => {
    const { conferenceId } = await draftRound(service, { names: 1, addresses: false });
    await openCalls(service, conferenceId);
    const sent = await application(service, conferenceId, 'letters@invented.example');
    const bytes = Buffer.from('%PDF-1.4\n% An invented document.\n');
    await service.get(ApplyHandlers).addFile({ field: documentKinds[0], name: 'Statutes.pdf', bytes }, sent);
    const path = `/applications/${sent.applicationId}`;
    const { json: { documents: [document], checklist } } = await ask('GET', path);
    const file = await ask('GET', `${path}/documents/${document.id}`);
    expect([file.status, file.type, file.json]).toEqual([200, 'application/pdf', bytes.toString()]);
    expect((await ask('GET', `${path}/documents/none`)).json.rule).toBe('attachment-unknown');
    expect(checklist.checked).toEqual([]);
    expect((await ask('POST', `${path}/checklist`, { checked: [checklist.points[1], 'invented'] })).json).toEqual({ checked: [checklist.points[1]] });
    const { id } = (await service.get(Officers).byEmail('officer@nemcon.example'))!;
    expect((await ask('POST', `${path}/assignment`, { officerId: id })).json.assigneeId).toBe(id);
    expect((await ask('POST', `${path}/assignment`, { officerId: 'none' })).json.errors).toMatchObject([{ field: 'officer' }]);
    expect((await ask('POST', `${path}/assignment`, {})).json.assigneeId).toBe(null);
  });

  it('sends the final list once more, and proposes that its key is destroyed', async () => {
    expect((await ask('POST', `/lists/${listId}/final-list-letters`)).json.rule).toBe('not-in-this-state');
    service.setTime('2026-12-16T15:00:00.000Z');
    await service.get(OverrideHoldHandler).execute({ listId, reason: 'Invented' }, officer);
    await service.get(FinalizeListHandler).execute({ listId }, officer);
    expect(await ask('POST', `/lists/${listId}/final-list-letters`)).toMatchObject({ status: 201, json: { missions: 193 } });
    const destruction = `/lists/${listId}/key-destruction`;
    expect((await ask('POST', destruction, { proposalReason: 'Invented' })).json.rule).toBe('retention-not-over');
    const proposed = await ask('POST', destruction, { proposalReason: 'Invented', early: 'An invented order' });
    expect([proposed.status, proposed.json]).toMatchObject([202, { act: 'destroyKey', state: 'open' }]);
    const other = await clientOf(service, 'second@nemcon.example');
    expect((await other.ask('POST', `/proposals/${proposed.json.proposal}/approval`)).status).toBe(200);
    expect((await ask('GET', `/lists/${listId}/objections`)).json.rule).toBe('key-destroyed');
  });
});
