import { setFlagsFromString } from 'node:v8';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { getMetadataStorage } from 'class-validator';
import type { ValidationMetadata } from 'class-validator/types/metadata/ValidationMetadata.js';
import { modalities } from '../../../workflows/modalities/index.js';
import { memberStates } from '../../../src/directory/index.js';
import { Relay } from '../../../src/delivery/index.js';
import { DeliveriesQuery, FinalizeListHandler, Lists, StandingObjections } from '../../../src/lists/index.js';
import { MissionLinks, MissionSessions } from '../../../src/missions/index.js';
import { ObjectionsQuery } from '../../../src/objections/index.js';
import { Officers } from '../../../src/officers/index.js';
import { Records } from '../../../src/records/index.js';
import { RULES } from '../../../src/doors/api/validation.js';
import { Keys } from '../../../src/platform/keys.js';
import { Reader } from '../../../src/platform/reader.js';
import { circulatedRound, draftRound, officer as approver } from '../../support/round.js';
import { eachService } from '../../support/running.js';
import { askApi } from './client.js';
import { descriptionOf } from './described.js';

const OPERATIONS = [
  'createConference', 'adoptModality', 'listConferences', 'createList', 'getList', 'addNames', 'removeName', 'circulateList', 'extendSilence', 'getDeliveries', 'resendNotice',
  'recordServiceByOtherMeans', 'takeBackService', 'recordLetterLost', 'listObjections', 'recordObjectionForState', 'withdrawObjectionForState', 'overrideHold', 'withdrawNomination', 'withdrawList', 'decideNominations', 'sendReminder',
  'finalizeList', 'transmitToAssembly', 'markNoted', 'correctAssembly', 'exportList', 'openMissionSession', 'getMissionList', 'raiseObjections', 'withdrawObjection', 'getMissionObjections',
  'getPublicConference', 'getReport', 'getConferenceReport', 'publishFigures', 'getStatus', 'listProposals', 'getProposal', 'approveProposal', 'closeProposal',
  'openCall', 'extendCall', 'listCalls', 'beginApplication', 'openApplicationSession', 'getOwnApplication', 'saveApplication', 'submitApplication', 'answerQuestion', 'withdrawApplication',
  'listApplications', 'getApplication', 'screenApplication', 'reopenApplication', 'askApplicant', 'noteApplication', 'replaceApplicationLink', 'revokeApplicationLinks', 'proposeApplications', 'getBalance',
  'createAddendum', 'listRevisions', 'getRedline', 'labelRevision', 'previewCarryOver', 'carryOver', 'requestDisclosure', 'getDisclosures', 'listDisclosureRequests', 'recordDisclosureRequest', 'releaseDisclosure', 'listMissionCodes', 'replaceMissionCode',
  'listMeetings', 'announceMeeting', 'handOffRepresentatives', 'getHandOff', 'listRepresentatives', 'nameRepresentative', 'changeRepresentative', 'removeRepresentative', 'verifyConfirmation',
  'listMatches', 'judgeMatch', 'listRegisterEditions', 'findInRegisters', 'importRegister',
  'editName', 'labelPlace', 'listReminders', 'withdrawReminder', 'sendFinalList', 'listMisdirections', 'settleMisdirection', 'reportMisdirection', 'listMissions', 'readReturnedMessage', 'destroyKey',
  'stateBasis', 'makeStatement', 'getReceipt', 'getApplicationDocument', 'assignApplication', 'checkApplication',
  'listWebhooks', 'addWebhook', 'endWebhook', 'listWebhookDeliveries',
].sort();

