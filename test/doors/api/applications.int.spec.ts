import { Application } from '../../../src/applications/application.entity.js';
import { OutboxMessage } from '../../../src/outbox/index.js';
import { Keys } from '../../../src/platform/keys.js';
import { Reader } from '../../../src/platform/reader.js';
import { draftRound } from '../../support/round.js';
import { eachService } from '../../support/running.js';
import { applicantOf, CLOSING, complete } from '../apply/applicant.js';
import { clientOf, type Client } from './client.js';

eachService('applications through the API', { per: 'test', now: '2026-12-01T12:00:00.000Z' }, (service) => {
  let conferenceId: string;
  let listId: string;
  let first: Client;
  let second: Client;
  beforeEach(async () => {
    ({ conferenceId, listId } = await draftRound(service, { names: 1, addresses: false }));
    first = await clientOf(service);
    second = await clientOf(service, 'second@nemcon.example');
  });

  it('go from the call to the draft of a list, with refusals as problem details that name the rule', async () => {
    const opened = await first.ask('POST', `/conferences/${conferenceId}/calls`, { body: { track: '6b', ...CLOSING } });
    expect(opened.status).toBe(201);
    expect(await first.ask('POST', `/conferences/${conferenceId}/calls`, { body: { track: '6b', ...CLOSING } })).toMatchObject({ status: 409, type: 'application/problem+json; charset=utf-8', json: { rule: 'call-exists' } });
    expect((await first.ask('POST', `/calls/${opened.json.id}/extension`, { body: { ...CLOSING, wallTime: '2026-12-10T17:00', reason: 'Many asked' } })).status).toBe(201);

    // Under one key an application is begun once, and one letter goes out.
    const begin = { token: '', body: { callId: opened.json.id, email: 'api@invented.example', language: 'fr' }, headers: { 'idempotency-key': 'begin-1' } };
    const [begun, again] = [await first.ask('POST', '/applications', begin), await first.ask('POST', '/applications', begin)];
    expect([begun.status, again.status, again.headers.get('idempotency-replayed')]).toEqual([202, 202, 'true']);
    expect(again.json).toEqual(begun.json);
    expect(await service.get(Reader).manager.countBy(OutboxMessage, { notice: 'applicationLink' })).toBe(1);
    const { applicationId } = await applicantOf(service, conferenceId, 'api@invented.example');

    expect((await first.ask('POST', '/application-sessions', { token: '', body: { link: 'made up' } })).json.rule).toBe('link-unusable');
    const { json: { token } } = await first.ask('POST', '/application-sessions', { token: '', body: { link: service.get(Keys).token('application', applicationId, '1') } });
    expect((await first.ask('GET', '/application', { token: 'made up' })).json.rule).toBe('applicant-session-over');
    const wrong = await first.ask('PATCH', '/application', { token, body: { fields: { purpos: 'mistyped', email: 'other@invented.example', name: 7, city: null, purpose: ['a'], relevance: { en: 'a' }, consent: true, acronym: 'IA' } } });
    expect([wrong.status, wrong.json.rule]).toEqual([422, 'fields-invalid']);
    expect(wrong.json.errors.map(({ field, rule }: any) => [field, rule])).toEqual([
      ...['purpos', 'email'].map((field) => [field, 'field-unknown']), ...['name', 'city', 'purpose', 'relevance', 'consent'].map((field) => [field, 'field-not-text']),
    ]);
    for (const fields of [[], 'name', null, 7]) expect((await first.ask('PATCH', '/application', { token, body: { fields } })).json.errors).toMatchObject([{ field: 'fields' }]);
    // Nothing of a form with a fault is kept.
    expect((await first.ask('GET', '/application', { token })).json.form).toEqual({});
    const faulty = await first.ask('PATCH', '/application', { token, body: { fields: { year: 'long ago' } } });
    expect(faulty.json).toMatchObject({ rule: 'fields-invalid', errors: [{ field: 'year', rule: 'year-shape' }] });
    expect((await first.ask('POST', '/application/submission', { token, body: {} })).json.errors.map(({ field }: { field: string }) => field)).toContain('purpose');
    const saved = await first.ask('PATCH', '/application', { token, body: { fields: complete } });
    expect(saved.json).toMatchObject({ status: 'draft', form: { purpose: complete.purpose } });
    expect((await first.ask('POST', '/application/submission', { token, body: {}, headers: { 'if-match': '"1"' } })).status).toBe(412);
    const sent = await first.ask('POST', '/application/submission', { token, body: {} });
    expect(sent.json.reference).toMatch(/^(?:[0-9A-Z]{5}-){4}[0-9A-Z]{5}$/);
    expect((await first.ask('GET', `/public/status/${sent.json.reference}`, { token: '' })).json).toMatchObject({ name: complete.name, status: 'underConsideration' });

    expect((await first.ask('GET', `/conferences/${conferenceId}/applications?state=submitted`)).json.map(({ id }: { id: string }) => id)).toEqual([applicationId]);
    const { json: { id: question } } = await first.ask('POST', `/applications/${applicationId}/questions`, { body: { words: 'Which town?' } });
    expect((await first.ask('POST', `/application/answers/${question}`, { token, body: { words: 'Cairo' } })).json.questions[0].answer).toBe('Cairo');
    const screening = `/applications/${applicationId}/screening`;
    expect((await second.ask('POST', screening, { body: { step: 'decide', outcome: 'eligible' } })).json.rule).toBe('recommendation-missing');
    const recommended = async () => (await first.ask('GET', `/conferences/${conferenceId}/applications?recommended=yes`)).json.map(({ id }: { id: string }) => id);
    expect(await recommended()).toEqual([]);
    expect((await first.ask('POST', screening, { body: { step: 'recommend', outcome: 'eligible' } })).status).toBe(200);
    expect(await recommended()).toEqual([applicationId]);
    expect((await first.ask('POST', screening, { body: { step: 'decide', outcome: 'eligible' } })).json.rule).toBe('recommendation-own');
    expect((await second.ask('POST', screening, { body: { step: 'decide', outcome: 'eligible' } })).json).toMatchObject({ state: 'eligible' });
    // What the applicant is told is the same as before.
    expect((await first.ask('GET', '/application', { token })).json).toMatchObject({ status: 'underConsideration', changeable: true });
    expect((await first.ask('POST', `/lists/${listId}/applications`, { body: { applicationIds: [applicationId] } })).status).toBe(201);
    expect((await first.ask('GET', `/lists/${listId}`)).json.names.map(({ name }: { name: string }) => name)).toContain(complete.name);
    expect((await first.ask('POST', '/application/withdrawal', { token, body: {} })).json.status).toBe('withdrawn');
    expect((await service.get(Reader).manager.findOneByOrFail(Application, { id: applicationId })).state).toBe('withdrawn');
    const { json: description } = await first.ask('GET', '/../openapi.json', { token: '' });
    const operations = Object.values(description.paths as Record<string, Record<string, { operationId: string }>>).flatMap((path) => Object.values(path).map(({ operationId }) => operationId));
    expect(operations).toEqual(expect.arrayContaining(['openCall', 'extendCall', 'listCalls', 'beginApplication', 'openApplicationSession', 'saveApplication', 'submitApplication', 'screenApplication', 'proposeApplications']));
  });
});