eachService('the API', { now: '2026-12-01T15:00:00.000Z' }, (service) => {
  let officer: string;
  let other: string;
  beforeAll(async () => {
    await service.get(Officers).add({ name: 'Invented Officer', email: 'officer@nemcon.example', roles: ['drafter', 'approver'] });
    officer = await service.get(Officers).issueToken('officer@nemcon.example', 'test');
    await service.get(Officers).add({ name: 'Other Officer', email: 'other@nemcon.example', roles: ['approver'] });
    other = await service.get(Officers).issueToken('other@nemcon.example', 'test');
  });
  beforeEach(() => service.setTime('2026-12-01T15:00:00.000Z'));

  const ask = (method: string, path: string, asked: Parameters<typeof askApi>[3] = {}) => askApi(service, method, path, { token: officer, ...asked });

  /** The other officer approves what the answer says is proposed. */
  const approve = ({ json }: { json: any }) => ask('POST', `/proposals/${json.proposal}/approval`, { token: other });

  async function enter(listId: string, iso2: string): Promise<string> {
    const link = service.get(MissionLinks).token(listId, iso2, 1);
    return (await ask('POST', '/mission-sessions', { token: '', body: { link, memberState: iso2 } })).json.token;
  }

  it('is described by OpenAPI 3.1 with exactly the operations agreed', async () => {
    const document = (await (await fetch(`${service.url}/api/openapi.json`)).json()) as any;
    expect(document.openapi).toBe('3.1.0');
    expect(await new Validator().validate(document)).toMatchObject({ valid: true });
    const found = Object.values(document.paths).flatMap((path: any) => Object.values(path).map((operation: any) => operation.operationId)).sort();
    expect(found).toEqual(OPERATIONS);
  });

  it('describes the form of every answer that has one', async () => {
    const { operations } = await descriptionOf(service);
    const without = operations.flatMap(({ operation: { operationId, responses } }) => (
      Object.entries(responses).filter(([status, { content = {} }]) => /^2/.test(status) && status !== '204' && !Object.values(content).some(({ schema }) => Object.keys(schema).length)).map(([status]) => `${operationId} ${status}`)
    ));
    expect([operations.length, without]).toEqual([OPERATIONS.length, []]);
  });

  it.each([
    ['a field more', { more: 1 }, 'must NOT have additional properties'],
    ['a field less', { total: undefined }, "must have required property 'total'"],
    ['a field of another type', { total: 'many' }, 'getDeliveries/counts/total must be integer'],
  ])('is caught answering with %s', async (_, plant, fault) => {
    const { listId } = await draftRound(service, { names: 1, addresses: false });
    const query = service.get(DeliveriesQuery);
    const real = query.counts.bind(query);
    query.counts = async (...asked) => ({ ...(await real(...asked)), ...plant as object });
    await expect(ask('GET', `/lists/${listId}/deliveries`)).rejects.toThrow(fault);
    query.counts = real;
  });

  it('publishes the JSON Schema of modalities, which takes those that ship and no other', async () => {
    const address = `${service.url}/api/modality.schema.json`;
    const answer = await fetch(address);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/schema+json; charset=utf-8']);
    const schema = await answer.json() as { $id: string };
    expect(schema.$id).toBe(address);
    const fits = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema);
    expect(modalities.map((modality) => fits(modality))).toEqual(modalities.map(() => true));
    expect(fits({ ...modalities[0]!, silence: {} })).toBe(false);
  });

  it('takes a list from the draft to the Assembly', async () => {
    const { json: conference } = await ask('POST', '/conferences', { body: { slug: 'by-api', title: { en: 'Invented Conference' }, modality: { id: 'a-res-71-280' } } });
    const { json: list, status } = await ask('POST', `/conferences/${conference.id}/lists`, { body: { key: '6b' } });
    expect(status).toBe(201);
    const { json: added, headers } = await ask('POST', `/lists/${list.id}/names`, { body: { names: [{ name: 'Invented One', country: 'Brésil', category: 'ngo' }, { name: 'Invented Two', country: 'KE' }, { name: 'Invented Three' }] } });
    expect(headers.get('etag')).toBe('"2"');
    expect((await ask('DELETE', `/lists/${list.id}/names/${added.ids[2]}`, { headers: { 'if-match': '"1"' } })).status).toBe(412);
    // Nobody takes out, or puts in the place of, what they do not say that they have read.
    for (const method of ['DELETE', 'PUT']) expect((await ask(method, `/lists/${list.id}/names/${added.ids[2]}`, method === 'PUT' ? { body: { name: 'Invented Guild' } } : {})).json.rule).toBe('if-match-missing');
    expect((await ask('DELETE', `/lists/${list.id}/names/${added.ids[2]}`, { headers: { 'if-match': '"2"' } })).status).toBe(204);
    const circulation = await ask('POST', `/lists/${list.id}/circulation`, { body: { wallTime: '2026-12-15T17:00', zone: 'America/New_York', proposalReason: 'Ready' } });
    expect([circulation.status, circulation.json.act]).toEqual([202, 'circulate']);
    expect((await ask('POST', `/proposals/${circulation.json.proposal}/approval`)).json.rule).toBe('own-proposal');
    expect((await approve(circulation)).json.result).toMatchObject({ names: 2, missions: 193, addresses: 0 });
    service.setTime('2026-12-01T15:05:00.000Z');
    for (const { iso2 } of memberStates()) {
      expect((await ask('POST', `/lists/${list.id}/services`, { body: { memberState: iso2, means: 'hand', reference: 'REG/1', servedAt: '2026-12-01T15:04:00.000Z' } })).status).toBe(201);
    }
    const token = await enter(list.id, 'FR');
    const shown = (await ask('GET', '/mission/list', { token })).json;
    expect(shown.names.map((n: any) => [n.name, n.country])).toEqual([['Invented One', 'BR'], ['Invented Two', 'KE']]);
    const filed = await ask('POST', '/mission/objections', { token, body: { objections: [{ nominationId: added.ids[0] }] } });
    expect([filed.status, filed.json.names]).toEqual([201, 1]);
    expect((await ask('GET', '/mission/objections', { token: await enter(list.id, 'DE') })).json).toEqual({ objections: [], filings: [] });
    expect((await ask('GET', `/lists/${list.id}/objections`)).json).toMatchObject([{ memberState: 'FR', nominationId: added.ids[0], basis: null }]);
    const before = (await ask('GET', `/public/status/${service.get(Keys).reference(added.ids[0])}`, { token: '' })).json;
    expect(before.status).toBe('underConsideration');
    service.holdTime('2026-12-15T22:00:01.000Z');
    expect((await approve(await ask('POST', `/lists/${list.id}/finalization`, { body: { proposalReason: 'Over' } }))).json.result).toMatchObject({ final: 1, notFinal: 1 });
    expect((await ask('POST', `/lists/${list.id}/noting`, { body: { symbol: 'A/72/PV.1', on: '2026-12-15' } })).json.rule).toBe('final-list-not-transmitted');
    await ask('POST', `/lists/${list.id}/transmissions`, { body: { which: 'final', symbol: 'A/72/INF/1' } });
    expect((await ask('POST', `/lists/${list.id}/noting`, { body: { symbol: 'A/72/PV.1', on: '2026-12-15' } })).json.state).toBe('noted');
    expect((await ask('GET', '/public/conferences/by-api', { token: '' })).json.lists[0].names.map((n: any) => n.name)).toEqual(['Invented Two']);
    expect((await ask('GET', `/lists/${list.id}/export/final.csv`)).json).toContain('Invented Two');
  });

  it('names the field of a Member State as its bodies do, also where a form of the console calls it otherwise', async () => {
    const { listId, ids } = await circulatedRound(service, { names: 1, addresses: false, modality: { ...modalities[0]!, electorate: { codes: ['FR'] } } });
    service.setTime('2026-12-01T15:05:00.000Z');
    const [reference, servedAt] = ['NV/1', '2026-12-01T15:04:00.000Z'];
    const note = { memberStates: ['BR'], objections: [{ nominationId: ids[0] }], reference, receivedAt: servedAt };
    for (const [path, body, field] of [['objections', note, 'memberStates'], ['services', { memberState: 'BR', means: 'hand', reference, servedAt }, 'memberState']] as const) {
      expect((await ask('POST', `/lists/${listId}/${path}`, { body })).json.errors).toMatchObject([{ field, rule: 'state-unknown' }]);
    }
  });

  it('keeps the scan of a note verbale, larger than other bodies may be, and refuses what is none', async () => {
    // As V8 does by itself in a process that has compiled much: a regular expression that repeats then overflows on megabytes.
    setFlagsFromString('--no-regexp-optimization');
    service.setTime('2026-12-01T15:00:00.000Z');
    const { listId, ids } = await circulatedRound(service, { names: 2 });
    service.setTime('2026-12-01T15:05:00.000Z');
    const note = (scan: object) => ask('POST', `/lists/${listId}/objections`, { body: { memberStates: ['BR'], objections: [{ nominationId: ids[0] }], reference: 'NV/1', receivedAt: '2026-12-01T15:04:00.000Z', scan } });
    const file = (text: string, megabytes = 0) => ({ name: 'note.pdf', base64: Buffer.concat([Buffer.from(text), Buffer.alloc(megabytes * 1024 * 1024)]).toString('base64') });
    for (const [scan, status, field] of [[file('no scan at all'), 422, 'scan'], [file('%PDF-1.7', 10), 422, 'scan'], [{ name: 'note.pdf', base64: '?' }, 422, 'scan.base64'], [file('%PDF-1.7', 9), 201, undefined]] as const) {
      const answer = await note(scan);
      expect([answer.status, answer.json.errors?.[0].field]).toEqual([status, field]);
    }
    const [filing] = (await service.get(ObjectionsQuery).ofList(listId, approver)).filings.values();
    const { source } = filing!;
    if (source.kind !== 'noteVerbale' || !source.scanId) throw new Error('No scan was kept');
    const { bytes } = await service.get(ObjectionsQuery).scan(listId, source.scanId, approver);
    expect([bytes.subarray(0, 8).toString(), bytes.length]).toEqual(['%PDF-1.7', 9 * 1024 * 1024 + 8]);
  });

  describe('refuses by problem details', () => {
    let listId: string;
    let ids: string[];
    let draft: string;
    beforeAll(async () => {
      service.setTime('2026-12-01T15:00:00.000Z');
      ({ listId, ids } = await circulatedRound(service, { names: 4 }));
      ({ listId: draft } = await draftRound(service, { names: 1, addresses: false }));
    });

    it.each([
      ['without a token', () => ask('GET', '/conferences', { token: '' }), 401, 'not-signed-in'],
      ['with JSON that is broken', () => ask('POST', '/conferences', { body: '{"slug":' }), 400, 'body-malformed'],
      ['with a field that nobody knows', () => ask('POST', `/lists/${draft}/names`, { body: { names: [{ name: 'Invented', extra: 1 }] } }), 422, 'fields-invalid'],
      ['with a name of 10,000 characters', () => ask('POST', `/lists/${draft}/names`, { body: { names: [{ name: 'x'.repeat(10_000) }] } }), 422, 'fields-invalid'],
      ['with a control character', () => ask('POST', `/lists/${draft}/names`, { body: { names: [{ name: 'a\u0007b' }] } }), 422, 'fields-invalid'],
      ['with a bidi override', () => ask('POST', `/lists/${draft}/names`, { body: { names: [{ name: 'a\u202Eb' }] } }), 422, 'fields-invalid'],
      ['with a deadline in the past', () => ask('POST', `/lists/${draft}/circulation`, { body: { wallTime: '2026-11-01T17:00', zone: 'America/New_York', proposalReason: 'Test' } }), 422, 'deadline-in-past'],
      ['with a deadline below the minimum', () => ask('POST', `/lists/${draft}/circulation`, { body: { wallTime: '2026-12-02T17:00', zone: 'America/New_York', proposalReason: 'Test' } }), 422, 'deadline-below-minimum'],
      ['with an hour that a clock change skips', () => ask('POST', `/lists/${draft}/circulation`, { body: { wallTime: '2027-03-14T02:30', zone: 'America/New_York', proposalReason: 'Test' } }), 422, 'deadline-skipped'],
      ['with a State that is not a Member', () => ask('POST', `/lists/${listId}/services`, { body: { memberState: 'XX', means: 'hand', reference: 'R', servedAt: '2026-12-01T15:00:00.000Z' } }), 422, 'fields-invalid'],
      ['with a list that does not exist', () => ask('GET', '/lists/not-an-id'), 404, 'list-unknown'],
      ['with a conference that does not exist', () => ask('POST', '/conferences/not-an-id/lists', { body: { key: '6b' } }), 404, 'conference-unknown'],
      ['with a name that does not exist', () => ask('POST', `/lists/${listId}/names/not-an-id/withdrawal`, { body: { reason: 'Invented' } }), 422, 'name-not-on-list'],
      ['with a link that does not exist', () => ask('POST', '/mission-sessions', { token: '', body: { link: 'x'.repeat(43), memberState: 'FR' } }), 404, 'link-unusable'],
      ['with a reference that does not exist', () => ask('GET', '/public/status/AAAAA-AAAAA-AAAAA-AAAAA-AAAAA', { token: '' }), 404, 'status-unknown'],
    ] as const)('%s', async (_, act, status, rule) => {
      const { status: got, type, json } = await act();
      expect([got, type, json.rule, json.status]).toEqual([status, 'application/problem+json; charset=utf-8', rule, status]);
      expect(json.detail.length).toBeGreaterThan(5);
    });

    it('a bare text, a text or an array as document, and a document deeper than any of ours, before anybody is known', async () => {
      const bodies: [string, string][] = [
        ['text/plain', 'x'.repeat(1_000)], ['application/json', JSON.stringify('x'.repeat(1_000))], ['application/json', '[{}]'],
        ['application/json', `{"title":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
      ];
      for (const [type, body] of bodies) {
        const { status, json } = await ask('POST', '/conferences', { token: '', body, headers: { 'content-type': type } });
        expect([type, status, json.rule]).toEqual([type, 400, 'body-malformed']);
      }
    });

    it.each([
      ['names', { extra: 1 }, 'en', ['field-unknown There is no field extra here.', 'field-not-list names must be a list.']],
      ['names', { names: [] }, 'fr', ['field-blank Le champ names ne doit pas être vide.']],
      ['names', { names: [7, { name: 5, contactLanguage: 'xx', womenLed: 'yes' }] }, 'en', [
        'field-not-object names.0 must be an object.', 'field-not-text names.1.name must be text.',
        'field-not-among names.1.contactLanguage must be one of: ar, zh, en, fr, ru, es.', 'field-not-flag names.1.womenLed must be true or false.',
      ]],
      ['services', { memberState: 'fr', means: 'hand', reference: 'R', servedAt: 'now', proposalReason: 'x'.repeat(1_001) }, 'es', [
        'field-not-state memberState must be the two capital letters of a Member State, such as FR.', 'field-not-instant servedAt must be an instant such as 2026-12-07T22:00:00.000Z.',
        'field-too-long El campo proposalReason es demasiado largo: 1000 caracteres como máximo.',
      ]],
      ['objections', { objections: [{ nominationId: 'x' }], memberStates: ['FR', 'f'], reference: 'R', receivedAt: '2026-12-01T15:00:00.000Z', scan: { name: 'n.pdf', base64: '?' } }, 'en', [
        'field-not-id objections.0.nominationId must be an id as the API gives it.', 'field-not-state memberStates[] must be the two capital letters of a Member State, such as FR.',
        'field-not-base64 scan.base64 must be base64.',
      ]],
    ])('what is not in the contract by its rule and field, in words of its own: %s', async (act, body, language, faults) => {
      const { status, json } = await ask('POST', `/lists/${listId}/${act}`, { body, headers: { 'accept-language': language } });
      expect([status, json.errors?.map(({ rule, detail }: any) => `${rule} ${detail}`).sort()]).toEqual([422, [...faults].sort()]);
    });

    it('with words for whatever a contract asks', () => {
      const asked = [...(getMetadataStorage() as unknown as { validationMetadatas: Map<unknown, ValidationMetadata[]> }).validationMetadatas.values()].flat();
      const constraints = new Set(asked.filter(({ type }) => type !== 'conditionalValidation').map(({ type, name }) => (type === 'customValidation' ? name! : type)));
      expect([...constraints, 'whitelistValidation'].sort()).toEqual(Object.keys(RULES).sort());
    });

    it('names field and row', async () => {
      const { json } = await ask('POST', `/lists/${draft}/names`, { body: { names: [{ name: 'Invented Fine' }, { name: 'a\u202Eb' }] } });
      expect(json.errors).toMatchObject([{ field: 'name', row: 2, rule: 'name-bidi-control' }]);
      expect((await ask('GET', `/lists/${draft}`)).json.names).toHaveLength(1);
    });

    it.each([
      ['services', { memberState: 'FR', means: 'hand', reference: 'Note \ud800', servedAt: '2026-12-01T15:00:00.000Z' }, ['reference']],
      ['withdrawal', { reason: '\udc00' }, ['reason']],
      ['extension', { wallTime: '2026-12-20T17:00', zone: 'America/New_York', reason: 'Invented \ud83d', proposalReason: '\ude00 invented' }, ['proposalReason', 'reason']],
      ['transmissions', { which: 'proposed', symbol: 'A/72/\ud800' }, ['symbol']],
      ['names', { names: [{ name: 'Invented' }, { name: 'Invented', city: 'a\ud800b' }] }, ['names.1.city']],
      ['conferences', { slug: 'half-a-character', title: { 'en': 'Invented \udfff', '\ud800': '' }, modality: { id: 'a-res-71-280' } }, ['title.en', 'title.\ufffd']],
    ])('a text with half a character by the name of its field, and keeps nothing of it: %s', async (act, body, fields) => {
      const { version } = (await ask('GET', `/lists/${listId}`)).json;
      const { status, json } = await ask('POST', act === 'conferences' ? '/conferences' : `/lists/${listId}/${act}`, { body });
      expect([status, json.errors?.map(({ field, rule }: any) => [field, rule])]).toEqual([422, fields.map((field) => [field, 'text-not-unicode'])]);
      expect((await ask('GET', `/lists/${listId}`)).json).toMatchObject({ state: 'circulated', version });
    });

    it('a title that is not a text, by the name of its field', async () => {
      const { status, json } = await ask('POST', '/conferences', { body: { slug: 'no-text', title: { en: 5, fr: null, es: ['x'] }, modality: { id: 'a-res-71-280' } } });
      expect([status, json.errors?.map(({ field, rule }: any) => [field, rule])]).toEqual([422, ['title', 'title-fr', 'title-es'].map((field) => [field, 'field-not-text'])]);
      expect((await ask('POST', '/conferences', { body: { slug: 'no-text', title: {}, modality: { id: 'a-res-71-280' } } })).json.errors).toMatchObject([{ field: 'title', rule: 'title-empty' }]);
    });

    it('no text for a character beyond the first plane', async () => {
      const { status } = await ask('POST', `/lists/${listId}/names/${ids[3]}/withdrawal`, { body: { reason: 'Invented 😀' } });
      expect(status).toBeLessThan(300);
      expect((await service.get(Records).timeline(listId)).filter(({ act }) => act === 'organization.withdrew').map(({ facts }) => facts)).toMatchObject([{ reason: 'Invented 😀' }]);
    });

    it('an objection to a name of another list, and keeps none of the filing', async () => {
      const token = await enter(listId, 'CL');
      const { json } = await ask('POST', '/mission/objections', { token, body: { objections: [{ nominationId: ids[0] }, { nominationId: '00000000-0000-4000-8000-000000000000' }] } });
      expect(json.errors).toMatchObject([{ row: 2, rule: 'name-not-on-list' }]);
      expect((await ask('GET', '/mission/objections', { token })).json.objections).toEqual([]);
    });

    it('an objection one second late, and takes one at the deadline\'s own second', async () => {
      const [early, late] = [await enter(listId, 'UY'), await enter(listId, 'PE')];
      service.holdTime('2026-12-15T22:00:00.000Z');
      expect((await ask('POST', '/mission/objections', { token: early, body: { objections: [{ nominationId: ids[0] }] } })).status).toBe(201);
      service.holdTime('2026-12-15T22:00:01.000Z');
      expect((await ask('POST', '/mission/objections', { token: late, body: { objections: [{ nominationId: ids[0] }] } })).json.rule).toBe('silence-not-running');
    });
  });

  it('answers the same filing sent twice with the first receipt', async () => {
    const { listId, ids } = await circulatedRound(service, { names: 3, addresses: false });
    const token = await enter(listId, 'BO');
    const body = { objections: [{ nominationId: ids[1], basis: 'Invented basis' }] };
    const [first, second] = [await ask('POST', '/mission/objections', { token, body }), await ask('POST', '/mission/objections', { token, body })];
    expect(second.json).toEqual(first.json);
    expect((await ask('GET', '/mission/objections', { token })).json.objections).toHaveLength(1);
  });

  it('does not answer with a receipt for all where a part was withdrawn since: what stands is named, and the rest can be filed again', async () => {
    const { listId, ids } = await circulatedRound(service, { names: 3, addresses: false });
    const token = await enter(listId, 'SN');
    const body = { objections: ids.slice(0, 2).map((nominationId) => ({ nominationId })) };
    await ask('POST', '/mission/objections', { token, body });
    const { objections } = (await ask('GET', '/mission/objections', { token })).json;
    const first = objections.find(({ nominationId }: { nominationId: string }) => nominationId === ids[0]);
    expect((await ask('POST', `/mission/objections/${first.id}/withdrawal`, { token })).status).toBe(200);
    const { status, json } = await ask('POST', `/mission/objections/${first.id}/withdrawal`, { token });
    expect([status, json.rule, json.title]).toEqual([409, 'objection-withdrawn', 'This objection has been withdrawn already.']);
    const again = await ask('POST', '/mission/objections', { token, body });
    expect([again.status, again.json.errors.map(({ rule }: { rule: string }) => rule)]).toEqual([422, ['already-objected']]);
    expect((await ask('POST', '/mission/objections', { token, body: { objections: [{ nominationId: ids[0] }] } })).status).toBe(201);
    expect((await service.get(StandingObjections).count(service.get(Reader).manager, listId)).size).toBe(2);
  });

  it('does an act once under an Idempotency-Key, however often it is sent at once', async () => {
    const { listId, ids } = await circulatedRound(service, { names: 3, addresses: false });
    const token = await enter(listId, 'EC');
    const body = { objections: [{ nominationId: ids[0] }] };
    const answers = await Promise.all(Array.from({ length: 8 }, () => ask('POST', '/mission/objections', { token, body, headers: { 'idempotency-key': 'one' } })));
    expect(new Set(answers.map(({ status, json }) => `${status} ${json.reference}`)).size).toBe(1);
    expect(answers.filter(({ headers }) => headers.get('idempotency-replayed') === 'true')).toHaveLength(7);
    const other = await ask('POST', '/mission/objections', { token, body: { objections: [{ nominationId: ids[1] }] }, headers: { 'idempotency-key': 'one' } });
    expect([other.status, other.json.rule]).toEqual([409, 'idempotency-conflict']);
  });

  /** 193 filings in the last instants, several finalizers among them; what went wrong, in words. */
  async function race(): Promise<string[]> {
    service.setTime('2026-12-01T15:00:00.000Z');
    const { listId, ids } = await circulatedRound(service, { names: 20 });
    for (;;) {
      await service.get(Relay).drain();
      if ((await service.get(DeliveriesQuery).counts(listId, 'missions')).queued === 0) break;
    }
    const tokens = await Promise.all(memberStates().map(async ({ iso2 }) => (
      // Past the rate limit of the door: 193 Missions have 193 addresses, this test has one.
      (await service.get(MissionSessions).open({ token: service.get(MissionLinks).token(listId, iso2, 1), memberState: iso2 })).session
    )));
    service.setTime('2026-12-15T21:59:59.000Z');
    const later = <T>(ms: number, act: () => Promise<T>): Promise<T> => new Promise((done) => setTimeout(() => done(act()), ms));
    const filings = tokens.map((token, at) => later(at * 8, () => ask('POST', '/mission/objections', { token, body: { objections: [{ nominationId: ids[at % 20] }] } })));
    const finalize = () => service.get(FinalizeListHandler).execute({ listId }, approver).then(() => ({ status: 200 }), () => ({ status: 409 }));
    const finalizers = [600, 1_500, 1_700, 2_000, 2_500].map((ms) => later(ms, finalize));
    const filed = await Promise.all(filings);
    const finals = await Promise.all(finalizers);
    const faults: string[] = [];
    if (finals.filter(({ status }) => status === 200).length > 1) faults.push('finalized twice');
    if (!finals.some(({ status }) => status === 200) && (await finalize()).status !== 200) faults.push('not finalized');
    const kept = (await ask('GET', `/lists/${listId}/objections`)).json as { nominationId: string; raisedAt: string }[];
    if (kept.length !== filed.filter(({ status }) => status === 201).length) faults.push('acknowledged and kept differ');
    if (kept.some(({ raisedAt }) => raisedAt > '2026-12-15T22:00:00.000Z')) faults.push('late objection kept');
    const objected = new Set(kept.map(({ nominationId }) => nominationId));
    const names = (await ask('GET', `/lists/${listId}`)).json.names as { id: string; state: string }[];
    if (names.some(({ id, state }) => state !== (objected.has(id) ? 'heldBack' : 'cleared'))) faults.push('name with the wrong outcome');
    return faults;
  }

  it('loses no objection between 193 filings, the deadline and several finalizers', async () => {
    expect(await race()).toEqual([]);
  });

  it('would be caught filing under a list that was read before it changed', async () => {
    const lists = service.get(Lists);
    const real = lists.lockToFile.bind(lists);
    lists.lockToFile = async (tx, id) => ({ ...(await real(tx, id)), state: 'circulated', deadline: '2027-01-01T00:00:00.000Z' });
    expect(await race()).toContain('late objection kept');
    lists.lockToFile = real;
  });
});
